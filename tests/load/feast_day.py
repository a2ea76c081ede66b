"""The peak of a feast day beside the same queue alone.

Usage: uv run python tests/load/feast_day.py

Serves a demo in a folder of its own. Four desks serve 150 families, each found by name, opened and
handed over, half of the packages ordered by two desks in the same moment. Once they are alone; once
the counter writes down each arrival before, the desks and the hall watch, and the head reads his
reports one after the other. The aims are a search within 200 ms and a hand-over within 300 ms at
the 95th percentile, each package once and nothing for the self-check to find.
"""

import json
import queue
import re
import statistics
import sys
import threading
import time
import uuid
from collections import Counter
from urllib.parse import urlencode

from hand_over import breaches, python
from start_demo import cloned, serving
from watching import EVERY, FORM, Browser

PORT, FAMILIES, DESKS = 8167, 150, 4
# Seconds that a desk takes for a family besides its page: ten times as quick as people are.
PAUSE = 1.5
COLLECTOR = {"collector_name": "Sri Wahyuni", "collector_relationship": "wife"}
REPORTS = ("/reports/", "/reports/report.xlsx", "/distributions/{}/report/", "/distributions/")


class Morning:
    """One event with its desks; what each request took, in ms, and what was answered."""

    def __init__(self, event, rights, names):
        self.event, self.waiting = f"/distributions/{event}", queue.Queue()
        self.took, self.said = {"search": [], "hand-over": []}, Counter()
        self.rights, self.names = rights, names
        self.reports = [path.format(event) for path in REPORTS]
        self.is_over = threading.Event()

    def timed(self, name, browser, *request, **headers):
        started = time.perf_counter()
        answer = browser.ask(*request, **headers)
        self.took[name].append(1000 * (time.perf_counter() - started))
        return answer

    def arrive(self, counter):
        """Everybody at once, or one after the other as the counter writes them down."""
        for right in self.rights:
            if counter:
                fields = COLLECTOR | {"entitlement": right, "verified_by_method": "ktp"}
                counter.post(f"{self.event}/arrivals/", follow=False, **fields)
            self.waiting.put(right)
        for _desk in range(DESKS):
            self.waiting.put(None)

    def serve(self, browser, other):
        """Serve until nobody waits; every second order is sent by another desk too."""
        while right := self.waiting.get():
            named = urlencode({"q": self.names[str(right)]})
            self.timed("search", browser, "GET", f"{self.event}/desk/?{named}")
            browser.get(f"{self.event}/desk/?entitlement={right}")
            time.sleep(PAUSE)
            desks = [browser, other] if right % 2 else [browser]
            sent = [threading.Thread(target=self.order, args=(desk, right)) for desk in desks]
            for thread in sent:
                thread.start()
            for thread in sent:
                thread.join()

    def order(self, browser, right):
        fields = COLLECTOR | {"entitlement": right, "verified_by_method": "coupon"}
        keys = {"client_id": uuid.uuid4(), "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        headers = FORM | {"Accept": "application/json"}
        path, body = f"{self.event}/hand-over/", urlencode(fields | keys)
        status, _headers, text = self.timed("hand-over", browser, "POST", path, body, **headers)
        self.said[f"{status} {json.loads(text)['outcome']}"] += 1

    def watch(self, browser, path):
        while not self.is_over.wait(EVERY):
            self.said[f"{browser.look(path)} looked"] += 1

    def read(self, browser):
        while not self.is_over.is_set():
            for path in self.reports:
                self.said[f"{browser.ask('GET', path)[0]} report"] += 1


def others(morning):
    """The threads of whoever is busy besides the desks."""
    page = Browser(PORT, "services_head").post(f"{morning.event}/hall-screen/")
    screen = re.search(r"/hall/[\w-]{20,}/", page)[0] + "now/"
    card = f"{morning.event}/desk/now/?card=0"
    watching = [(Browser(PORT, "handover_officer"), card) for _desk in range(DESKS)]
    watching.append((Browser(PORT), screen))
    threads = [threading.Thread(target=morning.watch, args=one) for one in watching]
    return [*threads, threading.Thread(target=morning.read, args=[Browser(PORT, "head")])]


def measured(event, rights, names, *, at_peak):
    morning = Morning(event, rights, names)
    desks = [Browser(PORT, f"handover_officer{n}") for n in ("", 2) for _pair in range(DESKS)]
    besides = others(morning) if at_peak else []
    counter = Browser(PORT, "services_head") if at_peak else None
    serving_all = [threading.Thread(target=morning.arrive, args=[counter])]
    pairs = zip(desks[:DESKS], desks[DESKS:], strict=True)
    serving_all += [threading.Thread(target=morning.serve, args=pair) for pair in pairs]
    for thread in (*besides, *serving_all):
        thread.start()
    for thread in serving_all:
        thread.join()
    morning.is_over.set()
    for thread in besides:
        thread.join()
    p95 = {f"{name}, p95 ms": _p95(took) for name, took in morning.took.items()}
    return p95 | {"answers": dict(sorted(morning.said.items()))}


def _p95(took):
    return round(statistics.quantiles(took, n=20)[-1])


def main():
    with cloned() as clone, serving(clone, PORT):
        made = python(clone, "tests/load/crowd.py", FAMILIES, 1)
        known = breaches(clone)
        told = {
            run: measured(*made[key], made["names"], at_peak=key == "fresh")
            for run, key in (("desks alone", "full"), ("at the peak", "fresh"))
        }
        told["breaches by the load"] = sorted(breaches(clone) - known)
    print(json.dumps(told, indent=2))
    for run in ("desks alone", "at the peak"):
        if told[run]["answers"]["200 handed_over"] != FAMILIES:
            sys.exit("A package is missing, or went out twice.")


if __name__ == "__main__":
    main()
