"""The child that reads what was handed in: pictures upright and small, papers opened, nothing that
runs, little memory.
"""

import io
import random
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest
from PIL import Image, TiffImagePlugin
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from rutan import child_process, files, upload_reader

X_RESOLUTION, RESOLUTION_UNIT, ORIENTATION = 282, 296, 274
TEXT, RATIONAL, SIGNED = 2, 5, 10


def drawn(mode="RGB", size=(40, 30), form="JPEG", colour="red", **options):
    kept = io.BytesIO()
    Image.new(mode, size, colour).save(kept, form, **options)
    return kept.getvalue()


def turned(tag, kind, value):
    """A JPEG that lies on its side, one of whose hidden data is wrong."""
    hidden = TiffImagePlugin.ImageFileDirectory_v2()
    hidden[ORIENTATION] = 6
    hidden[tag] = value
    hidden.tagtype[tag] = kind
    return drawn(exif=b"Exif\x00\x00II*\x00\x08\x00\x00\x00" + hidden.tobytes(8))


@pytest.mark.parametrize(
    ("tag", "kind", "value"),
    [
        (X_RESOLUTION, TEXT, "72"),
        (RESOLUTION_UNIT, TEXT, "inch"),
        (X_RESOLUTION, SIGNED, -1),
        (X_RESOLUTION, RATIONAL, 0),
    ],
)
def test_a_turned_picture_stands_upright_whatever_else_its_camera_wrote(tag, kind, value):
    picture = Image.open(io.BytesIO(upload_reader.picture(turned(tag, kind, value))))

    assert (picture.size, dict(picture.getexif()), "exif" in picture.info) == ((30, 40), {}, False)


@pytest.mark.parametrize("turn", range(1, 9))
def test_every_way_of_lying_is_turned_upright(turn):
    corners = Image.new("RGB", (64, 48), "white")
    corners.paste("black", (0, 0, 32, 24))
    back = {
        2: "FLIP_LEFT_RIGHT",
        3: "ROTATE_180",
        4: "FLIP_TOP_BOTTOM",
        5: "TRANSPOSE",
        6: "ROTATE_90",
        7: "TRANSVERSE",
        8: "ROTATE_270",
    }
    lying = corners.transpose(Image.Transpose[back[turn]]) if turn > 1 else corners
    exif, kept = Image.Exif(), io.BytesIO()
    exif[ORIENTATION] = turn
    lying.save(kept, "JPEG", exif=exif)

    picture = Image.open(io.BytesIO(upload_reader.picture(kept.getvalue())))

    dark = [picture.getpixel(at)[0] < 80 for at in ((8, 8), (56, 8), (8, 40), (56, 40))]
    assert (picture.size, dark) == ((64, 48), [True, False, False, False])


def test_sixteen_bits_of_grey_are_scaled():
    scan = Image.open(
        io.BytesIO(upload_reader.picture(drawn("I;16", form="PNG", colour=128 * 256)))
    )

    assert scan.getpixel((5, 5)) == pytest.approx((128, 128, 128), abs=2)


@pytest.mark.parametrize(
    ("size", "form", "options"),
    [
        ((6000, 4001), "PNG", {}),
        ((6000, 4001), "JPEG", {"progressive": True}),
        ((8000, 6251), "JPEG", {}),
    ],
)
def test_a_picture_of_too_many_points_is_refused(size, form, options):
    with pytest.raises(upload_reader.Unfit, match="size"):
        upload_reader.picture(drawn("L", size, form, 1, **options))


def test_a_picture_that_is_cut_off_is_refused():
    with pytest.raises(upload_reader.Unfit, match="broken"):
        upload_reader.picture(drawn()[:-200])


# Papers


def paper(change=lambda writer: None, **encryption):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    change(writer)
    if encryption:
        writer.encrypt(**encryption)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def action(kind, **facts):
    names = {NameObject("/S"): NameObject(kind)}
    return DictionaryObject(
        names | {NameObject(f"/{key}"): TextStringObject(value) for key, value in facts.items()}
    )


def opens_with(thing):
    return lambda writer: writer.root_object.update({NameObject("/OpenAction"): thing})


def on_page(key, thing):
    return lambda writer: writer.pages[0].update({NameObject(key): thing})


def annotated(**facts):
    note = DictionaryObject({NameObject(f"/{key}"): value for key, value in facts.items()})
    return on_page("/Annots", ArrayObject([note]))


def named_script(writer):
    tree = DictionaryObject(
        {NameObject("/Names"): ArrayObject([TextStringObject("a"), action("/JavaScript", JS="x")])}
    )
    writer.root_object.update(
        {NameObject("/Names"): DictionaryObject({NameObject("/JavaScript"): tree})}
    )


ACTIVE = {
    "script on opening": opens_with(action("/JavaScript", JS="app.alert(1)")),
    "script by name": named_script,
    "script when a page opens": on_page(
        "/AA", DictionaryObject({NameObject("/O"): action("/JavaScript", JS="x")})
    ),
    "launch": opens_with(action("/Launch", F="cmd.exe")),
    "launch in a link": annotated(Subtype=NameObject("/Link"), A=action("/Launch", F="cmd")),
    "attachment": lambda writer: writer.add_attachment("x.exe", b"MZ"),
    "attachment on the page": annotated(Subtype=NameObject("/FileAttachment")),
    "another document inside": opens_with(action("/GoToE", F="x")),
    "a form that sends": annotated(Subtype=NameObject("/Widget"), A=action("/SubmitForm", F="h")),
    "a form with scripts": lambda writer: writer.root_object.update(
        {NameObject("/AcroForm"): DictionaryObject({NameObject("/XFA"): TextStringObject("x")})}
    ),
}


def referred(key, thing):
    """The thing stands by itself, and the catalogue only refers to it."""
    return lambda writer: writer.root_object.update({NameObject(key): writer._add_object(thing)})


def chained(*kinds):
    """Actions one after another, each by reference."""

    def change(writer):
        following = None
        for kind in reversed(kinds):
            one = action(kind, **({"URI": "https://x.id"} if kind == "/URI" else {}))
            if following is not None:
                one[NameObject("/Next")] = ArrayObject([following])
            following = writer._add_object(one)
        writer.root_object[NameObject("/OpenAction")] = following

    return change


def on_every_page(writer):
    """The page inherits from the tree what it does not say itself."""
    script = writer._add_object(action("/Launch", F="cmd.exe"))
    tree = writer.root_object["/Pages"].get_object()
    tree[NameObject("/AA")] = DictionaryObject({NameObject("/O"): script})


def of_field(writer):
    field = writer._add_object(
        DictionaryObject(
            {
                NameObject("/AA"): writer._add_object(
                    DictionaryObject({NameObject("/K"): writer._add_object(action("/Odd"))})
                )
            }
        )
    )
    form = DictionaryObject({NameObject("/Fields"): ArrayObject([field])})
    writer.root_object[NameObject("/AcroForm")] = form


def elsewhere(writer):
    stream = StreamObject()
    stream[NameObject("/F")] = TextStringObject("//pc/berkas")
    writer._add_object(stream)


def media(writer):
    clip = DictionaryObject({NameObject("/Type"): NameObject("/Rendition")})
    tree = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("a"), clip])})
    names = DictionaryObject({NameObject("/Renditions"): writer._add_object(tree)})
    writer.root_object[NameObject("/Names")] = names


def kind_elsewhere(writer):
    """The action's kind is a name that stands in an object of its own."""
    launch = DictionaryObject({NameObject("/S"): writer._add_object(NameObject("/Launch"))})
    writer.root_object[NameObject("/OpenAction")] = launch


ACTIVE |= {
    f"{kind[1:]} {way}": make(kind)
    for kind in (
        *("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToR", "/GoToE"),
        *("/GoTo3DView", "/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/Thread"),
    )
    for way, make in {
        "on opening": lambda kind: opens_with(action(kind)),
        "by reference": lambda kind: referred("/OpenAction", action(kind)),
        "last of a chain": lambda kind: chained("/GoTo", "/URI", kind),
        "when a page closes": lambda kind: on_page(
            "/AA", DictionaryObject({NameObject("/C"): action(kind)})
        ),
        "in a link": lambda kind: annotated(Subtype=NameObject("/Link"), A=action(kind)),
    }.items()
}
ACTIVE |= {
    f"annotation {subtype}": annotated(Subtype=NameObject(subtype))
    for subtype in ("/RichMedia", "/3D", "/Movie", "/Sound", "/Screen", "/FileAttachment")
}
ACTIVE |= {
    f"link to {link}": annotated(Subtype=NameObject("/Link"), A=action("/URI", URI=link))
    for link in ("javascript:alert(1)", " JavaScript:x", "file:///c:/x.exe", "data:text/html,x")
}
ACTIVE |= {
    "an action nobody knows, of a field": of_field,
    "launch on every page": on_every_page,
    "content in another file": elsewhere,
    "media by name": media,
    "a kind by reference": kind_elsewhere,
}


@pytest.mark.parametrize("change", ACTIVE.values(), ids=ACTIVE)
def test_a_paper_that_runs_or_carries_something_is_refused(change):
    with pytest.raises(upload_reader.Unfit, match="active"):
        upload_reader.paper(paper(change))


def tagged(writer):
    """A program's own structure: kinds and attributes that are no actions, chapters in a row."""
    attributes = DictionaryObject({NameObject("/O"): NameObject("/Layout")})
    heading = DictionaryObject({NameObject("/S"): NameObject("/H1"), NameObject("/A"): attributes})
    heading[NameObject("/Next")] = DictionaryObject({NameObject("/Title"): TextStringObject("2")})
    root = {NameObject("/Type"): NameObject("/StructTreeRoot"), NameObject("/K"): heading}
    writer.root_object[NameObject("/StructTreeRoot")] = DictionaryObject(root)
    writer.add_outline_item(title="1", page_number=0)
    writer.add_outline_item(title="2", page_number=0)


def packed(content):
    """The paper with its objects in one compressed stream, as programs since PDF 1.5 write it."""
    script = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R" + (b"/OpenAction 4 0 R" if content else b"") + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        script if content else b"<<>>",
    ]
    places, body = [], b""
    for number, thing in enumerate(objects, 1):
        places.append(b"%d %d" % (number, len(body)))
        body += thing + b" "
    head = b" ".join(places) + b" "
    stream = StreamObject()
    stream.set_data(head + body)
    squeezed = stream.flate_encode()._data
    written = b"%PDF-1.5\n"
    at = len(written)
    written += (
        b"5 0 obj\n<</Type/ObjStm/N 4/First %d/Filter/FlateDecode/Length %d>>\nstream\n"
        % (len(head), len(squeezed))
        + squeezed
        + b"\nendstream\nendobj\n"
    )
    start = len(written)
    rows = b"\x00\x00\x00\xff" + b"".join(b"\x02\x00\x05" + bytes([i]) for i in range(4))
    rows += b"\x01" + at.to_bytes(2, "big") + b"\x00" + b"\x01" + start.to_bytes(2, "big") + b"\x00"
    return (
        written
        + b"6 0 obj\n<</Type/XRef/Size 7/W[1 2 1]/Root 1 0 R/Length %d>>\nstream\n" % len(rows)
        + rows
        + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    )


def test_what_hides_in_a_compressed_stream_is_found():
    assert upload_reader.paper(packed(b"")) == b""
    with pytest.raises(upload_reader.Unfit, match="active"):
        upload_reader.paper(packed(b"script"))


@pytest.mark.parametrize(
    "content",
    [
        paper(),
        b"\xef\xbb\xbf" + paper(),
        paper(user_password="", owner_password="kantor", algorithm="AES-256"),
        paper(user_password="", owner_password="kantor", algorithm="RC4-128"),
        paper(opens_with(ArrayObject([NumberObject(0), NameObject("/Fit")]))),
        paper(annotated(Subtype=NameObject("/Link"), A=action("/URI", URI="https://x.id"))),
        paper(annotated(Subtype=NameObject("/Link"), A=action("/URI", URI="www.x.id/a:b"))),
        paper(annotated(Subtype=NameObject("/Link"), A=action("/GoTo", D="1"))),
        paper(chained("/GoTo", "/URI", "/Named")),
        paper(tagged),
        drawn(form="PDF"),
    ],
    ids=[
        *("plain", "byte order mark", "owner aes", "owner rc4", "first page", "link"),
        *("bare link", "link inside", "chain of links", "tagged", "scan"),
    ],
)
def test_a_paper_that_only_shows_pages_is_taken(content):
    assert upload_reader.paper(content) == b""


@pytest.mark.parametrize("algorithm", ["AES-256", "AES-128", "RC4-40"])
def test_a_paper_under_a_password_is_refused(algorithm):
    locked = paper(user_password="rahasia", owner_password="kantor", algorithm=algorithm)

    with pytest.raises(upload_reader.Unfit, match="password"):
        upload_reader.paper(locked)


# Whatever comes


def mutated(content, chance):
    """The file with a few bytes changed, cut, doubled or put in."""
    changed = bytearray(content)
    for _time in range(chance.randint(1, 8)):
        at = chance.randrange(len(changed))
        match chance.randrange(4):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                del changed[at : at + chance.randint(1, 40)]
            case 2:
                changed[at:at] = changed[at : at + chance.randint(1, 40)]
            case 3:
                changed[at:at] = chance.randbytes(chance.randint(1, 4))
    return bytes(changed) or b"\0"


KINDS = {
    "jpeg": (upload_reader.picture, turned(X_RESOLUTION, TEXT, "72")),
    "png": (upload_reader.picture, drawn("RGBA", form="PNG", colour=(1, 2, 3, 4))),
    "pdf": (upload_reader.paper, paper(opens_with(action("/URI", URI="https://x.id")))),
    "packed pdf": (upload_reader.paper, packed(b"")),
}


@pytest.mark.parametrize(("read", "content"), KINDS.values(), ids=KINDS)
def test_five_hundred_mutated_files_are_read_or_refused_with_a_known_problem(read, content):
    chance = random.Random(27102025)
    problems = set()

    for _time in range(500):
        try:
            read(mutated(content, chance))
        except upload_reader.Unfit as unfit:
            problems.add(str(unfit))

    assert problems <= set(upload_reader.PROBLEMS)
    assert "broken" in problems


PEAK = """
import runpy, sys
runpy.run_path({script!r}, run_name="__main__")
sys.stderr.write(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def peak(content, tmp_path):
    """What the child said, and the most memory it held, in megabytes."""
    script = tmp_path / "peak.py"
    script.write_text(PEAK.format(script=str(files.CHILD)))
    child = subprocess.run(
        [sys.executable, "-I", child_process.__file__, str(files.MEGABYTES), str(script)],
        input=b"picture\n" + content,
        capture_output=True,
        check=True,
    )
    return child.stdout.partition(b"\n")[0], int(child.stderr.split()[-2]) // 1024


@pytest.mark.parametrize(
    ("mode", "size", "form", "options"),
    [
        ("RGB", (8160, 6120), "JPEG", {}),
        ("L", (6000, 4000), "JPEG", {"progressive": True}),
        ("RGBA", (6000, 4000), "PNG", {}),
        ("LA", (6000, 4000), "PNG", {}),
        ("I;16", (6000, 4000), "PNG", {}),
    ],
)
def test_the_largest_pictures_take_little_memory(mode, size, form, options, tmp_path):
    idle = peak(drawn(), tmp_path)[1]

    problem, most = peak(
        drawn(mode, size, form, 1 if mode != "RGB" else "red", **options), tmp_path
    )

    assert problem == b""
    assert most - idle <= 200


def test_a_child_that_takes_too_long_or_too_much_is_ended(tmp_path):
    slow, greedy = tmp_path / "slow.py", tmp_path / "greedy.py"
    slow.write_text("while True: pass")
    greedy.write_text("bytearray(10**9)")

    reasons = []
    for script in (slow, greedy):
        with pytest.raises(child_process.ChildFailed) as failed:
            child_process.run(Path(script), b"", seconds=2, megabytes=100)
        reasons.append((failed.value.reason, failed.value.said))

    assert reasons == [("slow", ""), ("error", "MemoryError")]
