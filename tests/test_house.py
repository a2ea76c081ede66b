"""The house keeps its own rules: who imports whom, what is stamped, paired, used, tested, and how
long things are.
"""

import ast
import io
import re
import subprocess
import tokenize
from functools import cache
from importlib import import_module
from pathlib import Path

import pgtrigger
import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands
from django.db import models
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver

from distributions.models import Outcome
from rutan.checks import our_models
from rutan.constraints import SameFacility
from rutan.model_bases import History

ROOT = Path(settings.BASE_DIR)
# A module may import its own app and those that stand lower; harvests and families never see each
# other.
LOWER = {
    "rutan": {"rutan"},
    "harvests": {"harvests", "rutan"},
    "families": {"families", "rutan"},
    "distributions": {"distributions", "harvests", "families", "rutan"},
}
# What Django or a package asks for by name.
ASKED_FOR_BY_NAME = ("403.html", "404.html", "500.html")


@cache
def python_files(*folders):
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    )


def app_files():
    return python_files(*LOWER)


@cache
def tree(path):
    return ast.parse(path.read_text())


def templates():
    return sorted((ROOT / "templates").rglob("*.html"))


def shown(path):
    return str(path.relative_to(ROOT))


def lines_with(pattern, paths):
    """Every ``file:line`` that matches."""
    return [
        f"{shown(path)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(pattern, line)
    ]


def functions(paths):
    for path in paths:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


def addresses(patterns=None, prefix="/"):
    """Every (name, route, view) of the URLconf."""
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield pattern.name, prefix + str(pattern.pattern), pattern.callback


# Who knows whom


def imported_modules(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def named_apps(path):
    """Apps named in strings that Django resolves: "families.Family", "distributions.views.desk"."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            match = re.fullmatch(r"(\w+)(\.\w+)+", node.value)
            if match and match[1] in LOWER:
                yield match[1]


@pytest.mark.parametrize("app", LOWER)
def test_an_app_knows_only_those_below_it(app):
    breaches = []
    for path in python_files(app):
        known = {module.split(".")[0] for module in imported_modules(path)} & set(LOWER)
        if shown(path) not in ("rutan/urls.py", "rutan/settings.py"):
            known |= set(named_apps(path))
        breaches += [f"{shown(path)} -> {other}" for other in sorted(known - LOWER[app])]

    assert breaches == []


def words_of_the_apps():
    """What only an app may say: its name, its models, its addresses."""
    upper = [apps.get_app_config(name) for name in LOWER if name != "rutan"]
    words = {config.label for config in upper}
    words |= {model._meta.model_name for config in upper for model in config.get_models()}
    return words | {
        name
        for name, _route, view in addresses()
        # Everybody begins at home, whichever app draws it; every answer in JSON has a receipt.
        if view.__module__.split(".")[0] in words and name not in ("home", "receipt")
    }


def said_by(path):
    """The strings of a module, each also by its parts: "families.Family" says families."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
            if re.fullmatch(r"[\w.]+", node.value):
                yield from node.value.lower().split(".")


def named_by_the_ground(paths):
    """The two lists of apps are left out, and ROLES, the one table of who may do what."""
    words = words_of_the_apps()
    return {
        f"{shown(path)}: {word}"
        for path in paths
        if shown(path) not in ("rutan/urls.py", "rutan/settings.py", "rutan/access.py")
        for word in said_by(path)
        if word in words
    }


def test_the_ground_names_no_app():
    assert named_by_the_ground(python_files("rutan")) == set()


def test_an_app_that_the_ground_named_would_be_found():
    named = named_by_the_ground([ROOT / "families" / "navigation.py"])

    assert "families/navigation.py: family_search" in named


def test_no_module_is_a_drawer():
    drawers = {"utils", "helpers", "common", "services", "selectors", "managers", "misc"}

    assert [
        shown(path) for path in app_files() if path.stem in drawers or path.parent.name in drawers
    ] == []


def test_one_receiver_and_no_generic_views():
    receivers = [
        place
        for place in lines_with(r"@receiver\b|\.connect\(", app_files())
        if not place.startswith("rutan/apps.py")
    ]

    assert (
        receivers + lines_with(r"django\.views\.generic|django\.views import View", app_files())
        == []
    )


# Views, templates, addresses


def test_every_view_says_who_may_enter():
    assert [route for _name, route, view in addresses() if not hasattr(view, "allowed")] == []


def test_every_address_has_a_name():
    assert [route for name, route, _view in addresses() if not name] == []


# Who reads the audit, and what for; the trail is no store from which verbs take facts.
READERS_OF_THE_AUDIT = {
    "rutan/views.py": "shows it",
    "rutan/checks.py": "counts it",
    "families/history.py": "shows it",
    "distributions/home/records.py": "counts the day's acts",
    "distributions/management/commands/demo.py": "says when the demo was filled",
}


def readers_of_the_audit(paths):
    return {shown(path) for path in paths if "AuditEntry.objects" in path.read_text()}


def test_no_other_module_reads_the_audit():
    assert readers_of_the_audit(app_files()) == READERS_OF_THE_AUDIT.keys()


def test_views_load_rows_through_sentences_of_the_queryset():
    views = [path for path in app_files() if path.name == "views.py" or path.parent.name == "views"]

    assert lines_with(r"\.objects\.(filter|get|exclude)\(", views) == []


# They answer with an outcome and its sentence to say, or with a file.
ANSWERS_OF_THEIR_OWN = {
    "distributions/views/arrivals.py",
    "distributions/views/desk.py",
    "distributions/views/documents.py",
    "distributions/views/reports.py",
}


def catchers(paths):
    """Who catches what a verb raises, beside the one place that answers a form."""
    caught = {path for path in paths for node in ast.walk(tree(path)) if isinstance(node, ast.Try)}
    return {shown(path) for path in caught}


def test_forms_are_answered_in_one_place():
    views = [path for path in app_files() if "views" in path.parts or path.name == "views.py"]
    cookies = {"distributions/views/desk_place.py"}

    assert catchers(views) - cookies == ANSWERS_OF_THEIR_OWN


def test_every_address_is_opened_by_a_test():
    tests = "\n".join(
        path.read_text() for path in python_files("tests") if path.name != "test_house.py"
    )
    unopened = []
    for name, route, _view in addresses():
        written = re.sub(r"<[^>]+>", "@", route)
        literal = re.escape(written).replace("@", r"(\{[^}]+\}|[\w-]+)") + "[\"'?#]"
        if not re.search(rf"[\"']{name}[\"']", tests) and not re.search(literal, tests):
            unopened.append(name)

    assert unopened == []


def package_has(name):
    """Whether an installed package holds a template of this name, which ours then replaces."""
    return any(
        (Path(config.path) / "templates" / name).exists() for config in apps.get_app_configs()
    )


def test_every_address_that_a_page_names_exists():
    known = {name for name, _route, _view in addresses()}
    named = re.compile(r"""{%\s*url\s+["']([\w-]+)["']""")

    # An address with "as" is silently empty where it does not exist.
    missing = {path.name: set(named.findall(path.read_text())) - known for path in templates()}
    assert {page: names for page, names in missing.items() if names} == {}
    assert lines_with("NoReverseMatch", app_files()) == []


def test_every_template_is_used():
    sources = [path.read_text() for path in (*app_files(), *templates())]
    names = {str(path.relative_to(ROOT / "templates")) for path in templates()}
    unused = {
        name
        for name in names
        if not any(f'"{name}"' in text or f"'{name}'" in text for text in sources)
    }

    assert {
        name for name in unused if name not in ASKED_FOR_BY_NAME and not package_has(name)
    } == set()


def class_is_drawn(name, sources):
    """Named in full, or by a prefix that something is filled into: ``band-{{ band.key }}``."""
    parts = name.split("-")
    begun = ["-".join(parts[:n]) + r"-\{" for n in range(1, len(parts))]
    return re.search(
        rf"(?<![\w-])(?:{re.escape(name)}(?![\w-])|{'|'.join(begun) or '(?!)'})", sources
    )


def test_every_class_of_a_style_sheet_is_drawn():
    drawn = [*templates(), *app_files(), *(ROOT / "static/js").glob("*.js")]
    sources = "\n".join(path.read_text() for path in drawn)
    styled = "\n".join(path.read_text() for path in (ROOT / "static/css").glob("*.css"))
    selectors = re.sub(r"/\*.*?\*/|\{[^{}]*\}", "{}", styled, flags=re.DOTALL)
    names = set(re.findall(r"\.([a-z][\w-]*)", selectors))

    assert {name for name in names if not class_is_drawn(name, sources)} == set()
    assert not class_is_drawn("outcome-ok", sources)


# What a decorator gives to whoever asks for all of them.
COLLECTED = {"selfcheck", "receiver"}
# What Python and Django look for, whether a base has it or not.
ASKED_FOR = ("__", "clean_", "from_db_value")


def named_anywhere():
    """Every name that is read in the apps, in a string or in a tag; and what migrations call."""
    names = set()
    for path in app_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole = re.fullmatch(r"[\w.:]+", node.value)
                names.update(re.split(r"\W", node.value) if whole else ())
            elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                names.add(node.id if isinstance(node, ast.Name) else node.attr)
    for path in templates():
        for tag in re.findall(r"\{[{%].*?[%}]\}", path.read_text()):
            names.update(re.findall(r"\w+", tag))
    for app in LOWER:
        for path in (ROOT / app / "migrations").glob("*.py"):
            names.update(re.findall(r"(\w+)\(", path.read_text()))
    return names


def is_asked_for_by_a_package(path, owner, name):
    """Whether a package knows a method of this name in the class or in one made of it."""
    module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    waiting, kin = [getattr(module, owner)], []
    while waiting:
        kin += waiting[-1].__mro__
        waiting += waiting.pop().__subclasses__()
    foreign = [one for one in kin if one.__module__.split(".")[0] not in LOWER]
    return name.startswith(ASKED_FOR) or any(hasattr(one, name) for one in foreign)


def never_named(paths, names):
    """Functions and methods that nobody reads: found by name alone, so that no alarm is false."""
    for path in paths:
        for owner in [tree(path), *(n for n in tree(path).body if isinstance(n, ast.ClassDef))]:
            for node in owner.body:
                if not isinstance(node, ast.FunctionDef) or node.name in names:
                    continue
                marks = {getattr(mark, "id", "") for mark in node.decorator_list}
                of_class = getattr(owner, "name", "")
                if marks & COLLECTED or (
                    of_class and is_asked_for_by_a_package(path, of_class, node.name)
                ):
                    continue
                yield f"{shown(path)}: {node.name}"


def test_every_function_is_named_somewhere():
    assert list(never_named(app_files(), named_anywhere())) == []


def test_a_function_that_nobody_names_would_be_found():
    path = ROOT / "harvests" / "ledger.py"
    found = list(never_named([path], named_anywhere() - {"never_was"}))

    assert found == ["harvests/ledger.py: never_was"]


def test_every_template_compiles():
    broken = []
    for path in templates():
        try:
            get_template(str(path.relative_to(ROOT / "templates")))
        except (
            TemplateDoesNotExist
        ) as error:  # an {% extends %} or {% include %} that leads nowhere
            broken.append(f"{shown(path)}: {error}")

    assert broken == []


BLOCK = re.compile(r"{% block (\w+) %}(.*?){% endblock(?: \w+)? %}", re.DOTALL)


def names_of_other_blocks(source):
    """A block forgets at its end what it set: the address of a header would be empty below it."""
    blocks = dict(BLOCK.findall(source))
    for setter, text in blocks.items():
        for name in re.findall(r" as (\w+) %}", text):
            for reader, other in blocks.items():
                reads = re.search(rf"{{{{ {name}\b|{{% (?!block|trans)[^%]*\b{name}\b", other)
                if reader != setter and reads and f" as {name} %}}" not in other:
                    yield name


def test_no_block_reads_a_name_that_another_block_set():
    header = '{% block header %}{% url "home" as to %}{% endblock %}'
    found = {shown(path): list(names_of_other_blocks(path.read_text())) for path in templates()}

    assert {path: names for path, names in found.items() if names} == {}
    assert list(names_of_other_blocks(header + "{% block content %}{{ to }}{% endblock %}"))


def test_templates_hold_no_script_style_or_handler():
    """The Content-Security-Policy would refuse them."""
    inline = (
        r"\sstyle=|<style\b|<script\b(?![^>]*\ssrc=)|\son[a-z]+=[\"']|hx-on|[\"']js:|javascript:"
    )

    assert lines_with(inline, templates()) == []


def test_nothing_comes_from_another_host():
    scripts = [
        path for kind in ("css/*.css", "js/**/*.js") for path in (ROOT / "static").glob(kind)
    ]

    assert lines_with(r"https?://(?!www\.w3\.org/)|[\"'(]//\w", [*templates(), *scripts]) == []


def test_text_is_marked_safe_only_where_we_draw():
    drawn = ("rutan/charts.py", "rutan/templatetags/rutan.py")
    marked = [
        place
        for place in lines_with(r"mark_safe\(|SafeString\(", app_files())
        if not place.startswith(drawn)
    ]

    assert marked + lines_with(r"\|safe\b|autoescape off", templates()) == []


def test_no_page_goes_without_its_csrf_token():
    assert lines_with(r"csrf_exempt", app_files()) == []


# Models


def actors():
    """(model, act) of every ``<act>_by`` column that points at a user."""
    for model in our_models():
        if not issubclass(model, History):
            for field in model._meta.local_fields:
                if field.name.endswith("_by") and isinstance(field, models.ForeignKey):
                    yield model, field.name[: -len("_by")]


def test_every_actor_stands_with_the_moment():
    lonely = []
    for model, act in actors():
        names = {field.name: field for field in model._meta.local_fields}
        at, by = names.get(f"{act}_at"), names[f"{act}_by"]
        if at is None or at.null != by.null:
            lonely.append(f"{model._meta.label}.{act}_by")

    assert lonely == []


def test_every_actor_is_of_the_rows_facility():
    guarded = {model for model, guard in pgtrigger.registered() if isinstance(guard, SameFacility)}

    assert {model._meta.label for model, _act in actors() if model not in guarded} == set()


def test_every_optional_actor_is_paired_by_the_database():
    unpaired = []
    for model, act in actors():
        constraints = {constraint.name for constraint in model._meta.constraints}
        if (
            model._meta.get_field(f"{act}_by").null
            and f"{model._meta.model_name}_{act}_at_and_by_together" not in constraints
        ):
            unpaired.append(f"{model._meta.label}.{act}_by")

    assert unpaired == []


def test_guards_are_switched_off_only_in_tests_and_key_rotation():
    ignored = lines_with(
        r"pgtrigger\.ignore|from pgtrigger import .*\bignore\b|DISABLE"
        r" TRIGGER|session_replication_role",
        app_files(),
    )

    assert [
        place
        for place in ignored
        if not place.startswith("rutan/management/commands/rotate_keys.py")
    ] == []


def test_migrations_have_names():
    migrations = [path for app in LOWER for path in (ROOT / app / "migrations").glob("[0-9]*.py")]

    assert [
        shown(path) for path in migrations if re.search(r"_auto(_|\.)|_initial\.", path.name)
    ] == []


# Verbs


def verbs_that_record():
    for path, function in [
        (file, node)
        for file in app_files()
        for node in tree(file).body
        if isinstance(node, ast.FunctionDef)
    ]:
        calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
        named = {
            f"{call.value.id}.{call.attr}"
            for call in calls
            if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name)
        }
        if {"audit.record", "editing.change"} & named and not function.name.startswith("_"):
            yield path, function


def test_a_verb_is_keyword_only_and_says_by_whom():
    loose = []
    for path, function in verbs_that_record():
        keywords = {argument.arg for argument in function.args.kwonlyargs}
        if function.args.args or "by" not in keywords:
            loose.append(f"{shown(path)}: {function.name}")

    assert loose == []


def test_an_event_is_passed_under_one_name():
    passed = [
        f"{shown(path)}: {function.name}"
        for path, function in functions(python_files("distributions"))
        for argument in (*function.args.args, *function.args.kwonlyargs)
        if argument.arg == "event"
    ]

    assert passed == []


# Sizes


def code_lines(path):
    kept = set()
    skipped = (
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    )
    for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
        if token.type not in skipped:
            kept.update(range(token.start[0], token.end[0] + 1))
    return len(kept)


def too_long(paths, limit):
    return [
        f"{shown(path)}: {node.name}"
        for path, node in functions(paths)
        if node.end_lineno - node.lineno + 1 > limit
    ]


def test_no_file_passes_400_lines_of_code():
    assert [shown(path) for path in app_files() if code_lines(path) > 400] == []


def test_no_function_passes_50_lines():
    assert too_long(app_files(), 50) == []


def test_no_test_passes_25_lines():
    assert [place for place in too_long(python_files("tests"), 25) if ": test_" in place] == []


def test_no_template_passes_120_lines():
    assert [shown(path) for path in templates() if len(path.read_text().splitlines()) > 120] == []


ONE_TAG = r"\s*(\{%[^%]*%\}|\{\{[^}]*\}\})"
BLOCKS = (
    "address|article|aside|body|caption|dd|details|div|dl|dt|fieldset|footer|form|h[1-6]|head|header"
    "|html|legend|li|main|nav|ol|option|p|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)


def wide_lines(text):
    """Lines over 120 columns, but for one tag alone, which Django 5.2 reads on one line only."""
    return [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > 120 and not re.fullmatch(ONE_TAG, line)
    ]


def crowded_lines(text):
    """Lines on which more than one block element begins."""
    return [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if len(re.findall(rf"<(?:{BLOCKS})\b", line)) > 1
    ]


def crooked_lines(text):
    """Lines where a block element begins no further in than its parent; ``html`` is no parent."""
    found, last = [], []
    for number, line in enumerate(text.splitlines(), 1):
        column = len(line) - len(line.lstrip())
        for closing, name in re.findall(rf"<(/?)({BLOCKS})\b", line):
            if not closing:
                if last and last[-1][0] != "html" and column <= last[-1][1]:
                    found.append(number)
                last.append((name, column))
            elif last and last[-1][0] == name:
                last.pop()
    return found


def test_no_line_of_a_template_passes_120_columns():
    papers = sorted((ROOT / "templates").rglob("*.typ"))

    assert [
        f"{shown(path)}:{number}"
        for path in [*templates(), *papers]
        for number in wide_lines(path.read_text())
    ] == []


@pytest.mark.parametrize("look", [crowded_lines, crooked_lines])
def test_each_element_of_a_page_stands_on_a_line_of_its_own_and_inside_its_parent(look):
    assert [
        f"{shown(path)}:{number}" for path in templates() for number in look(path.read_text())
    ] == []


def test_a_template_of_wide_or_crowded_lines_would_be_found():
    tag = "{% include '" + "a" * 120 + "' %}"

    assert wide_lines(f"<p>\n  {tag}\n</p>") == []
    assert wide_lines(f"<p>{tag}</p>") == wide_lines(f"{tag}{tag}") == [1]
    assert crowded_lines("<ul>\n<li>a</li><li>b</li>\n</ul>") == [2]
    assert crowded_lines("<tr><td>a</td></tr>") == [1]
    assert crooked_lines("<ul>\n<li>a</li>\n</ul>") == [2]
    assert crooked_lines("<ul>\n  <li>a</li>\n  <li>b</li>\n</ul>") == []


def test_every_module_says_in_one_sentence_what_it_is_for():
    written = [path for path in app_files() if path.read_text().strip()]
    first_lines = {
        shown(path): (ast.get_docstring(tree(path)) or "").split("\n\n")[0] for path in written
    }

    assert [name for name, line in first_lines.items() if not line] == []


def test_nothing_is_left_for_later():
    this_file, *_others = [path for path in python_files("tests") if path.name == "test_house.py"]
    left = lines_with(
        r"\b(TODO|FIXME|XXX|HACK)\b",
        {*app_files(), *python_files("tests"), *templates()} - {this_file},
    )

    assert sorted(left) == []


def test_no_test_is_skipped_but_for_a_missing_browser():
    skipped = lines_with(
        r"\bmark\.(skip|xfail)|pytest\.(skip|xfail|importorskip)\b",
        [p for p in python_files("tests") if p.name != "test_house.py"],
    )

    assert [place for place in skipped if not place.startswith("tests/browser/conftest.py")] == []


# Root and README


def test_the_root_holds_at_most_16_entries():
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    entries = {line.split("/")[0] for line in listed.splitlines()}

    assert len({entry for entry in entries if not entry.startswith(".")}) <= 16


def commands_in(document):
    """Lines of the fenced blocks of a Markdown file."""
    blocks = re.findall(
        r"^```\w*\n(.*?)^```", (ROOT / document).read_text(), re.DOTALL | re.MULTILINE
    )
    return [line for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_the_commands_of_the_documents_exist(document):
    named = {
        match[1]
        for line in commands_in(document)
        for match in re.finditer(r"manage\.py (\w+)", line)
    }

    assert {name for name in named if name not in get_commands()} == set()


@pytest.mark.parametrize(("document", "limit"), [("README.md", 120), ("CONTRIBUTING.md", 60)])
def test_the_documents_are_short_and_name_only_files_that_exist(document, limit):
    text = (ROOT / document).read_text()
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:md|toml|txt))`", text)

    assert [name for name in named if not (ROOT / name).exists()] == []
    assert len(text.splitlines()) <= limit


def test_the_design_is_a_page_and_names_only_guards_that_stand():
    design, rooms = ((ROOT / "docs" / name).read_text() for name in ("design.md", "rooms.md"))
    named = set(re.findall(r"`((?:[a-z]+_){2,}[a-z]+)`", design + rooms))
    triggers = [trigger for _model, trigger in pgtrigger.registered()]
    guards = {name for row in triggers for name in (row.name, getattr(row, "constraint", ""))}
    guards |= {row.name for model in our_models() for row in model._meta.constraints}

    answers = {str(outcome) for outcome in Outcome} | {"not_signed_in"}
    assert named - guards - answers == set()
    assert len(design.splitlines()) <= 120


def forms_of_the_house():
    for path in app_files():
        if path.name == "forms.py" or "forms" in path.parts:
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    waiting, found = [forms.BaseForm], set()
    while waiting:
        for form in waiting.pop().__subclasses__():
            waiting.append(form)
            if form.__module__.split(".")[0] in ("rutan", *LOWER):
                found.add(form)
    return found


# Django's fields that somebody types into, of which the house has its own with its own rules.
OF_DJANGO = {
    *(forms.CharField, forms.RegexField, forms.IntegerField, forms.DecimalField, forms.FloatField),
    *(forms.DateField, forms.TimeField, forms.DateTimeField, forms.EmailField, forms.URLField),
}
TYPED_OTHERWISE = {
    "_AddressForm.rt": "one to three digits with their noughts",
    "_AddressForm.rw": "one to three digits with their noughts",
    "FacilityForm.area_code": "33.16",
    "SignatoryForm.nip": "eighteen digits, or a word where there is none",
    "AuditFilterForm.code": "the code of a document",
    "WhoCameForm.collector": "the id of a member: chosen, not typed",
}


def typed_into_django_s_own(found):
    """Field -> the form that brings it, not those that inherit it."""
    return {
        f"{form.__name__}.{name}"
        for form in found
        for name, field in getattr(form, "base_fields", {}).items()
        if type(field) in OF_DJANGO and not field.widget.is_hidden
        if not any(name in getattr(base, "base_fields", {}) for base in form.__bases__)
    }


def test_what_is_typed_goes_into_a_field_of_the_house():
    assert typed_into_django_s_own(forms_of_the_house()) == TYPED_OTHERWISE.keys()


def test_a_field_of_django_s_own_would_be_found():
    form = type("Wrong", (forms.Form,), {"packages": forms.IntegerField()})

    assert typed_into_django_s_own([form]) == {"Wrong.packages"}
