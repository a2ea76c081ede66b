"""Who is put on an approved list waits for the head, and neither prints nor serves until then."""

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions import counter, documents, outcomes
from distributions.documents import KINDS, Job
from distributions.models import Coupon, Distribution, Entitlement
from distributions.planning import approval, lifecycle, listing, review
from rutan.editing import Stale
from rutan.models import AuditEntry
from rutan.refusals import Refused
from tests.distributions.test_planning_guards import refused
from tests.factories import DistributionFactory, EntitlementFactory, PackageMovementFactory
from tests.races import without


def approve(event, by, **facts):
    seen = review.additions(event).seen if event.added else review.review(event).seen
    return approval.approve(distribution=event, by=by, seen=seen, **facts)


def counted(event):
    return Distribution.objects.with_list_counts().get(pk=event.pk)


@pytest.fixture
def approved(facility, eligible, services_head, head):
    event = DistributionFactory(facility=facility)
    listing.choose(distribution=event, families=[eligible("Ani")], by=services_head)
    approval.propose(distribution=event, by=services_head)
    return counted(approve(counted(event), head))


@pytest.fixture
def added(approved, eligible, services_head):
    """Zul, added to the approved list of Ani."""
    facts = {"family": eligible("Zul"), "reason": "Terlewat", "by": services_head}
    row = listing.add(distribution=approved, **facts)
    assert listing.add(distribution=approved, **facts) == row
    return row


@pytest.fixture
def opened(added, services_head):
    """The same event, open, with packages on the table."""
    event = added.distribution
    PackageMovementFactory(distribution=event, packages=5)
    event.refresh_from_db()
    at = event.facility.start_of(event.day) + timezone.timedelta(hours=9)
    return lifecycle.open_event(distribution=event, by=services_head, at=at)


def test_who_waits_is_in_no_count_and_on_no_paper(added):
    event, job = counted(added.distribution), Job(added.distribution, timezone.now())

    assert (event.listed, event.added, event.untold) == (1, 1, 1)
    assert [coupon.entitlement.family.name for coupon in Coupon.objects.live()] == ["Ani"]
    assert (job.numbers, job.packages, documents.desks(event)) == ([1], 1, 1)
    assert KINDS["gate"].make(job).data["families"] == 1
    rows = Entitlement.objects.on(event).with_state()
    assert [(row.state, row.is_standing) for row in rows.by_number()] == [
        ("planned", True),
        ("awaits_approval", False),
    ]
    for some in (rows.standing(), rows.entitled(), rows.waiting(), rows.to_be_told()):
        assert added not in some


def test_the_desk_serves_it_only_once_the_head_approved_it(opened, added, serve, head):
    with pytest.raises(outcomes.AwaitsApproval) as refusal:
        serve(opened, added, opened.recorded_by)
    assert (refusal.value.outcome, refusal.value.status) == ("not_on_list", 404)
    with pytest.raises(outcomes.AwaitsApproval):
        counter.give_coupon(entitlement=added, by=opened.recorded_by)

    approve(counted(opened), head)

    added.refresh_from_db()
    coupon = Coupon.objects.live().get(entitlement=added)
    assert (added.number, added.approved_by, added.snapshot["family"]) == (2, head, "Zul")
    assert coupon.issued_by == head
    serve(opened, added, opened.recorded_by)
    assert counted(opened).handed_over == 1


def test_the_head_approves_what_he_read_and_once(added, head, services_head, eligible):
    event, seen = counted(added.distribution), review.additions(added.distribution).seen
    facts = {"family": eligible("Yati"), "reason": "Terlewat", "by": services_head}
    listing.add(distribution=event, **facts)

    with pytest.raises(Stale):
        approval.approve(distribution=event, by=head, seen=seen)
    with pytest.raises(approval.NotTheHead):
        approve(counted(event), services_head)

    for _tap in range(2):
        approval.approve(distribution=event, by=head, seen=review.additions(event).seen)
    assert [row.family.name for row in event.entitlements.order_by("number")] == [
        "Ani",
        "Yati",
        "Zul",
    ]
    assert AuditEntry.objects.filter(verb="approve").count() == 2


def test_an_addition_needs_a_reason_and_a_family_that_is_eligible_and_new(
    approved, eligible, services_head
):
    barred, known = eligible("Budi", evidence=False), approved.entitlements.get().family
    for family, reason in ((barred, "x"), (known, "x"), (eligible("Citra"), " ")):
        with pytest.raises(Refused):
            listing.add(distribution=approved, family=family, reason=reason, by=services_head)

    assert Entitlement.objects.count() == 1


def test_who_waits_is_taken_off_put_back_and_goes_with_the_list_to_the_plan(added, services_head):
    listing.withdraw(entitlement=added, reason="Keliru", by=services_head)
    assert counted(added.distribution).added == 0
    listing.reinstate(entitlement=added, by=services_head)
    assert counted(added.distribution).added == 1

    lifecycle.back_to_draft(distribution=added.distribution, note="Ulang", by=services_head)

    assert (counted(added.distribution).listed, counted(added.distribution).added) == (2, 0)


def test_the_database_lets_in_only_who_waits(approved):
    now, by = timezone.now(), approved.recorded_by

    def insert(**facts):
        return lambda: EntitlementFactory(distribution=approved, number=None, **facts)

    frozen, waits = "the_list_is_frozen_after_draft", {"added_at": now, "added_by": by}
    done = {"approved_at": now, "approved_by": by}
    assert refused(insert()) == frozen
    assert refused(insert(**waits, **done)) == frozen
    assert refused(insert(**done)) == frozen
    no_number = "an_addition_has_no_number_before_its_approval"
    assert refused(insert(source="reserve", **waits)) == no_number
    with without(Entitlement, trigger=frozen):
        assert refused(insert(**waits, **done)) == ""
        assert refused(insert(**done)) == "only_an_addition_is_approved_by_itself"
    assert refused(insert(**waits)) == ""
    rows = Entitlement.objects.awaiting()
    stands = "an_addition_stands_after_draft"
    assert refused(lambda: rows.update(added_at=None, added_by=None)) == stands
    with without(Entitlement, trigger=stands):
        assert refused(lambda: rows.update(added_at=None, added_by=None)) == ""


def test_the_head_is_told_and_approves_on_one_page(
    sign_in, head, services_head, approved, eligible
):
    client, address = sign_in(services_head), reverse("recipients_add", args=[approved.pk])
    zul = eligible("Zul")

    client.post(address, {"name": "zul", "family": zul.pk, "reason": "Rumah terbakar"})

    office = sign_in(head)
    told = "1 keluarga ditambahkan setelah daftar disetujui"
    assert told in office.get(reverse("home")).content.decode()
    page = office.get(reverse("distribution_approve", args=[approved.pk]))
    assert "Ditambahkan setelah disetujui" in page.content.decode()
    assert "Rumah terbakar" in page.content.decode()
    office.post(page.request["PATH_INFO"], {"seen": page.context["review"].seen})
    assert Entitlement.objects.get(family=zul).number == 2
