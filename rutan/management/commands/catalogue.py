"""``manage.py catalogue``: bring the English catalogue up to the strings of the code, without GNU
gettext.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
PATH = ROOT / "rutan" / "locale" / "en" / "LC_MESSAGES" / "django.po"
# What Django and allauth say, in our Indonesian: written by hand, compiled here.
OURS = ROOT / "rutan" / "locale" / "id" / "LC_MESSAGES" / "django.po"
# Calls that mark a string, and what their arguments are: the message, its plural, the context that
# tells two uses apart.
CALLS = dict.fromkeys(("_", "_lazy", "gettext", "gettext_lazy", "gettext_noop"), ("msgid",))
CALLS |= dict.fromkeys(("ngettext", "ngettext_lazy"), ("msgid", "plural"))
CALLS |= dict.fromkeys(("pgettext", "pgettext_lazy"), ("context", "msgid"))
CALLS |= dict.fromkeys(("npgettext", "npgettext_lazy"), ("context", "msgid", "plural"))
_STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
# What templatize leaves of a template: calls between blanks, their strings as Python writes them.
_CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({_STRING}(?:\s*,\s*{_STRING})*)", re.DOTALL)


class Message(NamedTuple):
    """What identifies a string of the screen; without plural or context these are empty."""

    msgid: str
    plural: str = ""
    context: str = ""


def in_python(source: str) -> Iterator[Message]:
    """Strings in calls of gettext and its kin, whatever alias of ours they go by."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _message(name_of(node), texts_of(node))


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def texts_of(call: ast.Call) -> list[str]:
    return [
        argument.value
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def in_template(source: str) -> Iterator[Message]:
    """Strings of translate, blocktranslate and ``_("...")`` in tags."""
    for name, texts in _CALL.findall(templatize(source)):
        yield from _message(name, ast.literal_eval(f"[{texts}]"))


def _message(name: str, texts: list[str]) -> Iterator[Message]:
    roles = CALLS.get(name, ())
    if roles and len(texts) >= len(roles):
        yield Message(**dict(zip(roles, texts, strict=False)))


def strings() -> dict[Message, str]:
    """Every string of the screen and the first file that holds it, in the order of the files."""
    found = {}
    for path in [*python_files(), *sorted((ROOT / "templates").rglob("*.html"))]:
        collect = in_python if path.suffix == ".py" else in_template
        for message in collect(path.read_text()):
            found.setdefault(message, str(path.relative_to(ROOT)))
    return found


def python_files() -> list[Path]:
    return [
        path
        for app in settings.OUR_APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def message_of(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural, entry.msgctxt or "")


def untranslated(messages: Iterable[Message], catalogue: polib.POFile) -> list[Message]:
    """Those of the ``messages`` that have no English yet."""
    english = {message_of(entry) for entry in catalogue.translated_entries()}
    return [message for message in messages if message not in english]


class Command(BaseCommand):
    help = (
        "Add the strings of the code to the English catalogue, drop those that are gone, compile"
        " it; lists what has no English yet."
    )
    requires_system_checks = []

    def handle(self, **options):
        known = {
            message_of(entry): entry for entry in (polib.pofile(str(PATH)) if PATH.exists() else [])
        }
        catalogue = polib.POFile(wrapwidth=120)
        catalogue.metadata = {
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Language": "en",
            "Plural-Forms": "nplurals=2; plural=(n != 1);",
        }
        found = strings()
        for message, path in found.items():
            entry = known.get(message) or polib.POEntry(
                msgid=message.msgid,
                msgid_plural=message.plural,
                msgctxt=message.context or None,
                msgstr_plural={0: "", 1: ""} if message.plural else {},
            )
            entry.occurrences, entry.flags = (
                [(path, "")],
                ["python-format"] if re.search(r"%\(\w+\)s", message.msgid) else [],
            )
            catalogue.append(entry)
        PATH.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(PATH))
        catalogue.save_as_mofile(str(PATH.with_suffix(".mo")))
        polib.pofile(str(OURS)).save_as_mofile(str(OURS.with_suffix(".mo")))
        for message in untranslated(found, catalogue):
            self.stdout.write(message.msgid)
