"""The papers in docs/papers/ are what the program makes of the day it began with."""

import io
import json
import re
from pathlib import Path

import pypdf
import pytest
from django.conf import settings
from django.core.management import call_command

from distributions.demo.story_papers import story_papers
from distributions.models import Distribution
from rutan.models import AuditEntry, Facility
from tests.prints import colours_of, sides_of

FOLDER = Path(settings.BASE_DIR) / "docs" / "papers"
MOST = 800_000


def words(name, content):
    if not name.endswith(".pdf"):
        return content.decode()
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return "\f".join(page.extract_text() for page in pages)


def test_the_committed_papers_are_those_of_the_program(db):
    Facility.objects.create(name="Rutan Kelas IIB Blora", short_name="Sudah ada", city="Blora")

    made = dict(story_papers())

    kept = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.suffix != ".md"}
    assert made.keys() == kept.keys()
    # Another release of the typesetter may draw the same words otherwise.
    differ = [name for name in made if made[name] != kept[name]]
    assert [name for name in differ if words(name, made[name]) != words(name, kept[name])] == []
    size = sum(map(len, kept.values()))
    assert size < MOST
    # Nothing of it stays.
    assert (Distribution.objects.count(), AuditEntry.objects.count()) == (0, 0)
    assert Facility.objects.get().name == "Rutan Kelas IIB Blora"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.pdf")), ids=lambda path: path.stem)
def test_they_are_black_and_white_on_the_paper_of_the_office(path):
    pdf = path.read_bytes()

    assert (colours_of(pdf), {*map(tuple, sides_of(pdf))}) == (set(), {(215, 330)})


def test_their_seal_is_one_that_may_be_asked_for(db, capsys):
    record = (FOLDER / "berita-acara-serah-terima.pdf").read_bytes()
    [seal] = re.findall(r"Segel catatan kegiatan ini:\s+(\S+?)\.?\s", words("record.pdf", record))

    with pytest.raises(SystemExit):
        call_command("selfcheck", printed=seal)

    # Asked for and not found, for it is an example; another form would have been refused.
    [breach] = json.loads(capsys.readouterr().out)["breaches"]
    assert (breach["id"], seal in breach["message"]) == ("rutan.E012", True)


def test_the_morning_s_file_is_what_the_button_prints():
    morning = words("morning.pdf", (FOLDER / "berkas-pagi.pdf").read_bytes()).upper()

    said = ("SURAT TUGAS", "SURAT KUASA PENGAMBILAN", "SEBAIKNYA DIMASAK HARI INI")
    assert [text in morning for text in said] == [True, True, False]
