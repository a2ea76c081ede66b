"""``manage.py selfcheck``: prove every invariant and cached figure on the live database."""

import json
import re
import sys
from collections.abc import Iterable
from contextlib import contextmanager
from importlib import import_module

from django.apps import apps
from django.core.checks import CheckMessage, run_checks
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils.module_loading import module_has_submodule

from rutan.models import Seal


@contextmanager
def one_moment():
    """A read-only snapshot, so that what people write meanwhile is no breach; a caller's
    transaction is kept as it is.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def figures() -> dict[str, int]:
    """The counts of every app's checks.py, merged."""
    counts: dict[str, int] = {}
    for app in apps.get_app_configs():
        if module_has_submodule(app.module, "checks"):
            counts |= getattr(import_module(f"{app.name}.checks"), "figures", dict)()
    return counts


def _told(messages: Iterable[CheckMessage]) -> list[dict[str, str]]:
    return [{"id": message.id, "message": message.msg} for message in messages]


def _not_sealed(printed: str | None) -> list[dict[str, str]]:
    """What the code on a paper says against the seals: whoever recomputes them cannot print it
    again.
    """
    if not printed or any(seal.code == printed for seal in Seal.objects.all()):
        return []
    said = f"No seal bears the printed code {printed}: what that paper sealed is not what is here."
    return [{"id": "rutan.E012", "message": said}]


def _code(typed: str) -> str:
    """A seal's code as it is printed, however it was typed. Raises CommandError of another."""
    signs = re.sub(r"[\s\-–]", "", typed).upper()
    if not re.fullmatch(r"[0-9A-F]{16}", signs):
        raise CommandError(
            f"{typed} is no seal's code: four groups of four signs, 0-9 and A-F, as after the words"
            " 'Segel catatan kegiatan ini' on a handover record. The code of a document is asked"
            " for at /verify/."
        )
    return "-".join(signs[at : at + 4] for at in range(0, 16, 4))


class Command(BaseCommand):
    help = (
        "Prove every invariant and cached figure on the live database; prints JSON, exits 1 on any"
        " breach (a warning is none)."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--printed", metavar="CODE", help="the code of a seal as a paper bears it"
        )

    def handle(self, *, printed, **options):
        code = _code(printed) if printed else None
        with one_moment():
            found = run_checks(tags=["selfcheck"], include_deployment_checks=True)
            breaches = _told(message for message in found if message.is_serious())
            breaches += _not_sealed(code)
            warnings = _told(message for message in found if not message.is_serious())
            report = {
                "ok": not breaches,
                "counts": figures(),
                "breaches": breaches,
                "warnings": warnings,
            }
        self.stdout.write(json.dumps(report, indent=2, ensure_ascii=False))
        if breaches:
            sys.exit(1)
