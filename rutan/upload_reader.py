"""The child process of files.py: reads what somebody handed in; it knows neither Django nor the
database.

Standard input: ``picture`` or ``paper``, a newline, the file. Standard output: a code of PROBLEMS
or nothing, a newline, and of a picture the JPEG to store.
"""

import io
import logging
import sys
from collections.abc import Iterator
from typing import Any

WIDEST = 1600
# Of a JPEG a reduced picture is decoded; of a PNG, or a JPEG that is sent in stages, every point,
# four bytes each.
MOST_POINTS = {"reduced": 50_000_000, "whole": 24_000_000}
# So many points are worked on at once.
BAND = 500_000
PROBLEMS = ("broken", "size", "password", "active")

# A page that opens needs none of these: they run, start, play, send, fetch or unpack something.
_ACTIVE_KEYS = {"/JS", "/JavaScript", "/XFA", "/EF", "/EmbeddedFiles", "/RichMediaContent"}
_ACTIVE_TYPES = {
    *("/EmbeddedFile", "/FileAttachment", "/RichMedia", "/RichMediaContent", "/Rendition"),
    *("/MediaClip", "/Screen", "/Movie", "/Sound", "/3D", "/U3D", "/PRC", "/PS"),
}
_ACTIVE_ACTIONS = {
    *("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToR", "/GoToE", "/GoTo3DView"),
    *("/Rendition", "/Movie", "/Sound", "/RichMediaExecute"),
}
# Where an action stands, only one that turns pages or follows a plain link: what is none of these
# may be a viewer's own invention.
_ACTION_PLACES = ("/A", "/PA", "/OpenAction", "/Next")
_QUIET_ACTIONS = {
    *("/GoTo", "/GoToDp", "/URI", "/Named", "/Hide", "/ResetForm", "/SetOCGState", "/Trans"),
}
_PLAIN_LINKS = {"", "http", "https", "mailto", "tel"}
# EXIF orientation -> how the picture is turned upright, as names of PIL.Image.Transpose.
_UPRIGHT = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}


class Unfit(Exception):
    """The file can't be stored; the text is a code of PROBLEMS."""


def picture(content: bytes) -> bytes:
    """A JPEG of at most WIDEST points a side, upright, on white, without hidden data; raises
    Unfit.
    """
    from PIL import Image

    # The limit below is ours; Pillow's own would warn first.
    Image.MAX_IMAGE_PIXELS = None
    try:
        opened = Image.open(io.BytesIO(content), formats=["JPEG", "PNG"])
        is_whole = opened.format == "PNG" or "progressive" in opened.info
        if opened.width * opened.height > MOST_POINTS["whole" if is_whole else "reduced"]:
            raise Unfit("size")
        turn = _UPRIGHT.get(_orientation(opened))
        # A PNG has no such thing and passes over it.
        opened.draft("RGB", (WIDEST, WIDEST))
        drawn = _on_white(opened)
        drawn.thumbnail((WIDEST, WIDEST))
        drawn = drawn.transpose(Image.Transpose[turn]) if turn else drawn
        written = io.BytesIO()
        drawn.save(written, "JPEG", quality=85, optimize=True)
    except (Unfit, MemoryError):
        raise
    except Exception as error:
        # Decoders raise whatever a mutated file leads them to.
        raise Unfit("broken") from error
    return written.getvalue()


def _orientation(opened: Any) -> int:
    try:
        return int(opened.getexif().get(0x0112, 1))
    except Exception:
        # A camera's hidden data may be wrong in any way; the picture itself counts.
        return 1


def _on_white(opened: Any) -> Any:
    """The picture in three colours of eight bits, on white, shrunk by a whole number to less than
    twice WIDEST.

    In bands of rows: a second copy of all points would be half of what this process may take.
    """
    from PIL import Image

    share = max(1, max(opened.size) // WIDEST)
    size = [-(-side // share) for side in opened.size]
    drawn = Image.new("RGB", size, "white")
    rows = share * max(1, BAND // (opened.width * share))
    for top in range(0, opened.height, rows):
        band = opened.crop((0, top, opened.width, min(top + rows, opened.height)))
        # A transparent scan would come out black.
        holes = "A" in band.getbands() or "transparency" in opened.info
        band = _in_eight_bits(band).convert("RGBA" if holes else "RGB")
        ground = Image.new("RGB", band.size, "white")
        ground.paste(band, mask=band.getchannel("A") if holes else None)
        drawn.paste(ground.reduce(share), (0, top // share))
    return drawn


def _in_eight_bits(band: Any) -> Any:
    """Sixteen bits of grey are scaled: a plain conversion would cut off what is above 255."""
    if not band.mode.startswith("I"):
        return band
    return band.convert("I").point(lambda grey: grey / 256).convert("L")


def paper(content: bytes) -> bytes:
    """Nothing, for a PDF that opens, has a page and holds nothing that runs; raises Unfit."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        # An owner's password only asks not to print or copy; a user's keeps everybody from reading.
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unfit("password")
        if not len(reader.pages):
            raise Unfit("broken")
        for thing in _objects(reader):
            if _is_active(thing):
                raise Unfit("active")
    except (Unfit, MemoryError):
        raise
    except Exception as error:
        raise Unfit("broken") from error
    return b""


def _objects(reader: Any) -> Iterator[Any]:
    """Every object of the file, also those in compressed streams, and the trailer; each with all it
    holds.
    """
    from pypdf.generic import IndirectObject

    numbers = {
        (number, generation) for generation, places in reader.xref.items() for number in places
    } | {(number, 0) for number in reader.xref_objStm}
    yield from _held_by(reader.trailer)
    for number, generation in sorted(numbers):
        yield from _held_by(reader.get_object(IndirectObject(number, generation, reader)))


def _held_by(thing: Any) -> Iterator[Any]:
    """The thing and what lies directly in it; what it refers to comes by its own number."""
    waiting = [thing]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, dict):
            yield thing
            waiting += [dict.get(thing, key) for key in thing]
        elif isinstance(thing, list):
            waiting += list(list.__iter__(thing))


def _is_active(thing: dict) -> bool:
    kind, types = str(_at(thing, "/S")), {str(_at(thing, key)) for key in ("/Type", "/Subtype")}
    return bool(
        _ACTIVE_KEYS & thing.keys()
        or kind in _ACTIVE_ACTIONS
        or types & _ACTIVE_TYPES
        or _is_elsewhere(thing)
        or (kind == "/URI" and _scheme_of(_at(thing, "/URI")) not in _PLAIN_LINKS)
        or any(str(_at(action, "/S")) not in _QUIET_ACTIONS for action in _actions_of(thing))
    )


def _at(thing: dict, key: str) -> Any:
    """What stands there, also where only a reference to it stands."""
    # ``get`` would give the reference.
    return thing[key] if key in thing else None  # noqa: SIM401


def _actions_of(thing: dict) -> Iterator[dict]:
    """What the thing does when it is opened, pressed or passed; a destination or an attribute does
    nothing.
    """
    found = [_at(thing, place) for place in _ACTION_PLACES]
    if isinstance(more := _at(thing, "/AA"), dict):
        found += [_at(more, key) for key in more]
    for one in found:
        for each in one if isinstance(one, list) else [one]:
            action = each.get_object() if hasattr(each, "get_object") else each
            if isinstance(action, dict) and "/S" in action:
                yield action


def _is_elsewhere(thing: dict) -> bool:
    """Whether a stream's content lies in another file."""
    from pypdf.generic import StreamObject

    return isinstance(thing, StreamObject) and "/F" in thing


def _scheme_of(link: Any) -> str:
    """The scheme of a link as a viewer reads it: without blanks and control signs."""
    text = link.decode("latin-1") if isinstance(link, bytes) else str(link)
    scheme, colon, _rest = "".join(sign for sign in text if sign > " ").partition(":")
    return scheme.lower() if colon and "/" not in scheme else ""


def main() -> None:
    """Answer one task."""
    kind, _newline, content = sys.stdin.buffer.read().partition(b"\n")
    problem, answer = "", b""
    try:
        answer = {b"picture": picture, b"paper": paper}[kind](content)
    except Unfit as unfit:
        problem = str(unfit)
    except MemoryError:
        problem = "size"
    sys.stdout.buffer.write(problem.encode() + b"\n" + answer)


if __name__ == "__main__":
    main()
