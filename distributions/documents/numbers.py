"""Big numbers to tear off, for an event without a list; used again at the next one."""

from distributions.documents.paper import Job, Paper, in_pages

TITLE = "Lembar nomor"
MOST, ON_A_PAGE = 60, 12


def number_sheet(_job: Job) -> Paper:
    """1 to 60, twelve on a page; neither day nor code, so that it serves every event."""
    sheets = in_pages(range(1, MOST + 1), ON_A_PAGE)
    return Paper("numbers", TITLE, len(sheets), {"sheets": sheets})


def length(_job: Job) -> int:
    return MOST // ON_A_PAGE
