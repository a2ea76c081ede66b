"""What an event is for: each purpose keeps its own interval and its own turn, and a day has one
package.
"""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions import outcomes
from distributions.models import DeskAttempt, Distribution
from distributions.planning import candidates, locks
from rutan.formats import tanggal
from tests.factories import TODAY, DistributionFactory, EntitlementFactory, HandoverFactory
from tests.pages import tight

FEAST = "feast_day"
WHY = "Rumahnya kebakaran"


@pytest.fixture
def received(open_event):
    """The family got a package on the day."""

    def make(family, day, purpose="harvest"):
        event = open_event(family.facility, families=0, day=day, purpose=purpose)
        entitlement = EntitlementFactory(distribution=event, family=family, source="walk_in")
        return HandoverFactory(entitlement=entitlement)

    return make


@pytest.fixture
def row(facility, eligible, open_event):
    """The right of a family today, in an event of the purpose that waits thirty days."""

    def make(purpose, packages=5):
        event = open_event(
            facility, families=0, packages=packages, minimum_days=30, purpose=purpose
        )
        return EntitlementFactory(
            distribution=event,
            family=facility.families.first() or eligible("Sri"),
            source="walk_in",
            number=1,
            snapshot={"family": "Sri"},
        )

    return make


def _days_ago(facility, days):
    return facility.local_day(timezone.now()) - dt.timedelta(days=days)


# At the desk


def test_the_feast_waits_for_no_harvest(facility, eligible, received, row, serve, services_head):
    received(eligible("Sri"), _days_ago(facility, 3))
    feast, again = row(FEAST), row("harvest")

    fact = serve(feast.distribution, feast, services_head).handover
    with pytest.raises(outcomes.TooSoon):
        serve(again.distribution, again, services_head)

    fact.refresh_from_db()
    assert (fact.purpose, (fact.served_window.upper - fact.served_window.lower).days) == (FEAST, 30)


@pytest.mark.parametrize("packages", [5, 0])
def test_a_second_package_of_one_day_is_refused_whatever_for(
    facility, row, serve, services_head, packages
):
    first, second = row("harvest"), row(FEAST)
    serve(first.distribution, first, services_head)

    with pytest.raises(outcomes.TooSoon) as refusal:
        serve(second.distribution, second, services_head, override_reason=WHY)

    tomorrow = tanggal(_days_ago(facility, -1))
    assert not refusal.value.may_be_overridden
    assert "Paket kedua pada hari yang sama tidak pernah diizinkan." in refusal.value.message
    assert f"Paket berikutnya mulai {tomorrow}." in refusal.value.say


def test_of_two_reasons_to_wait_the_longer_is_told(
    facility, eligible, received, row, serve, services_head
):
    received(eligible("Sri"), _days_ago(facility, 5), FEAST)
    first, second = row("harvest"), row(FEAST)
    serve(first.distribution, first, services_head)

    with pytest.raises(outcomes.TooSoon) as refusal:
        serve(second.distribution, second, services_head)

    assert f"Paket berikutnya mulai {tanggal(_days_ago(facility, -25))}." in refusal.value.say
    assert not refusal.value.may_be_overridden


# On the list


def _names(found):
    return [candidate.family.name for candidate in found.proposed()]


def test_longest_ago_counts_packages_of_the_same_purpose(facility, eligible, received):
    received(eligible("Panen lalu"), TODAY - dt.timedelta(days=30))
    received(eligible("Lebaran lalu"), TODAY - dt.timedelta(days=20), FEAST)
    harvest = DistributionFactory(facility=facility)
    feast = DistributionFactory(facility=facility, purpose=FEAST)

    found = {event.purpose: candidates.candidates(event) for event in (harvest, feast)}

    assert _names(found["harvest"]) == ["Lebaran lalu", "Panen lalu"]
    assert _names(found[FEAST]) == ["Panen lalu", "Lebaran lalu"]
    assert [row.words.split(";")[0] for row in found[FEAST].proposed()] == [
        "belum pernah menerima paket hari raya",
        "terakhir menerima 18 Februari 2026",
    ]


def test_the_interval_of_a_list_counts_the_same_purpose(facility, eligible, received):
    received(eligible("Sri"), TODAY - dt.timedelta(days=20))
    events = [
        DistributionFactory(facility=facility, minimum_days=30, purpose=purpose)
        for purpose in ("harvest", FEAST)
    ]

    barred = [len(candidates.candidates(event).not_eligible) for event in events]

    assert barred == [1, 0]


def test_who_received_on_the_day_for_the_other_purpose_is_not_listed(facility, eligible, received):
    received(eligible("Sri"), TODAY)
    event = DistributionFactory(facility=facility, purpose=FEAST)

    [row] = candidates.candidates(event).not_eligible

    assert [(reason.code, reason.mend) for reason in row.reasons] == [
        ("too_soon", "kegiatan mulai 11 Maret 2026")
    ]


@pytest.mark.parametrize(("days", "codes"), [(7, []), (0, ["expected"])])
def test_who_waits_for_the_other_purpose_is_barred_on_that_day_only(
    facility, eligible, open_event, days, codes
):
    near = open_event(facility, families=0)
    family = eligible("Sri")
    EntitlementFactory(distribution=near, family=family, source="walk_in")
    day = near.day + dt.timedelta(days=days)
    event = DistributionFactory(facility=facility, day=day, minimum_days=14, purpose=FEAST)

    found = candidates.candidates(event).by_family()[family.pk]

    assert [reason.code for reason in found.reasons if reason.code == "expected"] == codes


def test_who_missed_a_package_and_received_since_has_no_place_before_others(
    facility, eligible, received, open_event, services_head
):
    family = eligible("Kehabisan")
    missed = EntitlementFactory(
        distribution=open_event(facility, families=0), family=family, source="walk_in"
    )
    DeskAttempt.objects.create(
        distribution=missed.distribution,
        entitlement=missed,
        outcome="no_package_left",
        recorded_at=facility.start_of(TODAY - dt.timedelta(days=20)),
        recorded_by=services_head,
    )
    received(family, TODAY - dt.timedelta(days=10))

    [row] = candidates.candidates(DistributionFactory(facility=facility, purpose=FEAST)).eligible

    assert (row.missed, row.last_aid) == (False, None)


# On the pages


def _form(**facts):
    usual = {"title": "Bakti Sosial", "venue": "Aula", "day": "2026-03-10", "confirmed": "1"}
    hours = {"starts": "08:30", "ends": "12:00", "minimum_days": "1"}
    return usual | hours | {"client_id": str(uuid.uuid4())} | facts


@pytest.fixture
def office(sign_in, services_head):
    return sign_in(services_head)


@pytest.mark.parametrize(
    ("sent", "stored"), [({}, "harvest"), ({"purpose": FEAST}, FEAST), ({"purpose": ""}, "harvest")]
)
def test_a_new_event_is_for_a_harvest_unless_said_otherwise(office, sent, stored):
    office.post(reverse("distribution_new"), _form(**sent))

    assert Distribution.objects.get().purpose == stored


def test_an_unknown_purpose_is_refused(office):
    answer = office.post(reverse("distribution_new"), _form(purpose="birthday"))

    assert (answer.status_code, answer.context["form"].errors["purpose"]) == (
        422,
        ["Pilih salah satu."],
    )


def test_the_form_presets_the_harvest_and_a_copy_brings_the_purpose_along(office, facility):
    address = reverse("distribution_new")
    page = office.get(address)
    fresh = page.context["form"]["purpose"].value()
    DistributionFactory(facility=facility, purpose=FEAST)

    copied = office.get(address, {"copy": "1"}).context["form"]["purpose"].value()

    assert (fresh, copied) == ("harvest", FEAST)
    legend = re.search(r"Tujuan\s*<(/?\w+)", page.content.decode())
    assert legend[1] != "span"


@pytest.mark.parametrize(("sent", "stored"), [({}, FEAST), ({"purpose": "harvest"}, "harvest")])
def test_a_draft_keeps_its_purpose_unless_it_is_changed(office, facility, sent, stored):
    event = DistributionFactory(facility=facility, purpose=FEAST)
    seen = locks.fingerprint(event)

    office.post(reverse("distribution_edit", args=[event.pk]), _form(seen=seen, **sent))

    event.refresh_from_db()
    assert (event.purpose, locks.fingerprint(event) == seen) == (stored, False)


def test_an_event_without_a_list_may_be_for_a_feast(office):
    address = reverse("distribution_today")
    form = office.get(address).context["form"]
    said = {name: form[name].value() or "" for name in form.fields}

    office.post(address, said | {"purpose": FEAST})

    assert (said["purpose"], Distribution.objects.get().purpose) == ("harvest", FEAST)


def test_the_page_says_the_purpose_and_the_list_marks_the_feast(office, facility):
    DistributionFactory(facility=facility)
    feast = DistributionFactory(facility=facility, purpose=FEAST)

    page = tight(office.get(reverse("distribution_detail", args=[feast.pk])).content.decode())
    rows = office.get(reverse("distribution_list")).content.decode()

    assert re.search(r"<dt>Tujuan</dt>\s*<dd>Hari raya</dd>", page)
    assert (rows.count("Hari raya"), rows.count("Hasil panen</span>")) == (1, 0)
