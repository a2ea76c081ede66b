"""What the tests of the garden share: one commodity, one site, and a lot that weighs more than the
book says.
"""

import uuid

import pytest

from tests.factories import CommodityFactory, HarvestFactory, ProductionSiteFactory


@pytest.fixture
def kangkung(facility):
    return CommodityFactory(
        facility=facility, name="Kangkung", unit="bundle", grams_per_unit=200, shelf_life_days=1
    )


@pytest.fixture
def bed(facility):
    return ProductionSiteFactory(facility=facility, name="Bedeng A2")


@pytest.fixture
def lot(facility, kangkung, bed):
    """92 bundles that weigh 17.4 kg, whatever the commodity says."""
    return HarvestFactory(
        facility=facility,
        commodity=kangkung,
        site=bed,
        quantity=92,
        grams=17_400,
        client_id=uuid.uuid4(),
    )
