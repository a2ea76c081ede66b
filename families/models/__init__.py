"""Who may receive: inmates, their families, and what shows that a family is poor."""

from families.models.areas import Area, AreaQuerySet, FoldedName
from families.models.evidence import PovertyEvidence, PovertyEvidenceQuerySet
from families.models.families import Family, FamilyQuerySet
from families.models.inmates import (
    IN_CUSTODY,
    CustodyStatus,
    Inmate,
    InmateQuerySet,
    RegisterNumber,
)
from families.models.people import (
    FamilyMember,
    FamilyMemberQuerySet,
    Kinship,
    KinshipQuerySet,
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
