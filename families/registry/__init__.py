"""The registry's verbs: who is here, who belongs to whom, and what shows that a family is poor."""

from families.registry.eligibility import Reason, reasons_for, why_not_eligible
from families.registry.evidence import (
    Decided,
    NewEvidence,
    accept_evidence,
    add_evidence,
    reject_evidence,
)
from families.registry.families import (
    CardUsed,
    NewFamily,
    SimilarFamilies,
    Stale,
    edit,
    hold,
    register,
    resume,
    split_card,
)
from families.registry.inmates import (
    CUSTODY_FIELDS,
    INMATE_FIELDS,
    NewInmate,
    SameName,
    edit_inmate,
    move_inmate,
    register_inmates,
    renumber,
)
from families.registry.locks import state_of
from families.registry.once import FormUsedBefore
from families.registry.people import (
    MEMBER_FIELDS,
    NewMember,
    NikUsed,
    add_kinship,
    add_member,
    edit_member,
    end_kinship,
    member_back,
    member_left,
)

__all__ = [
    "CUSTODY_FIELDS",
    "INMATE_FIELDS",
    "MEMBER_FIELDS",
    "CardUsed",
    "Decided",
    "FormUsedBefore",
    "NewEvidence",
    "NewFamily",
    "NewInmate",
    "NewMember",
    "NikUsed",
    "Reason",
    "SameName",
    "SimilarFamilies",
    "Stale",
    "accept_evidence",
    "add_evidence",
    "add_kinship",
    "add_member",
    "edit",
    "edit_inmate",
    "edit_member",
    "end_kinship",
    "hold",
    "member_back",
    "member_left",
    "move_inmate",
    "reasons_for",
    "register",
    "register_inmates",
    "reject_evidence",
    "renumber",
    "resume",
    "split_card",
    "state_of",
    "why_not_eligible",
]
