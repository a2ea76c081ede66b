"""The demo on the web: static files collected as for a release, and gunicorn in a child that never
outlives its parent.

Children are forked: they have Django loaded already, and leave by ``os._exit``, past the embedded
database's own farewell, which is the parent's to say.
"""

import hashlib
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.urls import get_resolver
from gunicorn.app.base import BaseApplication

_fork = multiprocessing.get_context("fork")


def fork(work: Callable, *arguments: Any) -> multiprocessing.Process:
    """Let a child do the work on another core; no connection to the database may be open, or both
    would speak on it.
    """
    child = _fork.Process(target=work, args=arguments)
    child.start()
    return child


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
    """Collects and compresses the static files while this process fills the database; once for each
    state of them.
    """

    def __init__(self) -> None:
        self.stamp = Path(settings.STATIC_ROOT).parent / "static.sha256"
        self.state = _state_of_files()
        self.child: multiprocessing.Process | None = None

    def collect(self) -> None:
        collected = (
            Path(settings.STATIC_ROOT) / "staticfiles.json"
        ).exists() and self.stamp.exists()
        if not collected or self.stamp.read_text() != self.state:
            self.child = fork(call_command, "collectstatic", "--no-input", "--clear", "-v0")

    def wait(self) -> bool:
        """Whether everything is collected."""
        if self.child:
            self.child.join()
            if self.child.exitcode:
                return False
            self.stamp.write_text(self.state)
        return True


def serve(port: int) -> int:
    """Serve on localhost until Ctrl+C or SIGTERM; gives the server's exit code."""
    child = fork(_serve, port)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_received: child.terminate())
    child.join()
    return child.exitcode


def _serve(port: int) -> None:
    # Ctrl+C reaches a whole terminal: in a session of its own the server is stopped once, by its
    # parent.
    os.setsid()
    threading.Thread(target=_stop_with_parent, daemon=True).start()
    Server(
        bind=f"127.0.0.1:{port}",
        # A desk that holds its event's lock waits for no other thread of its interpreter.
        workers=4,
        threads=2,
        preload_app=True,
        loglevel="warning",
        graceful_timeout=5,
    ).run()


def _stop_with_parent() -> None:
    """A command that is killed outright can't stop its server; this end of the pipe between them
    notices.
    """
    wait([multiprocessing.parent_process().sentinel])
    os.kill(os.getpid(), signal.SIGTERM)


class Server(BaseApplication):
    """gunicorn with these settings, and with the application loaded before its workers are
    forked.
    """

    def __init__(self, **options: Any) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        # Here and not above, for it limits how long each later connection of its process waits.
        from rutan.wsgi import application

        # Otherwise each worker would import every view at its first request.
        _views = get_resolver().url_patterns
        return application


def _state_of_files() -> str:
    """A hash that changes when any static file does, by name, size or time."""
    state = hashlib.sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            status = Path(storage.path(path)).stat()
            state.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return state.hexdigest()
