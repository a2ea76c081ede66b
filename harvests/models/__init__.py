"""What the garden gave and where each gram went."""

from harvests.models.counts import StockCount, StockCountQuerySet
from harvests.models.lots import (
    MOST_GRAMS,
    MOST_UNITS,
    UNITS_LIE_WITH_GRAMS,
    Harvest,
    HarvestQuerySet,
    quantity_field,
)
from harvests.models.movements import (
    Deposit,
    DepositQuerySet,
    StockMovement,
    StockMovementQuerySet,
)
from harvests.models.places import (
    GRAMS_OF,
    ActiveQuerySet,
    Commodity,
    Group,
    Planting,
    PlantingQuerySet,
    ProductionSite,
    Sector,
    Unit,
    amount,
    exactly,
    unit_word,
)

__all__ = [
    "GRAMS_OF",
    "MOST_GRAMS",
    "MOST_UNITS",
    "UNITS_LIE_WITH_GRAMS",
    "ActiveQuerySet",
    "Commodity",
    "Deposit",
    "DepositQuerySet",
    "Group",
    "Harvest",
    "HarvestQuerySet",
    "Planting",
    "PlantingQuerySet",
    "ProductionSite",
    "Sector",
    "StockCount",
    "StockCountQuerySet",
    "StockMovement",
    "StockMovementQuerySet",
    "Unit",
    "amount",
    "exactly",
    "quantity_field",
    "unit_word",
]
