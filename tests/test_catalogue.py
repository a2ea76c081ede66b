"""The English catalogue: complete where it says so, with the same placeholders, compiled as it is written."""

import re

import polib
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from rutan.management.commands.catalogue import PATH, in_python, in_template, message_of, strings, untranslated

# Folders whose every string has its English; "templates/" alone means the frame of the pages.
COMPLETE = ("rutan/", "templates/[^/]*$", "templates/account/", "templates/bootstrap5/", "templates/rutan/")


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(PATH))


def test_every_string_of_the_complete_folders_is_in_the_catalogue(catalogue):
    known = {message_of(entry) for entry in catalogue}
    missing = [message for message, path in strings().items() if re.match("|".join(COMPLETE), path) and message not in known]

    assert missing == [], "run: manage.py catalogue"


def test_every_string_of_the_complete_folders_has_its_english(catalogue):
    without = set(untranslated(catalogue))

    assert [message for message, path in strings().items() if re.match("|".join(COMPLETE), path) and message in without] == []


def test_no_string_is_counted_here_and_not_there():
    """gettext keeps one entry for both, and would say "1 packages"."""
    counted = {(message.msgid, message.context) for message in strings() if message.plural}

    assert [message for message in strings() if not message.plural and (message.msgid, message.context) in counted] == []


def test_english_keeps_the_placeholders_of_the_indonesian(catalogue):
    def placeholders(text):
        return sorted(set(re.findall(r"%\(\w+\)s|\{\w*\}|%%", text)))

    pairs = [(entry.msgid, text) for entry in catalogue for text in [entry.msgstr, *entry.msgstr_plural.values()] if text]

    assert [msgid for msgid, text in pairs if placeholders(msgid) != placeholders(text)] == []


def test_the_compiled_catalogue_is_the_written_one(catalogue):
    compiled = polib.mofile(str(PATH.with_suffix(".mo")))
    written = {(entry.msgid, entry.msgstr, str(entry.msgstr_plural)) for entry in catalogue.translated_entries()}

    assert {(entry.msgid, entry.msgstr, str(entry.msgstr_plural)) for entry in compiled} == written


def test_strings_are_found_under_every_alias_and_tag():
    python = (
        'a = _("satu")\nb = _lazy("dua")\nc = ngettext("%(n)s tiga", "%(n)s banyak", n)\nd = other("tidak")\ne = pgettext("x", "empat")'
    )
    page = (
        '{% translate "lima" %}{% blocktranslate with n=x %}{{ n }} enam{% endblocktranslate %}{% crumbs _("tujuh") %}'
        "{% blocktranslate count n=x %}{{ n }} delapan{% plural %}{{ n }} banyak{% endblocktranslate %}"
        '{% translate "sembilan" context "x" %}<p title="sepuluh">sebelas</p>'
    )

    assert list(in_python(python)) == [("satu", "", ""), ("dua", "", ""), ("%(n)s tiga", "%(n)s banyak", ""), ("empat", "", "x")]
    assert [message.msgid for message in in_template(page)] == ["lima", "%(n)s enam", "tujuh", "%(n)s delapan", "sembilan"]
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
