"""What the database refused, as an outcome code and an Indonesian sentence: the only such map."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.forms import Form
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

Text = str | Promise

# PostgreSQL's string_data_right_truncation.
TOO_LONG = "22001"
FORM_USED = _(
    "Formulir ini sudah tersimpan dengan isi lain. Muat ulang halaman untuk membuat catatan baru."
)
_USED_FORM = ("invalid", FORM_USED)

# Constraint name -> (outcome code, sentence). A name that is missing here is a programming
# error and is raised on, never shown as "something went wrong".
REFUSALS: dict[str, tuple[str, Text]] = {
    # the ground
    "rutan_facility_name_key": ("invalid", _("Nama Rutan ini sudah dipakai.")),
    "rutan_user_username_key": ("invalid", _("Nama pengguna ini sudah dipakai.")),
    "a_form_makes_one_signatory": _USED_FORM,
    "one_signatory_per_office_capacity_and_day": (
        "invalid",
        _("Sudah ada pejabat dengan kedudukan yang sama pada tanggal itu."),
    ),
    "signatory_ends_after_start": ("invalid", _("Tanggal berakhir mendahului tanggal mulai.")),
    "acting_signatory_has_an_end": ("invalid", _("Plh. dan Plt. memerlukan tanggal berakhir.")),
    # harvests
    "one_commodity_per_name": ("invalid", _("Komoditas dengan nama ini sudah ada.")),
    "one_site_per_name": ("invalid", _("Lahan, kolam, atau kandang dengan nama ini sudah ada.")),
    "one_deposit_per_reference": ("invalid", _("Nomor bukti setor ini sudah dicatat.")),
    "a_lot_never_goes_below_zero": (
        "not_enough",
        _("Sisa panen ini tidak cukup. Kurangi jumlahnya atau ambil dari panen lain."),
    ),
    "a_lot_holds_no_more_than_a_harvest_can": (
        "too_much",
        _("Jumlah ini terlalu besar. Periksa satuannya."),
    ),
    "a_movement_is_no_more_than_a_harvest_can_be": (
        "too_much",
        _("Jumlah ini terlalu besar. Periksa satuannya."),
    ),
    "units_lie_with_their_grams": (
        "not_enough",
        _("Jumlah dan berat sisa tidak cocok. Habiskan keduanya atau sisakan keduanya."),
    ),
    "a_harvest_is_more_than_nothing": (
        "invalid",
        _("Jumlah dan berat panen harus lebih dari nol."),
    ),
    "a_harvest_is_of_its_planting": (
        "invalid",
        _("Penanaman atau pemeliharaan ini milik komoditas atau tempat lain."),
    ),
    "a_movement_follows_its_harvest": ("invalid", _("Tanggal ini mendahului tanggal panen.")),
    "a_movement_has_a_known_reason": ("invalid", _("Pilih sebab dari daftar.")),
    "a_loss_has_a_reason": ("invalid", _("Pilih sebab susut atau rusak.")),
    "a_sale_has_a_buyer": ("invalid", _("Isi nama pembeli.")),
    "a_mended_figure_says_why": ("invalid", _("Isi alasan pembetulan.")),
    "unpacking_stays_within_its_packing": (
        "not_enough",
        _("Yang dibongkar lebih banyak daripada yang dikemas."),
    ),
    "packages_are_unpacked_not_reversed": (
        "packed",
        _(
            "Catatan ini milik kegiatan bakti sosial. Bongkar paketnya pada halaman Pengemasan"
            " kegiatan itu."
        ),
    ),
    "only_the_sale_itself_has_an_amount": (
        "invalid",
        _("Hanya penjualan yang masih berlaku yang diberi nilai. Muat ulang halaman."),
    ),
    "a_form_makes_one_commodity": _USED_FORM,
    "a_form_makes_one_site": _USED_FORM,
    "a_form_makes_one_planting": _USED_FORM,
    "harvests_stockmovement_reverses_id_key": (
        "already_reversed",
        _("Catatan ini sudah dibetulkan."),
    ),
    # families
    "one_inmate_per_register_number": ("invalid", _("Nomor register ini sudah dipakai WBP lain.")),
    "one_family_per_card_and_split": ("invalid", _("Nomor KK ini sudah dipakai keluarga lain.")),
    "a_split_card_has_a_reason": ("invalid", _("Isi alasan dua keluarga dalam satu KK.")),
    "one_member_per_nik": ("invalid", _("NIK ini sudah dipakai anggota keluarga lain.")),
    "one_member_names_a_family": (
        "invalid",
        _("Keluarga ini sudah dinamai menurut anggota lain. Muat ulang halaman."),
    ),
    "one_live_kinship_per_family_and_inmate": (
        "invalid",
        _("Hubungan dengan WBP ini sudah tercatat."),
    ),
    "a_form_makes_one_inmate": _USED_FORM,
    "a_form_makes_one_family": _USED_FORM,
    "a_form_makes_one_member": _USED_FORM,
    "a_form_makes_one_kinship": _USED_FORM,
    "a_form_makes_one_evidence": _USED_FORM,
    "a_decile_is_of_dtsen": ("invalid", _("Desil hanya untuk DTSEN.")),
    "evidence_ends_after_issue": ("invalid", _("Tanggal berlaku mendahului tanggal terbit.")),
    "a_rejection_has_a_reason": ("invalid", _("Isi alasan bukti ditolak.")),
    "evidence_is_accepted_or_rejected": ("invalid", _("Bukti ini sudah diputuskan.")),
    # distributions
    "an_event_ends_after_it_starts": ("invalid", _("Tanggal selesai mendahului tanggal mulai.")),
    "an_event_opens_before_it_ends": ("invalid", _("Jam selesai mendahului jam mulai.")),
    "event_status_follows_its_road": (
        "invalid",
        _("Langkah ini tidak dapat dilakukan dalam keadaan kegiatan saat ini. Muat ulang halaman."),
    ),
    "event_rules_stand_after_draft": (
        "invalid",
        _("Aturan kegiatan tidak dapat diubah setelah daftar disetujui."),
    ),
    "an_event_keeps_the_days_of_its_handovers": (
        "invalid",
        _("Sudah ada paket yang diserahkan pada hari yang akan ditinggalkan. Sertakan hari itu."),
    ),
    "a_closed_event_balances": (
        "unbalanced",
        _("Jumlah paket belum seimbang. Jelaskan selisihnya sebelum menutup kegiatan."),
    ),
    "no_more_packages_out_than_packed": (
        "no_package_left",
        _("Paket yang tercatat dikemas sudah habis."),
    ),
    "packing_needs_an_approved_or_open_event": (
        "not_open",
        _("Pengemasan dicatat setelah daftar disetujui dan sebelum kegiatan ditutup."),
    ),
    "the_list_is_frozen_after_draft": (
        "invalid",
        _("Daftar sudah disetujui dan tidak dapat ditambah."),
    ),
    "a_reserve_stands_after_draft": (
        "invalid",
        _("Daftar sudah disetujui; cadangan dialihkan, tidak diubah."),
    ),
    "walk_ins_need_an_open_event": (
        "not_open",
        _("Keluarga yang datang langsung hanya dapat didaftarkan selama kegiatan dibuka."),
    ),
    "one_entitlement_per_family_and_event": (
        "invalid",
        _("Keluarga ini sudah ada dalam daftar kegiatan ini."),
    ),
    "one_entitlement_per_inmate": (
        "inmate_already_served",
        _("Satu paket untuk satu WBP: keluarga lain dari WBP ini sudah terdaftar."),
    ),
    "one_plan_line_per_commodity": ("invalid", _("Komoditas ini sudah ada dalam isi paket.")),
    "a_plan_line_is_more_than_nothing": (
        "invalid",
        _("Isi per paket harus lebih dari nol dan paling banyak 1.000."),
    ),
    "one_live_handover_per_entitlement": (
        "already_handed_over",
        _("Paket untuk keluarga ini sudah diserahkan."),
    ),
    "a_family_waits_between_two_packages": (
        "too_soon",
        _("Keluarga ini belum lama menerima paket."),
    ),
    "a_handover_needs_an_open_event": ("not_open", _("Kegiatan belum dibuka atau sudah ditutup.")),
    "handover_is_append_only": ("already_voided", _("Penyerahan ini sudah dibatalkan.")),
}


class Refused(Exception):
    """A verb's refusal: ``outcome`` is the machine code, the text is for the person."""

    outcome = "invalid"

    def __init__(self, message: Text, outcome: str | None = None, **facts) -> None:
        super().__init__(message)
        self.message, self.facts = message, facts
        if outcome:
            self.outcome = outcome


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint or trigger that refused, or an empty string."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""


@contextmanager
def refused_by_database() -> Iterator[None]:
    """An atomic block that turns a known constraint into Refused; an unknown one is raised on.

    So does a text that outgrew its column: any may, when it is folded or put in capitals on its way
    there.

    The ``try`` stands outside ``atomic()``: the transaction is already rolled back when Refused is
    raised.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = constraint_of(error)
        if name not in REFUSALS:
            raise
        outcome, message = REFUSALS[name]
        raise Refused(message, outcome, constraint=name) from error
    except DataError as error:
        if getattr(error.__cause__, "pgcode", None) != TOO_LONG:
            raise
        raise Refused(_("Ada isian yang terlalu panjang untuk disimpan. Singkatkan.")) from error


def not_saved(wrong: int, *, saves: bool = True) -> str:
    """What stands over a form that was not saved, or a filter (``saves`` nothing) that was not
    used: how many of its fields are wrong, or that it is another matter.
    """
    if not saves:
        if not wrong:
            return gettext("Belum dipakai")
        return ngettext(
            "Belum dipakai: %(n)s isian perlu diperbaiki.",
            "Belum dipakai: %(n)s isian perlu diperbaiki.",
            wrong,
        ) % {"n": wrong}
    if not wrong:
        return gettext("Belum disimpan")
    return ngettext(
        "Belum disimpan: %(n)s isian perlu diperbaiki. Isian lain tidak hilang.",
        "Belum disimpan: %(n)s isian perlu diperbaiki. Isian lain tidak hilang.",
        wrong,
    ) % {"n": wrong}


def refuse_together(form: Form, checks: Mapping[str, Callable[[Any], object]]) -> None:
    """Where a form is refused anyway, say of its other fields too what the verb would say: all
    problems at once.

    ``checks``: name of a field -> what the verb asks of its value, which raises Refused. They only
    look; a form that is right so far goes to the verb, which asks them under its lock.
    """
    wrong = form.errors.keys() - {NON_FIELD_ERRORS}
    for name, check in checks.items() if wrong else ():
        value = form.cleaned_data.get(name)
        if value in (None, "") or name in form.errors:
            continue
        try:
            check(value)
        except Refused as refused:
            form.add_error(name, as_form_error(refused))


def as_form_error(refused: Refused) -> ValidationError:
    """The refusal as an error that a form can show."""
    return ValidationError(refused.message, code=refused.outcome)
