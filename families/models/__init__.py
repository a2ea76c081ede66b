"""Who may receive: inmates, their families, and what shows that a family is poor."""

from families.models.areas import Area, AreaQuerySet, FoldedName
from families.models.registry import (
    IN_CUSTODY,
    CustodyStatus,
    Family,
    FamilyMember,
    FamilyMemberQuerySet,
    FamilyQuerySet,
    Inmate,
    InmateQuerySet,
    Kinship,
    KinshipQuerySet,
    PovertyEvidence,
    PovertyEvidenceQuerySet,
    RegisterNumber,
    Relationship,
    Sex,
)

__all__ = [
    "IN_CUSTODY",
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
