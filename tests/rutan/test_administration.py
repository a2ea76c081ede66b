"""What an office does for itself: settings, who signs, accounts; each act recorded, none half
done.
"""

import datetime as dt
import uuid
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from rutan import administration, editing
from rutan.checks import no_row_ties_two_facilities
from rutan.models import AuditEntry, Facility, Signatory, User
from rutan.refusals import Refused, constraint_of
from tests.factories import SignatoryFactory, UserFactory
from tests.races import at_once, without

LEAVE = {"office": "head", "capacity": "plh", "name": "Siti Aminah", "order_number": "SP-12"}
DAYS = {"starts_on": dt.date(2026, 3, 1), "ends_on": dt.date(2026, 3, 7)}


LONG_AGO = DAYS["starts_on"] - dt.timedelta(days=400)


def seen(row, *names):
    return editing.fingerprint(type(row).objects.get(pk=row.pk), names)


def acting(facility, by, **facts):
    """Appoint an acting head on the first day of the leave."""
    return administration.appoint(
        facility=facility, facts=LEAVE | DAYS | facts, by=by, on=DAYS["starts_on"]
    )


def test_a_changed_setting_is_recorded_by_name_of_its_column_only(facility, services_head):
    changes = {"city": "Cepu", "void_minutes": 10}

    administration.change_facility(
        facility=facility, changes=changes, seen=seen(facility, *changes), by=services_head
    )

    assert Facility.objects.get(pk=facility.pk).city == "Cepu"
    assert AuditEntry.objects.get().facts == {"fields": ["city"]}


def test_a_setting_saved_over_somebody_elses_change_is_refused(
    facility, services_head, administrator
):
    on_screen = seen(facility, "city")
    administration.change_facility(
        facility=facility, changes={"city": "Cepu"}, seen=on_screen, by=administrator
    )

    with pytest.raises(editing.Stale, match="oleh Petugas"):
        administration.change_facility(
            facility=facility, changes={"city": "Randublatung"}, seen=on_screen, by=services_head
        )

    assert Facility.objects.get(pk=facility.pk).city == "Cepu"


def test_nothing_is_kept_when_the_record_fails(facility, services_head, monkeypatch):
    monkeypatch.setattr(administration.audit, "record", lambda **facts: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        administration.change_facility(
            facility=facility,
            changes={"city": "Cepu"},
            seen=seen(facility, "city"),
            by=services_head,
        )

    assert Facility.objects.get(pk=facility.pk).city == "Blora"


def test_two_acting_heads_never_overlap(facility, services_head):
    acting(facility, services_head)

    with pytest.raises(Refused, match="kedudukan yang sama") as refused:
        acting(facility, services_head, starts_on=DAYS["ends_on"], ends_on=dt.date(2026, 3, 9))

    assert refused.value.facts["constraint"] == "one_signatory_per_office_capacity_and_day"
    assert Signatory.objects.count() == 1


def test_without_the_constraint_two_acting_heads_would_overlap(facility):
    SignatoryFactory(facility=facility, **LEAVE | DAYS)

    with without(Signatory, constraint="one_signatory_per_office_capacity_and_day"):
        SignatoryFactory(facility=facility, **LEAVE | DAYS)

    assert Signatory.objects.count() == 2


def test_one_form_appoints_once(facility):
    key = uuid.uuid4()
    SignatoryFactory(facility=facility, client_id=key)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        SignatoryFactory(facility=facility, office="services_head", client_id=key)

    assert constraint_of(refused.value) == "a_form_makes_one_signatory"
    with without(Signatory, constraint="a_form_makes_one_signatory"):
        SignatoryFactory(facility=facility, office="services_head", client_id=key)
    assert Signatory.objects.filter(client_id=key).count() == 2


def test_an_acting_head_stands_beside_the_definitive_one(facility, services_head):
    SignatoryFactory(facility=facility)

    acting(facility, services_head)

    assert facility.signatories.signing_on(dt.date(2026, 3, 7)).count() == 2
    assert facility.signatories.signing_on(dt.date(2026, 3, 8)).count() == 1


def test_an_acting_term_needs_an_end(facility, services_head):
    with pytest.raises(Refused, match="memerlukan tanggal berakhir"):
        acting(facility, services_head, ends_on=None)


def test_a_term_is_ended_early_and_recorded(facility, services_head):
    signatory = SignatoryFactory(facility=facility)

    administration.change_appointment(
        signatory=signatory,
        changes={"ends_on": dt.date(2026, 3, 1)},
        seen=seen(signatory, "ends_on"),
        by=services_head,
    )

    assert (AuditEntry.objects.get().verb, AuditEntry.objects.get().facts) == (
        "change_appointment",
        {"fields": ["ends_on"]},
    )


@pytest.mark.parametrize("capacity", ["plh", "plt", "definitive"])
def test_nobody_makes_himself_the_head(facility, services_head, capacity):
    with pytest.raises(Refused, match="diri sendiri sebagai Kepala"):
        acting(facility, services_head, user=services_head, capacity=capacity)

    assert (Signatory.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_somebody_else_makes_him_the_acting_head(facility, services_head, administrator):
    assert acting(facility, administrator, user=services_head).user == services_head


def test_an_appointment_of_somebody_else_is_not_turned_into_ones_own(
    facility, services_head, registrar
):
    signatory = acting(facility, services_head, user=registrar)

    with pytest.raises(Refused, match="diri sendiri"):
        administration.change_appointment(
            signatory=signatory,
            changes={"user": services_head},
            seen=seen(signatory, "user"),
            by=services_head,
        )

    signatory.refresh_from_db()
    assert signatory.user == registrar


def test_ones_own_term_is_not_made_longer(facility, services_head, administrator):
    signatory = acting(facility, administrator, user=services_head)
    longer = {"ends_on": DAYS["ends_on"] + dt.timedelta(days=60)}

    with pytest.raises(Refused, match="diri sendiri"):
        administration.change_appointment(
            signatory=signatory, changes=longer, seen=seen(signatory, "ends_on"), by=services_head
        )


@pytest.mark.parametrize(("days", "lasts"), [(366, True), (367, False)])
def test_an_acting_head_acts_for_a_year_at_most(facility, services_head, days, lasts):
    ends_on = DAYS["starts_on"] + dt.timedelta(days=days - 1)

    if lasts:
        assert acting(facility, services_head, ends_on=ends_on).pk
    else:
        with pytest.raises(Refused, match="366 hari"):
            acting(facility, services_head, ends_on=ends_on)


@pytest.mark.parametrize(("days", "known"), [(30, True), (31, False)])
def test_an_acting_head_is_recorded_within_the_month(facility, services_head, days, known):
    facts = LEAVE | DAYS | {"ends_on": dt.date(2026, 6, 30)}
    late = {
        "facility": facility,
        "facts": facts,
        "by": services_head,
        "on": DAYS["starts_on"] + dt.timedelta(days=days),
    }

    if known:
        assert administration.appoint(**late).pk
    else:
        with pytest.raises(Refused, match="30 hari sejak"):
            administration.appoint(**late)


def test_an_old_term_is_ended_but_not_given_to_somebody_else(facility, services_head, registrar):
    signatory = SignatoryFactory(
        facility=facility,
        capacity="plh",
        starts_on=LONG_AGO,
        ends_on=LONG_AGO + dt.timedelta(days=300),
    )
    earlier = {"ends_on": LONG_AGO + dt.timedelta(days=200)}

    administration.change_appointment(
        signatory=signatory, changes=earlier, seen=seen(signatory, "ends_on"), by=services_head
    )
    with pytest.raises(Refused, match="30 hari sejak"):
        administration.change_appointment(
            signatory=signatory,
            changes={"user": registrar},
            seen=seen(signatory, "user"),
            by=services_head,
        )


def test_a_definitive_head_may_have_begun_years_ago(facility, services_head):
    assert acting(
        facility, services_head, capacity="definitive", starts_on=LONG_AGO, ends_on=None
    ).pk


def test_a_signatory_never_moves_to_another_prison(facility, other_facility):
    signatory = SignatoryFactory(facility=facility)

    with pytest.raises(IntegrityError) as refused:
        Signatory.objects.filter(pk=signatory.pk).update(facility=other_facility)

    assert constraint_of(refused.value) == "signatory_facility_never_changes"


def test_a_signatory_has_no_account_of_another_prison(facility, stranger):
    with pytest.raises(IntegrityError) as refused:
        SignatoryFactory(facility=facility, user=stranger)

    assert constraint_of(refused.value) == "signatory_ties_one_facility"


def test_without_the_trigger_a_signatory_would_tie_two_prisons(facility, stranger):
    with without(Signatory, trigger="same_facility"):
        SignatoryFactory(facility=facility, user=stranger)

    assert [breach.id for breach in no_row_ties_two_facilities(None)] == ["rutan.E010"]


@pytest.mark.parametrize("to_nobody", [True, False])
def test_an_account_never_moves_to_another_prison(registrar, other_facility, to_nobody):
    with pytest.raises(IntegrityError) as refused:
        User.objects.filter(pk=registrar.pk).update(facility=None if to_nobody else other_facility)

    assert constraint_of(refused.value) == "user_facility_never_changes"


def test_without_the_trigger_an_account_would_move(registrar, other_facility):
    with without(User, trigger="user_facility_never_changes"):
        User.objects.filter(pk=registrar.pk).update(facility=other_facility)

    assert User.objects.get(pk=registrar.pk).facility == other_facility


def test_an_account_without_a_prison_is_given_one(facility):
    user = UserFactory(facility=None)

    User.objects.filter(pk=user.pk).update(facility=facility)

    assert User.objects.get(pk=user.pk).facility == facility


def test_a_new_account_signs_in_with_the_password_that_was_shown(client, facility, administrator):
    user, password = administration.open_account(
        facility=facility, username="  Rini.S ", name="Rini", roles=["registrar"], by=administrator
    )

    assert (user.username, [group.name for group in user.groups.all()]) == ("rini.s", ["registrar"])
    client.post("/accounts/login/?next=/settings/", {"login": "Rini.S", "password": password})
    assert client.session["_auth_user_id"] == str(user.pk)
    assert AuditEntry.objects.get().facts == {"roles": ["registrar"]}


def test_two_names_that_differ_only_by_case_are_one(facility, administrator):
    UserFactory(username="rini")

    with pytest.raises(Refused, match="sudah dipakai"):
        administration.open_account(
            facility=facility, username="RINI", name="Rini", roles=["registrar"], by=administrator
        )


def test_passwords_are_readable_long_and_never_the_same():
    passwords = {administration.new_password() for _time in range(200)}

    assert len(passwords) == 200
    assert all(
        set(password) <= set("abdegijkmnprstuw-23456789") and len(password) == 25
        for password in passwords
    )


def test_a_reset_ends_the_old_password_and_its_sessions(sign_in, registrar, administrator):
    registrar.set_password("lama-sekali-2026")
    registrar.save()
    desk = sign_in(registrar)

    password = administration.reset_password(user=registrar, by=administrator)

    registrar.refresh_from_db()
    assert (registrar.check_password(password), registrar.check_password("lama-sekali-2026")) == (
        True,
        False,
    )
    assert desk.get("/settings/").wsgi_request.user.is_anonymous


def test_the_password_is_in_no_record(registrar, administrator):
    password = administration.reset_password(user=registrar, by=administrator)

    assert password not in str(AuditEntry.objects.values_list("facts", "verb", "thing_id"))


def test_a_switched_off_user_is_out_at_once_and_may_come_back(sign_in, registrar, administrator):
    screen = sign_in(registrar)

    administration.switch_off(user=registrar, by=administrator)
    assert screen.get("/settings/").wsgi_request.user.is_anonymous

    administration.switch_on(user=registrar, by=administrator)
    assert [entry.verb for entry in AuditEntry.objects.order_by("pk")] == [
        "switch_off",
        "switch_on",
    ]


def test_the_last_administrator_cannot_switch_himself_off(administrator):
    with pytest.raises(Refused, match="satu-satunya Administrator"):
        administration.switch_off(user=administrator, by=administrator)

    administrator.refresh_from_db()
    assert administrator.is_active


def test_the_last_administrator_keeps_his_role(administrator, services_head):
    with pytest.raises(Refused, match="satu-satunya Administrator"):
        administration.change_account(
            user=administrator,
            username="administrator",
            name=administrator.name,
            roles=["registrar"],
            seen=seen(administrator, "username", "name"),
            by=services_head,
        )

    assert [group.name for group in administrator.groups.all()] == ["administrator"]


def test_nobody_gives_himself_a_role(facility, administrator):
    UserFactory(facility=facility, roles=["administrator"])
    facts = {
        "username": administrator.username,
        "name": "Nama Baru",
        "seen": seen(administrator, "username", "name"),
    }

    with pytest.raises(Refused, match="Administrator lain"):
        administration.change_account(
            user=administrator,
            roles=["administrator", "registrar", "head"],
            by=administrator,
            **facts,
        )

    administrator.refresh_from_db()
    assert (administrator.groups.count(), administrator.name == "Nama Baru") == (1, False)


def test_roles_given_over_somebody_elses_change_are_refused(facility, administrator):
    user = UserFactory(facility=facility, roles=["registrar"])
    facts = {"username": user.username, "name": user.name, "by": administrator}
    give = partial(administration.change_account, user=user, **facts)
    on_screen = seen(user, "username", "name")
    give(roles=["head"], seen=on_screen)

    with pytest.raises(editing.Stale):
        give(roles=["services_head"], seen=on_screen)

    # Sent twice is no other editor.
    give(roles=["head"], seen=on_screen)
    assert [group.name for group in user.groups.all()] == ["head"]


def test_ones_own_name_is_changed(administrator):
    facts = {
        "username": "administrator",
        "name": "Nama Baru",
        "seen": seen(administrator, "username", "name"),
    }

    assert (
        administration.change_account(
            user=administrator, roles=["administrator"], by=administrator, **facts
        ).name
        == "Nama Baru"
    )


def test_an_administrator_of_another_prison_does_not_count(administrator, stranger):
    with pytest.raises(Refused, match="satu-satunya Administrator"):
        administration.switch_off(user=administrator, by=administrator)


def test_two_administrators_cannot_switch_each_other_off_at_once(transactional_db, facility):
    first, second = (UserFactory(facility=facility, roles=["administrator"]) for _user in range(2))

    at_once(
        [
            lambda: administration.switch_off(user=first, by=second),
            lambda: administration.switch_off(user=second, by=first),
        ]
    )

    assert User.objects.active().who_administer().count() == 1


def test_whoever_never_came_for_sixty_days_is_listed(facility):
    now = timezone.now()
    long_ago = now - dt.timedelta(days=61)
    never = UserFactory(facility=facility, date_joined=long_ago)
    left = UserFactory(facility=facility, last_login=long_ago)
    UserFactory(facility=facility, last_login=now, date_joined=long_ago)
    UserFactory(facility=facility, date_joined=now)
    UserFactory(facility=facility, last_login=long_ago, is_active=False)

    assert set(facility.users.away_since(now - administration.LONG_AWAY)) == {never, left}


def test_a_page_that_is_not_for_somebody_says_what_it_is_and_for_whom(sign_in, harvest_recorder):
    response = sign_in(harvest_recorder).get(reverse("family_new"))

    page = " ".join(response.content.decode().split())
    assert response.status_code == 403
    assert (
        "Anda tidak berhak membuka halaman Daftarkan keluarga, bagian dari Keluarga."
        " Yang berhak: Kasubsi Pelayanan Tahanan, Petugas Registrasi." in page
    )
