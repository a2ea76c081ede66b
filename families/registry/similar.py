"""The look at similar families on file: taken before a second entry of one family is made, and
recorded.
"""

from collections.abc import Sequence

from django.forms import Form
from django.utils.translation import gettext_lazy as _

from families.models import Area, Family, Inmate, Kinship
from families.search import similar_families
from rutan.refusals import Refused


class SimilarFamilies(Refused):
    """What is on file may be the family that a form means: ``families``, the most alike first,
    which nobody has looked at.
    """

    outcome = "similar"

    def __init__(self, families: list[Family]) -> None:
        super().__init__(
            _("Ada keluarga yang mirip. Periksa dahulu supaya tidak terdaftar dua kali.")
        )
        self.families = families

    def show_in(self, form: Form, at: str | None = None) -> None:
        form.similar = self.families
        form.show_alike(self.families)


def look_at_similar(
    *,
    facility_id: int,
    name: str,
    area: Area,
    inmates: Sequence[Inmate],
    seen: frozenset[int],
    relationship: str = "",
    but: Family | None = None,
) -> list[int]:
    """The ids of the families on file that a clerk may take for this one, all of which stand in
    ``seen``.

    Of a family that is on file already give ``but`` (itself) and all its ``inmates``. Raises
    SimilarFamilies where one was not looked at; the caller writes the ids into its audit row.
    """
    known = Family.objects.filter(facility=facility_id).active().with_kin()
    if but:
        known = known.exclude(pk=but.pk)
    similar = list(
        similar_families(known, name=name, area=area, inmates=inmates, relationship=relationship)
    )
    ids = [family.pk for family in similar]
    if set(ids) - seen:
        raise SimilarFamilies(similar)
    return ids


def look_again(
    family: Family,
    *,
    name: str,
    seen: frozenset[int] | None,
    area: Area | None = None,
    inmates: Sequence[Inmate] | None = None,
    relationship: str = "",
) -> dict[str, list[int]]:
    """The look for a family on file that gets another name, person, village or tie; gives facts for
    its audit row.

    Nobody looks where ``seen`` is None. Its own inmates count where none are given. Raises
    SimilarFamilies.
    """
    if seen is None:
        return {}
    if inmates is None:
        live = Kinship.objects.live().filter(family=family)
        inmates = Inmate.objects.filter(kinships__in=live)
    found = look_at_similar(
        facility_id=family.facility_id,
        name=name,
        area=area or family.area,
        inmates=inmates,
        relationship=relationship,
        seen=seen,
        but=family,
    )
    return {"seen": found} if found else {}
