"""``manage.py catalogue``: bring the English catalogue up to the strings of the code, without GNU gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.template import templatize

APPS = ("rutan", "harvests", "families", "distributions")
PATH = Path(settings.BASE_DIR) / "rutan" / "locale" / "en" / "LC_MESSAGES" / "django.po"
ONE = {"_", "_lazy", "gettext", "gettext_lazy", "gettext_noop"}
MANY = {"ngettext", "ngettext_lazy"}
# What templatize leaves of a template: calls between blanks, their strings as Python writes them.
_CALL = re.compile(
    r"""\b(_|gettext|ngettext)\(\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")(?:\s*,\s*u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))?""", re.DOTALL
)

Message = tuple[str, str]  # msgid, and its plural or ""


def in_python(source: str) -> Iterator[Message]:
    """Strings in calls of gettext and its kin, whatever alias of ours they go by."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant) and isinstance(argument.value, str)]
            if name in ONE and texts:
                yield texts[0], ""
            elif name in MANY and len(texts) > 1:
                yield texts[0], texts[1]


def in_template(source: str) -> Iterator[Message]:
    """Strings of translate, blocktranslate and ``_("...")`` in tags."""
    for call in _CALL.finditer(templatize(source)):
        yield ast.literal_eval(call[2]), ast.literal_eval(call[3]) if call[1] == "ngettext" and call[3] else ""


def strings() -> dict[Message, str]:
    """Every string of the screen and the first file that holds it, in the order of the files."""
    root, found = Path(settings.BASE_DIR), {}
    python = [path for app in APPS for path in sorted((root / app).rglob("*.py")) if "migrations" not in path.parts]
    for path in [*python, *sorted((root / "templates").rglob("*.html"))]:
        collect = in_python if path.suffix == ".py" else in_template
        for message in collect(path.read_text()):
            found.setdefault(message, str(path.relative_to(root)))
    return found


def untranslated(catalogue: polib.POFile) -> list[str]:
    return [entry.msgid for entry in catalogue if not (entry.msgstr or all(entry.msgstr_plural.values() or [""])) or entry.fuzzy]


class Command(BaseCommand):
    help = "Add the strings of the code to the English catalogue, drop those that are gone, compile it; lists what has no English yet."
    requires_system_checks = []

    def handle(self, **options):
        known = {(entry.msgid, entry.msgid_plural): entry for entry in (polib.pofile(str(PATH)) if PATH.exists() else [])}
        catalogue = polib.POFile(wrapwidth=120)
        catalogue.metadata = {
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Language": "en",
            "Plural-Forms": "nplurals=2; plural=(n != 1);",
        }
        for (msgid, plural), path in strings().items():
            entry = known.get((msgid, plural)) or polib.POEntry(
                msgid=msgid, msgid_plural=plural, msgstr_plural={0: "", 1: ""} if plural else {}
            )
            entry.occurrences, entry.flags = [(path, "")], ["python-format"] if re.search(r"%\(\w+\)s", msgid) else []
            catalogue.append(entry)
        PATH.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(PATH))
        catalogue.save_as_mofile(str(PATH.with_suffix(".mo")))
        for msgid in untranslated(catalogue):
            self.stdout.write(msgid)
