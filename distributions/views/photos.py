"""The photos of an event: keeping one, opening one, taking one away."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from distributions import photos
from distributions.documents import issuing
from distributions.forms.photos import PhotoForm, RemoveForm
from distributions.models import EventPhoto
from distributions.models.photo import MOST_PHOTOS
from distributions.views.planning import event_or_404
from rutan import files
from rutan.access import allow, get_or_post
from rutan.answers import SeeOther, carried_out, form_page, posted
from rutan.printing import stored_file


@allow("issue_document")
@get_or_post
def event_photos(request: HttpRequest, pk: int) -> HttpResponse:
    """Those of the report's page, and the form for one more."""
    event = event_or_404(request, pk)
    form = PhotoForm(posted(request), request.FILES or None)
    if carried_out(form, lambda data: photos.add(photo=form.photo_of(event), by=request.user)):
        messages.success(request, _("Foto tersimpan."))
        return SeeOther(request.path)
    if form.refused:
        files.ask_again(form)
    kept = event.photos.kept().select_related("recorded_by")
    free = MOST_PHOTOS - len(kept)
    context = {"event": event, "photos": kept, "free": free, "may_add": photos.may_have(event)}
    return form_page(request, "distributions/photos.html", form, **context)


@allow("issue_document")
@require_safe
def photo_file(request: HttpRequest, pk: int) -> HttpResponse:
    """One photo; who opened it is written down."""
    row = _photo(request, pk)
    name = f"foto-{slugify(row.distribution.title)}-{row.place}"
    back = reverse("event_photos", args=[row.distribution_id])
    return stored_file(
        request, row=row.distribution, file=row.file, name=name, back=back, photo=row.pk
    )


@allow("issue_document")
@get_or_post
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, then take it away; where a report was issued with it, that is said."""
    row = _photo(request, pk, removed=True)
    back = reverse("event_photos", args=[row.distribution_id])
    if row.removed_at and request.method == "GET":
        return redirect(back)
    form = RemoveForm(posted(request))
    act = partial(photos.remove, photo=row, by=request.user)
    if carried_out(form, lambda data: act(reason=data["reason"])):
        messages.success(request, _("Foto dihapus."))
        return SeeOther(back)
    context = {"photo": row, "event": row.distribution, "back": back}
    context["issued"] = issuing.with_photo(row)
    return form_page(request, "distributions/photo_remove.html", form, **context)


def _photo(request: HttpRequest, pk: int, *, removed: bool = False) -> EventPhoto:
    """A photo that is kept, or where ``removed`` one that is gone: a form sent twice finds it."""
    rows = EventPhoto.objects.visible_to(request.user).select_related("distribution__facility")
    return get_object_or_404(rows if removed else rows.kept(), pk=pk)
