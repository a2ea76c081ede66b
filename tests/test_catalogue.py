"""The English catalogue: complete, without leftovers, with the same placeholders, compiled as it is
written.
"""

import ast
import re
from pathlib import Path

import allauth
import django.conf
import django.contrib.auth
import polib
import pytest
from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from rutan.management.commands.catalogue import (
    CALLS,
    OURS,
    PATH,
    Message,
    in_python,
    in_template,
    message_of,
    name_of,
    python_files,
    strings,
    texts_of,
    untranslated,
)


class WholeForm(forms.Form):
    n = forms.IntegerField(min_value=1)


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(PATH))


def test_every_string_of_the_screen_has_its_english(catalogue):
    assert untranslated(strings(), catalogue) == [], "run: manage.py catalogue"


def test_the_catalogue_holds_only_what_the_screen_says(catalogue):
    assert {message_of(entry) for entry in catalogue} - set(strings()) == set()


def test_a_string_without_english_is_found(catalogue):
    known, unknown, other_use = (
        Message("Beranda"),
        Message("Belum ada dalam katalog"),
        Message("Beranda", context="lain"),
    )

    assert untranslated([known, unknown, other_use], catalogue) == [unknown, other_use]


def test_every_marked_string_is_written_where_it_is_marked():
    """What a variable holds, the catalogue cannot know."""
    hidden = []
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and (name := name_of(node)) in CALLS
                and len(texts_of(node)) < len(CALLS[name])
            ):
                hidden.append(f"{path}: {ast.unparse(node)}")

    assert hidden == []


def test_no_string_is_counted_here_and_not_there():
    """gettext keeps one entry for both, and would say "1 packages"."""
    counted = {(message.msgid, message.context) for message in strings() if message.plural}

    assert [
        message
        for message in strings()
        if not message.plural and (message.msgid, message.context) in counted
    ] == []


def test_english_keeps_the_placeholders_of_the_indonesian(catalogue):
    def placeholders(text):
        return sorted(set(re.findall(r"%\(\w+\)s|\{\w*\}|%%", text)))

    pairs = [
        (entry.msgid, text)
        for entry in catalogue
        for text in [entry.msgstr, *entry.msgstr_plural.values()]
        if text
    ]

    assert [msgid for msgid, text in pairs if placeholders(msgid) != placeholders(text)] == []


def test_the_compiled_catalogue_is_the_written_one(catalogue):
    compiled = polib.mofile(str(PATH.with_suffix(".mo")))
    written = {
        (entry.msgid, entry.msgstr, str(entry.msgstr_plural))
        for entry in catalogue.translated_entries()
    }

    assert {(entry.msgid, entry.msgstr, str(entry.msgstr_plural)) for entry in compiled} == written


def test_what_django_and_allauth_say_to_a_clerk_is_said_in_our_words():
    ours = polib.pofile(str(OURS))
    compiled = {
        (entry.msgid, entry.msgstr, str(entry.msgstr_plural))
        for entry in polib.mofile(str(OURS.with_suffix(".mo")))
    }

    assert {(entry.msgid, entry.msgstr, str(entry.msgstr_plural)) for entry in ours} == compiled, (
        "run: manage.py catalogue"
    )
    with translation.override("id"):
        assert [form.errors["n"][0] for form in (WholeForm({"n": "x"}), WholeForm({"n": "0"}))] == [
            "Tulis bilangan bulat dengan angka.",
            "Paling sedikit 1.",
        ]
        assert (
            translation.gettext("Your password can’t be a commonly used password.")
            == "Jangan memakai kata sandi yang umum."
        )


def test_every_sentence_put_into_our_words_is_still_said_by_a_package():
    said = set()
    for package in (django.conf, django.contrib.auth, allauth):
        said |= {
            entry.msgid
            for entry in polib.pofile(
                str(Path(package.__file__).parent / "locale" / "id" / "LC_MESSAGES" / "django.po")
            )
        }

    assert {entry.msgid for entry in polib.pofile(str(OURS))} - said == set()


def test_strings_are_found_under_every_alias():
    python = (
        'a = _("satu")\nb = _lazy("dua")\nc = ngettext("%(n)s tiga", "%(n)s banyak", n)\n'
        'd = other("tidak")\ne = pgettext("x", "empat")'
    )

    assert list(in_python(python)) == [
        ("satu", "", ""),
        ("dua", "", ""),
        ("%(n)s tiga", "%(n)s banyak", ""),
        ("empat", "", "x"),
    ]


def test_strings_are_found_in_every_tag():
    page = (
        '{% translate "lima" %}{% blocktranslate with n=x %}{{ n }} enam{% endblocktranslate %}{%'
        ' crumbs _("tujuh") %}{% blocktranslate count n=x %}{{ n }} delapan{% plural %}{{ n }}'
        ' banyak{% endblocktranslate %}{% translate "sembilan" context "x" %}<p'
        ' title="sepuluh">sebelas</p>'
    )

    assert [message.msgid for message in in_template(page)] == [
        "lima",
        "%(n)s enam",
        "tujuh",
        "%(n)s delapan",
        "sembilan",
    ]
    assert [message for message in in_template(page) if message.plural or message.context] == [
        ("%(n)s delapan", "%(n)s banyak", ""),
        ("sembilan", "", "x"),
    ]


def test_a_page_is_english_for_whoever_chose_it(sign_in, administrator):
    screen = sign_in(administrator)
    screen.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    page = screen.get(reverse("user_list")).content.decode()

    assert "One person, one account." in page
    assert "Satu orang satu akun." not in page


def test_without_a_choice_the_screen_is_indonesian():
    with translation.override("id"):
        assert translation.gettext("Beranda") == "Beranda"


# What is counted on the screens. An age limit of twelve years is never one.
COUNTED = re.compile(
    r"%\(\w+\)s (?:more |other"
    r" )?(?:days|hours|minutes|months|packages|families|harvests|sales|rows|times|"
    r"coupons|reserves|members|visits|digits|numbers|lots|events|places|changes|recipients)\b"
)


def test_no_english_sentence_says_one_days(catalogue):
    alone = [
        entry.msgid
        for entry in catalogue
        if not entry.msgid_plural and COUNTED.search(entry.msgstr)
    ]

    assert alone == []


def test_english_says_at_only_where_the_hour_does_not_say_it_itself(catalogue):
    """What ``pukul`` and ``saat`` write begins with the word, or with the day: "at at 09:41"."""
    hour = re.compile(r"\b(?:at|on) (%\((?:when|at|time|moment)\)s)")
    twice = [
        said
        for entry in catalogue
        for said in (entry.msgstr, *entry.msgstr_plural.values())
        for moment in hour.findall(said)
        if not re.search(rf"\b(?:pukul|pada) {re.escape(moment)}", entry.msgid)
    ]

    assert twice == []
