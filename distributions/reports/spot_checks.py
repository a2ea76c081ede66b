"""What a spot check found: one sentence for page, report and the head's home."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from distributions.models import Distribution, SpotCheck, SpotCheckAnswer
from rutan.formats import angka


@dataclass(frozen=True)
class Result:
    """``drawn`` families, and the last answer of each that has one."""

    drawn: int
    answers: tuple[SpotCheckAnswer, ...]

    @property
    def said(self) -> str:
        """``Uji petik: 3 menjawab, 3 menerima, 1 tidak tersambung; 1 diminta uang atau jasa.``

        Whoever has no telephone is asked when she visits: not all of them were phoned.
        """
        if not self.answers:
            text = ngettext(
                "Uji petik: %(n)s keluarga diundi, belum ada jawaban.",
                "Uji petik: %(n)s keluarga diundi, belum ada jawaban.",
                self.drawn,
            )
            return text % {"n": angka(self.drawn)}
        counted = [
            (sum(row.reached for row in self.answers), _("%(n)s menjawab")),
            (self._served("received", True), _("%(n)s menerima")),
            (sum(not row.reached for row in self.answers), _("%(n)s tidak tersambung")),
            (self.drawn - len(self.answers), _("%(n)s belum ditanya")),
        ]
        parts = [", ".join(_told(counted)), *self.findings, *self.remarks]
        return _("Uji petik: %(what)s.") % {"what": "; ".join(parts)}

    @cached_property
    def findings(self) -> list[str]:
        """What the head has to look into."""
        return _told(
            (
                (
                    self._served("received", False),
                    _("%(n)s tidak menerima, padahal tercatat menerima"),
                ),
                (self._absent("received", True), _("%(n)s menerima, padahal tercatat tidak hadir")),
                (self._any("asked_payment", True), _("%(n)s diminta uang atau jasa")),
                (self._any("was_whole", False), _("%(n)s menerima paket yang tidak utuh")),
                (self._any("treated_well", False), _("%(n)s diperlakukan tidak baik")),
            )
        )

    @property
    def remarks(self) -> list[str]:
        """What the next event can do better."""
        return _told(
            (
                (self._any("knows_complaints", False), _("%(n)s tidak tahu ke mana mengadu")),
                (self._any("was_told", False), _("%(n)s tidak diberi tahu sebelum kegiatan")),
            )
        )

    def _any(self, question: str, said: bool) -> int:
        return sum(getattr(row, question) is said for row in self.answers)

    def _served(self, question: str, said: bool) -> int:
        rows = (row for row in self.answers if not row.drawn.was_absent)
        return sum(getattr(row, question) is said for row in rows)

    def _absent(self, question: str, said: bool) -> int:
        return self._any(question, said) - self._served(question, said)


def _told(counted: Iterable[tuple[int, str]]) -> list[str]:
    """What there is, with its number."""
    return [text % {"n": angka(n)} for n, text in counted if n]


def of_event(distribution: Distribution) -> Result | None:
    """None where nothing was drawn. Three statements."""
    check = SpotCheck.objects.filter(distribution=distribution).first()
    return check and Result(check.drawn.count(), tuple(latest(check)))


def by_event(answers: Iterable[SpotCheckAnswer]) -> dict[Distribution, Result]:
    """The same of many events, of which only the answers are known."""
    found = defaultdict(list)
    for row in answers:
        found[row.drawn.spot_check.distribution].append(row)
    return {event: Result(len(rows), tuple(rows)) for event, rows in found.items()}


def latest(spot_check: SpotCheck) -> QuerySet[SpotCheckAnswer]:
    """The last word of each family that has one."""
    rows = SpotCheckAnswer.objects.filter(drawn__spot_check=spot_check)
    return rows.latest().select_related("drawn")
