"""The first page tells each role what waits for it, each line with its door."""

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from distributions import coupons
from distributions.home import todays_work, waiting_for_the_head, workday_of
from distributions.models import Distribution, Entitlement
from families.registry.families import hold
from rutan.formats import tanggal
from tests.factories import (
    DistributionFactory,
    EntitlementFactory,
    FamilyFactory,
    HandoverFactory,
    HarvestFactory,
    InmateFactory,
    KinshipFactory,
    PovertyEvidenceFactory,
    SignatoryFactory,
    StockMovementFactory,
    UserFactory,
)
from tests.pages import tight


@pytest.fixture
def today(facility):
    return facility.local_day(timezone.now())


@pytest.fixture
def lines():
    """The texts of the user's lines, by action."""

    def of(user):
        return {duty.action: duty.text for duty in todays_work(workday_of(user, timezone.now()))}

    return of


@pytest.fixture
def waiting():
    def of(user):
        return [
            (duty.action, duty.text)
            for duty in waiting_for_the_head(workday_of(user, timezone.now()))
        ]

    return of


@pytest.fixture
def proposed(facility, services_head, today):
    """A list of three families and a reserve, laid before the head; one family was put first by
    hand.
    """
    event = DistributionFactory(
        facility=facility,
        day=today + dt.timedelta(days=5),
        proposed_at=timezone.now(),
        proposed_by=services_head,
    )
    EntitlementFactory(distribution=event)
    EntitlementFactory(distribution=event, family__staff_relative=True)
    EntitlementFactory(distribution=event, reason="anak baru lahir")
    EntitlementFactory(distribution=event, source="reserve")
    return event


@pytest.fixture
def unratified(facility, day_of_aid, today):
    """A closed event without a list, three families served."""
    event = day_of_aid(facility, today - dt.timedelta(days=1))
    Distribution.objects.filter(pk=event.pk).update(approved_at=None, approved_by=None)
    return event


def test_the_recorder_is_told_what_spoils_what_to_pack_and_what_was_recorded(
    facility, harvest_recorder, open_event, today, lines
):
    event = open_event(facility, families=3, packages=0)
    HarvestFactory(
        facility=facility,
        harvested_on=today - dt.timedelta(days=1),
        commodity__name="Bayam",
        grams=12_400,
        best_before=today,
    )

    said = lines(harvest_recorder)

    assert said["Lihat stok"] == "12,4 kg harus dipakai hari ini: Bayam."
    assert said["Catat pengemasan"] == f"Kemas paket untuk {event}: 0 dari 3 sudah dikemas."
    assert said["Catat panen"] == "Belum ada panen yang dicatat hari ini."


def test_before_the_first_family_walks_in_there_are_packages_to_pack(
    facility, harvest_recorder, open_event, lines
):
    event = open_event(facility, families=0, packages=0)

    assert (
        lines(harvest_recorder)["Catat pengemasan"]
        == f"Kemas paket untuk {event}: belum ada yang dikemas."
    )


def test_sales_without_proof_of_deposit_are_named(facility, harvest_recorder, today, lines):
    lot = HarvestFactory(
        facility=facility, harvested_on=today, best_before=today + dt.timedelta(days=2)
    )
    StockMovementFactory(harvest=lot, kind="sale", buyer="Pasar", amount=412_000, occurred_on=today)

    assert (
        lines(harvest_recorder)["Catat setoran"]
        == "1 penjualan (Rp412.000) belum ada bukti setornya."
    )


def test_the_registrar_is_told_what_is_incomplete_and_what_ends(facility, registrar, today, lines):
    kinship = KinshipFactory(family=FamilyFactory(facility=facility))
    PovertyEvidenceFactory(family=kinship.family, valid_until=today + dt.timedelta(days=10))

    said = lines(registrar)

    assert said["Lengkapi data"] == "Data 1 keluarga belum lengkap."
    assert said["Lihat keluarga"] == "1 keluarga memiliki bukti yang berakhir dalam 30 hari."
    assert "Periksa bukti" not in said


def test_before_the_first_inmate_the_registrar_is_told_to_begin_there(registrar, lines):
    assert lines(registrar) == {"Daftarkan WBP": "Belum ada data WBP."}


def test_the_handover_officer_has_one_large_door_to_the_desk(
    facility, handover_officer, open_event, serve, sign_in
):
    event = open_event(facility, families=3, packages=5)
    serve(event, event.entitlements.first(), handover_officer)

    html = tight(sign_in(handover_officer).get("/").content.decode())

    assert f"{event}: 1 dari 3 keluarga terlayani, sisa paket 4." in html
    assert f'class=" btn btn-primary btn-lg " href="/distributions/{event.pk}/desk/"' in html


def test_the_handover_officer_has_a_door_to_the_visit_counter_on_the_day(
    facility, handover_officer, open_event, today, lines
):
    coming = {"facility": facility, "status": "approved", "approved_at": timezone.now()}
    coming["approved_by"] = UserFactory(facility=facility)
    DistributionFactory(day=today + dt.timedelta(days=1), **coming)
    assert "Catat kedatangan" not in lines(handover_officer)

    quiet, busy = DistributionFactory(day=today, **coming), open_event(facility)
    row = busy.entitlements.first()
    row.arrived_at, row.arrived_by = timezone.now(), handover_officer
    row.save()
    duties = todays_work(workday_of(handover_officer, timezone.now()))
    assert {duty.text for duty in duties if duty.action == "Catat kedatangan"} == {
        f"{busy}: 1 keluarga sudah datang dan menunggu paket.",
        f"{quiet}: belum ada keluarga yang tercatat datang dan menunggu.",
    }


def test_the_evening_before_says_what_tomorrow_lacks(
    facility, handover_officer, registrar, today, lines
):
    event = DistributionFactory(
        facility=facility,
        day=today + dt.timedelta(days=1),
        proposed_at=timezone.now(),
        proposed_by=registrar,
    )
    row = EntitlementFactory(distribution=event, number=1)
    draft = lines(handover_officer)["Lihat kegiatan"]
    event.status, event.approved_at, event.approved_by = "approved", timezone.now(), registrar
    event.save()
    approved = lines(handover_officer)["Lihat kegiatan"]

    coupons.print_papers(distribution=event, by=registrar, client_id=uuid.uuid4())
    row.notified_at, row.notified_by, row.notice_channel = timezone.now(), registrar, "phone"
    row.save()

    assert draft == f"Siap untuk besok? {event}: daftar belum disetujui."
    lacks = "berkas belum dicetak; 1 keluarga belum diberi tahu"
    assert approved == f"Siap untuk besok? {event}: {lacks}."
    assert lines(handover_officer) == {}


def test_the_handover_officer_without_an_event_has_nothing_to_do(handover_officer, sign_in):
    assert "Tidak ada yang menunggu Anda." in sign_in(handover_officer).get("/").content.decode()


def test_the_services_head_sees_the_next_step_and_what_waits(facility, services_head, today, lines):
    DistributionFactory(facility=facility, day=today + dt.timedelta(days=2))
    PovertyEvidenceFactory(
        family=FamilyFactory(facility=facility), verified_at=None, verified_by=None
    )
    InmateFactory(facility=facility)

    said = lines(services_head)

    assert said["Susun daftar penerima"].endswith("Belum ada penerima dalam daftar.")
    assert said["Periksa bukti"] == "1 bukti menunggu diperiksa."


def test_who_is_set_aside_is_told_until_somebody_has_looked(
    facility, registrar, services_head, lines, sign_in
):
    InmateFactory(facility=facility)
    moved = FamilyFactory(facility=facility, name="Kasmini")
    FamilyFactory(facility=facility, name="Sri Wahyuni")
    hold(family=moved, kind="moved", by=services_head, till_looked_at=True)
    told = [lines(person)["Periksa keluarga"] for person in (registrar, services_head)]
    listed = sign_in(registrar).get(reverse("family_search"), {"show": "unseen"})

    hold(family=moved, kind="moved", by=services_head)

    assert told == ["Bantuan untuk 1 keluarga ditunda dan belum diperiksa."] * 2
    text = listed.content.decode()
    assert ("Kasmini" in text, "Sri Wahyuni" in text) == (True, False)
    assert "(Pindah), belum diperiksa. Hasil pemeriksaan disampaikan kepada Kasubsi" in tight(text)
    assert "Periksa keluarga" not in lines(registrar) | lines(services_head)


def test_without_an_event_the_services_head_may_begin_one_today(services_head, lines):
    assert {"Bakti sosial hari ini", "Salin kegiatan terakhir"} <= set(lines(services_head))


def test_an_event_left_open_is_pressed_to_be_closed(
    facility, services_head, open_event, today, lines, head, waiting
):
    event = open_event(facility, day=today - dt.timedelta(days=2), packages=4)

    assert lines(services_head)["Tutup kegiatan"].endswith("; 4 paket masih di meja.")
    assert (
        waiting(head)[0][1]
        == f"Belum ditutup sejak {tanggal(event.day)}: {event}; 4 paket masih di meja."
    )


def test_what_lies_with_the_head_is_told_to_the_services_head(
    proposed, unratified, services_head, lines
):
    said = lines(services_head)

    assert said["Ingatkan"].startswith("Menunggu persetujuan Kepala Rutan:")
    assert said["Lihat kegiatan"].startswith("Menunggu pengesahan Kepala Rutan:")


def test_the_head_is_told_exceptions_first(
    facility, head, proposed, unratified, open_event, waiting
):
    event = open_event(facility, packages=4)
    HandoverFactory(
        entitlement=event.entitlements.first(), exception="pool_exceeded", served_window=None
    )

    said = waiting(head)[:3]

    assert [action for action, _text in said] == [
        "Lihat laporan",
        "Periksa dan setujui",
        "Periksa dan sahkan",
    ]
    assert said[0][1].startswith("1 penyerahan perlu dijelaskan:")
    assert said[1][1].startswith("Daftar 3 keluarga dan 1 cadangan")
    assert said[1][1].endswith("1 dipilih petugas di luar urutan usulan. 1 keluarga pegawai Rutan.")
    assert said[2][1].endswith("3 hanya berdasarkan keterangan petugas.")


def test_the_head_is_told_what_an_acting_head_decided(facility, head, services_head, waiting):
    facts = {
        "status": "approved",
        "approved_at": timezone.now(),
        "approved_by": services_head,
        "approved_reason": "Kepala Rutan dinas luar",
    }
    DistributionFactory(facility=facility, **facts)
    DistributionFactory(
        facility=facility, **(facts | {"approved_at": timezone.now() - dt.timedelta(days=31)})
    )
    DistributionFactory(facility=facility, **(facts | {"approved_by": head}))

    [(_action, text)] = waiting(head)

    assert text.startswith("Untuk diketahui:")
    assert text.endswith("Alasan: Kepala Rutan dinas luar")


def test_the_head_is_told_by_name_who_left_and_who_moved_up(facility, head, today, waiting):
    event = DistributionFactory(facility=facility, day=today + dt.timedelta(days=2))
    sri = EntitlementFactory(distribution=event, family__name="Sri")
    dewi = EntitlementFactory(distribution=event, family__name="Dewi", source="reserve")
    now = timezone.now()
    Distribution.objects.update(status="approved", approved_at=now, approved_by=head)
    off = {"withdrawn_at": now, "withdrawn_by": head, "withdrawn_reason": "pindah ke Cepu"}
    Entitlement.objects.filter(pk=sri.pk).update(**off)
    Entitlement.objects.filter(pk=dewi.pk).update(promoted_at=now, promoted_by=head)

    left = "1 keluarga dikeluarkan dari daftar"
    assert [text for _action, text in waiting(head)] == [
        f"Untuk diketahui: {left}, {event}: Sri (pindah ke Cepu).",
        f"Untuk diketahui: 1 cadangan dijadikan penerima, {event}: Dewi.",
    ]


def test_a_dated_acting_head_sees_what_waits_for_the_head(
    facility, proposed, services_head, today, waiting
):
    assert waiting(services_head) == []

    SignatoryFactory(
        facility=facility, capacity="plh", user=services_head, starts_on=today, ends_on=today
    )

    assert [action for action, _text in waiting(services_head)] == ["Periksa dan setujui"]


def test_the_head_s_page_has_figures_picture_next_event_and_one_print(
    facility, head, proposed, day_of_aid, today, sign_in
):
    day_of_aid(facility, today)

    html = sign_in(head).get("/").content.decode()

    for told in (
        "Dipanen",
        "Cakupan",
        'class="flow',
        "Kegiatan berikutnya",
        "Diajukan",
        "/reports/summary.pdf",
    ):
        assert told in html
    assert html.count("btn-primary") == 1


def test_the_administrator_sees_accounts_and_acts_and_no_family(
    facility, administrator, today, sign_in, lines
):
    UserFactory(facility=facility, last_login=timezone.now() - dt.timedelta(days=90))
    family = FamilyFactory(facility=facility, name="Siti Nur Aeni")
    DistributionFactory(facility=facility, day=today)

    said, html = lines(administrator), sign_in(administrator).get("/").content.decode()

    assert said["Periksa pengguna"].startswith("1 pengguna tidak masuk 60 hari.")
    assert set(said) == {"Periksa pengguna", "Lihat riwayat", "Atur pejabat"}
    assert (family.name in html, "Kegiatan" in html) == (False, False)


def test_roles_add_up_to_five_lines_and_the_others_below(
    facility, harvest_recorder, today, sign_in
):
    for role in ("registrar", "handover_officer"):
        harvest_recorder.groups.add(Group.objects.get(name=role))
    KinshipFactory(family=FamilyFactory(facility=facility))
    for number in range(6):
        DistributionFactory(
            facility=facility,
            day=today,
            status="open",
            opened_at=timezone.now(),
            opened_by=harvest_recorder,
            title=f"{number}",
        )

    html = tight(sign_in(harvest_recorder).get("/").content.decode())

    first, rest = html.split("<summary>", maxsplit=1)
    assert (first.count("Buka loket"), rest.count("Buka loket")) == (5, 1)
    assert "dan 15 lainnya</summary>" in rest


@pytest.mark.parametrize("role", ["head", "services_head", "handover_officer", "harvest_recorder"])
def test_a_cut_home_says_how_many_lines_follow(
    role, request, facility, open_event, services_head, today, sign_in
):
    user = request.getfixturevalue(role)
    for number in range(7):
        open_event(facility, packages=0, title=f"Dibuka {number}")
        DistributionFactory(
            facility=facility,
            day=today,
            title=f"Diajukan {number}",
            proposed_at=timezone.now(),
            proposed_by=services_head,
        )
    work = workday_of(user, timezone.now())
    lines = waiting_for_the_head(work) or todays_work(work)

    html = tight(sign_in(user).get("/").content.decode())

    first, rest = html.split(f"<summary>dan {len(lines) - 5} lainnya</summary>")
    assert len(lines) >= 7
    assert [html.count(escape(line.text)) for line in lines] == [1] * len(lines)
    assert all(escape(line.text) in first for line in lines[:5])
    assert all(escape(line.text) in rest for line in lines[5:])


def test_a_home_of_five_lines_is_not_cut(facility, harvest_recorder, open_event, sign_in):
    for _number in range(4):
        open_event(facility, packages=0)

    html = sign_in(harvest_recorder).get("/").content.decode()

    assert len(todays_work(workday_of(harvest_recorder, timezone.now()))) == 5
    assert (html.count("Catat pengemasan"), "lainnya</summary>" in html) == (4, False)


def test_what_spoils_is_named_up_to_three_and_the_rest_is_counted(
    facility, harvest_recorder, today, lines
):
    for place, name in enumerate(("Bayam", "Sawi", "Terong", "Cabai", "Kangkung")):
        HarvestFactory(
            facility=facility,
            commodity__name=name,
            harvested_on=today,
            best_before=today,
            grams=9000 - 1000 * place,
        )

    assert lines(harvest_recorder)["Lihat stok"].endswith(": Bayam, Sawi, Terong, dan 2 lainnya.")


def test_the_date_stands_in_words_with_the_time_of_the_state(head, today, sign_in):
    html = sign_in(head).get("/").content.decode()

    assert "<h1>" in html
    assert "Keadaan per pukul" in html
    assert "WIB" in html


def test_another_prison_s_work_is_not_mine(other_facility, services_head, open_event, lines):
    open_event(other_facility)
    PovertyEvidenceFactory(
        family=FamilyFactory(facility=other_facility), verified_at=None, verified_by=None
    )

    assert {"Buka loket", "Periksa bukti"}.isdisjoint(lines(services_head))


# Head: his figures (25), what he is told and what waits for him; the others: the events in hand and
# one statement for each kind of line.
MOST_STATEMENTS = {
    "head": 38,
    "services_head": 20,
    "registrar": 11,
    "harvest_recorder": 10,
    "handover_officer": 7,
    "administrator": 8,
}


@pytest.mark.parametrize("events", [1, 4])
@pytest.mark.parametrize(("role", "most"), MOST_STATEMENTS.items())
def test_the_home_page_takes_no_more_statements_however_much_waits(
    role, most, events, request, facility, day_of_aid, today, sign_in, django_assert_max_num_queries
):
    for number in range(events):
        closed = day_of_aid(facility, today - dt.timedelta(days=number + 1))
        Distribution.objects.filter(pk=closed.pk).update(approved_at=None, approved_by=None)
        DistributionFactory(
            facility=facility, day=today, proposed_at=timezone.now(), proposed_by=closed.recorded_by
        )
    client = sign_in(request.getfixturevalue(role))
    client.get("/")

    with django_assert_max_num_queries(most):
        client.get("/")


def test_the_head_is_told_first_whose_wbp_left(facility, head, services_head, today, waiting):
    event = DistributionFactory(
        facility=facility,
        day=today + dt.timedelta(days=5),
        proposed_at=timezone.now(),
        proposed_by=services_head,
    )
    for status in ("in_custody", "released"):
        row = EntitlementFactory(
            distribution=event, inmate__custody_status=status, reason="rumah roboh"
        )
        KinshipFactory(family=row.family, inmate=row.inmate)

    [(_action, said)] = waiting(head)

    assert said.endswith(
        "menunggu persetujuan. 1 WBP sudah tidak di Rutan. 2 dipilih petugas di luar urutan usulan."
    )
