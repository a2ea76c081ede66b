"""Accounts under /settings/users/: made, changed, switched off and given new passwords by the
administrator.
"""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rutan.models import AuditEntry, User
from tests.factories import FamilyFactory, UserFactory

NEW = {"name": "Rini Astuti", "username": "Rini", "roles": ["registrar", "handover_officer"]}


def shown(response):
    return response.content.decode()


def password_on(response):
    return re.findall(r"<code[^>]*>([^<]+)</code>", shown(response))[1]


def errors_of(response, field, *, status=422):
    assert response.status_code == status
    return response.context["form"].errors.get(field, [])


def test_whoever_was_switched_off_is_told_whom_to_ask(client, db):
    assert "Administrator" in shown(client.get("/accounts/inactive/"))


def test_a_new_account_shows_its_password_once(sign_in, facility, administrator):
    response = sign_in(administrator).post(reverse("user_new"), NEW)

    user = User.objects.get(username="rini")
    assert user.check_password(password_on(response))
    assert "no-store" in response["Cache-Control"]
    assert password_on(response) not in shown(
        sign_in(administrator).get(reverse("user_edit", args=[user.pk]))
    )


def test_an_account_belongs_to_the_prison_of_who_made_it(sign_in, facility, administrator):
    sign_in(administrator).post(reverse("user_new"), NEW)

    user = User.objects.get(username="rini")
    assert (user.facility, sorted(group.name for group in user.groups.all())) == (
        facility,
        ["handover_officer", "registrar"],
    )


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "R" * 121),
        ("name", "Ri\x00ni"),
        ("username", ""),
        ("username", "rini astuti"),
        ("username", "r" * 1_000_000),
        ("username", "rini\x00"),
        ("username", "ADMINISTRATOR"),
        ("roles", []),
        ("roles", ["superuser"]),
    ],
)
def test_a_bad_account_is_told_at_its_field_and_not_made(sign_in, administrator, field, typed):
    response = sign_in(administrator).post(reverse("user_new"), NEW | {field: typed})

    assert errors_of(response, field)
    assert User.objects.count() == 1


def test_name_and_roles_are_changed(sign_in, registrar, administrator):
    address = reverse("user_edit", args=[registrar.pk])
    seen = sign_in(administrator).get(address).context["form"]["seen"].value()

    sign_in(administrator).post(address, NEW | {"username": "registrar", "seen": seen})

    registrar.refresh_from_db()
    assert (registrar.name, registrar.groups.count()) == ("Rini Astuti", 2)


def test_an_account_changed_meanwhile_shows_both(sign_in, registrar, administrator):
    response = sign_in(administrator).post(
        reverse("user_edit", args=[registrar.pk]), NEW | {"seen": "older"}
    )

    said = {name: errors_of(response, name, status=409) for name in ("roles", "username")}
    assert said == {
        "roles": ["Sekarang tersimpan: Petugas Registrasi"],
        "username": ["Sekarang tersimpan: registrar"],
    }


def test_who_gives_himself_a_role_is_told_at_the_roles(sign_in, facility, administrator):
    screen, address = sign_in(administrator), reverse("user_edit", args=[administrator.pk])
    form = screen.get(address).context["form"]
    assert "hanya dapat diubah oleh Administrator lain" in form.fields["roles"].help_text
    own = {"username": "administrator", "name": administrator.name, "seen": form["seen"].value()}

    response = screen.post(
        address, own | {"roles": ["administrator", "registrar", "services_head", "head"]}
    )

    assert errors_of(response, "roles") == [
        "Peran Anda sendiri tidak dapat Anda ubah. Minta Administrator lain mengubahnya."
    ]
    assert [group.name for group in administrator.groups.all()] == ["administrator"]
    assert screen.get(reverse("family_search")).status_code == 403


def test_the_last_administrator_is_told_why_he_stays(sign_in, administrator):
    response = sign_in(administrator).post(
        reverse("user_switch_off", args=[administrator.pk]), follow=True
    )

    assert "satu-satunya Administrator yang aktif" in shown(response)


def test_a_reset_asks_first_and_changes_nothing_by_asking(sign_in, registrar, administrator):
    before = User.objects.get(pk=registrar.pk).password

    sign_in(administrator).get(reverse("user_reset_password", args=[registrar.pk]))

    assert User.objects.get(pk=registrar.pk).password == before


def test_a_reset_shows_the_new_password(sign_in, registrar, administrator):
    response = sign_in(administrator).post(reverse("user_reset_password", args=[registrar.pk]))

    assert User.objects.get(pk=registrar.pk).check_password(password_on(response))


def locked_out(user):
    visitor = Client()
    for _try in range(5):
        visitor.post("/accounts/login/", {"login": user.username, "password": "salah"})


def test_a_locked_name_is_unlocked(sign_in, registrar, administrator):
    locked_out(registrar)
    screen, address = sign_in(administrator), reverse("user_edit", args=[registrar.pk])
    assert "Terkunci sementara" in shown(screen.get(address))

    screen.post(reverse("user_unlock", args=[registrar.pk]))

    assert "Terkunci sementara" not in shown(screen.get(address))


def test_a_new_password_unlocks_the_name_too(sign_in, registrar, administrator):
    locked_out(registrar)
    screen = sign_in(administrator)

    screen.post(reverse("user_reset_password", args=[registrar.pk]))

    assert "Terkunci sementara" not in shown(screen.get(reverse("user_edit", args=[registrar.pk])))


def test_an_account_is_switched_off_and_on(sign_in, registrar, administrator):
    screen = sign_in(administrator)

    screen.post(reverse("user_switch_off", args=[registrar.pk]))
    assert "registrar" in shown(screen.get(reverse("user_list"), {"show": "off"}))

    screen.post(reverse("user_switch_on", args=[registrar.pk]))
    assert User.objects.get(pk=registrar.pk).is_active


def test_the_list_tells_who_has_not_come_for_sixty_days(sign_in, facility, administrator):
    UserFactory(
        facility=facility, name="Pak Pindah", last_login=timezone.now() - dt.timedelta(days=70)
    )

    page = sign_in(administrator).get(reverse("user_list"), {"show": "away"})

    assert [user.name for user in page.context["users"]] == ["Pak Pindah"]


def change_own(screen, new, again=None):
    passwords = {"oldpassword": "lama-sekali-2026", "password1": new, "password2": again or new}
    return screen.post(reverse("account_change_password"), passwords)


@pytest.fixture
def own_password(registrar):
    registrar.set_password("lama-sekali-2026")
    registrar.save()


def test_people_change_their_own_password_and_it_is_recorded(sign_in, registrar, own_password):
    change_own(sign_in(registrar), "baru-sekali-2027")

    registrar.refresh_from_db()
    assert registrar.check_password("baru-sekali-2027")
    assert [(entry.verb, entry.by, entry.facts) for entry in AuditEntry.objects.all()] == [
        ("change_own_password", registrar, {})
    ]


@pytest.mark.parametrize(
    "new", ["pendek", "password123", "registrar1", "9" * 1_000_000 + "\x00", "baru\x00-sekali-2027"]
)
def test_a_weak_or_impossible_password_changes_nothing(sign_in, registrar, own_password, new):
    response = change_own(sign_in(registrar), new)

    registrar.refresh_from_db()
    assert (response.status_code, registrar.check_password("lama-sekali-2026")) == (200, True)


def test_users_of_another_prison_are_not_found(sign_in, stranger, administrator):
    names = ["user_edit", "user_reset_password", "user_switch_off", "user_switch_on", "user_unlock"]
    screen = sign_in(administrator)

    assert {screen.post(reverse(name, args=[stranger.pk])).status_code for name in names} == {404}


def test_the_administrator_reads_no_name_of_a_family(sign_in, facility, administrator):
    FamilyFactory(facility=facility, name="Wahyuningsih")
    screen = sign_in(administrator)

    pages = [
        shown(screen.get(reverse(name)))
        for name in ("settings_home", "user_list", "audit_list", "signatory_list", "facility_edit")
    ]

    assert not any("Wahyuningsih" in page for page in pages)


def test_the_list_of_users_costs_the_same_for_few_and_for_many(
    sign_in, facility, administrator, django_assert_num_queries
):
    UserFactory.create_batch(30, facility=facility, roles=["registrar", "handover_officer"])
    screen = sign_in(administrator)
    screen.get(reverse("user_list"))

    with django_assert_num_queries(6):
        screen.get(reverse("user_list"))


@pytest.mark.parametrize("username", ["ß" * 149, "ﷺ" * 9])
def test_a_user_name_that_grows_in_small_letters_is_refused_in_words(
    sign_in, administrator, username
):
    response = sign_in(administrator).post(reverse("user_new"), NEW | {"username": username})

    assert response.status_code == 422
    assert "username" in response.context["form"].errors


def test_a_tried_name_that_grows_is_counted_and_refused(client, db):
    response = client.post("/accounts/login/", {"login": "ﷺ" * 150, "password": "x"})

    assert response.status_code < 500
