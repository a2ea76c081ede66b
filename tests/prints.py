"""What a printed paper is, read from its PDF."""

import io

import pypdf
from pypdf.generic import ContentStream

# Setting a colour, of a fill or a stroke; the names of spaces and patterns are no figures.
_SETS_COLOUR = {b"rg", b"RG", b"k", b"K", b"sc", b"SC", b"scn", b"SCN"}


def sides_of(pdf):
    """The sides of each page in millimetres, the shorter first."""
    pages = pypdf.PdfReader(io.BytesIO(bytes(pdf))).pages
    return [sorted(round(float(side) / 72 * 25.4) for side in page.mediabox[2:]) for page in pages]


def colours_of(pdf):
    """Every colour in it that is no grey, drawings inside drawings too; photos apart."""
    reader = pypdf.PdfReader(io.BytesIO(bytes(pdf)))
    found, drawings = set(), [(page.get_contents(), page["/Resources"]) for page in reader.pages]
    while drawings:
        content, resources = drawings.pop()
        for operands, operator in ContentStream(content, reader).operations:
            if operator in _SETS_COLOUR:
                figures = [float(one) for one in operands if not isinstance(one, str)]
                found |= {tuple(figures)} if len({round(one, 3) for one in figures}) > 1 else set()
        for inner in resources.get("/XObject", {}).values():
            drawing = inner.get_object()
            if drawing["/Subtype"] == "/Form":
                drawings.append((drawing, drawing.get("/Resources", {})))
    return found
