"""Numbers are called in the order of arrival, to one desk each; the hall reads numbers and nothing
else.
"""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from distributions import hall
from distributions.models import Entitlement, HallScreen
from families.models import Family, Inmate
from rutan.fields import IdentityNumber
from rutan.models import AuditEntry
from rutan.refusals import Refused
from tests.factories import DistributionFactory, FamilyMemberFactory, HallScreenFactory, today_here


@pytest.fixture
def event(facility, open_event):
    """Four families here in this order: 3 goes first, then 1, 2, 4."""
    made = open_event(facility, families=4, title="Bantuan keluarga miskin dan kurang mampu")
    now = timezone.now()
    for minutes, row in enumerate(made.entitlements.by_number()):
        at = now - dt.timedelta(minutes=20 - minutes)
        row.arrived_at, row.arrived_by, row.goes_first = at, made.recorded_by, row.number == 3
        row.save()
    return made


@pytest.fixture
def call(event, handover_officer):
    def to(desk, expected=0, **facts):
        usual = {"distribution": event, "expected": expected, "by": handover_officer}
        return hall.call_next(desk=desk, **usual | facts)

    return to


def row_of(event, number):
    return Entitlement.objects.get(distribution=event, number=number)


def test_each_number_is_called_to_one_desk_and_who_does_not_answer_comes_after_the_others(
    event, call, serve, handover_officer
):
    three, one, two, four = (row_of(event, number).pk for number in (3, 1, 2, 4))
    by = {"by": handover_officer}

    first, again = call("Loket 1", three), call("Loket 1", three)
    # Both desks' pages named the same number.
    other = call("Loket 2", three)
    hall.pass_over(entitlement=first, **by)
    called = [call("Loket 1", two).number]
    serve(event, row_of(event, 1), handover_officer)
    called += [call("Loket 2", four).number, call("Loket 1", three).number]
    # Not served and not passed over by hand: it comes once more.
    called.append(call("Loket 2", two).number)

    assert (first, other.pk) == (again, one)
    assert called == [2, 4, 3, 2]
    assert AuditEntry.objects.filter(verb="call_number").count() == 6
    with pytest.raises(Refused):
        hall.call_again(entitlement=row_of(event, 1), desk="Loket 1", **by)


def test_the_buttons_of_a_desk_call_open_the_card_and_pass_over(event, sign_in, handover_officer):
    client, three = sign_in(handover_officer), row_of(event, 3)
    desk = reverse("desk", args=[event.pk])

    called = client.post(reverse("call_next", args=[event.pk]), {"expected": three.pk})
    page = client.get(called["Location"]).content.decode()
    again = client.post(reverse("call_again", args=[three.pk]))
    client.post(reverse("pass_over", args=[three.pk]))
    after = client.get(desk).content.decode()

    assert called["Location"] == again["Location"] == f"{desk}?entitlement={three.pk}"
    assert ("Serahkan paket nomor 3" in page, "Ulang panggil 3" in page) == (True, True)
    assert "Panggil 1" in " ".join(after.split())
    numbers = re.findall(r"entitlement=\d+[^>]*>\s*(\d+)", after)
    assert numbers == ["1", "2", "4", "3"]


def test_a_desk_sees_what_another_did_and_its_glance_is_cheap(
    event, sign_in, handover_officer, services_head, serve, django_assert_num_queries
):
    client, one = sign_in(handover_officer), row_of(event, 1)
    address = reverse("desk_now", args=[event.pk])
    before = client.get(address, {"card": one.pk})

    # The session, its user, and one statement for all that is shown.
    with django_assert_num_queries(3):
        same = client.get(address, {"card": one.pk}, headers={"If-None-Match": before["ETag"]})
    serve(event, one, services_head)
    after = client.get(address, {"card": one.pk}, headers={"If-None-Match": before["ETag"]})

    assert (before.status_code, same.status_code, after.status_code) == (200, 304, 200)
    # Its forms carry the mark of one person.
    seen = {"If-None-Match": after["ETag"]}
    others = sign_in(services_head).get(address, {"card": one.pk}, headers=seen)
    assert others.status_code == 200
    assert (same.content, same["Cache-Control"]) == (b"", "private, no-cache")
    assert ["data-served" in part.content.decode() for part in (before, after)] == [False, True]
    assert "1 / 4" in after.content.decode()


def test_a_page_that_asks_by_itself_does_not_keep_a_session_alive(event, sign_in, services_head):
    client, address = sign_in(services_head), reverse("desk_now", args=[event.pk])
    client.get(reverse("desk", args=[event.pk]))
    session = client.session
    ends = (timezone.now() + dt.timedelta(minutes=20)).isoformat()
    session["until"] = ends
    session.save()

    client.get(address)
    kept = client.session["until"]
    session["until"] = (timezone.now() - dt.timedelta(seconds=1)).isoformat()
    session.save()
    asked = client.get(address, headers={"HX-Request": "true"})
    # The person who comes back is told why.
    person = client.get(reverse("desk", args=[event.pk]))

    assert kept == ends
    assert (asked.status_code, person.status_code) == (401, 302)
    assert person["Location"].endswith("&expired=1")


UNSAID = (
    r"miskin|kurang mampu|tidak mampu|bansos|SKTM|DTSEN|PKH|desil"
    r"|WBP|istri|ibu dari|tahanan|narapidana|keluarga"
)


def test_the_hall_reads_numbers_and_no_word_about_anybody(event, call, facility):
    """No poverty word, NIK, WBP, relation or name, though the event's own title has some."""
    nik = IdentityNumber("3316994101750001")
    FamilyMemberFactory(family=row_of(event, 1).family, full_name="Kasminah", nik=nik)
    call("Loket 1")
    screen = HallScreenFactory(distribution=event)

    page, part = (
        Client().get(reverse(name, args=[screen.secret])) for name in ("display", "display_now")
    )

    said = page.content.decode() + part.content.decode()
    names = [*Family.objects.values_list("name", flat=True), "Kasminah"]
    names += [*Inmate.objects.values_list("name", flat=True)]
    assert re.findall(r'class="number">(\d+)<', part.content.decode()) == ["3"]
    assert re.findall(r"<li>(\d+)</li>", part.content.decode()) == ["1", "2", "4"]
    assert [name for name in (*names, nik.digits, event.title) if name in said] == []
    assert re.findall(UNSAID, said, re.IGNORECASE) == []
    assert (page["X-Robots-Tag"], page["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert "sessionid" not in page.cookies


def test_a_screen_costs_one_statement_and_304_while_nothing_is_called(
    event, call, handover_officer, django_assert_num_queries
):
    address, visitor = (
        reverse("display_now", args=[HallScreenFactory(distribution=event).secret]),
        Client(),
    )
    called = call("Loket 1")
    before = visitor.get(address)

    with django_assert_num_queries(1):
        same = visitor.get(address, headers={"If-None-Match": before["ETag"]})
    hall.call_again(entitlement=called, desk="Loket 1", by=handover_officer)
    after = visitor.get(address, headers={"If-None-Match": before["ETag"]})

    assert (same.status_code, after.status_code) == (304, 200)


def test_the_link_is_made_once_and_the_one_it_replaces_is_dead(
    event, sign_in, services_head, caplog
):
    client, address = sign_in(services_head), reverse("hall_screen", args=[event.pk])
    client.post(address, {"seen": ""})
    first = HallScreen.objects.get()
    page = client.get(address).content.decode()

    for _tap in range(2):
        client.post(address, {"seen": first.pk})
    live = hall.screen_of(event)

    opened = [
        Client().get(reverse("display", args=[secret])).status_code
        for secret in (first.secret, live.secret, "x" * 32)
    ]
    assert first.secret in page
    assert (opened, HallScreen.objects.count()) == ([404, 200, 404], 2)
    kept = repr(list(AuditEntry.objects.values_list("facts", "thing_id"))) + str(live)
    assert not [secret for secret in (first.secret, live.secret) if secret in kept]


@pytest.mark.parametrize(
    ("status", "days", "found"),
    [("approved", 0, 200), ("approved", 1, 404), ("closed", 0, 200), ("closed", -1, 404)],
)
def test_a_link_is_good_while_the_event_is_open_and_on_its_day(status, days, found, facility):
    event = DistributionFactory(facility=facility, day=today_here() + dt.timedelta(days=days))
    by, now = event.recorded_by, timezone.now()
    roads = {"approved": ["approved"], "closed": ["approved", "open", "closed"]}
    acts = {"approved": "approved", "open": "opened", "closed": "closed"}
    for step in roads[status]:
        event.status = step
        setattr(event, f"{acts[step]}_at", now)
        setattr(event, f"{acts[step]}_by", by)
        event.save()
    screen = HallScreenFactory(distribution=event)

    assert Client().get(reverse("display", args=[screen.secret])).status_code == found
