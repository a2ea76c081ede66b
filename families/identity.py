"""What the numbers of a person say: NIK, KK and telephone, and the logged reveal of the first
two.
"""

import datetime as dt
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from families.models import Family, FamilyMember, Sex
from rutan import audit
from rutan.fields import IdentityNumber, not_sixteen
from rutan.formats import tanggal
from rutan.identity_numbers import PROVINCES, WOMAN, holds_identity_number
from rutan.models import User
from rutan.refusals import Refused
from rutan.texts import figures


@dataclass(frozen=True)
class Nik:
    """What a NIK of valid shape says. It proves nothing about Dukcapil, and the district is where
    it was issued.
    """

    district_code: str
    birth_date: dt.date
    sex: str


def read_nik(number: IdentityNumber, *, on: dt.date) -> Nik:
    """PP KK CC DDMMYY NNNN: district of first registration, birth date (women day + 40), serial
    from 0001.

    ``on`` is today: the century is the latest in which the date lies in the past. Raises
    ValidationError (codes ``length``, ``area``, ``date``, ``serial``) with the sentence for the
    field.
    """
    digits = _sixteen(number, "NIK")
    if digits[:2] not in PROVINCES or digits[2:4] == "00" or digits[4:6] == "00":
        raise ValidationError(
            _("Enam angka pertama NIK bukan kode wilayah. Periksa dengan KTP."), code="area"
        )
    if digits[12:] == "0000":
        raise ValidationError(
            _("Empat angka terakhir NIK tidak mungkin 0000. Periksa dengan KTP."), code="serial"
        )
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    sex, day = (Sex.FEMALE, day - WOMAN) if day > WOMAN else (Sex.MALE, day)
    return Nik(
        f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}", _latest_past_date(day, month, year, on), sex
    )


def _latest_past_date(day: int, month: int, year: int, on: dt.date) -> dt.date:
    # 29 February exists in one century and not in the other: both are tried, the later first.
    for century in (on.year // 100, on.year // 100 - 1):
        try:
            born = dt.date(century * 100 + year, month, day)
        except ValueError:
            continue
        if born <= on:
            return born
    raise ValidationError(
        _("Angka ke-7 sampai dengan ke-12 pada NIK bukan tanggal yang ada. Periksa dengan KTP."),
        code="date",
    )


def check_kk(number: IdentityNumber) -> None:
    """A KK number has sixteen digits and begins with a province; more is not certain of old
    cards.
    """
    digits = _sixteen(number, "Nomor KK")
    if digits[:2] not in PROVINCES:
        raise ValidationError(
            _("Dua angka pertama nomor KK bukan kode provinsi. Periksa dengan KK."), code="area"
        )


def _sixteen(number: IdentityNumber, name: str) -> str:
    digits = number.digits
    if not (digits.isascii() and digits.isdigit()):
        raise ValidationError(
            _("%(name)s hanya boleh berisi angka.") % {"name": name}, code="digits"
        )
    if len(digits) != 16:
        raise not_sixteen(name, digits)
    return digits


def doubts(
    nik: Nik, *, birth_date: dt.date | None = None, sex: str = "", knows_district: bool = True
) -> list[str]:
    """What differs between a NIK and the form: reasons to look at the KTP again, never to refuse.

    A NIK stays as it is when the birth date is corrected or a district is split later.
    """
    found = []
    if birth_date and birth_date != nik.birth_date:
        said = {"nik": tanggal(nik.birth_date), "form": tanggal(birth_date)}
        found.append(_("Tanggal lahir di NIK berbeda dengan isian (%(nik)s dan %(form)s).") % said)
    if sex and sex != nik.sex:
        said = {"nik": Sex(nik.sex).label, "form": Sex(sex).label}
        found.append(_("Jenis kelamin di NIK berbeda dengan isian (%(nik)s dan %(form)s).") % said)
    if not knows_district:
        found.append(_("Kode kecamatan pada NIK tidak ada dalam daftar wilayah sekarang."))
    return found


CONFIRM = gettext_lazy('Jika KTP memang begitu, centang "Sudah saya cocokkan dengan KTP".')


WHY_REVEAL = gettext_lazy("Isi alasan melihat NIK lengkap. Nama Anda dan waktunya dicatat.")


def reveal(*, row: Family | FamilyMember, reason: str, by: User) -> str:
    """The sixteen digits of a member's NIK or a family's KK, this once; who, when and why is
    logged.

    Raises Refused when the number is empty, without a reason, or when that holds a number itself.
    """
    reason = " ".join(reason.replace("\x00", "").split())
    if not reason:
        raise Refused(WHY_REVEAL, field="reason")
    if holds_identity_number(reason):
        raise Refused(_("Jangan menulis NIK atau nomor KK dalam alasan."), field="reason")
    number = row.nik if isinstance(row, FamilyMember) else row.kk_number
    if number is None:
        raise Refused(gettext_lazy("Nomornya belum dicatat."))
    with transaction.atomic():
        audit.record(by=by, verb="reveal_nik", thing=row, reason=reason[:200])
    return number.digits


# The code of a mobile network or an area, with whatever stands before it; a slash may follow it,
# but a nought behind that begins another number.
_CODE = r"(?:(?:\+|00)?620?|0)[1-9]\d{1,2}"
_ONE_SLASHED = re.compile(rf"{_CODE}/[1-9]\d+|{_CODE}(?:/\d{{3,4}}){{2,}}")


def telephone(text: str) -> str:
    """A number as +62…; raises ValidationError when it is none, or two. An empty text stays
    empty.
    """
    digits = re.sub(r"[ ().\-]", "", figures(text))
    if not digits:
        return ""
    if "/" in digits and not _ONE_SLASHED.fullmatch(digits):
        raise ValidationError(_("Tulis satu nomor telepon saja."), code="telephone")
    # Who writes +62 leaves out the nought behind it, or does not.
    digits = re.sub(r"^(?:(?:\+|00)?62)?0?", "", digits.replace("/", ""))
    # Only mobile numbers, which begin with 8, are longer than eleven digits.
    most = 13 if digits.startswith("8") else 11
    if not (re.fullmatch(r"[1-9][0-9]+", digits) and 7 <= len(digits) <= most):
        raise ValidationError(
            _("Nomor telepon terdiri atas 8 sampai 14 angka, misalnya 0812 3456 7890."),
            code="telephone",
        )
    return f"+62{digits}"
