"""Families of an event are drawn by a lot and phoned by somebody of neither desk nor registry."""

import hashlib
import io
import uuid

import pypdf
import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from distributions import absences, closing, reports, settling, spot_check
from distributions.models import DeskAttempt, SpotCheck, SpotCheckAnswer, SpotCheckSheet
from distributions.planning.approval import NotTheHead
from distributions.reports import sentences, spot_checks, spreadsheet
from families.models import Family, FamilyMember
from rutan.fields import IdentityNumber
from rutan.formats import telepon
from rutan.models import AuditEntry
from rutan.refusals import Refused, constraint_of
from tests.factories import (
    CouponFactory,
    DrawnFamilyFactory,
    FamilyMemberFactory,
    KinshipFactory,
    PovertyEvidenceFactory,
    SignatoryFactory,
    UserFactory,
    today_here,
)
from tests.pages import fields_of, tight
from tests.races import without

SEED = "3f9a1c0b77d2e645"
NIK = "3316994101750001"
PHONES = [f"+62812000068{number:02}" for number in range(1, 8)]
WELL = {"received": True, "was_whole": True, "asked_payment": False}
WELL |= {"treated_well": True, "knows_complaints": True}
AWAY = {"was_told": True, "received": False, "asked_payment": False, "knows_complaints": True}


@pytest.fixture
def event(facility, open_event, serve, handover_officer, registrar, services_head, voider):
    """Seven families on the list, five of them served, one after the counter saw it, one a second
    time because another voided what was written down; over.
    """
    event = open_event(facility, families=7, packages=5, snapshot={"village": "Sumberejo, Japah"})
    for row, phone in zip(event.entitlements.by_number(), PHONES, strict=True):
        Family.objects.filter(pk=row.family_id).update(phone=phone)
        FamilyMember.objects.filter(family=row.family_id).update(nik=IdentityNumber(_nik(row)))
        if row.number <= 5:
            serve(event, row, handover_officer)
    seen = {"arrived_at": timezone.now(), "arrived_by": registrar}
    event.entitlements.filter(number=5).update(**seen)
    wrong = event.handovers.get(entitlement__number=1)
    settling.void(handover=wrong, reason="Salah orang", kind="wrong_entry", by=voider)
    serve(event, wrong.entitlement, handover_officer)
    return closing.close(
        distribution=event, left_overs={}, by=services_head, client_id=uuid.uuid4()
    )


@pytest.fixture
def voider(facility):
    return UserFactory(facility=facility, roles=["services_head"])


def _nik(row):
    return f"{NIK[:-4]}{row.number:04}"


@pytest.fixture
def check(event, head):
    return spot_check.draw(distribution=event, by=head, seed=SEED)


@pytest.fixture
def assign(check, head):
    def hand_out(caller=None, caller_name="Bu Tini", by=head):
        who = {"caller": caller, "caller_name": "" if caller else caller_name}
        return spot_check.assign(spot_check=check, by=by, client_id=uuid.uuid4(), **who)

    return hand_out


@pytest.fixture
def answer(head):
    def keep(drawn, by=head, reached=True, reason="", **said):
        facts = {"reached": reached, "answers": said, "reason": reason}
        return spot_check.answer(drawn=drawn, by=by, client_id=uuid.uuid4(), **facts)

    return keep


def test_three_served_and_one_absent_are_drawn_once_by_a_lot_that_anybody_repeats(
    event, check, head
):
    again = spot_check.draw(distribution=event, by=head, seed="0" * 16)

    def smallest(served, places):
        rows = event.entitlements.filter(number__in=served).values_list("family", "number")
        lots = {
            hashlib.sha256(f"{SEED}{family}".encode()).hexdigest(): number
            for family, number in rows
        }
        return {lots[lot] for lot in sorted(lots)[:places]}

    drawn = set(check.drawn.values_list("entitlement__number", "was_absent"))
    assert (again, SpotCheck.objects.count()) == (check, 1)
    assert drawn == {
        *((number, False) for number in smallest(range(1, 6), 3)),
        *((number, True) for number in smallest((6, 7), 1)),
    }
    facts = {"distribution": event.pk, "families": 4}
    assert AuditEntry.objects.get(verb="draw_spot_check").facts == facts
    with pytest.raises(IntegrityError, match="spotcheck_is_append_only"), transaction.atomic():
        SpotCheck.objects.update(seed="0" * 16)


def test_fewer_are_drawn_where_there_are_fewer(facility, open_event, serve, head):
    small = open_event(facility, families=1, packages=1)
    serve(small, small.entitlements.get(), head)
    closing.close(distribution=small, left_overs={}, by=head, client_id=uuid.uuid4())

    drawn = spot_check.draw(distribution=small, by=head).drawn.all()

    assert [row.was_absent for row in drawn] == [False]


def test_only_the_head_draws_and_of_a_real_event_that_is_over(
    event, facility, open_event, head, services_head
):
    with pytest.raises(NotTheHead, match="ditugaskan oleh Kepala Rutan atau Plh"):
        spot_check.draw(distribution=event, by=services_head)
    for other in (open_event(facility), open_event(facility, is_rehearsal=True)):
        with pytest.raises(Refused, match="setelah kegiatan ditutup; latihan tidak diuji"):
            spot_check.draw(distribution=other, by=head)

    SignatoryFactory(
        facility=facility,
        user=services_head,
        capacity="plh",
        starts_on=today_here(),
        ends_on=today_here(),
    )
    assert spot_check.draw(distribution=event, by=services_head).drawn_by == services_head


def _take_part(kind, user, check):
    """Let somebody act in the event, or on a family that was drawn."""
    right, now = check.drawn.first().entitlement, timezone.now()
    family, recorded = right.family, {"recorded_by": user, "recorded_at": now}
    if kind in ("called", "passed"):
        here = check.distribution.entitlements.filter(number=5)
        called = {"called_at": now, "called_by": F("arrived_by")}
        here.update(**called | {f"{kind}_by": user, f"{kind}_at": now})
    elif kind == "coupon":
        CouponFactory(entitlement=right, given_by=user, given_at=now)
    elif kind == "attempt":
        DeskAttempt.objects.create(
            distribution=check.distribution, outcome="not_on_list", **recorded
        )
    elif kind == "kinship":
        KinshipFactory(family=family, **recorded)
    elif kind == "evidence":
        PovertyEvidenceFactory(family=family, verified_by=user, verified_at=now)
    elif kind == "member":
        FamilyMemberFactory(family=family, **recorded)
    elif kind == "registration":
        Family.objects.filter(pk=family.pk).update(recorded_by=user)
    elif kind == "edit":
        Family.objects.filter(pk=family.pk).update(edited_by=user, edited_at=now)


AT_DESK = ["hand_over", "arrival", "void"]
LATER = ["attempt", "called", "passed", "coupon"]
REGISTRY = ["registration", "edit", "member", "kinship", "evidence"]


@pytest.mark.parametrize("kind", [*AT_DESK, *LATER, *REGISTRY])
def test_who_took_part_neither_phones_nor_writes_an_answer_down(
    kind, check, assign, answer, facility, handover_officer, registrar, voider
):
    at_desk = dict(zip(AT_DESK, (handover_officer, registrar, voider), strict=True))
    user = at_desk.get(kind) or UserFactory(facility=facility)
    user.groups.add(Group.objects.get(name="services_head"))
    assign()
    drawn = check.drawn.filter(was_absent=False).first()
    before = spot_check.is_apart(spot_check=check, user=user)

    _take_part(kind, user, check)

    assert (before, spot_check.is_apart(spot_check=check, user=user)) == (
        kind not in at_desk,
        False,
    )
    with pytest.raises(Refused, match="Orang ini ikut melayani keluarga"):
        assign(user)
    with pytest.raises(Refused, match="Anda ikut melayani keluarga"):
        answer(drawn, by=user, **WELL)
    with without(SpotCheckSheet, trigger="who_phones_is_of_neither_desk_nor_registry"):
        assert assign(user).who == user.name
    with without(SpotCheckAnswer, trigger="an_answer_is_taken_by_who_took_no_part"):
        assert answer(drawn, by=user, **WELL).received


def test_the_head_hands_the_lines_to_one_named_person(
    check, assign, harvest_recorder, administrator, services_head
):
    callers = spot_check.callers(check)
    with pytest.raises(NotTheHead):
        assign(by=services_head)
    with pytest.raises(Refused, match=r"mempunyai akun\. Pilih akunnya dari daftar"):
        assign(caller_name=services_head.name.upper())
    with pytest.raises(Refused, match="Pilih akun atau tulis nama penelepon"):
        assign(caller_name="")

    sheets = [assign(harvest_recorder), assign()]

    assert [sheet.who for sheet in sheets] == [harvest_recorder.name, "Bu Tini"]
    assert (harvest_recorder in callers, administrator in callers) == (True, False)
    SpotCheckSheet.objects.filter(caller=None).update(caller_name="")
    assert "Tini" not in str(list(AuditEntry.objects.values_list("facts", flat=True)))


def test_the_sheet_says_whom_to_phone_and_nothing_else_of_them(check, sign_in, head):
    [absent] = check.drawn.filter(was_absent=True)
    Family.objects.filter(pk=absent.entitlement.family_id).update(do_not_contact=True)
    client = sign_in(head)
    page = client.get(reverse("spot_check", args=[check.distribution_id]))
    to = reverse("spot_check_assign", args=[check.distribution_id])

    answer = client.post(to, fields_of(page, to) | {"caller_name": "Bu Tini"})
    pdf = client.get(answer["Location"])

    [paper] = pypdf.PdfReader(io.BytesIO(pdf.content)).pages
    text = " ".join(paper.extract_text().split())
    assert (pdf["Content-Type"], "ditanyakan oleh Bu Tini" in text) == ("application/pdf", True)
    assert AuditEntry.objects.get(verb="print_paper").facts["paper"] == "spot-check"
    for row in check.drawn.with_family():
        told, family = row.entitlement, row.entitlement.family
        assert told.snapshot["family"] in text
        assert (telepon(family.phone) in text) is not row.was_absent
        for hidden in (told.inmate.name, _nik(told), _nik(told)[-4:], "SKTM", "Istri"):
            assert hidden not in text


SAID = (
    "Uji petik: 3 menjawab, 1 menerima, 1 tidak tersambung;"
    " 1 tidak menerima, padahal tercatat menerima; 1 diminta uang atau jasa;"
    " 1 menerima paket yang tidak utuh."
)


@pytest.fixture
def tell(event, check, assign, sign_in, head):
    """Send the form of one family: ``tell(drawn, outcome="good")``."""
    assign()
    client = sign_in(head)
    shown = client.get(reverse("spot_check", args=[event.pk]))

    def send(row, **typed):
        to = reverse("spot_check_answer", args=[row.pk])
        sent = fields_of(shown, to) | {"client_id": uuid.uuid4()}
        return client.post(to, sent | typed).status_code

    return send


def test_answers_are_given_in_two_taps_and_what_is_bad_is_found(event, check, tell, sign_in, head):
    served, other, silent, absent = check.drawn.with_family()
    bad = {"outcome": "other", "received": "no", "was_whole": "no", "asked_payment": "yes"}
    bad |= {"treated_well": "yes"}

    told = [
        tell(served, outcome="good"),
        tell(other, **bad),
        tell(other, **bad, knows_complaints="yes"),
        tell(silent, outcome="unreached"),
        tell(absent, outcome="good", reason="no_fare"),
    ]

    client, report = sign_in(head), reports.event(event)
    assert told == [303, 422, 303, 303, 303]
    assert absences.said(event) == {absent.entitlement_id: "no_fare"}
    assert sentences.event_notes(report)[-1] == SAID
    assert spreadsheet.event_sheets(report, head)[0].rows[-1] == ("Uji petik", SAID)
    event_page = client.get(reverse("distribution_detail", args=[event.pk]))
    assert SAID in tight(event_page.content.decode())
    home = tight(client.get(reverse("home")).content.decode())
    assert f"Temuan uji petik, {event}: 1 tidak menerima, padahal tercatat menerima;" in home


def test_the_last_answer_of_a_family_counts(check, tell, sign_in, head):
    drawn = check.drawn.filter(was_absent=False).first()
    bad = dict.fromkeys(("received", "was_whole", "treated_well", "knows_complaints"), "no")

    tell(drawn, outcome="other", **bad, asked_payment="yes")
    found = spot_checks.of_event(check.distribution).findings
    tell(drawn, outcome="good")

    assert (len(found), spot_checks.of_event(check.distribution).findings) == (4, [])
    assert SpotCheckAnswer.objects.filter(drawn=drawn).count() == 2


def test_who_served_sees_what_was_found_and_not_whom_the_lot_took(
    event, check, assign, sign_in, head, services_head
):
    sheet = assign()
    _take_part("evidence", services_head, check)
    page = reverse("spot_check", args=[event.pk])
    drawn = check.drawn.first()

    seen, hidden = sign_in(head).get(page), sign_in(services_head).get(page)

    # With the seed anybody draws again.
    for told in (drawn.entitlement.snapshot["family"], SEED):
        assert (told in seen.content.decode(), told in hidden.content.decode()) == (True, False)
    assert "siapa yang diundi tidak diperlihatkan" in tight(hidden.content.decode())
    assert seen["Cache-Control"] == "no-store"
    printed = reverse("spot_check_sheet", args=[sheet.pk])
    assert sign_in(services_head).get(printed).status_code == 403
    sent = {"outcome": "good", "client_id": uuid.uuid4()}
    told = sign_in(services_head).post(reverse("spot_check_answer", args=[drawn.pk]), sent)
    assert (told.status_code, SpotCheckAnswer.objects.count()) == (409, 0)


WAITS = "belum Anda telepon."


def test_who_was_asked_to_phone_finds_his_lines_at_home_and_answers_them(
    event, check, assign, sign_in, harvest_recorder
):
    assign(harvest_recorder)
    client, page = sign_in(harvest_recorder), reverse("spot_check", args=[event.pk])
    before = tight(client.get(reverse("home")).content.decode())

    shown, told = client.get(page), []
    for row in check.drawn.with_family():
        to, died = reverse("spot_check_answer", args=[row.pk]), {"reason": "died"}
        said = {"outcome": "good", **(died if row.was_absent else {})}
        told.append(client.post(to, fields_of(shown, to) | said).status_code)

    assert f"Uji petik {event}: 4 keluarga {WAITS}" in before
    assert f'href="{page}"' in before
    assert told == [303] * 4
    assert WAITS not in client.get(reverse("home")).content.decode()


def test_nobody_else_of_his_role_opens_or_answers_his_sheet(
    event, facility, check, assign, answer, sign_in, harvest_recorder
):
    assign(harvest_recorder)
    other, drawn = UserFactory(facility=facility, roles=["harvest_recorder"]), check.drawn.first()
    client, page = sign_in(other), reverse("spot_check", args=[event.pk])

    opened = client.get(page, follow=True)
    sent = client.post(reverse("spot_check_answer", args=[drawn.pk]), {"outcome": "unreached"})

    assert opened.redirect_chain == [(reverse("distribution_detail", args=[event.pk]), 303)]
    assert "tidak ditugaskan kepada Anda" in opened.content.decode()
    assert (sent.status_code, WAITS in client.get("/").content.decode()) == (403, False)
    with pytest.raises(Refused, match="tidak ditugaskan kepada Anda"):
        answer(drawn, by=other, reached=False)


def test_a_family_that_died_or_moved_takes_its_caller_nothing(
    check, assign, answer, harvest_recorder
):
    assign(harvest_recorder)
    absent, served = check.drawn.get(was_absent=True), check.drawn.filter(was_absent=False).first()

    answer(absent, by=harvest_recorder, **AWAY, reason="died")

    assert Family.objects.get(pk=absent.entitlement.family_id).hold_by == harvest_recorder
    assert answer(served, by=harvest_recorder, **WELL).received


def test_the_head_is_told_what_of_a_typed_name_is_compared(event, check, sign_in, head):
    page = sign_in(head).get(reverse("spot_check", args=[event.pk])).content.decode()

    assert "Nama yang ditulis hanya dibandingkan dengan nama akun." in tight(page)
    assert "orang yang tidak bertugas" not in page


def test_no_answer_comes_before_somebody_was_asked_to_phone(check, assign, answer):
    [absent] = check.drawn.filter(was_absent=True)
    with pytest.raises(Refused, match="Cetak dahulu lembar uji petik"):
        answer(absent, **AWAY, reason="ill")

    assign()
    answer(absent, reached=False)
    last = answer(absent, **AWAY | {"was_told": False, "received": True}, reason="ill")

    found = spot_checks.of_event(check.distribution)
    assert last.words[0] == "Diberi tahu sebelum kegiatan? Tidak"
    assert found.findings == ["1 menerima, padahal tercatat tidak hadir"]
    assert found.remarks == ["1 tidak diberi tahu sebelum kegiatan"]
    assert found.said.startswith("Uji petik: 1 menjawab, 3 belum ditanya; ")


def test_the_head_is_asked_to_draw_for_what_was_closed_lately(event, sign_in, head):
    home, press = reverse("home"), reverse("spot_check_draw", args=[event.pk])
    client = sign_in(head)
    waits = f"Uji petik belum dilakukan: {event}."

    before = waits in client.get(home).content.decode()
    first, again = client.post(press), client.post(press)

    assert (before, waits in client.get(home).content.decode()) == (True, False)
    assert first["Location"] == again["Location"] == reverse("spot_check", args=[event.pk])


# Guard -> what no form sends.
WRONG = {
    "an_answer_is_whole": {"received": True},
    "an_answer_is_of_its_question_set": AWAY,
}


@pytest.mark.parametrize("guard", WRONG)
def test_without_its_guard_half_an_answer_is_stored(guard, check, assign, answer):
    assign()
    drawn = check.drawn.filter(was_absent=False).first()

    def write():
        try:
            with transaction.atomic():
                answer(drawn, **WRONG[guard])
        except IntegrityError as error:
            return constraint_of(error)
        return ""

    kind = "constraint" if guard == "an_answer_is_whole" else "trigger"
    assert write() == guard
    with without(SpotCheckAnswer, **{kind: guard}):
        assert write() == ""


def test_without_its_guard_a_family_of_another_event_is_drawn(check, facility, open_event):
    stranger = open_event(facility, families=1, packages=0).entitlements.get()
    guard = "a_drawn_family_is_of_its_event"

    with pytest.raises(IntegrityError, match=guard), transaction.atomic():
        DrawnFamilyFactory(spot_check=check, entitlement=stranger)
    with without(type(check.drawn.first()), trigger=guard):
        assert DrawnFamilyFactory(spot_check=check, entitlement=stranger).pk
