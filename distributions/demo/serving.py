"""The demo on the web: static files collected as for a release, and gunicorn as a child that never outlives its parent."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

CONFIG = Path(__file__).parent / "gunicorn_config.py"
MANAGE = Path(settings.BASE_DIR) / "manage.py"


def is_free(port: int) -> bool:
    """Whether the port of this machine can be served on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class StaticFiles:
    """Collects and compresses the static files in a child, while this process fills the database; once for each state of them."""

    def __init__(self) -> None:
        self.stamp = Path(settings.STATIC_ROOT).parent / "static.sha256"
        self.state = _state_of_files()
        self.child: subprocess.Popen | None = None

    def collect(self) -> None:
        collected = (Path(settings.STATIC_ROOT) / "staticfiles.json").exists() and self.stamp.exists()
        if collected and self.stamp.read_text() == self.state:
            return
        command = [sys.executable, str(MANAGE), "collectstatic", "--no-input", "--clear", "-v0"]
        self.child = subprocess.Popen(command, env=_environment())  # noqa: S603 our own manage.py

    def wait(self) -> None:
        if self.child:
            if code := self.child.wait():
                raise subprocess.CalledProcessError(code, "collectstatic")
            self.stamp.write_text(self.state)


def serve(port: int) -> int:
    """Serve on localhost until Ctrl+C or SIGTERM; gives the server's exit code."""
    command = [sys.executable, "-m", "gunicorn", "--config", str(CONFIG), "--bind", f"127.0.0.1:{port}", "rutan.wsgi"]
    # Ctrl+C reaches a whole terminal: in a session of its own the server is stopped once, by us.
    child = subprocess.Popen(command, env=_environment(), stdin=subprocess.PIPE, cwd=settings.BASE_DIR, start_new_session=True)  # noqa: S603
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_received: child.terminate())
    return child.wait()


def _environment() -> dict[str, str]:
    return {**os.environ, "RUTAN_COLLECTED": "1"}


def _state_of_files() -> str:
    """A hash that changes when any static file does, by name, size or time."""
    state = hashlib.sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            status = Path(storage.path(path)).stat()
            state.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return state.hexdigest()
