"""How long it takes from a fresh clone to the serving demo, and for a second start.

Usage: uv run python tests/load/start_demo.py [PORT]

Both run in a folder of their own with nothing prepared; only what uv has downloaded before is used
again. The aims are 60 s and 5 s on two cores.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# A fresh machine has none of these; the one that measures has.
INHERITED = (
    "DATABASE_URL",
    "RUTAN_DEVELOPMENT",
    "SECRET_KEY",
    "RUTAN_FIELD_KEYS",
    "VIRTUAL_ENV",
    "DJANGO_SETTINGS_MODULE",
)


def answers(port):
    asked = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asked.request("GET", "/readyz")
        return asked.getresponse().status == 200
    except OSError:
        return False
    finally:
        asked.close()


@contextmanager
def cloned():
    """The committed state in a folder of its own, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        yield clone


@contextmanager
def serving(clone, port):
    """Start the command of the README, wait for the first answer; stop it again afterwards."""
    environment = {name: value for name, value in os.environ.items() if name not in INHERITED}
    process = subprocess.Popen(
        ["uv", "run", "manage.py", "demo", "--port", str(port)],
        cwd=clone,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        while not answers(port):
            if process.poll() is not None:
                sys.exit(f"The demo stopped with code {process.returncode}.")
            time.sleep(0.05)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def seconds_to_serve(clone, port):
    started = time.monotonic()
    with serving(clone, port):
        return round(time.monotonic() - started, 1)


def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8099
    with cloned() as clone:
        first, second = seconds_to_serve(clone, port), seconds_to_serve(clone, port)
        counted = subprocess.run(
            ["uv", "run", "manage.py", "selfcheck"], cwd=clone, capture_output=True, check=True
        )
        report = json.loads(counted.stdout)
    print(
        json.dumps(
            {
                "first start, s": first,
                "second start, s": second,
                "ok": report["ok"],
                "rows": report["counts"],
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
