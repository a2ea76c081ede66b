"""What a rule forbids and happened all the same is kept, and settled once: voided, or accepted with
a reason. Then that package is out, in a figure of its own, and its family counts once.
"""

import io
import uuid

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from distributions import checks, closing, outcomes, reports, settling
from distributions.documents import Job
from distributions.documents.activity_report import activity_report
from distributions.documents.handover_record import handover_record
from distributions.models import Distribution, Handover
from distributions.packing import runs
from distributions.packing.contents import Content
from distributions.planning import candidates, review
from distributions.reports.packages import balance
from harvests.models import Commodity
from rutan.models import AuditEntry
from rutan.refusals import REFUSALS, Refused, constraint_of
from tests.distributions.conftest import an_order
from tests.factories import HarvestFactory, today_here
from tests.races import without


@pytest.fixture
def event(facility, open_event):
    return open_event(facility, families=4, packages=2, minimum_days=30)


@pytest.fixture
def keep(serve, handover_officer):
    """Write down what happened whatever the rules say: ``keep(event, number)``."""

    def write(event, number, **facts):
        row = event.entitlements.get(number=number)
        served = serve(event, row, handover_officer, **({"happened": True} | facts))
        event.refresh_from_db()
        return served.handover

    return write


@pytest.fixture
def accept(services_head):
    def run(fact, reason="Lembar bertanda tangan"):
        return settling.accept(handover=fact, reason=reason, by=services_head)

    return run


@pytest.fixture
def pack_one(services_head):
    def run(event):
        lot = HarvestFactory(facility=event.facility, commodity=Commodity.objects.first())
        runs.pack(
            distribution=event,
            packages=1,
            contents=[Content(lot.commodity, 1, unit=lot.unit)],
            by=services_head,
            client_id=uuid.uuid4(),
        )
        event.refresh_from_db()

    return run


def figures(event):
    event.refresh_from_db()
    return (event.handed_over, event.accepted, event.exceptions, event.packages_left)


def test_what_happened_is_kept_under_its_own_word(event, keep, services_head):
    event.entitlements.filter(number=4).update(
        withdrawn_at=timezone.now(), withdrawn_by=services_head, withdrawn_reason="pindah"
    )

    facts = [keep(event, number) for number in (1, 1, 4, 2, 3)]

    assert [fact.exception for fact in facts] == [
        "",
        "offline_double",
        "against_rule",
        "",
        "pool_exceeded",
    ]
    assert figures(event) == (2, 0, 3, 0)
    assert event.families_served == 4
    with pytest.raises(outcomes.AlreadyHandedOver):
        keep(event, 3, happened=False)


def test_a_package_is_accepted_only_out_of_what_was_packed(event, keep, accept, pack_one):
    facts = [keep(event, number) for number in (1, 2, 3)]

    with pytest.raises(Refused, match=r"2 diserahkan\. Catat dahulu paket"):
        accept(facts[2])
    pack_one(event)
    accepted = accept(facts[2])

    assert figures(event) == (2, 1, 0, 0)
    assert accept(facts[2]).settled_at == accepted.settled_at
    assert balance(event) == (
        "Dikemas 3 = diserahkan 2 + diterima dengan penjelasan 1 + dikembalikan 0 + rusak 0."
    )


def test_who_wrote_an_exception_down_does_not_settle_it(
    event, keep, sign_in, handover_officer, services_head
):
    _usual, fact = keep(event, 1), keep(event, 1)
    void = {"handover": fact, "reason": "tertulis dua kali", "kind": "wrong_entry"}
    officer, page = sign_in(handover_officer), reverse("void", args=[fact.pk])
    who = "hanya diputuskan oleh Kasubsi Pelayanan Tahanan."

    with pytest.raises(Refused, match=who):
        settling.void(**void, by=handover_officer)
    receipt = officer.get(reverse("receipt", args=[event.pk, fact.number])).content.decode()
    asked = officer.get(page).content.decode()
    sent = officer.post(page, {"reason": "dua kali", "kind": "wrong_entry"})

    assert page not in receipt
    assert (who in asked, 'name="reason"' in asked) == (True, False)
    assert (sent.status_code, figures(event)) == (409, (1, 0, 1, 1))
    assert settling.void(**void, by=services_head).is_voided


def test_an_exception_is_settled_once_and_for_good(event, keep, accept, services_head):
    keep(event, 1)
    facts = [keep(event, 1), keep(event, 1)]
    void = {"reason": "tertulis dua kali", "kind": "wrong_entry", "by": services_head}

    accept(facts[0])
    settling.void(handover=facts[1], **void)

    for act in (
        lambda: settling.void(handover=facts[0], **void),
        lambda: accept(facts[1]),
        lambda: accept(facts[0], "lain lagi"),
        lambda: accept(event.handovers.first()),
    ):
        with pytest.raises(Refused, match="sudah diputuskan"):
            act()
    assert figures(event) == (1, 1, 0, 0)
    assert AuditEntry.objects.filter(verb="accept_exception").count() == 1


def refusal_of(row, **values):
    try:
        with transaction.atomic():
            Handover.objects.filter(pk=row.pk).update(**values)
    except IntegrityError as error:
        return constraint_of(error)
    return ""


def test_the_database_refuses_half_and_second_decisions(event, keep, accept, services_head):
    first, second = keep(event, 1), keep(event, 1)
    now = {"settled_at": timezone.now(), "settled_by": services_head}

    assert refusal_of(second, **now) == "an_acceptance_has_a_reason"
    assert refusal_of(first, **now, settled_reason="x") == "an_exception_is_settled_once"
    accept(second)
    assert refusal_of(second, settled_reason="lain") == "an_acceptance_has_a_reason"
    assert refusal_of(second, settled_at=None, settled_by=None) == "an_acceptance_has_a_reason"
    void = {"voided_at": F("settled_at"), "voided_by": services_head, "void_reason": "x"}
    assert refusal_of(second, **void, void_kind="returned") == "an_exception_is_settled_once"
    # The words go when a person is erased, also years after the event.
    assert refusal_of(second, settled_reason="") == ""
    assert {"an_acceptance_has_a_reason", "an_exception_is_settled_once"} <= set(REFUSALS)


@pytest.mark.parametrize("guarded", [True, False])
def test_no_more_is_accepted_than_was_packed(event, keep, services_head, guarded):
    fact = [keep(event, number) for number in (1, 2, 3)][-1]
    values = {"settled_at": timezone.now(), "settled_by": services_head, "settled_reason": "ada"}

    if guarded:
        assert refusal_of(fact, **values) == "no_more_packages_out_than_packed"
        return
    with without(Distribution, constraint="no_more_packages_out_than_packed"):
        assert refusal_of(fact, **values) == ""
    assert figures(event) == (2, 1, 0, -1)


@pytest.fixture
def told(event, keep, accept, pack_one, services_head):
    """A closed event: families 1 and 2 served, 1 twice, and 3 beyond what was packed."""
    keep(event, 1), keep(event, 2), keep(event, 3), keep(event, 1)
    with pytest.raises(Refused, match="Ada 2 penyerahan"):
        closing.close(distribution=event, left_overs={}, by=services_head, client_id=uuid.uuid4())
    for fact in event.handovers.unexplained():
        pack_one(event)
        accept(fact)
    closing.close(distribution=event, left_overs={}, by=services_head, client_id=uuid.uuid4())
    event.refresh_from_db()
    return event


def test_every_reader_takes_an_accepted_package_as_out(told, facility):
    report = reports.event(told)
    month = reports.period(facility=facility, first=told.day, last=told.day)

    assert (told.status, told.handed_over, told.accepted) == ("closed", 2, 2)
    assert ([line.number for line in report.served], len(report.accepted)) == ([1, 2, 3], 2)
    assert [line.number for line in report.waiting] == [4]
    assert (month.figures.families, month.figures.packages_out, month.figures.packages_left) == (
        3,
        4,
        0,
    )
    assert (sum(row.packages for row in month.districts), month.figures.accepted) == (4, 2)
    assert report.aid.on_table == month.figures.aid.on_table == 0
    assert [fact.entitlement.number for fact in review.ratification(told).served] == [1, 2, 3]
    assert (checks.miscounted_events(), list(checks.unbalanced_events())) == ([], [])


def test_who_received_beyond_the_count_has_received(told):
    known = {
        row.family.name[-3:]: row.last_aid
        for row in candidates.candidates(told).by_family().values()
    }

    assert known["003"] == known["002"] == today_here()
    assert known["004"] is None


def test_papers_and_sheets_name_the_accepted_in_a_line(told, sign_in, services_head):
    client = sign_in(services_head)
    record, roster, *_ = handover_record(Job(told, told.closed_at))
    work = activity_report(Job(told, told.closed_at))[0].data

    page = client.get(reverse("distribution_report", args=[told.pk])).content.decode()
    sheet = client.get(reverse("distribution_report_xlsx", args=[told.pk])).content
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet))["Kejadian khusus"].values)

    assert page.count("Lembar bertanda tangan") == 2
    said = record.data
    assert (said["families"], said["packages"], said["more"], said["accepted"]) == (
        "3 (tiga)",
        "4 (empat)",
        "1 (satu)",
        "2 (dua)",
    )
    assert "diterima dengan penjelasan 2" in said["balance"]
    assert ["Paket diterima dengan penjelasan", "2 paket"] in work["figures"]
    assert len(rows) == 3
    assert sum(bool(row.get("time")) for row in roster.data["desks"][0]["sheets"][0]["rows"]) == 3


def test_the_chief_settles_on_the_closing_page(event, keep, sign_in, services_head):
    _first, second, third = (keep(event, 1) for _time in range(3))
    client = sign_in(services_head)
    close = reverse("distribution_close", args=[event.pk])

    page = client.get(close).content.decode()
    assert [reverse("accept_exception", args=[fact.pk]) in page for fact in (second, third)] == [
        True,
        True,
    ]
    empty = client.post(reverse("accept_exception", args=[second.pk]), {"reason": " "})
    done = client.post(reverse("accept_exception", args=[second.pk]), {"reason": "Anaknya datang"})
    void = {"kind": "wrong_entry", "reason": "tertulis dua kali"}
    gone = client.post(reverse("void", args=[third.pk]), void)

    assert (empty.status_code, done["Location"], gone["Location"]) == (422, close, close)
    assert figures(event) == (1, 1, 0, 0)
    assert "Perlu dijelaskan sebelum ditutup" not in client.get(close).content.decode()


def test_an_acceptance_is_the_chief_s(event, keep, sign_in, handover_officer):
    keep(event, 1)
    fact = keep(event, 1)

    answer = sign_in(handover_officer).post(
        reverse("accept_exception", args=[fact.pk]), {"reason": "x"}
    )

    assert answer.status_code == 403


def test_the_same_order_again_is_the_same_exception(event, keep):
    key = uuid.uuid4()

    keep(event, 1)
    assert keep(event, 1, client_id=key) == keep(event, 1, client_id=key)
    assert an_order().happened is False
