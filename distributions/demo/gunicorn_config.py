"""How the demo is served: as a small office would, and never without the command that started it."""

import os
import signal
import threading

STANDARD_INPUT = 0

workers = 2
threads = 4
loglevel = "warning"
graceful_timeout = 5


def when_ready(server):
    threading.Thread(target=_stop_with_parent, daemon=True).start()


def _stop_with_parent():
    # A pipe that only the parent holds open: when it is killed outright, this read ends. Read past Python's buffer,
    # whose lock would be held for ever in the workers that are forked meanwhile.
    os.read(STANDARD_INPUT, 1)
    os.kill(os.getpid(), signal.SIGTERM)
