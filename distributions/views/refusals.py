"""What the services head says to whoever was refused at a desk."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from distributions import attempts
from distributions.forms.desk import AnswerForm
from distributions.models import DeskAttempt
from distributions.views.planning import address_of
from rutan.access import allow, get_or_post
from rutan.answers import SeeOther, carried_out, form_page, posted


@allow("override")
@get_or_post
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what was said, and keep it with the refusal."""
    rows = DeskAttempt.objects.visible_to(request.user).with_people()
    attempt = get_object_or_404(rows.select_related("distribution__facility"), pk=pk)
    event = attempt.distribution
    form = AnswerForm(posted(request))
    if carried_out(form, lambda data: attempts.answer(attempt=attempt, by=request.user, **data)):
        messages.success(request, _("Jawaban tersimpan."))
        return SeeOther(f"{address_of(event)}#refusals")
    # Whoever would be refused is told so before he writes.
    refusal = None if form.is_bound else attempts.why_no_answer(attempt, event)
    context = {"attempt": attempt, "event": event, "refusal": refusal}
    return form_page(request, "distributions/answer_refusal.html", form, **context)
