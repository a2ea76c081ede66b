"""What the head is told: what was done in spite of a plan or a rule, and what an acting head
decided.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

from django.utils.translation import gettext as _

from distributions import event_state
from distributions.home.workday import Duty, Workday, door
from distributions.models import Distribution, Entitlement, Handover
from rutan.formats import angka

# For so long the head is told what another decided.
TOLD_FOR = dt.timedelta(days=30)


def told(work: Workday) -> Iterator[Duty]:
    """What was done otherwise than he approved it, and what others decided lately; the head reads
    it when he is back.
    """
    if "approve" in work.verbs:
        yield from _otherwise_than_approved(work)
        yield from _taken_off_or_promoted(work)
        yield from _in_spite_of_a_rule(work)
        yield from _by_an_acting_head(work)


def _otherwise_than_approved(work: Workday) -> Iterator[Duty]:
    for event in work.events:
        if event.moved_at:
            text = _("Untuk diketahui: %(event)s dipindahkan oleh %(by)s, semula %(before)s.") % {
                "event": event,
                "by": event.moved_by,
                "before": event_state.headline(event.as_planned),
            }
            if event.moved_reason:
                text += " " + _("Alasan: %(reason)s") % {"reason": event.moved_reason}
            yield Duty(
                text, _("Lihat kegiatan"), "info-circle", door("distribution_detail", event.pk)
            )
        if event.out_of_turn:
            text = _("Untuk diketahui: %(n)s cadangan didahulukan dari gilirannya, %(event)s.")
            text %= {"n": angka(event.out_of_turn), "event": event}
            yield Duty(text, _("Lihat daftar"), "list-ol", door("recipients", event.pk))


def _taken_off_or_promoted(work: Workday) -> Iterator[Duty]:
    """Whom somebody took off a list that he had approved, each with the reason, and which reserves
    receive in the place of others. One statement.
    """
    off, up = defaultdict(list), defaultdict(list)
    for row in Entitlement.objects.changed_since_approval({event.pk for event in work.events}):
        (off if row.withdrawn_at else up)[row.distribution_id].append(row)
    families = _("Untuk diketahui: %(n)s keluarga dikeluarkan dari daftar, %(event)s: %(whom)s.")
    reserves = _("Untuk diketahui: %(n)s cadangan dijadikan penerima, %(event)s: %(whom)s.")
    for text, changed in ((families, off), (reserves, up)):
        for event in (event for event in work.events if event.pk in changed):
            rows = changed[event.pk]
            facts = {"n": angka(len(rows)), "event": event, "whom": "; ".join(map(_whom, rows))}
            address = door("recipients", event.pk)
            yield Duty(text % facts, _("Lihat daftar"), "info-circle", address)


def _whom(entitlement: Entitlement) -> str:
    reason = entitlement.withdrawn_reason
    return f"{entitlement.family.name} ({reason})" if reason else entitlement.family.name


def _in_spite_of_a_rule(work: Workday) -> Iterator[Duty]:
    """The packages that the services head gave by leave of his own, an event a line."""
    given = defaultdict(list)
    for fact in Handover.objects.visible_to(work.user).overridden_since(work.at - TOLD_FOR):
        given[fact.distribution].append(fact)
    for event, facts in given.items():
        text = _(
            "Untuk diketahui: %(n)s paket diserahkan dengan izin %(by)s, %(event)s. "
            "Aturan yang dikesampingkan: %(rules)s."
        )
        text %= {
            "n": angka(len(facts)),
            "by": ", ".join(dict.fromkeys(str(fact.allowed_by) for fact in facts)),
            "event": event,
            "rules": "; ".join(dict.fromkeys(chain(*(fact.rules_set_aside for fact in facts)))),
        }
        yield Duty(
            text,
            _("Lihat kegiatan"),
            "info-circle",
            door("distribution_detail", event.pk, query="#overrides"),
        )


def _by_an_acting_head(work: Workday) -> Iterator[Duty]:
    for event in Distribution.objects.visible_to(work.user).decided_by_another(work.at - TOLD_FOR):
        by = event.approved_by or event.ratified_by
        text = _("Untuk diketahui: %(event)s diputuskan oleh %(by)s sebagai Plh. Kepala Rutan.") % {
            "event": event,
            "by": by,
        }
        if reason := event.approved_reason or event.ratified_reason:
            text += " " + _("Alasan: %(reason)s") % {"reason": reason}
        yield Duty(text, _("Lihat kegiatan"), "info-circle", door("distribution_detail", event.pk))
