"""What belongs to the seal of one event: its hand-overs, its packages, and what they took."""

from rutan.models import Seal

SCOPES = {
    Seal.Kind.EVENT: {
        "distributions.Handover": "distribution",
        "distributions.PackageMovement": "distribution",
        "distributions.Weighing": "run__distribution",
        "harvests.StockMovement": "packed_lot__package_movement__distribution",
    }
}
