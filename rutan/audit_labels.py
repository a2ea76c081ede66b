"""What acts, rows and facts are called on the page "Riwayat tindakan", and where whoever reads of
them may open them.

Each app has a module of this name with its own words; here stand those of the ground.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.apps import apps
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

from rutan.access import verbs_of
from rutan.apps import brought, brought_words
from rutan.fields import plain_number
from rutan.models import AuditEntry, User

# The verb of an audit row -> what somebody did. A test finds every verb of the code in these.
ACTS = {
    "open_facility": _("Mendaftarkan Rutan"),
    "change_facility": _("Mengubah pengaturan Rutan"),
    "change_text": _("Mengubah teks tetap"),
    "set_logo": _("Mengganti logo"),
    "remove_logo": _("Menghapus logo"),
    "appoint": _("Menetapkan pejabat penandatangan"),
    "change_appointment": _("Mengubah data pejabat"),
    "open_account": _("Membuat akun"),
    "change_account": _("Mengubah akun"),
    "reset_password": _("Mengganti kata sandi orang lain"),
    "change_own_password": _("Mengganti kata sandi sendiri"),
    "switch_off": _("Menonaktifkan akun"),
    "switch_on": _("Mengaktifkan akun"),
    "unlock_user": _("Membuka kunci masuk"),
    "open_file": _("Membuka berkas"),
    "print_paper": _("Mencetak berkas"),
}

# The model of an audit row -> its word on screen, followed by the number of the row.
THINGS = {
    "facility": _("Rutan"),
    "user": _("Pengguna"),
    "facilitytext": _("Teks tetap"),
    "signatory": _("Pejabat"),
    "auditentry": _("Riwayat"),
    "seal": _("Segel"),
}

# Called by their name; every other row by its number only.
NAMED = {"facility", "user", "signatory"}

# The page of a row.
PAGES = {
    "facility": "facility_edit",
    "user": "user_edit",
    "signatory": "signatory_edit",
}

# Days, counts and amounts that are worth a look, in the order in which they are shown. A fact that
# is not named, above all one that was typed, is not shown.
FACTS = {
    "first": _("dari"),
    # A printed summary calls its first day so.
    "period": _("dari"),
    "last": _("sampai dengan"),
    "number": _("nomor"),
    "attempts": _("percobaan"),
    "code": _("kode"),
}

# Of these the figure is read first: "1 keluarga", but "nomor 12".
COUNTS = {"attempts"}


def labels(name: str) -> dict[str, Any]:
    """The words of all apps under one of the names above."""
    return brought_words("audit_labels", name)


@cache
def names_of(name: str) -> set[str]:
    """The same of NAMED and COUNTS, which are sets."""
    return set().union(*brought("audit_labels", name))


def called(
    entries: Iterable[AuditEntry], *, reader: User
) -> dict[tuple[str, str], tuple[str, str]]:
    """(type, id) of every row acted on -> what it is called, and its address where ``reader`` may
    open it, else empty.

    One statement for each kind of row that has names.
    """
    asked = defaultdict(set)
    for entry in entries:
        asked[entry.thing_type].add(entry.thing_id)
    found, named, words = {}, names_of("NAMED"), labels("THINGS")
    for kind, keys in asked.items():
        model = kind.split(".")[-1]
        rows = _rows(kind, keys) if model in named else {}
        for key in keys:
            said = _said(str(words.get(model, model)), rows.get(key, key))
            found[kind, key] = said, _address(model, key, reader)
    return found


def _said(kind: str, name: str) -> str:
    """``kegiatan Bakti Sosial``; a name that says itself what it is of needs no second word."""
    return name if name.casefold().startswith(f"{kind} ".casefold()) else f"{kind} {name}"


def _rows(kind: str, keys: Iterable[str]) -> dict[str, str]:
    rows = apps.get_model(kind)._base_manager.in_bulk([key for key in keys if plain_number(key)])
    return {str(key): str(row) for key, row in rows.items()}


def _address(model: str, key: str, reader: User) -> str:
    page = labels("PAGES").get(model)
    if not page or not plain_number(key):
        return ""
    address = reverse(page, args=[] if model == "facility" else [key])
    allowed = resolve(address).func.allowed
    return address if not allowed or allowed & verbs_of(reader) else ""
