"""Photos of an event for its report: kept with the word that everybody in them agreed, and removed
for good when somebody wants it.
"""

import datetime as dt
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from distributions.models import Distribution, EventPhoto
from distributions.models.photo import MOST_PHOTOS
from rutan import audit
from rutan.files import refuse_other, stored_with_their_rows
from rutan.models import User
from rutan.once import made_before
from rutan.refusals import Refused, refused_by_database

Status = Distribution.Status


def may_have(distribution: Distribution) -> bool:
    """Whether an event has something to show: it goes on or is over, and was no rehearsal."""
    return distribution.is_begun and not distribution.is_rehearsal


def add(*, photo: EventPhoto, by: User, at: dt.datetime | None = None) -> EventPhoto:
    """Keep an unsaved photo, whose file is checked and drawn anew (rutan.files), in the first free
    place.

    The same form from the same person gives the photo it made. Raises Refused where the event is
    not held or the page is full, FormUsedBefore.
    """
    with stored_with_their_rows([photo.file]), refused_by_database():
        event = Distribution.objects.locked().get(pk=photo.distribution_id)
        for before in made_before([photo], by=by, says=("distribution", "caption")):
            refuse_other(before.file, photo.file, before)
            return before
        if not may_have(event):
            raise Refused(_("Foto ditambahkan setelah kegiatan dibuka, kecuali latihan."))
        taken = set(event.photos.kept().values_list("place", flat=True))
        free = {*range(1, MOST_PHOTOS + 1)} - taken
        if not free:
            raise Refused(_("Sudah ada empat foto. Hapus satu dahulu."), "full")
        photo.place, photo.recorded_at, photo.recorded_by = min(free), at or timezone.now(), by
        photo.save()
        audit.record(by=by, verb="add_photo", thing=event, photo=photo.pk)
    return photo


def remove(
    *, photo: EventPhoto, reason: str, by: User, at: dt.datetime | None = None
) -> EventPhoto:
    """Take picture and caption away for good; who, when and why stay. Documents that were issued
    keep the bytes they have. One that is removed already is left alone.
    """
    with refused_by_database():
        event = Distribution.objects.locked().get(pk=photo.distribution_id)
        row = EventPhoto.objects.locked().get(pk=photo.pk)
        if row.removed_at:
            return row
        storage, name = row.file.storage, row.file.name
        row.file, row.caption = "", ""
        row.removed_at, row.removed_by, row.removed_reason = at or timezone.now(), by, reason
        row.save()
        audit.record(by=by, verb="remove_photo", thing=event, photo=row.pk)
        # A rollback would bring the row back, and nothing the picture.
        transaction.on_commit(partial(storage.delete, name))
    return row
