"""What is typed in a picker is taken only when it is exact and single; a likeness is offered to be
picked.
"""

import re
import uuid

import pytest
from django.urls import reverse

from families.models import Family
from tests.factories import AreaFactory, InmateFactory, RegisterNumberFactory
from tests.pages import tight

pytestmark = pytest.mark.django_db


@pytest.fixture
def sarman(facility):
    inmate = InmateFactory(facility=facility, name="Sarman Wibowo", block="Mawar")
    RegisterNumberFactory(inmate=inmate, written="A.III.48")
    return inmate


@pytest.fixture
def register(clerk, village, sarman):
    def send(**typed):
        known = {"name": "Kasmini", "area": village.pk, "inmate": sarman.pk}
        fixed = {"relationship": "mother", "client_id": uuid.uuid4()}
        return clerk.post(reverse("family_new"), known | fixed | typed)

    return send


def page_of(response):
    return " ".join(response.content.decode().split())


def errors_of(response):
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


@pytest.mark.parametrize(
    "typed", ["Tri Wibowo", "A.III.4", "48", "Blok Mawar", "wibowo mawar", "wibow"]
)
def test_a_likeness_of_a_wbp_is_offered_and_not_taken(register, sarman, typed):
    response = register(inmate="", inmate_q=typed)

    assert errors_of(response) == {"inmate": ["Pilih WBP dari daftar."]}
    html = tight(page_of(response))
    assert f'name="inmate" value="{sarman.pk}" id="id_inmate_1">' in html
    assert Family.objects.count() == 0


@pytest.mark.parametrize("typed", ["sarman wibowo", "Wibowo", "A III 48", "wibowo blok mawar"])
def test_a_wbp_is_taken_when_every_word_stands_whole_in_him_alone(register, sarman, typed):
    register(inmate="", inmate_q=typed)

    assert [tie.inmate for tie in Family.objects.get().kinships.all()] == [sarman]


def test_two_wbp_of_one_name_are_asked_about(register, facility):
    InmateFactory(facility=facility, name="Sarman Wibowo")

    assert errors_of(register(inmate="", inmate_q="sarman wibowo")) == {
        "inmate": ["Pilih WBP dari daftar."]
    }


@pytest.mark.parametrize("typed", ["Ngelobener", "Ngel", "Surabaya"])
def test_a_likeness_of_a_village_is_not_taken(register, typed):
    AreaFactory(code="33.16.16.2050", name="Ngelo")
    AreaFactory(code="33.16.16.2051", name="Surabayan")

    response = register(area="", area_q=typed)

    assert list(errors_of(response)) == ["area"]
    chosen = re.findall(r'name="area"[^>]* checked', response.content.decode())
    assert (chosen, Family.objects.count()) == ([], 0)


def test_a_text_that_the_chosen_row_does_not_fit_is_asked_about(register, facility, sarman):
    joko = InmateFactory(facility=facility, name="Joko")

    response = register(inmate=sarman.pk, inmate_q="joko susilo")

    html = page_of(response)
    assert errors_of(response) == {"inmate": ["Pilih WBP dari daftar."]}
    assert f'name="inmate" value="{joko.pk}"' in html


def test_a_picker_closes_over_its_choice(register, sarman):
    html = register(name="").content.decode()

    closed = html.split('<details class="picker">')[1:]
    assert len(closed) == 2
    assert "Sarman Wibowo" in closed[1].split("</summary>")[0]
    assert "Ganti" in closed[1].split("</summary>")[0]


@pytest.mark.parametrize("typed", ["tri wibowo", "sarman"])
def test_only_an_exact_wbp_is_chosen_beforehand(clerk, sarman, typed):
    html = page_of(clerk.get(reverse("inmate_search"), {"inmate_q": typed}))

    assert (html.count('type="radio"'), html.count(" checked")) == (1, int(typed == "sarman"))


@pytest.fixture
def wibowos(facility, sarman):
    """A namesake in another block, with another number."""
    other = InmateFactory(facility=facility, name="Sarman Wibowo", block="A")
    RegisterNumberFactory(inmate=other, written="A.III.49")
    return sarman, other


@pytest.mark.parametrize("part", ["a", "mawar", "48", "III.48", "m", "A.III", "blok", "blok m"])
@pytest.mark.parametrize("name", ["sarman", "Sarman Wibowo"])
def test_a_part_of_something_picks_no_wbp(register, wibowos, name, part):
    assert errors_of(register(inmate="", inmate_q=f"{name} {part}")) == {
        "inmate": ["Pilih WBP dari daftar."]
    }


@pytest.mark.parametrize("whole", ["blok mawar", "A.III.48", "a iii 48"])
def test_a_whole_block_or_number_picks_the_wbp(register, wibowos, whole):
    register(inmate="", inmate_q=f"sarman wibowo {whole}")

    assert [tie.inmate for tie in Family.objects.get().kinships.all()] == [wibowos[0]]
