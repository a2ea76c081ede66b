"""Who may receive: inmates, their families, and what shows that a family is poor."""

from families.models.areas import Area, AreaQuerySet, FoldedName
from families.models.custody import CustodyStatus
from families.models.evidence import EXPIRING_DAYS, PovertyEvidence, PovertyEvidenceQuerySet
from families.models.families import Family, FamilyQuerySet
from families.models.inmates import Inmate, InmateQuerySet, RegisterNumber
from families.models.people import (
    FamilyMember,
    FamilyMemberQuerySet,
    Kinship,
    KinshipQuerySet,
    Relationship,
    Sex,
)

__all__ = [
    "EXPIRING_DAYS",
    "Area",
    "AreaQuerySet",
    "CustodyStatus",
    "Family",
    "FamilyMember",
    "FamilyMemberQuerySet",
    "FamilyQuerySet",
    "FoldedName",
    "Inmate",
    "InmateQuerySet",
    "Kinship",
    "KinshipQuerySet",
    "PovertyEvidence",
    "PovertyEvidenceQuerySet",
    "RegisterNumber",
    "Relationship",
    "Sex",
]
