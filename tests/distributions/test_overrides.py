"""The services head serves in spite of a rule, with a reason that is kept; nobody else does."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions import outcomes
from distributions.home import waiting_for_the_head, workday_of
from distributions.models import Distribution, Entitlement, Handover
from rutan.formats import tanggal
from rutan.models import AuditEntry
from tests.factories import (
    AreaFactory,
    EntitlementFactory,
    InmateFactory,
    KinshipFactory,
    UserFactory,
)
from tests.pages import fields_of, tight

WHY = "Dua istri sah, sudah dicocokkan"


@pytest.fixture
def one_each(facility, open_event, serve):
    """An event with one package per inmate, whose first family has its package."""
    event = open_event(facility, families=1, one_per_inmate=True)
    serve(event, event.entitlements.get(), event.recorded_by)
    return event


def walk_in(event, **facts):
    AreaFactory()
    other = {"collector_name": "Istiqomah", "collector_relationship": "mother"}
    usual = {"client_id": uuid.uuid4(), "area": "33.16.16.2001", "ground": "sktm", "hand_over": "1"}
    inmate = event.entitlements.get().inmate_id
    return other | usual | {"inmate": inmate, "verified_by_method": "ktp"} | facts


def test_the_services_head_serves_a_second_family_of_one_inmate_with_a_reason(
    one_each, sign_in, services_head
):
    chief, address = sign_in(services_head), reverse("walk_ins", args=[one_each.pk])

    page = chief.post(address, walk_in(one_each))
    done = chief.post(address, fields_of(page) | {"override_reason": WHY})

    row = Entitlement.objects.get(source="walk_in")
    assert (page.status_code, done.status_code) == (409, 303)
    assert "Serahkan dengan izin Kasubsi" in page.content.decode()
    assert "Panggil Kasubsi" not in page.content.decode()
    assert (row.override_reason, row.override_by, row.handovers.get().override_reason) == (
        WHY,
        services_head,
        WHY,
    )
    assert AuditEntry.objects.get(verb="override").facts["rule"] == "inmate"


def test_an_officer_is_told_to_call_and_cannot_decide(one_each, sign_in, handover_officer):
    officer, address = sign_in(handover_officer), reverse("walk_ins", args=[one_each.pk])

    page = officer.post(address, walk_in(one_each)).content.decode()
    forged = officer.post(address, walk_in(one_each, override_reason=WHY))

    assert "Panggil Kasubsi jika perlu." in page
    assert "Serahkan dengan izin Kasubsi" not in page
    assert (forged.status_code, Handover.objects.count()) == (422, 1)


@pytest.fixture
def served_before(facility, open_event, serve, services_head):
    """The row of a family that received ten days ago."""
    last = open_event(facility, families=1)
    before = timezone.now() - dt.timedelta(days=10)
    type(last).objects.filter(pk=last.pk).update(day=last.day - dt.timedelta(days=10))
    last.refresh_from_db()
    row = last.entitlements.get()
    serve(last, row, services_head, at=before)
    return row


@pytest.fixture
def too_soon(facility, open_event, served_before):
    """Its row in an event that waits thirty days."""
    return EntitlementFactory(
        distribution=open_event(facility, families=0, minimum_days=30),
        family=served_before.family,
        inmate=served_before.inmate,
        source="walk_in",
        number=1,
    )


@pytest.fixture
def allowed_early(facility, open_event, served_before, sign_in, services_head):
    """Its number in an event that waits thirty days, given by the services head at the counter;
    with the page that asked for the reason.
    """
    event = open_event(facility, families=0, minimum_days=30, one_per_inmate=True)
    chief, address = sign_in(services_head), reverse("walk_ins", args=[event.pk])
    visitor = {"family": served_before.family_id, "collector": "", "inmate": "", "hand_over": "0"}
    asked = chief.post(address, walk_in(served_before.distribution, **visitor))
    given = chief.post(address, fields_of(asked) | {"override_reason": WHY})
    assert (asked.status_code, given.status_code) == (409, 303)
    return asked, Entitlement.objects.get(distribution=event)


def test_the_interval_gives_way_to_a_reason_and_holds_the_day(too_soon, serve, services_head):
    event = too_soon.distribution
    with pytest.raises(outcomes.TooSoon) as refusal:
        serve(event, too_soon, services_head)

    fact = serve(event, too_soon, services_head, override_reason=WHY).handover

    fact.refresh_from_db()
    assert refusal.value.may_be_overridden
    assert (fact.override_reason, (fact.served_window.upper - fact.served_window.lower).days) == (
        WHY,
        1,
    )
    assert AuditEntry.objects.get(verb="override").facts["rule"] == "interval"


def test_a_number_that_the_counter_gave_early_is_served_by_any_desk(
    allowed_early, sign_in, services_head, handover_officer, head, told
):
    asked, row = allowed_early
    order = {"client_id": uuid.uuid4(), "entitlement": row.pk, "verified_by_method": "ktp"}
    collector = {"collector_name": "Sri Wahyuni", "collector_relationship": "wife"}

    done = sign_in(handover_officer).post(
        reverse("hand_over", args=[row.distribution_id]), order | collector
    )

    [fact] = Handover.objects.overridden()
    assert "Daftarkan dengan izin Kasubsi" in asked.content.decode()
    assert (done.status_code, fact.entitlement, fact.override_reason) == (303, row, WHY)
    assert (fact.recorded_by, fact.allowed_by) == (handover_officer, services_head)
    assert [entry.facts["rule"] for entry in AuditEntry.objects.filter(verb="override")] == [
        "interval"
    ]
    assert f"dengan izin {services_head.name}" in told(head)[0][0]


def test_the_interval_gives_way_at_the_counter_and_no_other_rule_with_it(allowed_early):
    _asked, row = allowed_early

    assert (row.early_reason, row.override_at, row.one_per_inmate) == (WHY, None, True)
    assert row.early_at == row.arrived_at


def test_a_reason_at_an_empty_table_is_told_of_the_table(
    facility, open_event, served_before, serve, services_head
):
    event = open_event(facility, families=0, packages=0, minimum_days=30)
    who = {"family": served_before.family, "inmate": served_before.inmate}
    row = EntitlementFactory(distribution=event, source="walk_in", **who)

    with pytest.raises(outcomes.NoPackageLeft):
        serve(event, row, services_head, override_reason=WHY)


def test_a_second_package_on_one_day_is_never_given(
    facility, open_event, serve, services_head, sign_in
):
    first = open_event(facility, families=1)
    row = first.entitlements.get()
    serve(first, row, services_head)
    later = open_event(facility, families=0)
    again = EntitlementFactory(
        distribution=later, family=row.family, inmate=row.inmate, source="walk_in", number=1
    )

    with pytest.raises(outcomes.TooSoon) as refusal:
        serve(later, again, services_head, override_reason=WHY)

    assert not refusal.value.may_be_overridden
    assert "Paket kedua pada hari yang sama tidak pernah diizinkan." in refusal.value.message


def test_a_reason_that_no_rule_asked_for_shortens_nothing(
    facility, open_event, serve, services_head
):
    event = open_event(facility, families=1, minimum_days=30)

    fact = serve(event, event.entitlements.get(), services_head, override_reason=WHY).handover

    fact.refresh_from_db()
    assert (fact.served_window.upper - fact.served_window.lower).days == 30
    assert (fact.override_reason, Handover.objects.overridden().count()) == ("", 0)
    assert not AuditEntry.objects.filter(verb="override").exists()


def test_what_the_counter_was_allowed_is_served_by_any_desk(
    one_each, sign_in, serve, services_head, handover_officer
):
    address = reverse("walk_ins", args=[one_each.pk])
    allowed = walk_in(one_each, hand_over="0", override_reason=WHY)

    sign_in(services_head).post(address, allowed)
    fact = serve(one_each, Entitlement.objects.get(source="walk_in"), handover_officer).handover

    assert (fact.override_reason, Handover.objects.overridden().get()) == (WHY, fact)


def test_the_interval_that_gave_way_is_on_the_event_s_page_and_report(
    too_soon, serve, services_head, sign_in
):
    serve(too_soon.distribution, too_soon, services_head, override_reason=WHY)
    chief = sign_in(services_head)

    for name in ("distribution_detail", "distribution_report"):
        page = tight(chief.get(reverse(name, args=[too_soon.distribution_id])).content.decode())
        _before, section = page.split('id="overrides"')
        section = section.split("</section>")[0]
        assert too_soon.family.name in section
        assert f"Jarak 30 hari antara dua paket. {WHY}" in section
        assert services_head.name in section


@pytest.mark.parametrize("section", ["overrides", "refusals"])
def test_an_hour_of_today_stands_without_its_day(section, one_each, sign_in, services_head):
    chief, address = sign_in(services_head), reverse("walk_ins", args=[one_each.pk])
    chief.post(address, walk_in(one_each))
    chief.post(address, walk_in(one_each, override_reason=WHY))

    page = chief.get(reverse("distribution_detail", args=[one_each.pk])).content.decode()

    told = page.split(f'id="{section}"')[1].split("</section>")[0]
    assert "pukul " in told
    assert tanggal(one_each.day) not in told


@pytest.fixture
def told():
    """What the head's page says of overrides to the user, and where each line leads."""

    def to(user, after=dt.timedelta(0)):
        lines = waiting_for_the_head(workday_of(user, timezone.now() + after))
        return [(line.text, line.href) for line in lines if "dengan izin" in line.text]

    return to


def test_the_head_is_told_who_set_which_rule_aside_at_which_event(
    too_soon, serve, services_head, head, told
):
    event = too_soon.distribution
    serve(event, too_soon, services_head, override_reason=WHY)

    [(text, href)] = told(head)

    assert (
        text == f"Untuk diketahui: 1 paket diserahkan dengan izin {services_head.name}, {event}. "
        "Aturan yang dikesampingkan: Jarak 30 hari antara dua paket."
    )
    assert href == f"/distributions/{event.pk}/#overrides"


def test_what_the_counter_was_allowed_is_told_under_the_name_of_who_decided(
    one_each, sign_in, serve, services_head, handover_officer, head, told
):
    address = reverse("walk_ins", args=[one_each.pk])
    sign_in(services_head).post(address, walk_in(one_each, hand_over="0", override_reason=WHY))
    before = told(head)

    serve(one_each, Entitlement.objects.get(source="walk_in"), handover_officer)

    [(text, _href)] = told(head)
    assert before == []
    assert f"1 paket diserahkan dengan izin {services_head.name}, {one_each}." in text
    assert text.endswith("Satu paket untuk satu WBP.")


def test_an_override_is_told_to_the_head_of_that_prison_alone_and_for_thirty_days(
    too_soon, serve, sign_in, services_head, handover_officer, head, other_facility, told
):
    serve(too_soon.distribution, too_soon, services_head, override_reason=WHY)
    elsewhere = UserFactory(facility=other_facility, roles=["head"])
    homes = {
        user.pk: "dengan izin" in sign_in(user).get(reverse("home")).content.decode()
        for user in (head, services_head, handover_officer, elsewhere)
    }

    assert [pk for pk, said in homes.items() if said] == [head.pk]
    assert len(told(head, after=dt.timedelta(days=29))) == 1
    assert told(head, after=dt.timedelta(days=31)) == []


def test_an_override_is_told_also_when_its_event_is_closed(
    too_soon, serve, services_head, head, close_with_left_overs, told
):
    event = too_soon.distribution
    serve(event, too_soon, services_head, override_reason=WHY)
    close_with_left_overs(event, services_head)

    assert (len(told(head)), Distribution.objects.get(pk=event.pk).status) == (1, "closed")


def test_an_override_whose_reason_was_erased_is_still_one(
    too_soon, serve, services_head, head, told
):
    fact = serve(too_soon.distribution, too_soon, services_head, override_reason=WHY).handover
    Handover.objects.filter(pk=fact.pk).update(override_reason="")

    [(text, _href)] = told(head)

    assert text.endswith("Jarak 30 hari antara dua paket.")


def test_an_override_in_a_rehearsal_is_told_to_nobody(
    facility, open_event, serve, sign_in, services_head, head, told
):
    event = open_event(facility, families=1, one_per_inmate=True, is_rehearsal=True)
    first = event.entitlements.get()
    serve(event, first, services_head)
    second = KinshipFactory(inmate=first.inmate, family__facility=facility).family

    sign_in(services_head).post(
        reverse("walk_ins", args=[event.pk]),
        walk_in(event, inmate="", family=second.pk, override_reason=WHY),
    )

    assert (Handover.objects.overridden().count(), told(head)) == (1, [])


def test_who_ratifies_reads_first_what_was_given_in_spite_of_a_rule(
    one_each, sign_in, services_head, head, close_with_left_overs
):
    sign_in(services_head).post(
        reverse("walk_ins", args=[one_each.pk]), walk_in(one_each, override_reason=WHY)
    )
    close_with_left_overs(one_each, services_head)
    type(one_each).objects.filter(pk=one_each.pk).update(approved_at=None, approved_by=None)

    address = reverse("distribution_ratify", args=[one_each.pk])
    page = tight(sign_in(head).get(address).content.decode())

    section, rest = page.split('id="overrides"')[1].split("</section>", 1)
    assert f"Satu paket untuk satu WBP. {WHY}" in section
    assert services_head.name in section
    assert "Sahkan 2 penerima" in rest


def test_how_a_visitor_is_known_is_chosen_unless_the_office_presets_it(
    one_each, sign_in, handover_officer
):
    inmate, facility = InmateFactory(facility=one_each.facility), one_each.facility
    officer, address = sign_in(handover_officer), reverse("walk_ins", args=[one_each.pk])

    plain = fields_of(officer.get(address, {"inmate": inmate.pk}))
    type(facility).objects.filter(pk=facility.pk).update(ktp_at_desk=True)
    preset = fields_of(officer.get(address, {"inmate": inmate.pk}))

    assert "verified_by_method" not in plain
    assert preset["verified_by_method"] == ["ktp"]


def test_the_reason_counts_only_where_it_is_needed(one_each, sign_in, services_head):
    free = InmateFactory(facility=one_each.facility)
    data = walk_in(one_each, inmate=free.pk, override_reason=WHY)

    sign_in(services_head).post(reverse("walk_ins", args=[one_each.pk]), data)

    assert Entitlement.objects.get(source="walk_in").override_at is None
    assert not Handover.objects.overridden().exists()
