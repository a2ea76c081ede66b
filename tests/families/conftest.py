"""What the registry's tests share: one family as it stands at a counter, and clients that act on
it.
"""

import datetime as dt

import pytest

from families.models import Area
from rutan.fields import IdentityNumber
from tests.factories import (
    AreaFactory,
    FamilyFactory,
    FamilyMemberFactory,
    InmateFactory,
    KinshipFactory,
    PovertyEvidenceFactory,
    RegisterNumberFactory,
    today_here,
)

# Under a district that doesn't exist: nobody's numbers.
NIK = IdentityNumber("3316994101750001")
KK = IdentityNumber("3316990101200001")


@pytest.fixture
def village(db):
    """Sumberejo in Japah, whose province and regency are on file."""
    province = Area.objects.create(code="33", name="Jawa Tengah", level=1)
    regency = Area.objects.create(code="33.16", name="Kabupaten Blora", level=2, parent=province)
    japah = Area.objects.create(code="33.16.16", name="Japah", level=3, parent=regency)
    return AreaFactory(code="33.16.16.2001", name="Sumberejo", parent=japah)


@pytest.fixture
def inmate(facility):
    inmate = InmateFactory(facility=facility, name="Sutrisno", block="B")
    RegisterNumberFactory(inmate=inmate, written="B.I.12/2025")
    return inmate


@pytest.fixture
def family(facility, village, inmate):
    """Sri Wahyuni, wife of Sutrisno, with an accepted SKTM; she may be listed today."""
    family = FamilyFactory(
        facility=facility,
        name="Sri Wahyuni",
        area=village,
        kk_number=KK,
        phone="+6281234567890",
        address="Jl. Sumbawa 3",
    )
    FamilyMemberFactory(family=family, nik=NIK, birth_date=dt.date(1975, 1, 1), sex="female")
    KinshipFactory(family=family, inmate=inmate)
    today = today_here()
    PovertyEvidenceFactory(
        family=family,
        issued_on=today - dt.timedelta(days=30),
        valid_until=today + dt.timedelta(days=60),
    )
    return family


@pytest.fixture
def clerk(sign_in, registrar):
    return sign_in(registrar)


@pytest.fixture
def chief(sign_in, services_head):
    return sign_in(services_head)
