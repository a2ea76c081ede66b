"""The report on an event to whom the office answers: everything but two boxes is filled from the
rows.
"""

from hashlib import sha256
from typing import Any

from distributions import absences
from distributions.documents.course_of_event import course
from distributions.documents.paper import Job, Paper, place
from distributions.documents.spelled_out import counted
from distributions.models import Entitlement, EventPhoto, Handover, PackageMovement
from distributions.planning import missed
from distributions.reports import sentences, weighings
from distributions.reports.counted_handovers import DISTRICT, DISTRICT_DIGITS
from distributions.reports.packages import balance, donated, packages
from harvests.models import Harvest
from harvests.reports import flow_of_lots
from rutan import fixed_texts, papers
from rutan.formats import berat, kg

Kind = PackageMovement.Kind
TITLE, PHOTOS = "Laporan kegiatan", "Lampiran III: dokumentasi"


def activity_report(job: Job) -> list[Paper]:
    """One page, and where there are photos a second; ``job.words`` are ``obstacles`` and
    ``advice``, dotted where empty.
    """
    photos = _photos(job)
    data = _activity(job) | {"photos": bool(photos)}
    return [Paper("activity", TITLE, 1, data), *photos]


def _photos(job: Job) -> list[Paper]:
    """Two by two with their captions. One that its storage lost is left out; the page of the
    photos tells. One query.
    """
    rows = [row for row in job.distribution.photos.kept() if row.file.storage.exists(row.file.name)]
    pictures = {f"photo-{row.pk}.jpg": _content(row) for row in rows}
    shown = [
        {
            "photo": row.pk,
            "file": name,
            "caption": row.caption,
            "sha256": sha256(content).hexdigest(),
        }
        for row, (name, content) in zip(rows, pictures.items(), strict=True)
    ]
    data = place(job) | {"photos": shown}
    return [Paper("photos", PHOTOS, 1, data, pictures)] if rows else []


def _content(row: EventPhoto) -> bytes:
    with row.file.open("rb") as file:
        return file.read()


def _activity(job: Job) -> dict[str, Any]:
    report, event = job.report, job.distribution
    return place(job) | {
        "number": job.number,
        "about": sentences.span(event.day, event.final_day).upper(),
        "general": fixed_texts.lines_of(
            job.facility, "report-general", {"rutan": papers.spelt_out(job.facility)}
        ),
        "packers": sorted({run.officer for run in report.runs if run.kind == Kind.PACKED}),
        "officers": sorted({line.officer for line in report.served}),
        "order": event.opening_order,
        "course": course(job),
        "zone": job.facility.get_time_zone_display(),
        "figures": _figures(job),
        "contents": [
            [content.commodity, content.said, berat(content.grams, content.estimated > 0)]
            for content in report.handed_over
        ],
        "balance": balance(event),
        "weights": _weights(job),
        "accounted": _accounted(job),
        "donated": donated(report),
        "weight": berat(report.aid.handed_over, report.aid.handed_over_estimated > 0),
        "obstacles": job.words.get("obstacles", ""),
        "advice": job.words.get("advice", ""),
        "facts": _facts(job),
        "weighed": weighings.said(report.weighed),
        **papers.both_signatures(job.facility, job.today),
    }


def _figures(job: Job) -> list[list[str]]:
    """What was reached, a label and a figure each."""
    report, event = job.report, job.distribution
    served, empty_handed = len(report.served), len(report.empty_handed)
    accepted = [["Paket diterima dengan penjelasan", packages(event.accepted)]]
    return [
        ["Paket dikemas", packages(event.packed)],
        ["Paket diserahkan", packages(event.handed_over)],
        *(accepted if event.accepted else []),
        ["Paket dikembalikan", packages(event.returned)],
        ["Paket rusak atau hilang", packages(event.lost)],
        ["Keluarga terdaftar", str(report.entitled)],
        ["Keluarga yang hadir", str(served + empty_handed)],
        ["– menerima paket", str(served)],
        ["   di antaranya datang langsung", str(report.walk_ins)],
        ["   di antaranya tanpa KTP", str(len(report.without_ktp))],
        ["– tidak menerima paket", str(empty_handed)],
        ["Keluarga yang tidak hadir", str(len(report.waiting))],
        ["Desa/kelurahan yang terjangkau", str(report.villages)],
        ["Kecamatan yang terjangkau", str(_districts(job))],
        ["Penyerahan yang dibatalkan", str(len(report.voids))],
    ]


def _districts(job: Job) -> int:
    """In how many kecamatan those live who received; a home that is known by its regency alone is
    in none. One query.
    """
    received = Handover.objects.received().filter(distribution=job.distribution)
    rights = Entitlement.objects.filter(pk__in=received.values("entitlement"))
    codes = set(rights.annotate(district=DISTRICT).values_list("district", flat=True))
    return sum(len(code or "") == DISTRICT_DIGITS for code in codes)


def _accounted(job: Job) -> str:
    """Where all of the lots is that went into packages, what was sold or cooked of them too. Two
    queries.
    """
    lots = {lot.pk for run in job.report.runs for lot in run.lots}
    return sentences.lots_accounted(
        flow_of_lots(Harvest.objects.filter(pk__in=lots)), job.report.aid
    )


def _weights(job: Job) -> str:
    """``Isi paket 36,9 kg = diserahkan 31,1 kg + dikembalikan 5,8 kg + rusak atau hilang 0 kg.``:
    every gram that was packed, of an event that is over. Empty of a rehearsal, which weighs
    nothing.
    """
    runs, aid = job.report.runs, job.report.aid
    packed, returned, lost = (
        sum(run.grams for run in runs if run.kind == kind)
        for kind in (Kind.PACKED, Kind.RETURNED, Kind.LOST)
    )
    if not packed or aid.on_table:
        return ""
    rough = ", sebagian perkiraan" if any(run.estimated for run in runs) else ""
    return (
        f"Isi paket {kg(packed)} = diserahkan {kg(aid.handed_over)} + dikembalikan {kg(returned)}"
        f" + rusak atau hilang {kg(lost)}{rough}."
    )


def _facts(job: Job) -> list[str]:
    """What went otherwise than planned, for whoever writes the obstacles."""
    report = job.report
    other = sum(bool(line.contents_note) for line in report.served)
    found = [
        (len(report.empty_handed), "%s keluarga datang dan tidak menerima paket"),
        (other, "%s paket berisi lain daripada yang dikemas"),
        (len(report.voids), "%s penyerahan dibatalkan"),
        (len(report.accepted), "%s penyerahan diterima dengan penjelasan"),
        (len(report.exceptions), "%s penyerahan perlu dijelaskan"),
        (len(report.statement_only), "%s penerima hanya dengan keterangan petugas"),
    ]
    return [*_away(job), *(text % counted(n) for n, text in found if n)]


def _away(job: Job) -> list[str]:
    """Who did not come, and how many of them not the last time either. A few statements."""
    waiting = job.report.waiting
    if not waiting:
        return []
    said = f"{counted(len(waiting))} keluarga tidak hadir"
    _never, away = missed.never_served_or_away(job.distribution)
    rows = absences.expected(job.distribution).order_by().values_list("family_id", flat=True)
    again = len(away.intersection(rows))
    return [f"{said}, {counted(again)} di antaranya berturut-turut" if again else said]
