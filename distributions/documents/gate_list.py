"""Who is expected, for the guards at the gate: names and villages, and no reason why."""

from distributions.documents.paper import Job, Paper, in_pages, named, to_take_along

TITLE = "Daftar keluarga untuk petugas pintu"
# Two columns of so many lines.
A_COLUMN = 30


def gate_list(job: Job) -> Paper:
    """Everybody on the list by number, reserves among them: who comes is let in."""
    rows = [named(row) for row in job.rows]
    pages = in_pages(rows, 2 * A_COLUMN)
    data = to_take_along(job) | {
        "families": len(rows),
        "anybody": job.serves_anybody,
        "sheets": [in_pages(page, A_COLUMN) for page in pages],
    }
    return Paper("gate", TITLE, len(pages), data)


def length(job: Job) -> int:
    return max(1, -(-len(job.numbers) // (2 * A_COLUMN)))
