"""Texts to copy: what the services head sends to the head, and to the office above, about an event
or a month.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext as _

from distributions.event_state import days_of, hours
from distributions.models import Distribution, Entitlement
from distributions.reports import PeriodReport
from distributions.reports.package_weights import Aid, Portion, aid_of, total
from distributions.reports.sentences import still_packed
from families.models import Area
from harvests.models import Sector
from harvests.reports import Flow
from rutan import fixed_texts, papers
from rutan.formats import NOTHING, angka, berat, bulan, jam, rentang
from rutan.language import in_office_language
from rutan.models import Facility, Signatory
from rutan.refusals import Text


@dataclass(frozen=True)
class Message:
    """A text to send by WhatsApp, and the address that opens it there; who sends it may change its
    words where nobody computed them. What is ``public`` goes by other ways.
    """

    label: Text
    text: str
    may_be_changed: bool = False
    phone: str = ""
    public: bool = False

    @property
    def address(self) -> str:
        """The one address outside: it is written nowhere but in the page that shows it."""
        digits = "".join(sign for sign in self.phone if sign.isdigit())
        return f"https://wa.me/{digits}?text={quote(self.text)}"


def for_head(distribution: Distribution, exceptions: int) -> Message:
    """What the services head sends, in the office's own language: no name of a family, no WBP, no
    reason.
    """
    with in_office_language():
        text = _(
            "Izin, Bapak/Ibu. Daftar penerima bakti sosial %(day)s pukul %(time)s sudah diusulkan:"
            " %(n)s keluarga dan %(r)s cadangan, %(e)s hal perlu perhatian. Mohon persetujuan di"
            " Beranda, bagian Menunggu Anda."
        )
        said = {
            "day": days_of(distribution),
            "time": jam(distribution.starts),
            "n": distribution.listed,
            "r": distribution.reserves,
            "e": exceptions,
        }
    return Message(_("Pesan untuk Kepala Rutan"), text % said)


# What of the evidence is a paper that somebody would bring along.
_ON_PAPER = {"sktm": "SKTM", "pkh": "PKH", "bpnt": "KKS", "pbi_jk": "KIS"}


def for_family(distribution: Distribution, row: Entitlement, words: str) -> Message:
    """What a family is told, in the office's own language and words (its text ``family-notice``):
    when and where, what to bring and what not; no WBP. The event comes with its facility, the row
    with its family.
    """
    facility = distribution.facility
    complaint = papers.complaints(facility)
    with in_office_language():
        said = {
            "nama": row.family_name,
            "rutan": facility.short_name,
            "kegiatan": str(distribution.get_purpose_display()).lower(),
            "waktu": days_of(distribution),
            "pukul": f"{hours(distribution)} {facility.get_time_zone_display()}",
            "tempat": distribution.venue,
            "nomor": row.number,
            "surat": _not_needed(distribution, row),
        }
        text = fixed_texts.fill(words, said)
        if complaint:
            text += " " + _("Pengaduan: %(complaint)s.") % {"complaint": complaint.rstrip(".")}
        text += " " + _("Terima kasih.")
    return Message(_("Teks untuk keluarga"), text, phone=row.family.phone)


def _not_needed(distribution: Distribution, row: Entitlement) -> str:
    """A paper costs two bus rides: whoever has a valid one on file is told so."""
    paper = row.snapshot.get("evidence") or {}
    kind = _ON_PAPER.get(paper.get("kind"))
    if kind and paper["until"] >= distribution.final_day.isoformat():
        return _("%(kind)s masih berlaku, tidak perlu dibawa; fotokopi juga tidak.") % {
            "kind": kind
        }
    return _("Surat lain dan fotokopi tidak perlu dibawa.")


def of_what_is_over(distribution: Distribution) -> list[Message]:
    """The texts about an event that is over, in the office's own language: none names a family or a
    WBP. Four queries.
    """
    portions = aid_of(distribution)
    return [_for_office(distribution, portions), _for_press(distribution, portions)]


def for_month(report: PeriodReport) -> Message:
    """A month of the garden for the office above; no query. Families have received what was handed
    over; what lies on the table is a figure of its own.
    """
    flow, figures = report.stock.total, report.figures
    harvested = {sector.sector: sector.flow for sector in report.stock.sectors}
    with in_office_language():
        text = _(
            "Izin melaporkan ketahanan pangan %(facility)s bulan %(month)s: panen %(harvested)s"
            " (%(sectors)s); dapur %(kitchen)s, dijual %(sale)s, bakti sosial %(handed_over)s,"
            " lainnya %(other)s, susut %(losses)s; %(families)s keluarga menerima %(packages)s"
            " paket"
        )
        sectors = [
            f"{str(sector.label).lower()} {_weight(harvested.get(sector, Flow()), 'harvested')}"
            for sector in Sector
        ]
        told = ("kitchen", "sale", "packed")
        other = [
            getattr(flow, f"destinations{of}") - sum(getattr(flow, name + of) for name in told)
            for of in ("", "_estimated")
        ]
        said = {name: _weight(flow, name) for name in ("harvested", "kitchen", "sale", "losses")}
        said |= {
            "facility": report.facility.name,
            "month": bulan(report.first),
            "sectors": ", ".join(sectors),
            "other": berat(other[0], other[1] != 0),
            "families": angka(figures.families),
            "packages": angka(figures.packages_out),
            "handed_over": _weight(figures.aid, "handed_over"),
        }
        text = "".join((text % said, *still_packed(figures.aid), "."))
    return Message(_("Laporan bulanan untuk Kantor Wilayah"), text, may_be_changed=True)


def _weight(flow: Flow | Aid, name: str) -> str:
    return berat(getattr(flow, name), getattr(flow, f"{name}_estimated") != 0)


def _contents(portions: Iterable[Portion]) -> str:
    return ", ".join(sorted({row.name.lower() for row in portions if row.handed_over})) or "–"


def _for_press(distribution: Distribution, portions: Sequence[Portion]) -> Message:
    """Five paragraphs for whoever writes the news; what the head says is left to him, and no word
    says what the families are.
    """
    event, aid = distribution, total(portions)
    days = sorted({row.harvested_on for row in portions if row.handed_over})
    head = papers.official(event.facility, Signatory.Office.HEAD, event.final_day)
    with in_office_language():
        text = _(
            "%(city)s – %(facility)s membagikan %(packages)s paket hasil panen kepada %(families)s"
            " keluarga warga binaan di %(venue)s, %(day)s.\n\n"
            "Paket berisi %(contents)s dengan berat seluruhnya %(weight)s. Isinya dipanen"
            " %(harvest)s dari lahan Rutan, hasil pembinaan kemandirian warga binaan.\n\n"
            "Setiap keluarga menerima satu paket. Paket diberikan tanpa dipungut biaya dan tanpa"
            " syarat apa pun.\n\n"
            "“........................,” kata %(head)s.\n\n"
            "Setiap penyerahan dicatat dan dapat diperiksa. Pengaduan: %(complaint)s."
        )
        complaint = papers.complaints(event.facility).rstrip(".")
        said = {
            "city": event.facility.city.upper(),
            "facility": event.facility.name,
            "packages": angka(event.packages_out),
            "families": angka(event.families_served),
            "venue": event.venue,
            "day": days_of(event),
            "contents": _contents(portions),
            "weight": berat(aid.handed_over, aid.handed_over_estimated > 0),
            "harvest": _span(days),
            "head": f"{head['position']} {head['name']}".strip(),
            "complaint": complaint or "........................",
        }
    return Message(_("Naskah berita"), text % said, may_be_changed=True, public=True)


def _span(days: Sequence[dt.date]) -> str:
    """``27 Oktober 2025``, or the first and the last day."""
    return rentang(days[0], days[-1]) if days else NOTHING


def _for_office(distribution: Distribution, portions: Sequence[Portion]) -> Message:
    """What it came to, for the regional office. That it went well is the sender's word."""
    event, aid = distribution, total(portions)
    with in_office_language():
        text = _(
            "Yth. Kepala Kantor Wilayah Direktorat Jenderal Pemasyarakatan%(province)s. Izin"
            " melaporkan kegiatan %(facility)s.\n"
            "Hari/tanggal: %(day)s.\n"
            "Waktu: pukul %(hours)s %(zone)s.\n"
            "Tempat: %(venue)s.\n"
            "Kegiatan: %(title)s.\n"
            "Hasil:\n"
            "1. %(packages)s paket (%(weight)s) diserahkan kepada %(families)s keluarga;\n"
            "2. isi paket: %(contents)s;\n"
            "3. seluruhnya hasil panen pembinaan kemandirian;\n"
            "4. kegiatan berjalan aman dan tertib.\n"
            "Demikian dilaporkan. %(signatory)s."
        )
        said = {
            "province": _province(event.facility),
            "facility": event.facility.name,
            "day": days_of(event),
            "hours": hours(event),
            "zone": event.facility.get_time_zone_display(),
            "venue": event.venue,
            "title": event.title,
            "packages": angka(event.packages_out),
            "weight": berat(aid.handed_over, aid.handed_over_estimated > 0),
            "families": angka(event.families_served),
            "contents": _contents(portions),
            "signatory": _signs(event),
        }
    return Message(_("Laporan untuk Kantor Wilayah"), text % said, may_be_changed=True)


def _province(facility: Facility) -> str:
    """`` Jawa Tengah``, or nothing where the prison's regency is not known."""
    province = Area.objects.filter(pk=facility.area_code[:2]).first()
    return f" {province.name}" if province else ""


def _signs(distribution: Distribution) -> str:
    office = Signatory.Office.SERVICES_HEAD
    official = papers.official(distribution.facility, office, distribution.final_day)
    return official["name"] or official["position"]
