"""The two prisons of the demo: what they are called, who works there and who signs."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

import rutan.administration
from distributions.demo.office import Office
from rutan import audit
from rutan.models import Facility, PaperSize, Signatory, TimeZone, User

PASSWORD = "rutan-demo"  # noqa: S105 printed on the sign-in page of a demo

FIRST_DAY = dt.date(2025, 10, 1)


@dataclass(frozen=True)
class Founding:
    """A prison to be: columns of the Facility, and name and roles by user name; ``prefix`` stands
    before each role id.
    """

    columns: dict[str, Any]
    people: dict[str, tuple[str, str]]
    prefix: str = ""


BLORA = Founding(
    columns={
        "name": "Rutan Kelas IIB Blora",
        "short_name": "Rutan Blora",
        "city": "Blora",
        "area_code": "33.16",
        "time_zone": TimeZone.WIB,
        "letterhead": (
            "KEMENTERIAN IMIGRASI DAN PEMASYARAKATAN REPUBLIK INDONESIA\n"
            "DIREKTORAT JENDERAL PEMASYARAKATAN\n"
            "KANTOR WILAYAH JAWA TENGAH\n"
            "RUMAH TAHANAN NEGARA KELAS IIB BLORA\n"
            "Jalan ........, Blora, Telepon ........, laman ........, surel ........"
        ),
        "programme": "15 Program Aksi Menteri Imigrasi dan Pemasyarakatan",
        "complaint_contacts": "Kotak Lapeling di ruang kunjungan; SP4N-LAPOR! (lapor.go.id)",
        "paper_size": PaperSize.F4,
        "minimum_days": 14,
        "reserve_hour": dt.time(11, 0),
    },
    people={
        "head": ("Sugito", "head"),
        "services_head": ("Bambang Priyono", "services_head"),
        "harvest_recorder": ("Slamet Widodo", "harvest_recorder"),
        "registrar": ("Endah Kusumawati", "registrar"),
        "handover_officer": ("Rini Astuti", "handover_officer"),
        "handover_officer2": ("Agus Haryanto", "handover_officer"),
        "administrator": ("Yoga Pratama", "administrator"),
    },
)
MERPATI = Founding(
    columns={
        "name": "Rutan Kelas IIB Teluk Merpati",
        "short_name": "Rutan Merpati",
        "city": "Teluk Merpati",
        "area_code": "91.03",
        "time_zone": TimeZone.WIT,
        "letterhead": (
            "KEMENTERIAN IMIGRASI DAN PEMASYARAKATAN REPUBLIK INDONESIA\n"
            "DIREKTORAT JENDERAL PEMASYARAKATAN\n"
            "RUMAH TAHANAN NEGARA KELAS IIB TELUK MERPATI\n"
            "Jalan ........, Teluk Merpati, Telepon ........"
        ),
        "complaint_contacts": "Kotak pengaduan di pintu utama; SP4N-LAPOR! (lapor.go.id)",
        "minimum_days": 7,
    },
    people={
        "head": ("Yohanis Felle", "head"),
        "services_head": ("Martha Ohee", "services_head"),
        "harvest_recorder": ("Obed Puhili", "harvest_recorder"),
        "registrar": ("Naomi Deda", "registrar"),
        "handover_officer": ("Elias Monim", "handover_officer"),
        "administrator": ("Ester Wally", "administrator"),
    },
    prefix="merpati_",
)


def found(founding: Founding, *, now: dt.datetime, seed: str, password: str) -> Office:
    """Make a prison with its accounts and signatories; ``password`` is hashed already, once for all
    of them.
    """
    facility, users = Facility.objects.create(is_demo=True, **founding.columns), {}
    for key, (name, role) in founding.people.items():
        username = f"{founding.prefix}{key}"
        users[key] = open_account(
            facility=facility, username=username, name=name, role=role, password=password, by=None
        )
    office = Office(facility, users, now=now, seed=seed)
    for kind in Signatory.Office:
        appoint(office, kind, users[kind], starts_on=FIRST_DAY)
    return office


@transaction.atomic
def open_account(
    *, facility: Facility, username: str, name: str, role: str, password: str, by: User | None
) -> User:
    """An account with a password that everybody may know, hashed before.

    The office's own verb makes up a secret one and hashes it, slowly on purpose: thirteen of them
    would take five seconds, and none would be used. ``by`` is None, since the first accounts of a
    prison have nobody before them.
    """
    user = User.objects.create(facility=facility, username=username, name=name, password=password)
    user.groups.set(Group.objects.filter(name=role))
    audit.record(by=by, verb="open_account", thing=user, roles=[role])
    return user


def hashed_password() -> str:
    return make_password(PASSWORD)


def appoint(office: Office, kind: str, user: User, **facts: Any) -> Signatory:
    """Say who signs for an office; without ``capacity`` he holds it for good."""
    facts = {"office": kind, "user": user, "name": user.name, **facts}
    # Nobody appoints himself.
    return rutan.administration.appoint(
        facility=office.facility, facts=facts, on=facts["starts_on"], by=office.by("administrator")
    )
