"""What it costs that four desks and the hall watch an open event: percent of a core.

Usage: uv run python tests/load/watching.py [--screen] [--here PORT]

Serves a demo in a folder of its own, or with --here asks the one that this folder serves on that
port. Four desks, with --screen the hall too, ask every two seconds for a minute, while every ten
seconds a desk calls its number once more, so that all get something new; the processes' own CPU
time is counted, application and database apart. The aim is below 3 percent of a core for the desks.
"""

import json
import os
import re
import sys
import threading
import time
from collections import Counter
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from start_demo import ROOT, cloned, serving

PORT, DESKS, EVERY, SECONDS, CHANGE = 8165, 4, 2, 60, 10
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TICKS = os.sysconf("SC_CLK_TCK")


class Browser:
    """One signed-in person with his cookies; nobody without a name."""

    def __init__(self, port, username=""):
        self.port, self.cookies, self.etag = port, {}, ""
        if username:
            self.get("/accounts/login/")
            self.post("/accounts/login/", login=username, password="rutan-demo")

    def ask(self, method, path, body=None, follow=True, **headers):
        """Status, headers and text of an answer; where it leads elsewhere, of that page."""
        server = HTTPConnection("127.0.0.1", self.port, timeout=30)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        server.request(method, path, body, headers | {"Cookie": cookies})
        answer = server.getresponse()
        text = answer.read().decode(errors="replace")
        server.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        if follow and answer.status in (302, 303):
            return self.ask("GET", answer.headers["Location"])
        return answer.status, answer.headers, text

    def get(self, path):
        return self.ask("GET", path)[2]

    def post(self, path, follow=True, **fields):
        body = urlencode(fields | {"csrfmiddlewaretoken": self.cookies["csrftoken"]})
        return self.ask("POST", path, body, follow, **FORM)[2]

    def look(self, path):
        """The status of a glance, as a browser asks that kept the last answer."""
        status, headers, _text = self.ask("GET", path, **{"If-None-Match": self.etag})
        self.etag = headers["ETag"]
        return status


def processes(root):
    """Of the demo in this folder: the pids of its application and of its database."""
    postmaster = int((root / ".local" / "postgres" / "postmaster.pid").read_text().split()[0])
    application, database = [], [postmaster]
    for found in Path("/proc").glob("[0-9]*"):
        try:
            stat = (found / "stat").read_text().rpartition(")")[2].split()
            command, folder = (found / "cmdline").read_bytes(), os.readlink(found / "cwd")
        except OSError:
            continue
        if int(stat[1]) == postmaster:
            database.append(int(found.name))
        elif b"demo" in command and b"python" in command and folder == str(root):
            application.append(int(found.name))
    return application, database


def cpu(root):
    """Seconds of CPU that application and database took so far.

    Connections come and go: what those took that are gone stands with the process that waited for
    them.
    """
    totals = []
    for pids in processes(root):
        stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
        ticks = [int(stat[place]) for stat in stats for place in (11, 12, 13, 14)]
        totals.append(sum(ticks) / TICKS)
    return totals


def watch(browser, path, until, statuses):
    while time.monotonic() < until:
        statuses[browser.look(path)] += 1
        time.sleep(EVERY)


def call_again(browser, address, until):
    while time.monotonic() < until:
        time.sleep(CHANGE)
        browser.post(address, follow=False)


def measured(root, port):
    officer = Browser(port, "handover_officer")
    desk = re.search(r"/distributions/\d+/desk/", officer.get("/"))[0]
    called = re.search(r"/distributions/entitlements/\d+/call/", officer.post(desk, desk="Loket 1"))
    watching = [(Browser(port, "handover_officer"), f"{desk}now/?card=0") for _n in range(DESKS)]
    if "--screen" in sys.argv:
        page = Browser(port, "services_head").post(desk.replace("/desk/", "/hall-screen/"))
        watching.append((Browser(port), re.search(r"/hall/[\w-]{20,}/", page)[0] + "now/"))
    statuses, until = Counter(), time.monotonic() + SECONDS
    threads = [threading.Thread(target=watch, args=(*one, until, statuses)) for one in watching]
    threads.append(threading.Thread(target=call_again, args=(officer, called[0], until)))
    before = cpu(root)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = [now - start for now, start in zip(cpu(root), before, strict=True)]
    percent = [round(100 * seconds / SECONDS, 2) for seconds in took]
    return {"application, %": percent[0], "database, %": percent[1], "answers": dict(statuses)}


def main():
    if "--here" in sys.argv:
        told = measured(ROOT, int(sys.argv[-1]))
    else:
        with cloned() as clone, serving(clone, PORT):
            told = measured(clone, PORT)
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
