"""Coupon codes: short enough to read aloud, and a typing slip is never somebody else's coupon."""

import datetime as dt
import secrets
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from distributions.models import Coupon, Distribution, Entitlement, PaperPrint
from rutan import audit, once
from rutan.models import User

# Twenty-nine signs without 0 O 1 I L S U. Their number is prime, so a weighted sum finds every
# single wrong sign and every two that were swapped.
ALPHABET = "23456789ABCDEFGHJKMNPQRTVWXYZ"
LENGTH = 8
# What a hand or an eye makes of a sign that is not in the alphabet.
_LOOKALIKES = str.maketrans("0OSU", "QQ5V")


def normalise(typed: str) -> str:
    """What a person typed or scanned, as the code is printed: ``k7m4 9qx2`` gives ``K7M4-9QX2``;
    empty if it can't be one.
    """
    signs = "".join(sign for sign in typed[:40].upper().translate(_LOOKALIKES) if sign.isalnum())
    if len(signs) != LENGTH or not set(signs) <= set(ALPHABET):
        return ""
    return f"{signs[:4]}-{signs[4:]}"


def is_code(typed: str) -> bool:
    """Whether the text is a whole code whose check sign is right."""
    signs = normalise(typed).replace("-", "")
    return bool(signs) and _weighted(signs) == 0


def new_code() -> str:
    """A fresh random code, ``K7M4-9QX2``: seven signs and a check sign."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    check = -_weighted(signs) * pow(LENGTH, -1, len(ALPHABET)) % len(ALPHABET)
    return normalise(signs + ALPHABET[check])


@transaction.atomic
def issue(
    *, entitlements: Sequence[Entitlement], by: User, at: dt.datetime | None = None
) -> list[Coupon]:
    """One coupon for each entitlement that has no live one; the caller holds the event's lock and
    writes the audit row.
    """
    at = at or timezone.now()
    live = set(
        Coupon.objects.live()
        .filter(entitlement__in=entitlements)
        .values_list("entitlement_id", flat=True)
    )
    waiting = [entitlement for entitlement in entitlements if entitlement.pk not in live]
    codes = _unused(len(waiting))
    return Coupon.objects.bulk_create(
        Coupon(entitlement=entitlement, code=code, issued_at=at, issued_by=by)
        for entitlement, code in zip(waiting, codes, strict=True)
    )


@transaction.atomic
def replace(*, coupon: Coupon, by: User, at: dt.datetime | None = None) -> Coupon:
    """Revoke a coupon that was lost or spoilt and issue another; the old code says so at the
    desk.

    Of one that was replaced already, the one that took its place is returned: the form sent again
    makes no third.
    """
    at = at or timezone.now()
    Distribution.objects.locked().get(entitlements=coupon.entitlement_id)
    coupons = Coupon.objects.live().filter(entitlement=coupon.entitlement_id)
    if live := coupons.exclude(pk=coupon.pk).first():
        return live
    coupons.update(revoked_at=at, revoked_by=by)
    [fresh] = issue(entitlements=[coupon.entitlement], by=by, at=at)
    audit.record(
        by=by,
        verb="replace_coupon",
        thing=coupon.entitlement.distribution,
        entitlement=coupon.entitlement_id,
        coupon=fresh.pk,
    )
    return fresh


@transaction.atomic
def print_papers(
    *,
    distribution: Distribution,
    by: User,
    client_id: UUID,
    entitlement: Entitlement | None = None,
    at: dt.datetime | None = None,
) -> PaperPrint:
    """Write down that an event's coupons, or one family's, go to the printer; no code changes.

    The same ``client_id`` again gives the same print. Raises FormUsedBefore.
    """
    at = at or timezone.now()
    event = Distribution.objects.locked().get(pk=distribution.pk)
    fresh = PaperPrint(
        distribution=event,
        entitlement=entitlement,
        recorded_at=at,
        recorded_by=by,
        client_id=client_id,
    )
    for before in once.made_before([fresh], by=by):
        return before
    fresh.save()
    of_one = {"entitlement": entitlement.pk} if entitlement else {}
    audit.record(by=by, verb="print_coupons", thing=event, **of_one)
    return fresh


def live_of(entitlement: Entitlement) -> Coupon | None:
    """The coupon that is good, if the list was approved."""
    return Coupon.objects.live().filter(entitlement=entitlement).first()


def times_printed(coupon: Coupon) -> int:
    """How often this coupon went to the printer."""
    prints = PaperPrint.objects.filter(distribution=coupon.entitlement.distribution_id)
    return sum(one.bears(coupon) for one in prints)


def _unused(count: int) -> list[str]:
    codes: set[str] = set()
    while len(codes) < count:
        codes |= {new_code() for _ in range(count - len(codes))}
        codes -= set(Coupon.objects.filter(code__in=codes).values_list("code", flat=True))
    return list(codes)


def _weighted(signs: str) -> int:
    return sum(place * ALPHABET.index(sign) for place, sign in enumerate(signs, 1)) % len(ALPHABET)
