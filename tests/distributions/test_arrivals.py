"""Families who walk in: entitled once, for a free inmate, and never told what is not true."""

import datetime as dt
import uuid
from functools import partial
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions import arrivals, desk, outcomes
from distributions.models import DeskAttempt, Entitlement, Handover
from distributions.packing import unpacking
from distributions.planning.candidates import candidates
from families.models import Family
from rutan.formats import jam
from rutan.models import AuditEntry
from tests.distributions.conftest import an_order
from tests.factories import (
    AreaFactory,
    DistributionFactory,
    EntitlementFactory,
    FamilyFactory,
    FamilyMemberFactory,
    InmateFactory,
    KinshipFactory,
    UserFactory,
)


@pytest.fixture
def event(facility, open_event):
    return open_event(facility, families=0, packages=5, one_per_inmate=True)


@pytest.fixture
def family(facility):
    """A family on file; each call makes one, of a new inmate or of ``inmates``."""

    def make(name="Sulastri", inmates=()):
        made = FamilyFactory(facility=facility, name=name)
        for inmate in inmates or [InmateFactory(facility=facility)]:
            KinshipFactory(family=made, inmate=inmate)
        return made

    return make


@pytest.fixture
def come(event, handover_officer):
    def walk_in(family=None, inmate=None, on=None, name="Bu Baru", said=None, seen=(), **facts):
        collector = desk.Collector(family.name if family else name, "wife")
        area = None if family else AreaFactory()
        usual = {
            "distribution": on or event,
            "visitor": arrivals.WalkIn("sktm", area, family, inmate, frozenset(seen)),
            "order": an_order(**({"collector": collector} | (said or {}))),
            "by": handover_officer,
            "hand_over": True,
        }
        return arrivals.walk_in(**(usual | facts))

    return walk_in


def test_the_same_form_again_gives_the_same_receipt(come, family):
    sulastri, key = family(), uuid.uuid4()

    first, again = (
        come(sulastri, said={"client_id": key})[1],
        come(sulastri, said={"client_id": key})[1],
    )

    assert (again.outcome, again.handover) == ("replayed", first.handover)


@pytest.mark.parametrize("hand_over", [True, False])
@pytest.mark.parametrize("other", ["family", "officer", "event"])
def test_a_used_key_never_gives_someone_elses_number(
    hand_over, other, facility, come, family, open_event
):
    sulastri, said = family(), {"client_id": uuid.uuid4()}
    come(sulastri, said=said, hand_over=False)
    comes = family("Kasmini") if other == "family" else sulastri
    facts = {
        "family": dict,
        "officer": lambda: {"by": UserFactory(facility=facility)},
        "event": lambda: {"on": open_event(facility, families=0)},
    }[other]()

    with pytest.raises(outcomes.Invalid) as refusal:
        come(comes, said=said, hand_over=hand_over, **facts)

    assert (list(refusal.value.errors), Handover.objects.count(), Entitlement.objects.count()) == (
        ["client_id"],
        0,
        1,
    )


def test_a_family_with_two_inmates_comes_for_the_one_that_is_free(facility, come, family):
    first, second = InmateFactory(facility=facility), InmateFactory(facility=facility)
    come(family("Sumi", [first]))

    entitlement, _served = come(family("Siti", [first, second]))

    assert entitlement.inmate == second
    with pytest.raises(outcomes.InmateAlreadyServed):
        come(family("Tutik", [first, second]))


def test_who_comes_again_for_her_inmate_is_recognised_before_the_rule_speaks(facility, come):
    inmate = InmateFactory(facility=facility)
    first, _served = come(inmate=inmate, name="Sri Wahyuni")

    with pytest.raises(outcomes.LooksLike) as look:
        come(inmate=inmate, name="SRI WAHJUNI")

    assert (look.value.families, look.value.served) == ([first.family], Handover.objects.get())
    with pytest.raises(outcomes.InmateAlreadyServed):
        come(inmate=inmate, name="SRI WAHJUNI", seen=[first.family_id])
    with pytest.raises(outcomes.InmateAlreadyServed):
        come(inmate=inmate, name="Maya Utami")


def test_a_family_may_register_before_the_first_package_is_packed(
    facility, come, family, open_event
):
    empty = open_event(facility, families=0, packages=0)

    entitlement, served = come(family(), on=empty, hand_over=False)

    assert (entitlement.number, served) == (1, None)


@pytest.mark.parametrize("known", [True, False])
def test_whoever_is_told_that_the_name_is_noted_stands_first_next_time(
    known, facility, come, family, open_event
):
    empty = open_event(facility, families=0, packages=0)
    who = {"family": family()} if known else {"inmate": InmateFactory(facility=facility)}

    with pytest.raises(outcomes.NoPackageLeft):
        come(on=empty, **who)

    noted, attempt = Family.objects.get(), DeskAttempt.objects.get()
    assert (attempt.family, attempt.entitlement, noted.evidence.count()) == (noted, None, 1)
    assert candidates(DistributionFactory(facility=facility)).by_family()[noted.pk].missed


@pytest.mark.parametrize("other", ["name", "inmate", "officer", "registers"])
def test_a_key_that_noted_a_family_answers_nobody_else(other, facility, come, open_event):
    empty, first, key = (
        open_event(facility, families=0, packages=0),
        InmateFactory(facility=facility),
        uuid.uuid4(),
    )
    with pytest.raises(outcomes.NoPackageLeft):
        come(inmate=first, on=empty, said={"client_id": key}, name="Siti Aminnah")
    changed = {
        "name": {"name": "Siti Aminah"},
        "inmate": {"inmate": InmateFactory(facility=facility)},
        "officer": {"by": UserFactory(facility=facility)},
        "registers": {"hand_over": False, "name": "Siti Aminah"},
    }[other]

    with pytest.raises(outcomes.Invalid) as refusal:
        come(
            **(
                {"inmate": first, "on": empty, "said": {"client_id": key}, "name": "Siti Aminnah"}
                | changed
            )
        )

    assert (list(refusal.value.errors), Family.objects.count()) == (["client_id"], 1)


def test_who_goes_away_without_a_package_is_not_registered_twice(facility, come, open_event):
    empty = open_event(facility, families=0, packages=0)

    with pytest.raises(outcomes.NoPackageLeft) as refusal:
        come(inmate=InmateFactory(facility=facility), on=empty)

    assert refusal.value.message.endswith(
        "Keluarga Bu Baru sudah tercatat; tidak perlu didaftarkan lagi."
    )


def test_packages_that_came_apart_are_not_said_to_be_somewhere(
    facility, come, family, open_event, services_head
):
    event = open_event(facility, families=0, packages=5)
    unpacking.take_back(
        distribution=event, packages=5, to="stock", by=services_head, client_id=uuid.uuid4()
    )

    with pytest.raises(
        outcomes.NoPackageLeft, match="5 dikemas, 0 diserahkan, 5 dibongkar atau hilang"
    ):
        come(family(), on=event)


def test_the_form_that_served_a_listed_family_again_gives_its_receipt(event, come, family):
    listed, key = (
        EntitlementFactory(distribution=event, family=family(), source="walk_in", number=1).family,
        uuid.uuid4(),
    )
    first = come(listed, said={"client_id": key})[1]

    again = come(listed, said={"client_id": key})[1]
    with pytest.raises(outcomes.Invalid):
        come(family("Kasmini"), said={"client_id": key})

    assert (first.outcome, again.outcome, again.handover) == (
        "handed_over",
        "replayed",
        first.handover,
    )


def test_a_served_family_is_told_so_even_when_the_table_is_empty(
    facility, come, family, open_event
):
    event, sulastri = open_event(facility, families=0, packages=1), family()
    come(sulastri, on=event)

    for hand_over in (True, False):
        with pytest.raises(outcomes.AlreadyHandedOver):
            come(sulastri, on=event, hand_over=hand_over)


@pytest.mark.parametrize(
    ("state", "refusal"), [("withdrawn", outcomes.Withdrawn), ("reserve", outcomes.ReserveWaiting)]
)
def test_who_has_no_right_is_not_told_that_he_is_registered(
    state, refusal, facility, come, family, open_event
):
    sulastri = family()
    event = DistributionFactory(facility=facility, accepts_walk_ins=True)
    row = EntitlementFactory(distribution=event, family=sulastri, source="reserve", number=1)
    now, officer = timezone.now(), event.recorded_by
    if state == "withdrawn":
        Entitlement.objects.filter(pk=row.pk).update(
            withdrawn_at=now, withdrawn_by=officer, withdrawn_reason="pindah"
        )
    type(event).objects.filter(pk=event.pk).update(
        status="approved", approved_at=now, approved_by=officer
    )
    type(event).objects.filter(pk=event.pk).update(status="open", opened_at=now, opened_by=officer)

    with pytest.raises(refusal):
        come(sulastri, on=event, hand_over=False)


def test_who_received_lately_is_told_before_she_waits_in_vain(facility, come, family, open_event):
    sulastri, later = family(), open_event(facility, families=0, minimum_days=30)
    come(sulastri)

    with pytest.raises(outcomes.TooSoon):
        come(sulastri, on=later, hand_over=False)


def test_a_rehearsal_writes_nothing_into_the_registry(facility, come, family, open_event):
    rehearsal, sulastri = open_event(facility, families=0, is_rehearsal=True), family()

    come(sulastri, on=rehearsal)
    with pytest.raises(outcomes.DeskRefusal):
        come(inmate=InmateFactory(facility=facility), on=rehearsal)

    assert (sulastri.evidence.count(), Family.objects.count()) == (0, 1)


def test_a_rehearsal_without_packages_writes_nothing_either(facility, come, family, open_event):
    rehearsal, sulastri = open_event(facility, families=0, packages=0, is_rehearsal=True), family()

    for who in ({"family": sulastri}, {"inmate": InmateFactory(facility=facility)}):
        # Of the second it says that a rehearsal registers nobody.
        with pytest.raises(outcomes.DeskRefusal):
            come(on=rehearsal, **who)

    assert (sulastri.evidence.count(), Family.objects.count()) == (0, 1)


def test_a_new_family_is_made_for_the_wbp_it_visits(facility, come):
    inmate = InmateFactory(facility=facility)

    entitlement, served = come(inmate=inmate)

    assert (entitlement.inmate, entitlement.family.name, served.outcome) == (
        inmate,
        "Bu Baru",
        "handed_over",
    )
    paper = entitlement.family.evidence.get()
    assert (paper.kind, paper.verified_at, paper.issued_on) == (
        "sktm",
        None,
        facility.local_day(timezone.now()),
    )
    assert paper.valid_until > paper.issued_on + dt.timedelta(days=1)


def test_who_was_seen_at_the_counter_is_kept_for_the_desk(come, family):
    somebody_else = desk.Collector("Budi Santoso", "sibling")

    row = come(family(), hand_over=False, said={"collector": somebody_else})[0]

    row.refresh_from_db()
    assert (
        row.arrived_name,
        row.arrived_relationship,
        row.arrived_method,
        row.arrived_collector,
    ) == (
        "Budi Santoso",
        "sibling",
        "ktp",
        None,
    )


@pytest.mark.parametrize(
    ("name", "relationship", "is_member"),
    [
        ("Sulastri", "wife", True),
        ("SULASTRI", "wife", True),
        ("Sulastri", "sibling", False),
        ("Sulastri", "mother", False),
        ("Sulastri Rahayu", "wife", False),
    ],
)
def test_a_namesake_of_a_member_stays_somebody_else(
    come, family, sign_in, handover_officer, name, relationship, is_member
):
    known = family(name="Sulastri")
    member = FamilyMemberFactory(
        family=known, full_name="Sulastri", names_family=True, card_relationship="wife"
    )
    stranger = desk.Collector(name, relationship)
    row = come(known, hand_over=False, said={"collector": stranger})[0]

    page = sign_in(handover_officer).get(
        reverse("desk", args=[row.distribution_id]), {"entitlement": row.pk}
    )

    form = page.context["form"]
    assert form.initial["collector"] == (member.pk if is_member else "")
    assert form.initial["collector_name"] == ("" if name == "Sulastri" and is_member else name)
    assert form.initial["collector_relationship"] == relationship


@pytest.fixture
def sri(facility, come, open_event):
    """Sri Wahyuni, who walked in and was served, the event, and a way to come again."""
    event, inmate = open_event(facility, families=0, packages=5), InmateFactory(facility=facility)
    row, served = come(inmate=inmate, on=event, name="Sri Wahyuni")
    again = partial(come, inmate=inmate, on=event, name="SRI WAHYUNI")
    return SimpleNamespace(event=event, family=row.family, served=served.handover, again=again)


@pytest.mark.parametrize("hand_over", [True, False])
def test_who_was_served_under_a_like_name_is_looked_at_before_a_second_package(hand_over, sri):
    with pytest.raises(outcomes.LooksLike) as look:
        sri.again(hand_over=hand_over)

    hour = jam(sri.served.handed_over_at)
    village = "Desa Sumberejo, Kec. Japah"
    assert (
        look.value.message
        == f"Mirip dengan Sri Wahyuni, {village}, yang sudah menerima pukul {hour}. Periksa KTP."
    )
    assert (look.value.outcome, look.value.say) == (
        "invalid",
        "Sebentar, kami periksa nama Bapak/Ibu.",
    )
    assert (Family.objects.count(), Entitlement.objects.count()) == (1, 1)


def test_a_second_package_to_a_like_name_is_a_recorded_act(sri):
    row, _served = sri.again(seen=[sri.family.pk])

    assert AuditEntry.objects.get(verb="walk_in", thing_id=row.pk).facts["seen"] == [sri.family.pk]
    assert Handover.objects.live().count() == 2


def test_a_second_wife_of_one_inmate_is_looked_at_too(sri):
    with pytest.raises(outcomes.LooksLike) as look:
        sri.again(name="Istiqomah")

    assert look.value.ids == [sri.family.pk]


def test_the_look_comes_before_a_family_is_noted_for_the_next_event(facility, sri, open_event):
    empty = open_event(facility, families=0, packages=0)

    with pytest.raises(outcomes.LooksLike):
        sri.again(on=empty)
    assert (Family.objects.count(), DeskAttempt.objects.count()) == (1, 0)

    with pytest.raises(outcomes.NoPackageLeft):
        sri.again(on=empty, seen=[sri.family.pk])
    assert (Family.objects.count(), DeskAttempt.objects.count()) == (2, 1)


def test_only_who_came_and_has_no_package_yet_is_a_number_that_waits(
    facility, come, family, open_event
):
    event = open_event(facility, families=3, packages=5)
    come(family("Sulastri"), on=event, hand_over=False)
    come(family("Kasmini"), on=event)

    assert arrivals.numbers_waiting(event) == 1


@pytest.mark.parametrize("packages", [0, 3])
def test_who_comes_too_soon_gets_no_place_in_the_queue_though_the_table_is_empty(
    packages, come, open_event, facility
):
    earlier = open_event(facility, families=0, packages=1, minimum_days=30)
    _entitlement, served = come(family=(mother := family_of(facility)), on=earlier)
    now = open_event(facility, families=0, packages=packages, minimum_days=30)

    with pytest.raises(outcomes.TooSoon):
        come(family=mother, on=now)

    assert served.handover
    assert DeskAttempt.objects.get(distribution=now).outcome == "too_soon"


def test_a_rule_is_written_down_though_the_table_is_empty(come, open_event, facility):
    event = open_event(facility, families=0, packages=1, one_per_inmate=True)
    first = family_of(facility)
    inmate = first.kinships.get().inmate
    come(family=first, on=event)
    second = FamilyFactory(facility=facility, name="Wartini")
    KinshipFactory(family=second, inmate=inmate)

    with pytest.raises(outcomes.InmateAlreadyServed):
        come(family=second, on=event)

    assert DeskAttempt.objects.get(distribution=event).outcome == "inmate_already_served"


def family_of(facility):
    family = FamilyFactory(facility=facility, name="Sulastri")
    KinshipFactory(family=family, inmate=InmateFactory(facility=facility))
    return family


def test_a_family_on_file_is_named_as_such_where_nobody_else_is_taken(
    come, family, open_event, facility
):
    closed = open_event(facility, families=1, packages=3, accepts_walk_ins=False)

    with pytest.raises(outcomes.ListedNowhere) as refused:
        come(family=family(), on=closed)

    assert refused.value.say
