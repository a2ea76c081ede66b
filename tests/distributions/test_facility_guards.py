"""What an open event holds of its prison's settings."""

import pytest
from django.core.checks import run_checks
from django.db import IntegrityError
from django.urls import reverse

from rutan.models import Facility
from tests.pages import fields_of
from tests.races import without

GUARD = "a_time_zone_stands_while_an_event_is_open"
ELSEWHERE = "Asia/Makassar"


@pytest.fixture
def client(sign_in, services_head):
    return sign_in(services_head)


def changed(client, **typed):
    page = client.get(reverse("facility_edit"))
    return client.post(reverse("facility_edit"), fields_of(page) | typed)


def zone(facility):
    return Facility.objects.get(pk=facility.pk).time_zone


def test_the_time_zone_stands_while_an_event_is_open(facility, client, open_event):
    open_event(facility)

    refused = changed(client, time_zone=ELSEWHERE)

    told = refused.context["form"].errors["time_zone"]
    assert (refused.status_code, zone(facility)) == (422, facility.time_zone)
    assert "selama ada kegiatan yang dibuka" in told[0]


def test_before_and_after_an_event_the_time_zone_can_be_put_right(
    facility, other_facility, client, open_event, close_with_left_overs
):
    open_event(other_facility)
    event = open_event(facility, packages=1)
    close_with_left_overs(event, event.recorded_by)

    assert changed(client, time_zone=ELSEWHERE).status_code == 302
    assert zone(facility) == ELSEWHERE


def test_the_database_holds_the_time_zone_itself(facility, open_event):
    open_event(facility)
    rows = Facility.objects.filter(pk=facility.pk)

    with pytest.raises(IntegrityError, match=GUARD):
        rows.update(time_zone=ELSEWHERE)


def test_without_the_guard_the_time_zone_would_move(facility, open_event):
    open_event(facility)

    with without(Facility, trigger=GUARD):
        Facility.objects.filter(pk=facility.pk).update(time_zone=ELSEWHERE)
    assert zone(facility) == ELSEWHERE


# Of each setting another value than the one that stands.
OTHERS = {
    "minimum_days": "30",
    "one_per_inmate": "on",
    "one_per_inmate_same_day": "on",
    "ktp_at_desk": "on",
    "void_minutes": "0",
    "crumbs_percent": "0",
    "weighing_tolerance_percent": "50",
    "sktm_days": "1",
    "officer_statement_days": "1",
    "detainee_visit_days": ["6"],
    "convict_visit_days": ["6"],
    "area_code": "33.17",
    "short_name": "Rutan Blora Baru",
}


def test_any_other_setting_may_change_under_an_open_event(
    facility, client, open_event, serve, close_with_left_overs
):
    event = open_event(facility)
    first, second, _third = event.entitlements.order_by("number")
    serve(event, first, event.recorded_by)

    assert changed(client, **OTHERS).status_code == 302

    event.refresh_from_db()
    serve(event, second, event.recorded_by)
    close_with_left_overs(event, event.recorded_by)
    assert run_checks(tags=["selfcheck"], include_deployment_checks=True) == []
