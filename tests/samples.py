"""One valid sample for every address that takes a POST: the row it needs, the page on which its
form stands, and what is typed.
"""

import datetime as dt
import io
import uuid
from dataclasses import dataclass, field
from decimal import Decimal

from axes.models import AccessAttempt
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from distributions.packing import runs
from distributions.packing.contents import Content
from families.models import Area
from rutan.fields import IdentityNumber
from rutan.models import Facility
from tests.factories import (
    AreaFactory,
    CommodityFactory,
    CouponFactory,
    DeskAttemptFactory,
    DistributionFactory,
    EntitlementFactory,
    EventPhotoFactory,
    FamilyFactory,
    FamilyMemberFactory,
    HandoverFactory,
    HarvestFactory,
    IssuedDocumentFactory,
    KinshipFactory,
    PackageMovementFactory,
    PlantingFactory,
    PovertyEvidenceFactory,
    ProductionSiteFactory,
    RegisterNumberFactory,
    SignatoryFactory,
    SpotCheckFactory,
    SpotCheckSheetFactory,
    StockMovementFactory,
    UserFactory,
    drawn_family,
    today_here,
)
from tests.pages import fields_of

# Under a district that does not exist: nobody's numbers.
KK, NIK = IdentityNumber("3316990101200001"), IdentityNumber("3316994101750001")


@dataclass
class Sample:
    """``pk`` names the row in the address, alone or with what follows it; ``page`` is the page with
    the form, where it is another one than the address itself.
    """

    name: str
    pk: int | tuple | None = None
    typed: dict = field(default_factory=dict)
    page: str = ""
    query: str = ""

    @property
    def path(self):
        arguments = self.pk if isinstance(self.pk, tuple) else (self.pk,)
        return reverse(self.name, args=arguments if self.pk else [])

    @property
    def stands_on(self):
        return (self.page or self.path) + self.query


# Address name -> a maker of its Sample, given whoever will send it (somebody with every role).
SAMPLES = {}


def sample(make):
    SAMPLES[make.__name__] = lambda by: Sample(make.__name__, *_as_parts(make(by)))
    return make


def _as_parts(made):
    """As a maker tells them: first the row, unless the address names none."""
    parts = made if isinstance(made, tuple) else (made,)
    return (None, *parts) if isinstance(parts[0], dict) else parts


# The ground


@sample
def facility_edit(by):
    return {"short_name": "Rutan Blora Baru"}


@sample
def logo(by):
    return {"file": Photo()}


@sample
def text_edit(by):
    return {"text": "Bawa KTP atau KK."}, "", "?text=poster-line"


@sample
def signatory_new(by):
    return {"office": "head", "name": "Sugito, S.H.", "starts_on": "01-03-2026"}


@sample
def signatory_edit(by):
    return SignatoryFactory(facility=by.facility).pk, {"name": "Sugito, S.H."}


@sample
def user_new(by):
    return {"username": "rini", "name": "Rini Astuti", "roles": ["registrar"]}


def account(by, **facts):
    return UserFactory(facility=by.facility, roles=["registrar"], **facts).pk


@sample
def user_edit(by):
    return account(by), {"name": "Rini Astuti"}


@sample
def user_reset_password(by):
    return account(by), {}


@sample
def user_switch_off(by):
    return account(by), {}


@sample
def user_switch_on(by):
    pk = account(by, is_active=False)
    return pk, {}, reverse("user_edit", args=[pk])


@sample
def user_unlock(by):
    pk = account(by, username="endah")
    tries = {"failures_since_start": 5, "attempt_time": timezone.now()}
    AccessAttempt.objects.create(username="endah", ip_address="10.0.0.1", **tries)
    return pk, {}, reverse("user_edit", args=[pk])


@sample
def account_change_password(by):
    by.set_password("tiga ikat bayam")
    by.save()
    new = dict.fromkeys(["password1", "password2"], "dua kolam lele")
    return {"oldpassword": "tiga ikat bayam"} | new


# The garden


@sample
def commodity_new(by):
    weighs = {"unit": "bundle", "grams_per_unit": "200", "shelf_life_days": "1"}
    return {"name": "Bayam merah"} | weighs


@sample
def commodity_edit(by):
    return CommodityFactory(facility=by.facility).pk, {"name": "Bayam merah"}


@sample
def site_new(by):
    return {"name": "Bedeng B 9", "kind": "bed"}


@sample
def site_edit(by):
    return ProductionSiteFactory(facility=by.facility).pk, {"name": "Bedeng B 9"}


def garden(by):
    grown = CommodityFactory(facility=by.facility)
    return {"commodity": grown.pk, "site": ProductionSiteFactory(facility=by.facility).pk}


@sample
def planting_new(by):
    return garden(by) | {"note": "Benih dari Dinas"}


@sample
def planting_end(by):
    return PlantingFactory(facility=by.facility).pk, {}


@sample
def harvest_new(by):
    line = {"quantity": "20", "unit": "bundle"} | garden(by)
    return {f"line-0-{name}": value for name, value in line.items()}


SALE = {"kind": "sale", "buyer": "Pasar Blora"}


def lot(by, **facts):
    return HarvestFactory(facility=by.facility, recorded_by=by, **facts)


@sample
def harvest_use(by):
    pk = lot(by).pk
    return pk, SALE | {"quantity": "8"}, reverse("harvest_detail", args=[pk])


@sample
def harvest_finish(by):
    return lot(by).pk, SALE


@sample
def harvest_count(by):
    return lot(by).pk, {"quantity": "98"}


@sample
def harvest_correct(by):
    return lot(by).pk, {"quantity": "98", "note": "Salah hitung"}


@sample
def harvest_anew(by):
    pk = lot(by).pk
    return pk, {"note": "Salah bedeng"}, reverse("harvest_correct", args=[pk])


def used(by, **facts):
    return StockMovementFactory(harvest=lot(by), **facts)


@sample
def harvest_reverse(by):
    return used(by).pk, {"note": "Salah catat"}


@sample
def harvest_undo(by):
    use = used(by)
    return use.pk, {}, reverse("harvest_detail", args=[use.harvest_id]), f"?done={use.pk}"


@sample
def sale_price(by):
    return used(by, **SALE).pk, {"amount": "75.000"}


@sample
def deposits(by):
    sale = used(by, **SALE, amount=75_000)
    return {"sales": [str(sale.pk)], "reference": "NTPN-77"}


# The registry


def village():
    above = None
    named = {"33": "Jawa Tengah", "33.16": "Kabupaten Blora", "33.16.16": "Japah"}
    for level, (code, name) in enumerate(named.items(), 1):
        place = {"name": name, "level": level, "parent": above}
        above, _made = Area.objects.get_or_create(code=code, defaults=place)
    return AreaFactory(parent=above)


def inmate(by, **facts):
    return RegisterNumberFactory(inmate__facility=by.facility, **facts).inmate


def family(by, **facts):
    """A family on file, with its member, its inmate and its evidence."""
    made = FamilyFactory(facility=by.facility, area=village(), recorded_by=by, **facts)
    FamilyMemberFactory(family=made)
    KinshipFactory(family=made, inmate=inmate(by))
    soon = today_here() + dt.timedelta(days=60)
    PovertyEvidenceFactory(family=made, valid_until=soon)
    return made


@sample
def area_list(by):
    return {"province": "31"}


@sample
def family_new(by):
    chosen = {"area": village().pk, "inmate": inmate(by).pk}
    return {"name": "Kasmini", "relationship": "mother"} | chosen


@sample
def family_edit(by):
    return family(by).pk, {"hamlet": "Ngrapah"}


@sample
def family_split(by):
    family(by, kk_number=KK)
    return family(by).pk, {"kk_number": KK.digits, "reason": "Sudah menikah"}


@sample
def family_hold(by):
    return family(by).pk, {"kind": "data_doubt"}


@sample
def family_resume(by):
    held = {"hold_at": timezone.now(), "hold_by": by, "hold_kind": "moved"}
    pk = family(by, hold_until=today_here() + dt.timedelta(days=9), **held).pk
    return pk, {}, reverse("family_detail", args=[pk])


@sample
def kk_reveal(by):
    return family(by, kk_number=KK).pk, {"reason": "Dicocokkan dengan KK"}


def member(by, **facts):
    return FamilyMemberFactory(family=family(by), full_name="Kasmini", **facts).pk


@sample
def nik_reveal(by):
    return member(by, nik=NIK), {"reason": "Dicocokkan dengan KTP"}


@sample
def member_new(by):
    return family(by).pk, {"full_name": "Kasmini", "card_relationship": "parent"}


@sample
def member_edit(by):
    return member(by), {"full_name": "Kasminah"}


@sample
def member_left(by):
    return member(by), {}


@sample
def kinship_new(by):
    return family(by).pk, {"inmate": inmate(by).pk, "relationship": "mother"}


@sample
def kinship_end(by):
    return KinshipFactory(family=family(by), inmate=inmate(by)).pk, {}


@sample
def evidence_new(by):
    return family(by).pk, {"kind": "sktm", "number": "470/12"}


@sample
def evidence_decide(by):
    waiting = {"verified_at": None, "verified_by": None}
    return PovertyEvidenceFactory(family=family(by), **waiting).pk, {"decision": "accept"}


@sample
def inmate_new(by):
    return {"name": "Joko", "legal_status": "convict", "sex": "male"}


@sample
def inmate_edit(by):
    return inmate(by).pk, {"block": "C"}


@sample
def inmate_move(by):
    return inmate(by).pk, {"custody_status": "released"}


@sample
def inmate_renumber(by):
    return inmate(by).pk, {"written": "B.I.77/2026"}


@sample
def register_number_correct(by):
    return inmate(by).register_numbers.get().pk, {"written": "B.I.77/2026"}


# The day itself


def colleague(by):
    return UserFactory(facility=by.facility, roles=["services_head"])


def event(by, **facts):
    today = today_here()
    usual = {"day": today, "recorded_by": by, "accepts_walk_ins": True}
    return DistributionFactory(facility=by.facility, **usual | facts)


def listed(by, distribution, **facts):
    return EntitlementFactory(distribution=distribution, family=family(by), **facts)


def proposed(by):
    made = event(by)
    listed(by, made)
    made.proposed_at, made.proposed_by = timezone.now(), colleague(by)
    made.save()
    return made


def approved(by, **facts):
    made = event(by, **facts)
    listed(by, made)
    made.status, made.approved_at, made.approved_by = "approved", timezone.now(), colleague(by)
    made.save()
    return made


def opened(by, packages=10, **facts):
    """An open event with a family on its list and packages on the table."""
    made = approved(by, **facts)
    if packages:
        PackageMovementFactory(distribution=made, packages=packages, recorded_by=by)
    made.status, made.opened_at, made.opened_by = "open", timezone.now(), colleague(by)
    made.save()
    made.refresh_from_db()
    return made


WHEN = {"starts": "08.30", "ends": "12.00"}


@sample
def distribution_new(by):
    on = (today_here() + dt.timedelta(days=9)).strftime("%d-%m-%Y")
    return {"title": "Bakti Sosial Maulid", "venue": "Aula", "day": on, "confirmed": "1"} | WHEN


@sample
def distribution_next(by):
    Facility.objects.filter(pk=by.facility_id).update(cycle_visit_day=1)
    event(by, day=today_here() - dt.timedelta(days=62))
    return {}, reverse("home")


@sample
def distribution_today(by):
    return {"title": "Bakti Sosial Hari Ini", "venue": "Aula", "order": "Perintah lisan"} | WHEN


@sample
def distribution_edit(by):
    return event(by).pk, {"title": "Bakti Sosial Maulid"}


@sample
def distribution_move(by):
    return approved(by).pk, {"venue": "Lapangan", "reason": "Aula bocor", "confirmed": "1"}


@sample
def distribution_plan(by):
    grown = CommodityFactory(facility=by.facility)
    return event(by).pk, {f"item_{grown.pk}": "2"}


@sample
def recipients(by):
    chosen = family(by)
    return event(by).pk, {f"pick_{chosen.pk}": "list"}


@sample
def recipients_suggest(by):
    family(by)
    pk = event(by).pk
    return pk, {"packages": "1", "reserves": "0"}, reverse("recipients", args=[pk])


@sample
def distribution_propose(by):
    made = event(by)
    listed(by, made)
    return made.pk, {}, reverse("distribution_detail", args=[made.pk])


@sample
def distribution_approve(by):
    return proposed(by).pk, {}


@sample
def distribution_send_back(by):
    return proposed(by).pk, {"reason": "Tambah dua keluarga dari Japah"}


@sample
def distribution_back_to_draft(by):
    return approved(by).pk, {"reason": "Aula dipakai"}


@sample
def distribution_cancel(by):
    return event(by).pk, {"reason": "Hujan"}


@sample
def distribution_open(by):
    return event(by).pk, {"order": "Perintah lisan Kepala Rutan"}


@sample
def distribution_ratify(by):
    made = event(by)
    made.status, made.opened_at, made.opened_by = "open", timezone.now(), colleague(by)
    made.opening_order = "Perintah lisan"
    made.save()
    made.status, made.closed_at, made.closed_by = "closed", timezone.now(), colleague(by)
    made.save()
    return made.pk, {}


@sample
def entitlement_withdraw(by):
    return opened(by).entitlements.get().pk, {"reason": "Pindah"}


@sample
def recipients_add(by):
    made, wanted = approved(by), family(by)
    typed = {"family": str(wanted.pk), "reason": "Terlewat saat diusulkan"}
    return made.pk, typed, "", "?name=sri"


@sample
def notices(by):
    made = approved(by)
    return made.pk, {"told": str(made.entitlements.get().pk), "channel": "visit"}


@sample
def notice_undo(by):
    made = approved(by)
    told = {"notified_at": timezone.now(), "notified_by": by, "notice_channel": "phone"}
    made.entitlements.update(**told)
    page = reverse("notices", args=[made.pk]) + "?show=told"
    return made.entitlements.get().pk, {}, page


@sample
def entitlement_reinstate(by):
    row = opened(by).entitlements.get()
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = timezone.now(), by, "Keliru"
    row.save()
    return row.pk, {}


@sample
def entitlement_promote(by):
    made = event(by)
    row = listed(by, made, source="reserve", rank=1)
    made.status, made.approved_at, made.approved_by = "approved", timezone.now(), colleague(by)
    made.save()
    return row.pk, {}


def with_coupon(by):
    """An open event whose one family has its coupon."""
    made = opened(by)
    CouponFactory(entitlement=made.entitlements.get(), issued_by=by)
    return made


@sample
def papers_print(by):
    pk = with_coupon(by).pk
    return pk, {"kind": "coupons"}, reverse("distribution_detail", args=[pk])


class Photo(SimpleUploadedFile):
    """A picture that can be sent again."""

    def __init__(self):
        drawn = io.BytesIO()
        Image.new("RGB", (60, 40), "white").save(drawn, "PNG")
        super().__init__("Hasil pindai.png", drawn.getvalue(), content_type="image/png")

    def read(self, *size):
        self.seek(0)
        return super().read(*size)


@sample
def document_scan(by):
    document = IssuedDocumentFactory(distribution=opened(by, packages=0))
    return document.pk, {"file": Photo()}


@sample
def document_issue(by):
    made = opened(by, packages=0)
    made.status, made.closed_at, made.closed_by = "closed", timezone.now(), colleague(by)
    made.save()
    typed = {"number": "W.13/14", "obstacles": "Hujan deras", "advice": "Pasang tenda"}
    return (made.pk, "activity-report"), typed


@sample
def event_photos(by):
    typed = {"file": Photo(), "caption": "Penyerahan paket di Aula", "agreed": "on"}
    return opened(by, packages=0).pk, typed


@sample
def event_photo_remove(by):
    photo = EventPhotoFactory(distribution=opened(by, packages=0))
    return photo.pk, {"reason": "Satu orang menarik persetujuannya"}


@sample
def recap_issue(by):
    return {"number": "W.13/15"}, "", "?month=2026-03"


@sample
def coupon(by):
    return with_coupon(by).entitlements.get().pk, {}


@sample
def desk(by):
    return opened(by).pk, {"desk": "Loket 2"}


@sample
def hand_over(by):
    made = opened(by)
    row = made.entitlements.get()
    typed = {"collector": "", "collector_name": "Sri Wahyuni", "collector_relationship": "wife"}
    at = reverse("desk", args=[made.pk]), f"?entitlement={row.pk}"
    return made.pk, typed | {"verified_by_method": "ktp"}, *at


def arrived(by):
    """An open event whose one family has come, its coupon still in the office."""
    row = with_coupon(by).entitlements.get()
    row.arrived_at, row.arrived_by = timezone.now(), by
    row.save()
    return row


def counter_of(row):
    return reverse("arrivals", args=[row.distribution_id]), f"?entitlement={row.pk}"


@sample
def arrivals(by):
    row = with_coupon(by).entitlements.get()
    came = {"collector": "", "collector_name": "Kasmini", "collector_relationship": "mother"}
    return row.distribution_id, came | {"verified_by_method": "ktp"}, *counter_of(row)


@sample
def undo_arrival(by):
    row = arrived(by)
    return row.pk, {}, *counter_of(row)


@sample
def give_coupon(by):
    row = arrived(by)
    return row.pk, {}, *counter_of(row)


def at_desk_of(row):
    return reverse("desk", args=[row.distribution_id])


@sample
def call_next(by):
    row = arrived(by)
    return row.distribution_id, {}, at_desk_of(row)


def called(by):
    row = arrived(by)
    row.called_at, row.called_by = timezone.now(), by
    row.save()
    return row


@sample
def call_again(by):
    row = called(by)
    return row.pk, {}, at_desk_of(row)


@sample
def pass_over(by):
    row = called(by)
    return row.pk, {}, at_desk_of(row)


@sample
def reserves(by):
    made = event(by)
    row = listed(by, made, source="reserve", rank=1)
    made.status, made.approved_at, made.approved_by = "approved", timezone.now(), colleague(by)
    made.save()
    PackageMovementFactory(distribution=made, packages=3, recorded_by=by)
    made.status, made.opened_at, made.opened_by = "open", timezone.now(), colleague(by)
    made.save()
    return made.pk, {"up_to": row.pk}


@sample
def hall_screen(by):
    return opened(by).pk, {}


@sample
def came_unlisted(by):
    made = opened(by, accepts_walk_ins=False)
    other = family(by)
    return made.pk, {}, reverse("desk", args=[made.pk]), f"?family={other.pk}"


@sample
def walk_ins(by):
    made = opened(by)
    typed = {"collector_name": "Kasmini", "collector_relationship": "mother", "ground": "sktm"}
    typed |= {"verified_by_method": "ktp", "area": village().pk, "hand_over": "1"}
    return made.pk, typed, "", f"?inmate={inmate(by).pk}"


@sample
def packing(by):
    grown = lot(by)
    line = {"commodity": grown.commodity_id, "unit": "bundle", "per_package": "2"}
    typed = {f"content-0-{name}": value for name, value in line.items()}
    return opened(by, packages=0).pk, {"packages": "5"} | typed


@sample
def harvest_and_pack(by):
    line = garden(by) | {"quantity": "20", "per_package": "2"}
    typed = {f"line-0-{name}": value for name, value in line.items()}
    return opened(by, packages=0).pk, {"packages": "5"} | typed


@sample
def weigh(by):
    made = opened(by)
    return (made.pk, made.package_movements.get().pk), {"grams": "0,85 0,9"}


@sample
def unpack(by):
    return opened(by).pk, {"packages": "2", "to": "stock"}


@sample
def distribution_close(by):
    made, crop = opened(by, packages=0), lot(by).commodity
    per_package = [Content(crop, Decimal(1))]
    runs.pack(distribution=made, packages=10, contents=per_package, by=by, client_id=uuid.uuid4())
    return made.pk, {"kitchen": "4", "stock": "6"}


@sample
def absences(by):
    row = opened(by).entitlements.get()
    return row.distribution_id, {f"absence-{row.pk}": "ill"}


@sample
def tell_absence(by):
    made = opened(by, packages=0)
    row = made.entitlements.get()
    made.status, made.closed_at, made.closed_by = "closed", timezone.now(), colleague(by)
    made.save()
    return row.pk, {"reason": "ill"}, reverse("family_detail", args=[row.family_id])


@sample
def spot_check_draw(by):
    made = opened(by, packages=0)
    made.status, made.closed_at, made.closed_by = "closed", timezone.now(), colleague(by)
    made.save()
    return made.pk, {}, reverse("spot_check", args=[made.pk])


@sample
def spot_check_assign(by):
    pk = SpotCheckFactory(distribution__facility=by.facility).distribution_id
    return pk, {"caller_name": "Bu Tini"}, reverse("spot_check", args=[pk])


@sample
def spot_check_answer(by):
    drawn = drawn_family(by.facility)
    SpotCheckSheetFactory(spot_check=drawn.spot_check)
    page = reverse("spot_check", args=[drawn.spot_check.distribution_id])
    return drawn.pk, {"outcome": "good"}, page


@sample
def follow_up(by):
    made = opened(by, packages=0)
    row = made.entitlements.get()
    KinshipFactory(family=row.family, inmate=row.inmate)
    PovertyEvidenceFactory(family=row.family)
    made.status, made.closed_at, made.closed_by = "closed", timezone.now(), by
    made.save()
    return made.pk, {}, reverse("distribution_detail", args=[made.pk])


@sample
def distribution_reopen(by):
    made = opened(by, packages=0)
    made.status, made.closed_at, made.closed_by = "closed", timezone.now(), colleague(by)
    made.save()
    return made.pk, {"reason": "Satu keluarga belum tercatat"}


@sample
def paper_entry(by):
    sheet = {"desk": "Loket 1", "time": "00.00", "verified_by_method": "ktp", "total": "1"}
    made = opened(by)
    return made.pk, sheet | {"line-0-number": str(made.entitlements.get().number)}


@sample
def accept_exception(by):
    return given(by, exception="offline_double").pk, {"reason": "Lembar bertanda tangan"}


@sample
def answer_refusal(by):
    return refused(by).pk, {"words": "Paket berikutnya bulan Desember"}


def refused(by):
    event = opened(by)
    return DeskAttemptFactory(distribution=event, entitlement=event.entitlements.get())


@sample
def void(by):
    return given(by).pk, {"kind": "wrong_entry", "reason": "Salah baris"}


def given(by, **facts):
    row = opened(by).entitlements.get()
    today = today_here()
    window = (today, today + dt.timedelta(days=1))
    return HandoverFactory(entitlement=row, recorded_by=by, served_window=window, **facts)


# What nobody has to be signed in for


@sample
def account_login(by):
    by.set_password("tiga ikat bayam")
    by.save()
    return {"login": by.username, "password": "tiga ikat bayam"}


@sample
def account_logout(by):
    return {}, reverse("home")


@sample
def set_language(by):
    return {"language": "id"}, reverse("home")


def filled(client, sample, **typed):
    """What the form of a sample sends, as the page shows it now; a fresh form has a fresh key."""
    page = client.get(sample.stands_on)
    return fields_of(page, action=sample.path) | sample.typed | typed
