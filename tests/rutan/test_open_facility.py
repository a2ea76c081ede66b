"""From an empty database to people at work, as the README says."""

import re
import shlex
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from rutan.models import AuditEntry, Facility, User

PASSWORD = re.compile(r"\b(?:[a-z]{6}-){3}\d{4}\b")


def follow_the_readme():
    """Run each command of the README's way into production; returns what they said."""
    way = (settings.BASE_DIR / "README.md").read_text().partition("## In production")[2]
    said = StringIO()
    for command in re.findall(r"^python manage\.py (.+)$", way, re.MULTILINE):
        call_command(*shlex.split(command), stdout=said)
    return said.getvalue()


def signed_in(username, password):
    client = Client()
    client.post(reverse("account_login"), {"login": username, "password": password})
    return client


def opened(name="Rutan Kelas IIB Blora", administrator="yoga", **options):
    said = StringIO()
    call_command("open_facility", name, administrator=administrator, stdout=said, **options)
    return PASSWORD.search(said.getvalue())[0]


def test_whoever_follows_the_readme_signs_in_and_lets_others_in(db):
    password = PASSWORD.search(follow_the_readme())[0]
    yoga = signed_in("yoga", password)

    made = yoga.post(
        reverse("user_new"), {"username": "sugito", "name": "Sugito", "roles": ["head"]}
    )

    head = signed_in("sugito", PASSWORD.search(made.content.decode())[0])
    assert [
        head.get(reverse(page)).status_code for page in ("home", "report_home", "user_list")
    ] == [200, 200, 403]
    blora = Facility.objects.get()
    assert (blora.area_code, blora.time_zone, blora.city, blora.is_demo) == (
        "33.16",
        "Asia/Jakarta",
        "Blora",
        False,
    )
    assert set(User.objects.values_list("facility", flat=True)) == {blora.pk}


def test_who_opened_a_prison_stands_in_the_audit(db):
    opened()

    acts = AuditEntry.objects.order_by("pk").values_list("verb", "by", "facility")
    blora = Facility.objects.get().pk
    assert list(acts) == [("open_facility", None, blora), ("open_account", None, blora)]


@pytest.mark.parametrize(
    ("again", "refusal"),
    [
        ({}, "detention house"),
        ({"name": "Rutan Kelas IIB Rembang"}, "user name"),
        ({"administrator": "endah"}, "detention house"),
        ({"name": "Rutan Kelas IIB Rembang", "administrator": "YOGA"}, "user name"),
    ],
)
def test_a_prison_or_a_name_that_is_there_is_refused_and_nothing_is_kept(db, again, refusal):
    opened()

    with pytest.raises(CommandError, match=refusal):
        opened(**again)
    assert (Facility.objects.count(), User.objects.count(), AuditEntry.objects.count()) == (1, 1, 2)


@pytest.mark.parametrize(
    "wrong",
    [{"area_code": "xx"}, {"name": "x" * 121}, {"administrator": "yoga pratama"}, {"name": ""}],
)
def test_what_no_prison_is_called_is_refused(db, wrong):
    with pytest.raises(CommandError):
        opened(**wrong)
    assert not Facility.objects.exists()
