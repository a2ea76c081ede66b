"""Pages of evidence: handing it in, the queue that waits, and deciding with the scan beside the
fields.
"""

from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from families.forms import DecideForm, EvidenceForm
from families.models import PovertyEvidence
from families.registry import evidence
from families.views.families import family_or_404, registry_page, to_family
from rutan.access import allow, get_or_post
from rutan.answers import carried_out, form_page, posted, today_of, with_links
from rutan.files import ask_again, is_picture
from rutan.printing import stored_file


def evidence_or_404(request: HttpRequest, pk: int) -> PovertyEvidence:
    rows = PovertyEvidence.objects.visible_to(request.user).of_active_families()
    return get_object_or_404(
        rows.select_related(
            "family__area__parent", "family__facility", "recorded_by", "verified_by", "rejected_by"
        ),
        pk=pk,
    )


def waiting_for(request: HttpRequest) -> QuerySet[PovertyEvidence]:
    """What this user may decide about, the oldest first."""
    rows = PovertyEvidence.objects.visible_to(request.user).of_active_families().waiting()
    return rows.order_by("recorded_at", "pk")


@allow("register_family")
@get_or_post
def evidence_new(request: HttpRequest, pk: int) -> HttpResponse:
    family = family_or_404(request, pk)
    today = today_of(request)
    days = request.user.facility.validity_days
    form = EvidenceForm(
        posted(request),
        request.FILES or None,
        initial={"issued_on": today},
        today=today,
        validity_days=days,
    )
    add = partial(evidence.add_evidence, by=request.user)
    if carried_out(form, lambda data: add(evidence=[form.evidence_of(family)])):
        [row] = form.made
        said = _("%(kind)s tercatat dan menunggu verifikasi.") % {"kind": row.get_kind_display()}
        following = (_("Daftarkan keluarga berikutnya"), reverse("family_new"))
        messages.success(request, with_links(said, following))
        return redirect("family_detail", pk)
    if form.refused:
        ask_again(form)
    return registry_page(request, form, title=_("Tambah bukti"), back=to_family(family))


@allow("verify_evidence")
@require_safe
def evidence_queue(request: HttpRequest) -> HttpResponse:
    waiting = waiting_for(request).select_related("family__area__parent", "recorded_by")
    day = today_of(request)
    rows = [(row, row.days_left(day)) for row in waiting[:100]]
    return render(request, "families/evidence_queue.html", {"rows": rows, "total": waiting.count()})


@allow("verify_evidence")
@get_or_post
def evidence_decide(request: HttpRequest, pk: int) -> HttpResponse:
    row = evidence_or_404(request, pk)
    form = DecideForm(posted(request))
    if carried_out(form, lambda data: _decided(request, row, form)):
        messages.success(request, form.made)
        return _after(request, row, form.cleaned_data["decision"])
    context = {
        "row": row,
        "others": waiting_for(request).exclude(pk=row.pk).count(),
        "days_left": row.days_left(today_of(request)),
        "is_picture": is_picture(row.file),
    }
    return form_page(request, "families/evidence_decide.html", form, **context)


def _after(request: HttpRequest, row: PovertyEvidence, decision: str) -> HttpResponse:
    if decision == "take_back":
        return redirect("family_detail", row.family_id)
    rest = waiting_for(request).exclude(pk=row.pk)
    following = (
        rest.filter(recorded_at__gte=row.recorded_at)
        .exclude(recorded_at=row.recorded_at, pk__lt=row.pk)
        .first()
        or rest.first()
    )
    if decision == "accept_next" and following:
        return redirect("evidence_decide", following.pk)
    return redirect("evidence_queue")


def _decided(request: HttpRequest, row: PovertyEvidence, form: DecideForm) -> str:
    said = {"kind": row.get_kind_display(), "name": row.family.name}
    if form.cleaned_data["decision"] in ("accept", "accept_next"):
        evidence.accept_evidence(evidence=[row], by=request.user)
        return _("%(kind)s keluarga %(name)s diterima.") % said
    said = {"reason": form.words}
    if form.cleaned_data["decision"] == "take_back":
        evidence.take_back_acceptance(evidence=row, reason=form.words, by=request.user)
        return (
            _("Bukti ditolak: %(reason)s. Keluarga tidak lagi memenuhi syarat dengan bukti ini.")
            % said
        )
    evidence.reject_evidence(evidence=row, reason=form.words, by=request.user)
    return (
        _("Bukti ditolak: %(reason)s. Keluarga belum dapat masuk daftar sampai ada bukti lain.")
        % said
    )


# A scan shows the number that the head reads masked.
@allow("register_family", "verify_evidence")
@require_safe
def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    row = evidence_or_404(request, pk)
    if not row.file:
        return redirect("family_detail", row.family_id)
    _label, back = to_family(row.family)
    file, name = row.file, f"bukti-{row.pk}"
    return stored_file(request, row=row.family, file=file, name=name, back=back, evidence=row.pk)
