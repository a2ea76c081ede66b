"""The event, who is entitled to a package, and the facts of packing and handing over."""

from distributions.models import conditions
from distributions.models.afterwards import Absence, FollowUp, SignatureCount
from distributions.models.attempt import DeskAttempt, Outcome
from distributions.models.coupon import Coupon
from distributions.models.entitlement import Entitlement
from distributions.models.event import Distribution, told_apart
from distributions.models.facility_guards import PrisonOfEvents
from distributions.models.hall import HallScreen
from distributions.models.handover import Handover, IdentityMethod
from distributions.models.packing import PackageItem, PackageMovement, PackedLot
from distributions.models.paper import IssuedDocument, PaperPrint, SignedScan
from distributions.models.photo import EventPhoto
from distributions.models.spot_check import (
    DrawnFamily,
    SpotCheck,
    SpotCheckAnswer,
    SpotCheckSheet,
)
from distributions.models.weighing import Weighing

__all__ = [
    "Absence",
    "Coupon",
    "DeskAttempt",
    "Distribution",
    "DrawnFamily",
    "Entitlement",
    "EventPhoto",
    "FollowUp",
    "HallScreen",
    "Handover",
    "IdentityMethod",
    "IssuedDocument",
    "Outcome",
    "PackageItem",
    "PackageMovement",
    "PackedLot",
    "PaperPrint",
    "PrisonOfEvents",
    "SignatureCount",
    "SignedScan",
    "SpotCheck",
    "SpotCheckAnswer",
    "SpotCheckSheet",
    "Weighing",
    "conditions",
    "told_apart",
]
