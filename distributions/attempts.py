"""What was refused at the desk: kept once with ids and codes only, and told on the event's page."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from distributions.models import DeskAttempt, Distribution, Entitlement, Handover, Outcome
from distributions.outcomes import DeskRefusal, NotOpen, TooManyCodes, UnknownCoupon
from families.models import Family, Inmate
from rutan import audit
from rutan.columns import write
from rutan.models import User
from rutan.refusals import Refused, refused_by, refused_by_database

# Within so long the same answer about the same thing by the same officer is one attempt, however
# often and from whatever form it was asked for.
ONE_ATTEMPT = dt.timedelta(minutes=10)


# So many codes that nobody here bears, from one officer within ONE_ATTEMPT, are guesses.
MOST_UNKNOWN = 5


def refuse_guesses(*, by: User, at: dt.datetime | None = None) -> None:
    """Raise TooManyCodes where this officer's codes are not looked up for now, right ones neither.

    A slip of the finger is none of them: its check sign is wrong, so that it can't be a hit.
    """
    at = at or timezone.now()
    unknown = DeskAttempt.objects.filter(recorded_by=by, outcome=Outcome.UNKNOWN_COUPON)
    lately = unknown.filter(recorded_at__gt=at - ONE_ATTEMPT).exclude(coupon_code="")
    moments = lately.order_by("-recorded_at").values_list("recorded_at", flat=True)[:MOST_UNKNOWN]
    if len(moments) == MOST_UNKNOWN:
        raise TooManyCodes(moments[MOST_UNKNOWN - 1] + ONE_ATTEMPT)


def note_unknown(
    distribution: Distribution, refusal: Refused | None, *, by: User, desk: str = ""
) -> None:
    """A code that was printed somewhere and is nobody's here is no slip of the finger, and counts
    at once, at the desk as at the visit counter.
    """
    if isinstance(refusal, UnknownCoupon) and refusal.code:
        note(distribution, refusal, by=by, desk=desk)


def guessed(by: User, since: dt.datetime) -> list[dict]:
    """Who tried so many unknown codes in one event of the prison since then that they are guesses:
    ``distribution``, ``officer`` and ``codes``, one statement.
    """
    rows = DeskAttempt.objects.visible_to(by).filter(outcome=Outcome.UNKNOWN_COUPON)
    rows = rows.filter(recorded_at__gte=since).exclude(coupon_code="").order_by("recorded_by")
    tried = rows.values("distribution", officer=F("recorded_by__name")).annotate(codes=Count("pk"))
    return list(tried.filter(codes__gte=MOST_UNKNOWN))


def note(
    distribution: Distribution,
    refusal: Refused,
    *,
    by: User,
    desk: str = "",
    client_id: UUID | None = None,
    at: dt.datetime | None = None,
    entitlement_id: int | None = None,
    family: Family | None = None,
    inmate: Inmate | None = None,
) -> None:
    """Keep a refused attempt: whoever is named has come, which counts in the next proposal. Typing
    errors are not attempts.

    A family is its number where it has one here; ``inmate`` is of a visitor who is on no file yet.
    """
    if not isinstance(refusal, DeskRefusal) or refusal.outcome == Outcome.INVALID:
        return
    at = at or timezone.now()
    if refusal.outcome == Outcome.NOT_ON_LIST:
        entitlement_id = None
    with transaction.atomic():
        # Two presses of one key wait here for each other.
        Distribution.objects.locked().get(pk=distribution.pk)
        row = family and Entitlement.objects.on(distribution).filter(family=family).first()
        thing = {
            "distribution": distribution,
            "entitlement_id": row.pk if row else entitlement_id,
            "family": None if row else family,
            "inmate": None if family else inmate,
            "coupon_code": refusal.code,
            "outcome": refusal.outcome,
            "recorded_by": by,
        }
        lately = DeskAttempt.objects.filter(recorded_at__range=(at - ONE_ATTEMPT, at))
        if not lately.filter(**thing).exists():
            DeskAttempt.objects.create(recorded_at=at, desk=desk, client_id=client_id, **thing)


def answer(
    *, attempt: DeskAttempt, words: str, by: User, at: dt.datetime | None = None
) -> DeskAttempt:
    """Keep once with a refused attempt what the services head said to it.

    The same again changes nothing. Raises NotOpen, or Refused (already_answered, already_served).
    """
    with refused_by_database():
        event = Distribution.objects.locked().get(pk=attempt.distribution_id)
        row = DeskAttempt.objects.locked().get(pk=attempt.pk)
        if (row.answered_by_id, row.answered_reason) == (by.pk, words):
            return row
        if refusal := why_no_answer(row, event):
            raise refusal
        write(row, answered_at=at or timezone.now(), answered_by=by, answered_reason=words)
        facts = {"distribution": event.pk, "outcome": row.outcome}
        audit.record(by=by, verb="answer_refusal", thing=row, **facts)
    return row


def why_no_answer(attempt: DeskAttempt, distribution: Distribution) -> Refused | None:
    """What speaks against answering it, for a page that asks nobody for words in vain."""
    if attempt.answered_at:
        return refused_by("a_refusal_is_answered_once")
    if not distribution.is_open:
        return NotOpen(distribution)
    if of_event(distribution).get(pk=attempt.pk).received_at:
        text = _("Keluarga ini sudah menerima paketnya; tidak ada lagi yang perlu dijawab.")
        return Refused(text, "already_served", status=409)
    return None


def of_event(distribution: Distribution) -> QuerySet[DeskAttempt]:
    """Every refusal of an event, the latest first, with whom it met, who answered, and when that
    family received its package after all (``received_at``); ``right`` is its entitlement here.
    """
    rows = DeskAttempt.objects.filter(distribution=distribution).order_by("-recorded_at", "-pk")
    served = Handover.objects.given().filter(
        distribution=distribution,
        family=Coalesce(OuterRef("family"), OuterRef("entitlement__family")),
    )
    listed = Entitlement.objects.on(distribution).filter(family=OuterRef("family"))
    rows = rows.annotate(
        received_at=Subquery(served.values("handed_over_at")[:1]),
        right=Coalesce("entitlement", Subquery(listed.values("pk")[:1])),
    )
    return rows.with_people()
