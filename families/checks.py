"""What must hold in the registry's live rows; part of ``manage.py selfcheck``."""

from collections import Counter

from django.core.checks import Error
from django.db.models import Count, F, Q

from families.models import (
    Area,
    Family,
    FamilyMember,
    FoldedName,
    Inmate,
    Kinship,
    PovertyEvidence,
    RegisterNumber,
)
from rutan.checks import selfcheck


def _repeated(rows, *fields: str) -> int:
    return rows.values(*fields).annotate(rows=Count("pk")).filter(rows__gt=1).count()


def _repeated_numbers(numbers) -> int:
    # Compared as digits: under two keys one number has two ciphertexts, which the unique index lets
    # pass.
    try:
        counted = Counter((facility, number.digits) for facility, number in numbers)
    except ValueError:
        return 0  # rutan.E001 names numbers that can't be read
    return sum(1 for count in counted.values() if count > 1)


@selfcheck
def no_number_stands_twice(app_configs, **kwargs):
    niks = FamilyMember.objects.present().exclude(nik=None).values_list("facility", "nik")
    if count := _repeated_numbers(niks):
        yield Error(
            f"{count} NIKs stand with two present members of one facility.", id="families.E001"
        )
    if count := _repeated(
        Family.objects.exclude(kk_number=None), "facility", "kk_number", "card_split"
    ):
        yield Error(
            f"{count} family cards stand with two families under one split.", id="families.E002"
        )
    if count := _repeated(RegisterNumber.objects, "facility", "normalised"):
        yield Error(
            f"{count} register numbers stand with two inmates of one facility.", id="families.E003"
        )


@selfcheck
def a_tie_is_live_once(app_configs, **kwargs):
    if count := _repeated(Kinship.objects.live(), "family", "inmate"):
        yield Error(f"{count} families have two live kinships to one inmate.", id="families.E004")


@selfcheck
def names_are_found_by_their_key(app_configs, **kwargs):
    for model, name in (
        (Area, "name"),
        (Family, "name"),
        (FamilyMember, "full_name"),
        (Inmate, "name"),
    ):
        if count := model.objects.exclude(name_key=FoldedName(name)).count():
            yield Error(
                f"{count} names of {model._meta.label} have an old search key.", id="families.E006"
            )
    odd = [
        number
        for number in RegisterNumber.objects.all()
        if number.normalised != RegisterNumber.normalise(number.written)
    ]
    if odd:
        yield Error(f"{len(odd)} register numbers are not findable as written.", id="families.E007")


@selfcheck
def evidence_and_holds_are_whole(app_configs, **kwargs):
    both = Q(verified_at__isnull=False, rejected_at__isnull=False)
    if count := PovertyEvidence.objects.filter(both | Q(valid_until__lt=F("issued_on"))).count():
        yield Error(
            f"{count} pieces of evidence are both accepted and rejected, or end before their "
            f"issue.",
            id="families.E008",
        )
    if count := Family.objects.filter(hold_at__isnull=False, hold_kind="").count():
        yield Error(f"{count} families are held without a kind.", id="families.E009")
    if count := Family.objects.filter(card_split__gt=0, card_split_reason="").count():
        yield Error(f"{count} split cards have no reason.", id="families.E010")


def figures() -> dict[str, int]:
    """How much was looked at."""
    return {
        "inmates": Inmate.objects.count(),
        "register_numbers": RegisterNumber.objects.count(),
        "families": Family.objects.count(),
        "members": FamilyMember.objects.count(),
        "kinships": Kinship.objects.count(),
        "evidence": PovertyEvidence.objects.count(),
        "areas": Area.objects.count(),
    }
