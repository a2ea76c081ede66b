"""A paper is the same wherever and whenever it is made, and a failing one is an answer and no
crash.
"""

import datetime as dt
import hashlib
import io
import json
import logging
import tomllib
from pathlib import Path

import pypdf
import pytest
from django.utils import timezone

from rutan import papers, typesetting
from tests.factories import FacilityFactory, SignatoryFactory
from tests.prints import colours_of

AT = dt.datetime(2025, 10, 27, 7, 3, tzinfo=dt.UTC)
FONTS = Path(papers.__file__).parent / "fonts"
[FONT] = tomllib.loads((FONTS / "VENDOR.toml").read_text())["package"]


@pytest.fixture
def blora(db):
    with timezone.override("Asia/Jakarta"):
        yield FacilityFactory(
            name="Rutan Kelas IIB Blora",
            letterhead="KANTOR WILAYAH\nRUMAH TAHANAN NEGARA KELAS IIB BLORA\nJalan 1, Blora",
        )


@pytest.fixture
def note(tmp_path, monkeypatch):
    """Render a little paper of the test's own."""
    documents = tmp_path / "templates" / "documents"
    documents.mkdir(parents=True)
    (tmp_path / "rutan").symlink_to(FONTS.parent)
    child = tmp_path / "child.py"
    source = Path(typesetting.__file__).read_text()
    child.write_text(source.replace("Path(__file__).resolve().parent", f'Path("{tmp_path}/rutan")'))
    monkeypatch.setattr(papers, "CHILD", child)

    def render(markup, **data):
        head = (
            '#set document(title: "Uji", date: datetime(year: 2025, month: 10, day: 27))\n'
            '#set text(font: "Liberation Sans", lang: "id")\n'
        )
        (documents / "note.typ").write_text(
            head + "#let data = json(bytes(sys.inputs.data))\n" + markup
        )
        return papers.render("note", data, at=AT, seconds=data.pop("seconds", papers.SECONDS))

    return render


def text_of(pdf):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("name", sorted(FONT["sha256"]))
def test_fonts_are_as_they_came(name):
    assert hashlib.sha256((FONTS / name).read_bytes()).hexdigest() == FONT["sha256"][name]


def test_every_font_file_is_listed():
    assert {path.name for path in FONTS.iterdir()} == {*FONT["sha256"], "VENDOR.toml"}


def test_the_same_data_and_moment_give_the_same_bytes(note):
    assert note("#data.name", name="Sri Wahyuni") == note("#data.name", name="Sri Wahyuni")


def test_values_are_text_and_never_markup(note):
    hostile = '#panic("x") *tebal* $x$ \\ @label [isi] "kutip" <script>'

    assert hostile in text_of(note("#data.name", name=hostile)).replace("\n", " ")


def test_a_sign_that_no_font_has_is_a_box_and_keeps_no_paper_back(note):
    shown = text_of(note("#data.name", name="Sri “Tini” – Đỗ, ꦱꦿꦶ 😀 中 \ue000"))

    assert shown == "Sri “Tini” – Đỗ, □□□ □ □ □"


def test_a_paper_is_tagged_and_made_for_the_archive(note):
    reader = pypdf.PdfReader(io.BytesIO(note("#data.name", name="x")))

    metadata = reader.xmp_metadata.stream.get_data().decode()
    assert (
        "<pdfuaid:part>1</pdfuaid:part>" in metadata,
        "<pdfaid:part>2</pdfaid:part>" in metadata,
    ) == (True, True)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_only_our_own_font_is_inside(note):
    [page] = pypdf.PdfReader(io.BytesIO(note("#data.name", name="Panjang"))).pages

    fonts = [font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()]
    assert [name.split("+")[1] for name in fonts] == ["LiberationSans"]


def test_a_colour_on_a_paper_is_found_in_a_drawing_too(note):
    green = '<svg xmlns="http://www.w3.org/2000/svg"><path fill="{}" d="M0 0H9V9"/></svg>'
    picture = '#image(bytes(data.svg), format: "svg", alt: "x")'

    found = [
        len(colours_of(note(picture, svg=green.format(fill)))) for fill in ("#0f4a30", "#777777")
    ]

    assert (found, len(colours_of(note('#text(fill: rgb("#0f4a30"))[x]')))) == ([1, 0], 1)


def test_a_paper_that_fails_says_so_and_logs_no_names(note, caplog):
    with caplog.at_level(logging.ERROR), pytest.raises(papers.PaperFailed):
        note("#data.missing", name="Sri Wahyuni")

    assert len(caplog.records) == 1
    assert "Sri Wahyuni" not in caplog.text


def test_a_paper_that_takes_too_long_is_given_up(note):
    with pytest.raises(papers.PaperFailed, match="too slow"):
        note("#data.name", name="x", seconds=0.001)


def test_more_rows_than_a_print_holds_are_refused():
    with pytest.raises(papers.PaperFailed, match="too many rows"):
        papers.render("summary", {"table": {"rows": [["x", "y"]] * 2_000}}, at=AT)


def test_the_cells_of_a_feast_day_s_list_are_no_rows(note):
    # Three hundred families, ten columns, twice: roster and restricted annex.
    assert note("#data.sheets.len()", sheets=[[["x"] * 10] * 20] * 30)


def test_the_child_sees_neither_keys_nor_database(note, monkeypatch):
    monkeypatch.setenv("RUTAN_FIELD_KEYS", "rahasia")
    source = papers.CHILD.read_text()
    papers.CHILD.write_text(
        source.replace(
            'if __name__ == "__main__":',
            "import os\nif dict(os.environ).get('RUTAN_FIELD_KEYS'):\n    sys.exit(1)\nif True:",
        )
    )

    assert text_of(note("#data.name", name="x")) == "x"


def test_the_prison_s_own_name_is_bold_and_the_address_small(blora):
    assert [row["weight"] for row in papers.letterhead(blora)] == ["plain", "bold", "small"]


def test_without_a_letterhead_the_name_stands_alone(db):
    assert papers.letterhead(FacilityFactory(name="Rutan Uji", letterhead="")) == [
        {"text": "RUTAN UJI", "weight": "bold"}
    ]


def test_a_dated_acting_head_signs_before_the_head(blora):
    SignatoryFactory(facility=blora, name="Sugito", nip="197001011995031001")
    SignatoryFactory(
        facility=blora,
        name="Sri Handayani",
        capacity="plh",
        starts_on=dt.date(2025, 10, 26),
        ends_on=dt.date(2025, 10, 28),
    )

    acting, later = (
        papers.signature(blora, "head", day)
        for day in (dt.date(2025, 10, 27), dt.date(2025, 10, 29))
    )

    assert (acting["position"], acting["name"], acting["nip"]) == (
        "Plh. Kepala Rutan,",
        "Sri Handayani",
        "",
    )
    assert (later["place"], later["position"], later["nip"]) == (
        "Blora, 29 Oktober 2025",
        "Kepala Rutan,",
        "19700101 199503 1 001",
    )


def test_who_is_not_known_is_left_blank(blora):
    assert papers.signature(blora, "head", dt.date(2025, 10, 27))["name"] == ""


def test_the_foot_says_when_it_was_issued_and_where_to_check(blora):
    assert papers.foot(blora, "K7M4-9QX2", AT) == {
        "line": "Kode dokumen K7M4-9QX2 · diterbitkan 27 Oktober 2025 pukul 14.03 WIB",
        "page": "halaman {page} dari {pages}",
        "check": "Keaslian dapat diperiksa di Rutan Kelas IIB Blora dengan kode di atas.",
    }


def test_no_template_fetches_a_package():
    documents = Path(typesetting.__file__).parent.parent / "templates" / "documents"

    assert [path.name for path in documents.glob("*.typ") if "@" in path.read_text()] == []
    assert json.dumps(typesetting.STANDARDS) == '["ua-1", "a-2a"]'
