"""An event from its plan to its opening: create, copy, edit, open, take back, cancel."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import Case, F, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from distributions.models import Coupon, Distribution, Entitlement
from distributions.planning.contents import Items, write_items
from distributions.planning.locks import (
    WrongStep,
    check_status,
    check_unchanged,
    locked,
    sent_back_already,
)
from distributions.planning.moving import move_to
from harvests.models import Commodity
from rutan import audit, editing, once
from rutan.models import Facility, User
from rutan.once import FormUsedBefore
from rutan.refusals import Refused, refused_by_database

Status = Distribution.Status
ORDER_MISSING = gettext_lazy("Isi atas perintah siapa kegiatan tanpa daftar ini dibuka.")
# What the next event copies from the last one besides name, hours and contents.
RULES = ("purpose", "accepts_walk_ins", "one_per_inmate", "minimum_days")


class Plan(TypedDict, total=False):
    """What an event is: title, venue, day, starts and ends are needed; a rule left out is the
    model's default. The seed of its lottery is drawn, but for a story told the same way twice.
    """

    title: str
    venue: str
    day: dt.date
    last_day: dt.date | None
    starts: dt.time
    ends: dt.time
    purpose: str
    accepts_walk_ins: bool
    one_per_inmate: bool
    minimum_days: int
    lot_seed: str


@dataclass(frozen=True)
class Prefill:
    """What a new event starts from: the last one of this prison, called ``of``, or nothing but the
    usual.
    """

    title: str
    venue: str
    starts: dt.time
    ends: dt.time
    items: tuple[tuple[Commodity, Decimal], ...] = ()
    rules: Mapping[str, bool | int | str] = field(default_factory=dict)
    of: str = ""


@transaction.atomic
def create(
    *,
    facility: Facility,
    by: User,
    items: Items = (),
    is_rehearsal: bool = False,
    client_id: uuid.UUID | None = None,
    at: dt.datetime | None = None,
    **plan: Unpack[Plan],
) -> Distribution:
    """A new draft with its planned contents: (commodity, quantity in its unit) pairs.

    The same ``client_id`` from the same user again gives the event it made. Raises Refused, or
    FormUsedBefore where it says something else by now.
    """
    said = {"facility": facility, "is_rehearsal": is_rehearsal, **plan}
    distribution = Distribution(
        **said, recorded_at=at or timezone.now(), recorded_by=by, client_id=client_id
    )
    if client_id and (made := _made_before(distribution, items, said, by)):
        return made
    with refused_by_database():
        distribution.save()
        write_items(distribution, items)
    audit.record(
        by=by,
        verb="create_event",
        thing=distribution,
        day=plan["day"].isoformat(),
        items=len(items),
        rehearsal=is_rehearsal,
    )
    return distribution


def copy_last(facility: Facility, *, without_list: bool = False) -> Prefill | None:
    """What to copy from the facility's last real event with a list (or ``without_list``), or else
    from its last one of all.

    An event that was opened goes before a plan. What is no longer grown is left out.
    """
    real = Distribution.objects.real().filter(facility=facility).exclude(status=Status.CANCELLED)
    # Approved once, it had a list; opened without that, it had none.
    asked_for = Case(
        When(approved_at__isnull=without_list, opened_at__isnull=False, then=0),
        When(approved_at__isnull=without_list, then=1),
        default=2,
    )
    last = real.order_by(asked_for, F("opened_at").desc(nulls_last=True), "-day", "-pk").first()
    if last is None:
        return None
    items = last.items.select_related("commodity").filter(commodity__is_active=True)
    rules = {name: getattr(last, name) for name in RULES}
    return Prefill(
        last.title,
        last.venue,
        last.starts,
        last.ends,
        tuple((item.commodity, item.quantity) for item in items),
        rules,
        str(last),
    )


@transaction.atomic
def edit(
    *, distribution: Distribution, by: User, seen: str = "", **plan: Unpack[Plan]
) -> Distribution:
    """Change what a draft says. Raises Stale, or Refused when a stricter rule meets a list that
    breaks it.
    """
    distribution = locked(distribution, Status.DRAFT)
    # The same form sent again finds its own values.
    differing = editing.news(distribution, plan, None)
    if not differing:
        return distribution
    check_unchanged(distribution, seen)
    for name, value in differing.items():
        setattr(distribution, name, value)
    with refused_by_database():
        distribution.save(update_fields=differing)
    audit.record(by=by, verb="edit_event", thing=distribution, fields=sorted(differing))
    return distribution


@transaction.atomic
def open_event(
    *, distribution: Distribution, by: User, order: str = "", at: dt.datetime | None = None
) -> Distribution:
    """Open an approved event, or a draft without a list on a recorded ``order``; opened twice by
    one person is opened once.

    Opened on a day that is none of its own, the event moves to that day. Raises WrongStep, or
    Refused with a list and no package, or with neither list nor order.
    """
    distribution = locked(distribution)
    # A second tap by the same person is success; somebody else is told that it is open already.
    if distribution.status == Status.OPEN and distribution.opened_by_id == by.pk:
        return distribution
    if not distribution.is_planned:
        raise WrongStep(distribution)
    if distribution.status == Status.DRAFT:
        _check_order(distribution, order)
    # Without a list packages may still be on their way: the order is to begin.
    elif distribution.packages_left <= 0:
        raise Refused(
            _(
                "Belum dapat dibuka: tidak ada paket yang siap diserahkan. Catat pengemasannya"
                " dahulu."
            )
        )
    at = at or timezone.now()
    move_to(distribution, day=distribution.facility.local_day(at), by=by, at=at)
    distribution.status, distribution.opened_at, distribution.opened_by = Status.OPEN, at, by
    distribution.opening_order = order
    with refused_by_database():
        distribution.save(update_fields=["status", "opened_at", "opened_by", "opening_order"])
    audit.record(
        by=by, verb="open_event", thing=distribution, listed=distribution.approved_at is not None
    )
    return distribution


@transaction.atomic
def open_today(
    *,
    facility: Facility,
    order: str,
    by: User,
    items: Items = (),
    at: dt.datetime | None = None,
    is_rehearsal: bool = False,
    client_id: uuid.UUID | None = None,
    **plan: Unpack[Plan],
) -> Distribution:
    """ "Bakti sosial hari ini": an event without a list, created and opened in one act on an oral
    order of the head.

    It takes families as they come, by default one package for one inmate as the facility says.
    Raises Refused.
    """
    at = at or timezone.now()
    usual: Plan = {
        "day": facility.local_day(at),
        "one_per_inmate": facility.one_per_inmate_same_day,
        "minimum_days": facility.minimum_days,
    }
    plan = {**usual, **plan, "accepts_walk_ins": True}
    distribution = create(
        facility=facility,
        by=by,
        items=items,
        is_rehearsal=is_rehearsal,
        client_id=client_id,
        at=at,
        **plan,
    )
    if distribution.opening_order not in ("", order):
        raise FormUsedBefore(distribution)
    return open_event(distribution=distribution, by=by, order=order, at=at)


@transaction.atomic
def back_to_draft(
    *, distribution: Distribution, note: str, by: User, at: dt.datetime | None = None
) -> Distribution:
    """Take an approved list back to the plan while nothing is packed; it must be proposed and
    approved again.

    Taken back twice by one person it was taken back once. Raises WrongStep, or Refused once packed.
    """
    distribution = locked(distribution)
    if sent_back_already(distribution, note, by):
        return distribution
    check_status(distribution, Status.APPROVED)
    _nothing_packed(distribution)
    distribution.status = Status.DRAFT
    distribution.sent_back_at, distribution.sent_back_by, distribution.sent_back_reason = (
        at or timezone.now(),
        by,
        note,
    )
    distribution.proposed_at = distribution.proposed_by = distribution.approved_at = (
        distribution.approved_by
    ) = None
    distribution.approved_reason = ""
    # What he approves next is the plan as it stands then.
    distribution.moved_at = distribution.moved_by = None
    distribution.moved_reason, distribution.moved_from = "", {}
    with refused_by_database():
        distribution.save()
        # The list is approved anew as a whole: nobody on it waits for himself.
        whole = dict.fromkeys(("added_at", "added_by", "approved_at", "approved_by"))
        Entitlement.objects.on(distribution).update(**whole, approved_reason="")
    audit.record(by=by, verb="back_to_draft", thing=distribution)
    return distribution


@transaction.atomic
def cancel(
    *, distribution: Distribution, reason: str, by: User, at: dt.datetime | None = None
) -> Distribution:
    """Call an event off, with a reason, while nothing is packed; called off twice by one person it
    was so once.

    Raises WrongStep, or Refused once packed.
    """
    distribution = locked(distribution)
    if distribution.status == Status.CANCELLED and distribution.cancelled_by_id == by.pk:
        return distribution
    check_status(distribution, *Distribution.PLANNED)
    _nothing_packed(distribution)
    distribution.status, distribution.cancelled_reason = Status.CANCELLED, reason
    distribution.cancelled_at, distribution.cancelled_by = at or timezone.now(), by
    with refused_by_database():
        distribution.save(
            update_fields=["status", "cancelled_reason", "cancelled_at", "cancelled_by"]
        )
    coupons = Coupon.objects.live().filter(entitlement__distribution=distribution)
    revoked = coupons.update(revoked_at=distribution.cancelled_at, revoked_by=by)
    audit.record(by=by, verb="cancel_event", thing=distribution, coupons=revoked)
    return distribution


def _made_before(
    wanted: Distribution, items: Items, says: Iterable[str], by: User
) -> Distribution | None:
    # There is no event to lock yet: the facility's row makes two copies of one form wait for each
    # other.
    Facility.objects.locked().get(pk=wanted.facility_id)
    for made in once.made_before([wanted], by=by, says=says):
        stored = set(made.items.values_list("commodity", "quantity"))
        if stored != {(commodity.pk, quantity) for commodity, quantity in items}:
            raise FormUsedBefore(made)
        return made
    return None


def _check_order(distribution: Distribution, order: str) -> None:
    if not distribution.accepts_walk_ins or Entitlement.objects.on(distribution).exists():
        raise WrongStep(distribution, _("Daftar kegiatan ini belum disetujui."))
    if not order.strip():
        raise Refused(ORDER_MISSING)


def _nothing_packed(distribution: Distribution) -> None:
    if left := distribution.packages_left:
        raise Refused(
            _("%(n)s paket sudah dikemas. Bongkar dahulu paketnya pada halaman Pengemasan.")
            % {"n": left}
        )
