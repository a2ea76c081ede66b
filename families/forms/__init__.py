"""What the registry's pages ask: only what a clerk can know."""

from families.forms.evidence import DecideForm, EvidenceForm
from families.forms.families import FamilyEditForm, FamilyForm, HoldForm, SplitForm
from families.forms.inmates import (
    InmateEditForm,
    InmateForm,
    MoveForm,
    NumberCorrectForm,
    RenumberForm,
)
from families.forms.people import (
    BackForm,
    EndKinshipForm,
    KinshipForm,
    LeaveForm,
    MemberForm,
    RevealForm,
)

__all__ = [
    "BackForm",
    "DecideForm",
    "EndKinshipForm",
    "EvidenceForm",
    "FamilyEditForm",
    "FamilyForm",
    "HoldForm",
    "InmateEditForm",
    "InmateForm",
    "KinshipForm",
    "LeaveForm",
    "MemberForm",
    "MoveForm",
    "NumberCorrectForm",
    "RenumberForm",
    "RevealForm",
    "SplitForm",
]
