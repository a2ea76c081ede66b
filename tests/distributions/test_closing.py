"""The end of an event: packed is handed over, returned or lost, and only the head opens it
again.
"""

import uuid

import pytest

from distributions import closing
from rutan.refusals import Refused


@pytest.fixture
def close(services_head):
    def run(event, **left_overs):
        return closing.close(
            distribution=event, left_overs=left_overs, by=services_head, client_id=uuid.uuid4()
        )

    return run


def test_an_event_closes_when_it_balances(facility, open_event, serve, close, handover_officer):
    event = open_event(facility, packages=5)
    serve(event, event.entitlements.first(), handover_officer)

    closed = close(event, lost=4)

    assert (closed.status, closed.packed, closed.handed_over + closed.returned + closed.lost) == (
        "closed",
        5,
        5,
    )


def test_an_event_with_unexplained_packages_stays_open_and_keeps_nothing(
    facility, open_event, close
):
    event = open_event(facility, packages=5)

    with pytest.raises(Refused, match="Selisih 2 paket"):
        close(event, lost=3)

    event.refresh_from_db()
    assert (event.status, event.lost) == ("open", 0)


def test_closing_again_by_the_same_person_is_no_error(facility, open_event, close):
    event = open_event(facility, packages=0)

    assert close(close(event)).status == "closed"


OTHERWISE = [
    {"signatures": 4},
    {"signatures": 5, "signatures_note": "satu lembar basah"},
    {"absent": "no_fare"},
    {"reason": "expired"},
]


@pytest.mark.parametrize("other", OTHERWISE)
def test_the_same_form_that_says_something_else_is_not_a_success(
    other, facility, open_event, services_head
):
    event = open_event(facility, families=1, packages=5)
    waits = event.entitlements.get().pk
    said = {
        "left_overs": {"lost": 5},
        "reason": "wilted",
        "signatures": 0,
        "absent": {waits: "ill"},
    }
    said |= {"distribution": event, "by": services_head, "client_id": uuid.uuid4()}
    closing.close(**said)
    again = closing.close(**said)

    if "absent" in other:
        other = {"absent": {waits: other["absent"]}}
    with pytest.raises(Refused):
        closing.close(**(said | other))
    assert (again.status, again.signature_counts.get().signatures) == ("closed", 0)


def test_the_head_reopens_with_a_reason(facility, open_event, close, serve, head, handover_officer):
    event = open_event(facility, packages=1)
    serve(event, event.entitlements.first(), handover_officer)
    close(event)

    reopened = closing.reopen(distribution=event, reason="satu keluarga terlewat", by=head)

    assert (reopened.status, reopened.reopened_by) == ("open", head)


def test_reopening_without_a_reason_is_refused(facility, open_event, close, head):
    event = close(open_event(facility, packages=0))

    with pytest.raises(Refused, match="Isi alasan"):
        closing.reopen(distribution=event, reason="  ", by=head)


def test_more_left_overs_than_packages_are_told_with_both_sums(facility, open_event, close):
    event = open_event(facility, packages=7)

    with pytest.raises(Refused, match="Sisa paket 7, yang ditulis seluruhnya 8"):
        close(event, kitchen=4, lost=4)


def test_reopening_twice_by_one_person_reopens_once(facility, open_event, close, head):
    event = open_event(facility, packages=0)
    close(event)

    first, again = (
        closing.reopen(distribution=event, reason="Salah hitung", by=head) for _tap in range(2)
    )

    assert (again.status, again.reopened_at) == ("open", first.reopened_at)
