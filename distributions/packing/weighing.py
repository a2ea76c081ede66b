"""Some packages of a run put on a scale: what it said is kept and hinders nobody."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from distributions.models import Distribution, PackageMovement, Weighing
from rutan import audit, once
from rutan.models import User
from rutan.refusals import refused_by_database


def weigh(
    *,
    run: PackageMovement,
    grams: Sequence[int],
    by: User,
    client_id: UUID,
    at: dt.datetime | None = None,
) -> Weighing:
    """Keep the weights of some packages of a run, in grams, beside the tolerance of today.

    A weighing again is another row; the newest counts (reports.weighings). The same ``client_id``
    again gives the same row. Raises FormUsedBefore, or Refused: no weight, more weights than
    packages, or after the closing.
    """
    with refused_by_database():
        event = Distribution.objects.locked().get(pk=run.distribution_id)
        weighing = Weighing(
            run=run,
            grams=list(grams),
            tolerance_percent=event.facility.weighing_tolerance_percent,
            recorded_at=at or timezone.now(),
            recorded_by=by,
            client_id=client_id,
        )
        # The setting may have changed since the form was sent first.
        for before in once.made_before([weighing], by=by, says=("run", "grams")):
            return before
        weighing.save(force_insert=True)
        audit.record(
            by=by, verb="weigh", thing=weighing, distribution=event.pk, packages=len(grams)
        )
    return weighing
