"""What a hand-over costs beside the smallest honest Django app that does one.

Usage: uv run python tests/load/hand_over.py [CLIENTS]

Serves a demo in a folder of its own and the floor (floor.py) with the same settings, turn about, on
the same database server, and prints both and their ratios: in a fresh event, and in one that has
3,000 hand-overs behind it. The aims with 4 clients are 0.6 of the floor's requests in a second and
1.7 times its 95th percentile. Only ratios count; nothing is kept.
"""

import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
import uuid
from contextlib import contextmanager
from urllib.parse import urlencode

from start_demo import INHERITED, cloned, serving

PORT, FLOOR_PORT = 8162, 8163
WAITING, BEHIND, TICKETS = 4_000, 3_000, 15_000
ROUNDS, SECONDS, WARM_UP = 5, 3, 1
# The length that CSRF tokens have; the cookie and the header only need to agree.
TOKEN = "a" * 32


def python(clone, *arguments):
    """What a script of the clone prints, as JSON."""
    environment = {name: value for name, value in os.environ.items() if name not in INHERITED}
    ran = subprocess.run(
        [clone / ".venv" / "bin" / "python", *map(str, arguments)],
        cwd=clone,
        env=environment,
        stdout=subprocess.PIPE,
    )
    return json.loads(ran.stdout)


def breaches(clone):
    """What the self-check says of the demo's database."""
    return {breach["message"] for breach in python(clone, "manage.py", "selfcheck")["breaches"]}


@contextmanager
def floor(clone, url):
    """Serve the floor as the demo serves itself: four workers of two threads."""
    options = f"-w 4 --threads 2 -b 127.0.0.1:{FLOOR_PORT} --log-level error floor:application"
    process = subprocess.Popen(
        [clone / ".venv" / "bin" / "gunicorn", *options.split()],
        cwd=clone / "tests" / "load",
        env=os.environ | {"FLOOR_URL": url},
    )
    try:
        time.sleep(3)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


class Side:
    """One of the two servers: who is signed in there, and the hand-overs that still wait."""

    def __init__(self, port, session, orders):
        self.port, self.orders, self.took = port, iter(orders), []
        self.lock = threading.Lock()
        self.headers = {
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def client(self, until):
        """Hand over one after the other on one connection, until the time is up."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while time.perf_counter() < until:
            with self.lock:
                path, body = next(self.orders)
            started = time.perf_counter()
            asked.request("POST", path, body, self.headers)
            answer = asked.getresponse()
            said = answer.read()
            if answer.status != 200:
                os._exit(sys.stderr.write(f"{answer.status} {said[:500]!r}\n") and 1)
            self.took.append(time.perf_counter() - started)
        asked.close()

    def run(self, clients, seconds):
        """(hand-overs in a second, 95th percentile in ms) of so many clients at once."""
        self.took, started = [], time.perf_counter()
        threads = [
            threading.Thread(target=self.client, args=[started + seconds]) for _n in range(clients)
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        took = time.perf_counter() - started
        return len(self.took) / took, 1000 * statistics.quantiles(self.took, n=20)[-1]


def of_product(session, event, rights):
    usual = {
        "collector_name": "Sri Wahyuni",
        "collector_relationship": "wife",
        "verified_by_method": "ktp",
    }
    path = f"/distributions/{event}/hand-over/"
    return Side(
        PORT,
        session,
        [
            (path, urlencode({"entitlement": right, "client_id": uuid.uuid4()} | usual))
            for right in rights
        ],
    )


def compared(ours, theirs, clients):
    """Medians of both sides and of the ratios, each of two runs that stood side by side."""
    for side in (ours, theirs):
        side.run(clients, WARM_UP)
    runs = [(ours.run(clients, SECONDS), theirs.run(clients, SECONDS)) for _n in range(ROUNDS)]
    rate, p95 = ([(our[n], floor[n]) for our, floor in runs] for n in (0, 1))
    middle = statistics.median
    return {
        "hand-overs a second": [round(middle(side), 1) for side in zip(*rate, strict=True)],
        "95th percentile, ms": [round(middle(side), 1) for side in zip(*p95, strict=True)],
        "rate over floor": round(middle(our / floor for our, floor in rate), 2),
        "95th percentile over floor": round(middle(our / floor for our, floor in p95), 2),
    }


def main():
    clients = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    with cloned() as clone, serving(clone, PORT):
        made = python(clone, "tests/load/crowd.py", WAITING, BEHIND)
        known = breaches(clone)
        tickets = python(clone, "tests/load/floor.py", TICKETS)
        orders = ((path, "collector_name=Sri") for path in tickets["paths"])
        theirs = Side(FLOOR_PORT, tickets["session"], orders)
        with floor(clone, tickets["url"]):
            figures = {
                name: compared(of_product(made["session"], *made[key]), theirs, clients)
                for name, key in (("fresh event", "fresh"), (f"after {BEHIND}", "full"))
            }
        breached = breaches(clone) - known
    report = {"clients": clients, "ours, floor": figures, "breaches by the load": sorted(breached)}
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
