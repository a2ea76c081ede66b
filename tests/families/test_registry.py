import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from families.models import Family, FamilyMember, Inmate, Kinship, PovertyEvidence, RegisterNumber
from families.registry import families, inmates, people
from families.registry.evidence import (
    Decided,
    NewEvidence,
    accept_evidence,
    add_evidence,
    reject_evidence,
    take_back_acceptance,
)
from families.registry.families import NewFamily
from families.registry.inmates import NewInmate
from families.registry.people import NewMember
from rutan import editing
from rutan.fields import IdentityNumber
from rutan.models import AuditEntry
from rutan.refusals import Refused
from tests.factories import (
    AreaFactory,
    FamilyFactory,
    FamilyMemberFactory,
    InmateFactory,
    KinshipFactory,
    PovertyEvidenceFactory,
    RegisterNumberFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NIK = IdentityNumber("3316994101010001")
KK = IdentityNumber("3316990101200001")
TODAY = dt.date(2026, 3, 10)
NOW = dt.datetime(2026, 3, 10, 3, tzinfo=dt.UTC)


@pytest.fixture
def inmate(facility):
    return InmateFactory(facility=facility, name="Sutrisno")


@pytest.fixture
def new(inmate):
    """What a clerk knows at the counter."""
    return NewFamily(name="Sri Wahyuni", area=AreaFactory(), inmate=inmate, relationship="wife")


@pytest.fixture
def family(facility):
    return FamilyFactory(facility=facility, name="Sri Wahyuni")


def acts():
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_four_things_suffice_to_register_a_family(new, facility, registrar):
    [family] = families.register(facility=facility, families=[new], by=registrar, at=NOW)

    assert [member.full_name for member in family.members.all()] == ["Sri Wahyuni"]
    assert [(tie.inmate, tie.relationship) for tie in family.kinships.all()] == [
        (new.inmate, "wife")
    ]
    assert (family.recorded_at, family.recorded_by, acts()) == (
        NOW,
        registrar,
        ["register_families"],
    )


def test_all_of_a_family_is_registered_at_once(new, facility, registrar):
    other = InmateFactory(facility=facility)
    members = (
        NewMember("Sri Wahyuni", nik=NIK, sex="female"),
        NewMember("Kasmini", card_relationship="parent"),
    )
    evidence = (NewEvidence(kind="sktm", issued_on=TODAY),)
    full = NewFamily(
        **vars(new)
        | {
            "members": members,
            "evidence": evidence,
            "more_kin": ((other, "child"),),
            "kk_number": KK,
        }
    )

    [family] = families.register(facility=facility, families=[full], by=registrar, at=NOW)

    assert [str(member.nik) for member in family.members.all()] == ["3316••••••••0001", "None"]
    assert family.kinships.count() == 2
    assert family.evidence.get().valid_until == TODAY + dt.timedelta(days=facility.sktm_days)


def test_many_families_cost_no_more_statements_than_one(new, facility, registrar):
    counts = []
    for many in (1, 30):
        with CaptureQueriesContext(connection) as queries:
            families.register(facility=facility, families=[new] * many, by=registrar)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_family_that_fails_takes_the_others_with_it(new, facility, registrar, other_facility):
    foreign = NewFamily(**vars(new) | {"inmate": InmateFactory(facility=other_facility)})

    with pytest.raises(Exception, match="ties_one_facility"):
        families.register(facility=facility, families=[new, foreign], by=registrar)
    assert (Family.objects.count(), acts()) == (0, [])


def test_when_the_audit_row_fails_nothing_is_kept(new, facility, registrar, monkeypatch):
    monkeypatch.setattr("rutan.audit.compiled.insert", lambda row: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        families.register(facility=facility, families=[new], by=registrar)
    assert Family.objects.count() == 0


def test_a_used_card_is_refused_with_the_name_of_its_family(new, facility, registrar, family):
    Family.objects.filter(pk=family.pk).update(kk_number=KK)

    with pytest.raises(
        families.CardUsed, match="Nomor KK ini sudah dipakai keluarga Sri Wahyuni"
    ) as refused:
        families.register(
            facility=facility, families=[NewFamily(**vars(new) | {"kk_number": KK})], by=registrar
        )
    assert refused.value.family == family


def test_a_used_nik_is_refused_with_the_name_of_its_family(new, facility, registrar, family):
    member = FamilyMemberFactory(family=family, nik=NIK)

    with pytest.raises(
        people.NikUsed, match="sudah dipakai anggota keluarga Sri Wahyuni"
    ) as refused:
        families.register(
            facility=facility,
            families=[NewFamily(**vars(new) | {"members": (NewMember("X", nik=NIK),)})],
            by=registrar,
        )
    assert refused.value.member == member


def test_the_same_nik_may_stand_in_another_prison(facility, other_facility, registrar, family):
    FamilyMemberFactory(family=FamilyFactory(facility=other_facility), nik=NIK)

    assert (
        people.add_member(family=family, member=NewMember("Sri", nik=NIK), by=registrar).nik == NIK
    )


@pytest.mark.parametrize("digits", ["331699310201001", "3316993102010001"])
def test_a_nik_of_wrong_shape_enters_by_no_door(registrar, family, digits):
    member = FamilyMemberFactory(family=family)

    with pytest.raises(ValidationError):
        people.add_member(
            family=family, member=NewMember("Sri", nik=IdentityNumber(digits)), by=registrar
        )
    with pytest.raises(ValidationError):
        people.edit_member(member=member, nik=IdentityNumber(digits), by=registrar)


def test_a_family_is_not_registered_with_a_nik_of_wrong_shape(new, facility, registrar):
    wrong = NewFamily(
        **vars(new) | {"members": (NewMember("Sri", nik=IdentityNumber("3316993102010001")),)}
    )

    with pytest.raises(ValidationError):
        families.register(facility=facility, families=[wrong], by=registrar)
    assert Family.objects.count() == 0


def scan():
    return ContentFile(b"%PDF-1.7", name="a.pdf")


def test_no_scan_stays_behind_evidence_that_was_refused(family, registrar, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    good = NewEvidence(kind="sktm", issued_on=TODAY, file=scan(), family=family)
    bad = NewEvidence(
        kind="sktm",
        issued_on=TODAY,
        valid_until=TODAY - dt.timedelta(days=1),
        file=scan(),
        family=family,
    )

    with pytest.raises(Refused):
        add_evidence(evidence=[good, bad], by=registrar)
    assert list(tmp_path.rglob("*.pdf")) == []

    add_evidence(evidence=[good], by=registrar)
    assert len(list(tmp_path.rglob("*.pdf"))) == 1


def test_no_scan_stays_behind_a_family_that_was_refused(
    new, facility, registrar, settings, tmp_path, monkeypatch
):
    """The audit row comes last: without it nothing of the act is kept."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("families.registry.families.audit.record", lambda **facts: 1 / 0)
    family = NewFamily(
        **vars(new) | {"evidence": (NewEvidence(kind="sktm", issued_on=TODAY, file=scan()),)}
    )

    with pytest.raises(ZeroDivisionError):
        families.register(facility=facility, families=[family], by=registrar)
    assert (list(tmp_path.rglob("*.pdf")), Family.objects.count()) == ([], 0)


def test_a_nik_is_read_on_the_day_of_the_prison(new, facility, registrar, family):
    """29 February 2000 has begun in Blora, not yet in Greenwich; 1900 had no such day."""
    at, nik = dt.datetime(2000, 2, 28, 20, tzinfo=dt.UTC), IdentityNumber("3316992902000001")
    member = FamilyMemberFactory(family=family)

    people.edit_member(member=member, nik=nik, by=registrar, at=at)
    people.edit_member(member=member, nik=None, by=registrar, at=at)
    people.member_left(
        member=people.add_member(
            family=family, member=NewMember("Sri", nik=nik), by=registrar, at=at
        ),
        on=TODAY,
        by=registrar,
    )

    [other] = families.register(
        facility=facility,
        families=[NewFamily(**vars(new) | {"members": (NewMember("Sri", nik=nik),)})],
        by=registrar,
        at=at,
    )
    assert other.members.get().nik == nik


def test_an_edit_raises_the_version_and_names_its_fields(family, registrar):
    edited = families.edit(
        family=family, version=1, by=registrar, name="Sri Wahyuni binti Kasman", rt="02"
    )

    family.refresh_from_db()
    assert (family.name, family.rt, family.version, edited.version) == (
        "Sri Wahyuni binti Kasman",
        "02",
        2,
        2,
    )
    assert AuditEntry.objects.get().facts == {"fields": ["name", "rt"]}


def test_the_second_editor_is_told_and_overwrites_nothing(family, registrar, services_head):
    families.edit(family=family, version=1, by=services_head, rt="02")

    with pytest.raises(editing.Stale, match=f"baru saja diubah oleh {services_head}") as refused:
        families.edit(family=family, version=1, by=registrar, rt="03")
    assert refused.value.row.rt == "02"


def test_a_repeated_click_is_no_second_edit(family, registrar):
    families.edit(family=family, version=1, by=registrar, rt="02")
    families.edit(family=family, version=1, by=registrar, rt="02")

    family.refresh_from_db()
    assert (family.version, acts()) == (2, ["edit_family"])


def test_a_member_edited_on_an_old_page_is_refused(family, registrar):
    member = FamilyMemberFactory(family=family)
    seen = editing.fingerprint(member, people.MEMBER_FIELDS)
    people.edit_member(member=member, seen=seen, by=registrar, full_name="Kasmini")

    with pytest.raises(editing.Stale):
        people.edit_member(member=member, seen=seen, by=registrar, full_name="Kasminah")
    assert FamilyMember.objects.get().full_name == "Kasmini"


def test_additions_make_nobodys_page_old(family, registrar, inmate):
    people.add_member(family=family, member=NewMember("Kasmini"), by=registrar)
    people.add_kinship(family=family, inmate=inmate, relationship="mother", by=registrar)
    add_evidence(evidence=[NewEvidence(kind="pkh", issued_on=TODAY, family=family)], by=registrar)

    families.edit(family=family, version=1, by=registrar, rt="02")
    assert acts() == ["add_member", "add_kinship", "add_evidence", "edit_family"]


def test_who_left_may_be_added_elsewhere_with_the_same_nik(facility, family, registrar):
    member = people.add_member(family=family, member=NewMember("Kasmini", nik=NIK), by=registrar)
    people.member_left(member=member, on=TODAY, by=registrar)
    daughter = FamilyFactory(facility=facility)

    people.add_member(family=daughter, member=NewMember("Kasmini", nik=NIK), by=registrar)
    assert FamilyMember.objects.present().get(nik=NIK).family == daughter


def test_a_second_live_tie_to_one_inmate_is_refused(family, inmate, registrar):
    people.add_kinship(family=family, inmate=inmate, relationship="wife", by=registrar)

    with pytest.raises(Refused, match="sudah tercatat"):
        people.add_kinship(family=family, inmate=inmate, relationship="mother", by=registrar)


def test_an_ended_tie_may_be_taken_up_again(family, inmate, registrar):
    tie = people.add_kinship(family=family, inmate=inmate, relationship="wife", by=registrar)
    people.end_kinship(kinship=tie, on=TODAY, by=registrar)
    people.add_kinship(family=family, inmate=inmate, relationship="wife", by=registrar)

    assert (Kinship.objects.count(), Kinship.objects.live().count()) == (2, 1)


def test_two_families_on_one_card_need_the_reason_of_the_services_head(
    facility, family, services_head
):
    Family.objects.filter(pk=family.pk).update(kk_number=KK)
    daughter = FamilyFactory(facility=facility)

    families.split_card(
        family=daughter, kk_number=KK, reason="Sudah menikah, tinggal di Cepu", by=services_head
    )

    daughter.refresh_from_db()
    assert (daughter.kk_number, daughter.card_split, daughter.card_split_reason) == (
        KK,
        1,
        "Sudah menikah, tinggal di Cepu",
    )


def test_a_card_that_nobody_else_has_needs_no_split(family, services_head):
    with pytest.raises(Refused, match="belum dipakai keluarga lain"):
        families.split_card(family=family, kk_number=KK, reason="x", by=services_head)


def test_a_new_card_ends_the_split(facility, family, services_head):
    Family.objects.filter(pk=family.pk).update(
        kk_number=KK, card_split=1, card_split_reason="Menikah"
    )

    families.edit(
        family=family, version=1, by=services_head, kk_number=IdentityNumber("3316990101200002")
    )

    family.refresh_from_db()
    assert (family.card_split, family.card_split_reason) == (0, "")


def test_a_hold_ends_by_itself_after_sixty_days(family, services_head):
    held = families.hold(family=family, kind="data_doubt", by=services_head, at=NOW)

    assert held.hold_until == dt.date(2026, 5, 9)
    assert (held.is_held_on(dt.date(2026, 5, 9)), held.is_held_on(dt.date(2026, 5, 10))) == (
        True,
        False,
    )


def test_a_held_family_is_resumed_and_resuming_again_is_no_error(family, services_head):
    families.hold(family=family, kind="moved", by=services_head, at=NOW)
    families.resume(family=family, by=services_head)
    families.resume(family=family, by=services_head)

    family.refresh_from_db()
    assert (family.hold_at, family.hold_kind, acts()) == (
        None,
        "",
        ["hold_family", "resume_family"],
    )


def test_a_hold_cannot_end_before_it_begins(family, services_head):
    with pytest.raises(Refused, match="sudah lewat"):
        families.hold(
            family=family, kind="moved", until=dt.date(2026, 3, 9), by=services_head, at=NOW
        )


def test_ones_own_record_may_be_accepted_and_is_flagged(family, services_head, registrar):
    own, others = (
        add_evidence(evidence=[NewEvidence(kind="sktm", issued_on=TODAY, family=family)], by=by)[0]
        for by in (services_head, registrar)
    )

    accept_evidence(evidence=[own, others], by=services_head, at=NOW)

    flags = (
        AuditEntry.objects.filter(verb="accept_evidence")
        .order_by("pk")
        .values_list("facts__own_record", flat=True)
    )
    assert (list(flags), PovertyEvidence.objects.waiting().count()) == ([True, False], 0)


def test_evidence_is_decided_once(family, services_head):
    evidence = PovertyEvidenceFactory(family=family, verified_at=None, verified_by=None)
    reject_evidence(evidence=evidence, reason="Tidak terbaca", by=services_head)

    with pytest.raises(Decided):
        accept_evidence(evidence=[evidence], by=services_head)
    with pytest.raises(Decided):
        reject_evidence(evidence=evidence, reason="Lagi", by=services_head)


def test_accepting_twice_by_one_person_is_no_error_and_by_another_is(
    family, services_head, facility
):
    evidence = PovertyEvidenceFactory(family=family, verified_at=None, verified_by=None)
    accept_evidence(evidence=[evidence], by=services_head)

    assert accept_evidence(evidence=[evidence], by=services_head) == []
    with pytest.raises(Decided):
        accept_evidence(
            evidence=[evidence], by=UserFactory(facility=facility, roles=["services_head"])
        )


def test_an_acceptance_is_taken_back_once_and_ones_own_record_is_flagged(
    family, services_head, registrar
):
    evidence = PovertyEvidenceFactory(
        family=family, recorded_by=services_head, verified_by=registrar
    )

    for _time in range(2):
        take_back_acceptance(evidence=evidence, reason="Tidak terbaca", by=services_head, at=NOW)

    with pytest.raises(Decided):
        take_back_acceptance(evidence=evidence, reason="Lagi", by=services_head)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.facts) == (
        "take_back_acceptance",
        {"evidence": evidence.pk, "own_record": True, "accepted_by": registrar.pk},
    )


def test_what_still_waits_is_rejected_and_not_taken_back(family, services_head):
    evidence = PovertyEvidenceFactory(family=family, verified_at=None, verified_by=None)

    with pytest.raises(Refused, match="belum diterima"):
        take_back_acceptance(evidence=evidence, reason="Tidak terbaca", by=services_head)


def test_inmates_are_registered_with_their_numbers(facility, registrar):
    [inmate, other] = inmates.register_inmates(
        facility=facility,
        inmates=[
            NewInmate("Sutrisno", "convict", ("A.III.45/2024", "B.I.12/2025"), block="B"),
            NewInmate("Joko", "detainee"),
        ],
        by=registrar,
        at=NOW,
    )

    assert inmate.register_number == "B.I.12/2025"
    assert list(RegisterNumber.objects.values_list("normalised", flat=True)) == [
        "AIII45/2024",
        "BI12/2025",
    ]
    assert (other.custody_since, acts()) == (TODAY, ["register_inmates"])


def test_a_used_register_number_is_refused_however_it_is_written(facility, registrar):
    RegisterNumberFactory(
        inmate=InmateFactory(facility=facility, name="Sutrisno"), written="B.I.12/2025"
    )

    with pytest.raises(inmates.NumberUsed, match="sudah dipakai WBP Sutrisno"):
        inmates.register_inmates(
            facility=facility, inmates=[NewInmate("Joko", "convict", ("BI 12/2025",))], by=registrar
        )
    assert Inmate.objects.count() == 1


def test_a_new_register_number_keeps_the_old_one(facility, registrar):
    inmate = InmateFactory(facility=facility, legal_status="detainee")
    RegisterNumberFactory(inmate=inmate, written="A.III.45/2024")

    inmates.renumber(
        inmate=inmate, written="B.I.12/2025", since=TODAY, legal_status="convict", by=registrar
    )

    inmate.refresh_from_db()
    assert (inmate.register_number, inmate.register_numbers.count(), inmate.legal_status) == (
        "B.I.12/2025",
        2,
        "convict",
    )


def test_his_own_number_again_is_no_error(facility, registrar):
    number = RegisterNumberFactory(
        inmate=InmateFactory(facility=facility), written="B.I.12/2025", since=TODAY
    )

    assert (
        inmates.renumber(inmate=number.inmate, written="B.I.12/2025", since=TODAY, by=registrar)
        == number
    )
    assert acts() == []


def test_a_release_ends_no_kinship(family, inmate, registrar):
    KinshipFactory(family=family, inmate=inmate)

    inmates.move_inmate(inmate=inmate, status="released", since=TODAY, by=registrar, at=NOW)

    inmate.refresh_from_db()
    assert (inmate.custody_status, inmate.custody_since, Kinship.objects.live().count()) == (
        "released",
        TODAY,
        1,
    )


def test_nobody_is_released_tomorrow(inmate, registrar):
    with pytest.raises(Refused, match="belum tiba"):
        inmates.move_inmate(
            inmate=inmate, status="released", since=dt.date(2026, 3, 11), by=registrar, at=NOW
        )


def test_no_act_leaves_a_number_or_a_name_in_the_log(facility, family, registrar, inmate):
    people.add_member(family=family, member=NewMember("Kasmini", nik=NIK), by=registrar)
    families.edit(family=family, version=1, by=registrar, name="Kasminah", kk_number=KK)
    inmates.renumber(inmate=inmate, written="B.I.12/2025", since=TODAY, by=registrar)

    log = "".join(str(entry.facts) + entry.thing_id for entry in AuditEntry.objects.all())
    assert not any(
        text in log for text in ["Kasmin", NIK.digits, KK.digits, str(NIK), str(KK), "12/2025"]
    )
