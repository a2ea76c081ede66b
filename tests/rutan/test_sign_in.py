"""Signing in and out, being locked, and the end of a session."""

import datetime as dt
import re

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import get_user
from django.test import Client
from django.urls import include, path
from django.utils import timezone

from rutan import sign_in as signing
from rutan.access import allow
from rutan.models import AuditEntry
from rutan.urls import handler403, handler404, handler500  # noqa: F401 a urlconf needs them
from rutan.views import healthz

PASSWORD = "kangkung-bayam-90"


@allow()
def someones_page(request):
    return healthz(request)


urlpatterns = [path("some/page/", someones_page, name="some_page"), path("", include("rutan.urls"))]


@pytest.fixture
def urls(settings):
    settings.ROOT_URLCONF = "tests.rutan.test_sign_in"
    settings.LOGIN_REDIRECT_URL = "some_page"


def give_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def try_sign_in(name, password=PASSWORD, client=None, **extra):
    return (client or Client()).post(
        "/accounts/login/", {"login": name, "password": password, **extra}
    )


def with_end(client, ends_in):
    """The client's session, made to end after (or before) now by that much."""
    session = client.session
    session["until"] = (timezone.now() + ends_in).isoformat()
    session.save()


def test_the_right_password_signs_in_and_lands_at_the_place_to_start(urls, registrar):
    give_password(registrar)

    answer = try_sign_in("registrar")

    assert answer.url == "/some/page/"
    assert get_user(answer.wsgi_request) == registrar


def test_signing_in_returns_to_the_page_that_was_asked_for(urls, registrar):
    give_password(registrar)

    asked = Client().get("/some/page/?q=Blok+B")
    answer = try_sign_in("registrar", next="/some/page/?q=Blok+B")

    assert asked.url == "/accounts/login/?next=/some/page/%3Fq%3DBlok%2BB"
    assert answer.url == "/some/page/?q=Blok+B"


def test_a_wrong_password_keeps_the_name_and_says_so(registrar):
    answer = try_sign_in("registrar", "salah")

    page = answer.content.decode()
    assert "Nama pengguna atau kata sandi tidak cocok." in page
    assert 'value="registrar"' in page


def test_an_inactive_user_cannot_sign_in(registrar):
    registrar.is_active = False
    give_password(registrar)

    answer = try_sign_in("registrar")

    assert not get_user(answer.wsgi_request).is_authenticated


def test_five_wrong_tries_lock_that_name_at_that_address(urls, registrar):
    give_password(registrar)
    statuses = [try_sign_in("registrar", "salah").status_code for _ in range(5)]

    locked = try_sign_in("registrar")

    assert statuses == [200, 200, 200, 200, 429]
    assert locked.status_code == 429


def test_another_spelling_of_the_name_is_not_another_five_tries(urls, registrar):
    give_password(registrar)
    for name in ("registrar", "REGISTRAR", " Registrar", "registraR", "ReGiStRaR"):
        try_sign_in(name, "salah")

    assert try_sign_in("registrar").status_code == 429


def test_a_lock_leaves_the_other_names_of_the_same_desk_alone(urls, registrar, handover_officer):
    give_password(handover_officer)
    for _ in range(5):
        try_sign_in("registrar", "salah")

    assert try_sign_in("handover_officer").status_code == 302


def try_from(address, password=PASSWORD):
    """A try that reached the server through the proxy, which adds the address that it saw."""
    return try_sign_in("head", password, client=Client(headers={"X-Forwarded-For": address}))


def test_a_stranger_behind_the_same_proxy_locks_nobody_out(urls, settings, head):
    settings.PROXIES = 1
    give_password(head)

    tries = [try_from("203.0.113.9", "salah").status_code for _ in range(6)]

    assert tries[4:] == [429, 429]
    assert try_from("10.0.0.5").status_code == 302


def test_an_address_that_the_visitor_typed_himself_counts_for_nothing(urls, settings, head):
    settings.PROXIES = 1
    give_password(head)
    for number in range(5):
        try_from(f"10.0.0.{number}, 203.0.113.9", "salah")

    assert try_from("10.0.0.77, 203.0.113.9").status_code == 429
    assert try_from("203.0.113.9, 10.0.0.5").status_code == 302


@pytest.mark.parametrize("header", ["", "unknown", "10.0.0.5:80; DROP", "x" * 5000])
def test_without_a_readable_address_the_proxys_own_counts(urls, settings, head, header):
    settings.PROXIES = 1
    give_password(head)

    assert try_from(header).status_code == 302


def test_the_locked_page_says_until_when_in_the_zone_of_the_prison(facility, registrar):
    for _ in range(5):
        locked = try_sign_in("registrar", "salah")

    tried_at = AccessAttempt.objects.get().attempt_time
    until = (tried_at + dt.timedelta(minutes=16)).astimezone(facility.tzinfo)
    sentence = (
        f"Terlalu banyak percobaan. Coba lagi pukul {until:%H.%M} WIB atau minta Administrator"
        " membukanya."
    )
    assert sentence in locked.content.decode()


def test_trying_while_locked_does_not_move_the_time(registrar):
    for _ in range(5):
        try_sign_in("registrar", "salah")
    before = AccessAttempt.objects.get().attempt_time

    try_sign_in("registrar", "salah")

    assert AccessAttempt.objects.get().attempt_time == before


def test_a_lock_is_over_after_fifteen_minutes(urls, registrar):
    give_password(registrar)
    for _ in range(5):
        try_sign_in("registrar", "salah")
    AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=15, seconds=1))

    assert try_sign_in("registrar").status_code == 302


def test_the_administrator_unlocks_a_name_and_it_is_recorded(urls, registrar, administrator):
    give_password(registrar)
    for _ in range(5):
        try_sign_in("registrar", "salah")

    signing.unlock(user=registrar, by=administrator)

    assert try_sign_in("registrar").status_code == 302
    assert (
        AuditEntry.objects.filter(
            verb="unlock_user", thing_id=registrar.pk, by=administrator
        ).count()
        == 1
    )


@pytest.mark.parametrize(
    "address", ["signup", "password/reset", "email", "confirm-email", "login/code"]
)
def test_an_office_without_mail_has_none_of_its_pages(db, address):
    assert Client().get(f"/accounts/{address}/").status_code == 404


@pytest.mark.parametrize("name", ["x\0y", "x" * 1_000_000, "", "' or 1=1 --"])
def test_bad_names_are_refused_at_the_field(db, name):
    answer = try_sign_in(name)

    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()


def test_a_desk_session_ends_twelve_hours_after_signing_in(urls, handover_officer, sign_in):
    client = sign_in(handover_officer)
    client.get("/some/page/")
    end = dt.datetime.fromisoformat(client.session["until"])

    assert abs(end - timezone.now() - dt.timedelta(hours=12)) < dt.timedelta(minutes=1)


def test_a_desk_session_does_not_grow_by_use(urls, handover_officer, sign_in):
    client = sign_in(handover_officer)
    with_end(client, dt.timedelta(minutes=5))
    before = client.session["until"]

    client.get("/some/page/")

    assert client.session["until"] == before


def test_other_sessions_last_sixty_minutes_from_the_last_act(urls, registrar, sign_in):
    client = sign_in(registrar)
    with_end(client, dt.timedelta(minutes=1))

    client.get("/some/page/")

    end = dt.datetime.fromisoformat(client.session["until"])
    assert abs(end - timezone.now() - dt.timedelta(minutes=60)) < dt.timedelta(minutes=1)


@pytest.mark.parametrize("role", ["registrar", "handover_officer"])
def test_a_session_that_is_over_leads_to_sign_in_and_says_why(urls, role, request, sign_in):
    client = sign_in(request.getfixturevalue(role))
    with_end(client, dt.timedelta(seconds=-1))

    answer = client.get("/some/page/", follow=True)

    assert answer.redirect_chain == [("/accounts/login/?next=/some/page/&expired=1", 302)]
    assert "Waktu masuk Anda habis." in answer.content.decode()


def test_a_fragment_leaves_the_page_around_it_as_it_was_typed(urls, registrar, sign_in):
    client = sign_in(registrar)
    with_end(client, dt.timedelta(seconds=-1))

    answer = client.get("/some/page/", headers={"HX-Request": "true"})

    page = answer.content.decode()
    assert (answer.status_code, "HX-Redirect" in answer, "<html" in page) == (401, False, False)
    assert "isian Anda tetap ada" in page
    assert 'href="/accounts/login/" target="_blank"' in page


NIK = "3316990101900001"


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (f"/families/?q={NIK}", "/families/"),
        ("/families/?q=3316+9901+0190+0001&show=held", "/families/%3Fshow%3Dheld"),
        ("/families/?page=2&q=331699.010190-0001", "/families/%3Fpage%3D2"),
        ("/families/?q=%33%33169901019000%301", "/families/"),
        (f"/families/inmates/search/?inmate_q={NIK[:12]}", "/families/inmates/search/"),
        (f"/distributions/{NIK}/desk/", "/"),
        (
            "/families/?q=B.I.12%2F2025+Sri&page=2",
            "/families/%3Fq%3DB.I.12%252F2025%2BSri%26page%3D2",
        ),
    ],
)
def test_no_number_of_a_person_goes_along_to_sign_in(db, asked, kept):
    assert Client().get(asked).url == f"/accounts/login/?next={kept}"


def test_a_session_that_is_over_takes_no_number_along(registrar, sign_in):
    client = sign_in(registrar)
    with_end(client, dt.timedelta(seconds=-1))

    assert client.get(f"/families/?q={NIK}").url == "/accounts/login/?next=/families/&expired=1"


def test_pages_that_keep_what_was_typed_are_kept_by_no_browser(urls, registrar, sign_in):
    over, strict = sign_in(registrar), Client(enforce_csrf_checks=True)
    with_end(over, dt.timedelta(seconds=-1))
    strict.force_login(registrar, backend="rutan.access.RoleBackend")

    answers = [
        client.post("/some/page/", {"nik": NIK}, headers={"Origin": "http://testserver"})
        for client in (over, strict)
    ]

    assert [NIK in answer.content.decode() for answer in answers] == [True, True]
    assert [answer["Cache-Control"] for answer in answers] == ["no-store", "no-store"]


NOT_SIGNED_IN = {
    "outcome": "not_signed_in",
    "receipt": None,
    "message": "Anda belum masuk. Belum ada yang tersimpan.",
    "say": "",
}


@pytest.mark.parametrize("checks", [False, True])
def test_a_program_without_a_session_is_told_so(urls, checks):
    program = Client(enforce_csrf_checks=checks, headers={"Accept": "application/json"})

    answers = [program.get("/some/page/"), program.post("/some/page/", {"note": "terong"})]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(401, NOT_SIGNED_IN)] * 2


def test_a_program_whose_form_is_too_old_is_told_so(urls, registrar):
    program = Client(enforce_csrf_checks=True, headers={"Accept": "application/json"})
    program.force_login(registrar, backend="rutan.access.RoleBackend")

    answer = program.post("/some/page/", {"note": "terong"})

    assert (answer.status_code, answer.json()["outcome"]) == (403, "expired_form")
    assert "Belum ada yang tersimpan." in answer.json()["message"]


def test_what_was_typed_outlives_the_session(urls, registrar, sign_in):
    client = sign_in(registrar)
    with_end(client, dt.timedelta(seconds=-1))

    answer = client.post(
        "/some/page/",
        {"name": "SRI <b>", "day": ["1", "2"]},
        headers={"Origin": "http://testserver"},
    )

    kept = re.findall('name="(name|day)" value="(.*?)"', answer.content.decode())
    assert answer.status_code == 401
    assert kept == [("name", "SRI &lt;b&gt;"), ("day", "1"), ("day", "2")]


def test_an_expired_form_offers_to_send_the_same_again(urls, registrar):
    client = Client(enforce_csrf_checks=True)
    client.force_login(registrar, backend="rutan.access.RoleBackend")

    answer = client.post(
        "/some/page/",
        {"name": "Sri", "password": PASSWORD, "oldpassword": PASSWORD},
        headers={"Origin": "http://testserver"},
    )

    page = answer.content.decode()
    assert answer.status_code == 403
    assert 'name="name" value="Sri"' in page
    assert PASSWORD not in page


def test_another_site_does_not_get_its_fields_into_our_page(urls, registrar):
    client = Client(enforce_csrf_checks=True)
    client.force_login(registrar, backend="rutan.access.RoleBackend")

    answer = client.post(
        "/some/page/", {"name": "Sri"}, headers={"Origin": "http://elsewhere.example"}
    )

    assert 'name="name"' not in answer.content.decode()


def test_changing_officers_returns_to_the_same_page(urls, handover_officer, sign_in):
    client = sign_in(handover_officer)

    answer = client.post("/accounts/logout/", {"next": "/some/page/"}, follow=True)

    assert answer.redirect_chain[-1][0] == "/accounts/login/?next=/some/page/"


def test_signing_out_asks_first_when_it_is_only_a_link(urls, registrar, sign_in):
    client = sign_in(registrar)

    asked = client.get("/accounts/logout/")
    client.post("/accounts/logout/")

    assert asked.status_code == 200
    assert not get_user(client.get("/healthz").wsgi_request).is_authenticated


def test_a_user_changes_his_own_password(urls, registrar, sign_in):
    client = sign_in(give_password(registrar))

    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "lele-terong-2026", "password2": "lele-terong-2026"},
    )

    registrar.refresh_from_db()
    assert registrar.check_password("lele-terong-2026")


def test_a_demo_lists_its_accounts_and_a_real_office_none(facility, registrar, head, stranger):
    real = Client().get("/accounts/login/").content.decode()
    facility.is_demo = True
    facility.save()

    demo = Client().get("/accounts/login/").content.decode()

    assert "rutan-demo" not in real
    assert [user.username for user in signing.demo_accounts()] == ["head", "registrar"]
    assert demo.count('value="rutan-demo"') == 2


def test_the_screen_is_indonesian_until_somebody_chooses_english(db):
    client = Client(headers={"Accept-Language": "en-US"})
    before = client.get("/accounts/login/").content.decode()

    client.post("/language/", {"language": "en", "next": "/accounts/login/"})

    assert '<html lang="id">' in before
    assert '<html lang="en">' in client.get("/accounts/login/").content.decode()
