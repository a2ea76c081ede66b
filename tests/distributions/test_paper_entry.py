"""Signed sheets copied afterwards: fifty lines by keyboard, a refused one holds up no other, and
what happened is never dropped.
"""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions.models import DeskAttempt, Handover
from tests.pages import fields_of, tight


@pytest.fixture
def event(facility, open_event):
    event = open_event(facility, families=6, packages=4)
    # Opened at dawn: a sheet of this morning is younger than its event.
    type(event).objects.filter(pk=event.pk).update(opened_at=timezone.now() - dt.timedelta(hours=2))
    return event


@pytest.fixture
def page(event):
    return reverse("paper_entry", args=[event.pk])


def hour_ago(facility, minutes=5):
    """Just past midnight there is no hour ago on this day."""
    now = timezone.localtime(timezone.now(), facility.tzinfo)
    return max(now - dt.timedelta(minutes=minutes), now.replace(hour=0, minute=0, second=0))


@pytest.fixture
def send(page, sign_in, handover_officer, facility):
    """Type numbers as a clerk does: ``send(3, 5, again=answer)`` fills the form of a page, new or
    answered.
    """
    client, told = sign_in(handover_officer), f"{hour_ago(facility):%H.%M}"

    def post(*numbers, again=None, **typed):
        sent = fields_of(client.get(page) if again is None else again, page)
        sent |= {f"line-{n}-number": str(number) for n, number in enumerate(numbers) if number}
        usual = {"desk": "Loket 1", "total": "6", "verified_by_method": "known_to_officer"}
        usual["time"] = told
        return client.post(page, sent | usual | typed)

    post.told = told
    return post


def rows(event):
    facts = event.handovers.order_by("pk").select_related("entitlement")
    return [(fact.paper_line, fact.entitlement.number, fact.exception) for fact in facts]


def test_lines_are_stored_with_their_place_their_desk_and_the_real_time(send, event, facility):
    answer = send(3, 1, 2)

    assert answer.status_code == 303
    assert rows(event) == [(1, 3, ""), (2, 1, ""), (3, 2, "")]
    fact = event.handovers.first()
    assert (fact.desk, fact.verified_by_method) == ("Loket 1", "known_to_officer")
    assert fact.handed_over_at <= fact.recorded_at
    assert f"{fact.handed_over_at.astimezone(facility.tzinfo):%H.%M}" == send.told
    assert "first=4" in answer["Location"]


def test_the_sheet_is_counted_beside_the_screen(send, event, serve, sign_in, handover_officer):
    serve(event, event.entitlements.get(number=6), handover_officer)

    answer = send(3, 1)
    html = tight(sign_in(handover_officer).get(answer["Location"]).content.decode())

    assert "Di layar<strong data-screen>3</strong>· di lembar<strong data-sheet>6</strong>" in html


def test_a_refused_line_holds_up_no_other_and_is_told_at_its_line(send, event):
    answer = send(3, 99, "", 3, 1)
    html = tight(answer.content.decode())

    assert answer.status_code == 422
    assert rows(event) == [(1, 3, ""), (5, 1, "")]
    assert "Nomor 99 tidak ada; daftar ini sampai nomor 6." in html
    assert "Baris 3 belum diisi." in html
    assert re.search(r"Sudah diterima pukul [0-9.]+ oleh [^.]*Loket 1, baris 1", html)
    assert "3 baris perlu dilihat; baris lain tersimpan." in html
    # Nobody stood at a desk and was sent away.
    assert DeskAttempt.objects.count() == 0


def test_the_same_form_again_stores_nothing_twice_and_mended_lines_go_through(send, event):
    first = send(3, 99)
    again = send(3, 2, again=first)

    assert again.status_code == 303
    assert rows(event) == [(1, 3, ""), (2, 2, "")]
    assert send(3, 2, again=first)["Location"] == again["Location"]
    assert len(rows(event)) == 2


def test_what_happened_all_the_same_is_kept_to_be_explained(send, event, serve, handover_officer):
    serve(event, event.entitlements.get(number=1), handover_officer, desk="Loket 2")
    refused = send(1, 2, 3, 4, 5)
    ticks = {"line-0-happened": "on", "line-4-happened": "on"}

    assert refused.content.decode().count("simpan sebagai kejadian yang perlu dijelaskan") == 2
    done = send(again=refused, **ticks)

    assert done.status_code == 303
    assert rows(event)[1:] == [
        (2, 2, ""),
        (3, 3, ""),
        (4, 4, ""),
        (1, 1, "offline_double"),
        (5, 5, "pool_exceeded"),
    ]
    assert Handover.objects.unexplained().count() == 2


def test_somebody_who_is_not_on_file_is_named_as_on_the_sheet(send, event):
    send(1, 2, **{"line-1-name": "Kasmini"})

    first, second = event.handovers.order_by("pk")
    assert (second.collector_name, second.collector_relationship) == ("Kasmini", "other")
    assert first.collector_member.family == first.family


def test_a_sheet_waits_for_the_head_where_the_event_is_closed(
    send, event, page, sign_in, services_head, handover_officer, close_with_left_overs
):
    form = sign_in(handover_officer).get(page)
    close_with_left_overs(event, services_head)
    answer = send(3, again=form)

    assert (answer.status_code, rows(event)) == (423, [])
    assert "setelah Kepala Rutan membuka kembali" in answer.content.decode()


@pytest.mark.parametrize(
    "typed", [{"time": "25.00"}, {"desk": ""}, {"total": "x"}, {"first": "0"}, {"line-3-name": "1"}]
)
def test_nothing_is_stored_off_a_sheet_that_is_not_told_rightly(send, event, typed):
    assert (send(3, **typed).status_code, rows(event)) == (422, [])


@pytest.fixture
def walk_in_of_a_sheet(event, facility, sign_in, handover_officer):
    """Send the form of a family that a desk wrote on its sheet an hour ago."""
    inmate = event.entitlements.first().inmate
    client, address = sign_in(handover_officer), reverse("walk_ins", args=[event.pk])
    form = client.get(f"{address}?inmate={inmate.pk}")
    usual = {
        "collector_name": "Kasmini",
        "collector_relationship": "mother",
        "area": event.entitlements.first().family.area_id,
        "ground": "pkh",
        "verified_by_method": "ktp",
        "paper_line": "21",
        "paper_time": f"{hour_ago(facility):%H.%M}",
        "hand_over": "1",
    }
    return lambda **typed: client.post(address, fields_of(form, address) | usual | typed)


def test_a_walk_in_of_a_sheet_has_its_line_and_its_time(event, facility, walk_in_of_a_sheet):
    at = f"{hour_ago(facility):%H.%M}"

    answer = walk_in_of_a_sheet(paper_time=at)

    assert answer.status_code == 303
    fact = event.handovers.get()
    told = fact.handed_over_at.astimezone(facility.tzinfo)
    assert (fact.paper_line, f"{told:%H.%M}") == (21, at)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"paper_time": ""}, "Isi jamnya."),
        ({"paper_line": ""}, "Isi barisnya."),
        ({"hand_over": "0"}, "Yang tertulis di lembar sudah menerima"),
        ({"paper_time": "23.59"}, "Jam ini belum lewat."),
    ],
)
def test_nothing_of_a_sheet_is_dropped_without_a_word(event, walk_in_of_a_sheet, typed, said):
    answer = walk_in_of_a_sheet(**typed)

    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not event.handovers.exists()


def test_the_way_for_walk_ins_stands_above_the_lines(page, event, sign_in, handover_officer):
    client, way = sign_in(handover_officer), "Keluarga datang langsung di lembar ini?"

    html = client.get(page).content.decode()
    type(event).objects.filter(pk=event.pk).update(accepts_walk_ins=False)

    assert html.count('name="line-49-number"') == 1
    assert html.index(way) < html.index('name="line-0-number"')
    assert way not in client.get(page).content.decode()
