"""The blank form for the counter asks what the screens ask, in order, and says what is kept."""

import io

import pypdf
import pytest
from django.urls import reverse

from families import intake_form
from families.forms import FamilyForm
from rutan import papers
from rutan.models import AuditEntry

CONTACT = "Kotak Lapeling di ruang kunjungan"


@pytest.fixture
def form(sign_in, registrar, facility):
    """Its answer, and what stands on its only page."""
    facility.complaint_contacts, facility.retention_months = CONTACT, 9
    facility.letterhead = f"KANTOR WILAYAH\n{facility.name.upper()}\nJalan Melati 1"
    facility.save()
    answer = sign_in(registrar).get(reverse("intake_form"))
    [page] = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return answer, " ".join(page.extract_text().split())


def test_it_has_the_office_s_letterhead_and_ends_with_the_notice(form):
    answer, said = form

    assert answer["Content-Type"] == "application/pdf"
    assert "Jalan Melati 1 FORMULIR PENDATAAN KELUARGA" in said
    assert "dihapus paling lambat 9 bulan setelah WBP yang bersangkutan bebas." in said
    assert f"Jika ada yang meminta uang, laporkan: {CONTACT}." in said
    assert said.index("Bukti kurang mampu") < said.index("Rutan mencatat nama, alamat, dan")


def test_it_asks_in_the_order_of_the_screen(form, sign_in, registrar):
    asked = [name for row in (*intake_form.FIRST, *intake_form.MORE) for name in row]
    shown = sign_in(registrar).get(reverse("family_new")).content.decode()
    pickers = {"area": "area_q", "inmate": "inmate_q"}
    places = [shown.index(f'name="{pickers.get(name, name)}"') for name in asked]

    hidden = {"client_id", "seen", *pickers.values()}
    assert set(asked) == FamilyForm.base_fields.keys() - hidden
    assert places == sorted(places)
    said = form[1]
    labels = [str(FamilyForm.base_fields[name].label) for name in asked]
    assert [label for label in labels if label not in said] == []
    assert said.index("Jalan atau nomor rumah") < said.index("Nomor KK") < said.index("NIK")


def test_it_is_printed_where_families_are_registered_and_each_print_is_on_record(
    form, sign_in, registrar, head
):
    address = reverse("intake_form")
    for name in ("family_search", "family_new"):
        assert f'href="{address}"' in sign_in(registrar).get(reverse(name)).content.decode()
    assert f'href="{address}"' not in sign_in(head).get(reverse("family_search")).content.decode()

    entry = AuditEntry.objects.get()

    assert (entry.by, entry.verb, entry.facts["paper"]) == (registrar, "print_paper", "intake")
    assert sign_in(head).get(address).status_code == 403


def test_it_speaks_the_office_s_language_whatever_the_screen_speaks(sign_in, registrar):
    screen = sign_in(registrar)
    screen.cookies["django_language"] = "en"

    pdf = pypdf.PdfReader(io.BytesIO(screen.get(reverse("intake_form")).content))

    assert "Hubungan dengan WBP" in pdf.pages[0].extract_text()


def test_one_that_cannot_be_made_says_so_and_is_not_on_record(sign_in, registrar, monkeypatch):
    monkeypatch.setattr(papers.render, "__kwdefaults__", {"seconds": 0.0001})

    answer = sign_in(registrar).get(reverse("intake_form"))

    assert (answer.status_code, AuditEntry.objects.exists()) == (503, False)
    assert f'href="{reverse("family_search")}"' in answer.content.decode()
