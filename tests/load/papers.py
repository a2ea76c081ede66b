"""How long the papers of a big event take: ``uv run python tests/load/papers.py [FAMILIES]``, on a
demo that stands; nothing is kept.
"""

import io
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import pypdf
from crowd import NOW, an_open_event, families
from django.db import transaction

from distributions import coupons, documents
from distributions.models import Distribution
from rutan.models import User

TIMES = 5


def event_of(count):
    """An open event with so many families on its list, each with its coupon."""
    chief, head = (User.objects.get(username=name) for name in ("services_head", "head"))
    rights = an_open_event(families(count, chief), chief, head)
    coupons.issue(entitlements=rights, by=chief, at=NOW)
    return Distribution.objects.select_related("facility").get(pk=rights[0].distribution_id)


def measured(job, kinds):
    """Seconds of each of several prints, and the pages of the last."""
    took = []
    for _time in range(TIMES):
        start = time.perf_counter()
        pdf = documents.draw(job, kinds)
        took.append(time.perf_counter() - start)
    return took, len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def main(count):
    with transaction.atomic():
        job = documents.Job(event_of(count), NOW, desks=4)
        for name, kinds in (
            ("all papers", documents.together(job)),
            *((kind.key, [kind]) for kind in documents.together(job)),
        ):
            took, pages = measured(job, kinds)
            middle, longest = statistics.median(took), max(took)
            print(f"{name}: {pages} pages, median {middle:.2f} s, longest {longest:.2f} s")
        transaction.set_rollback(True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 300)
