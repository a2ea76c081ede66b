"""Coupon codes and their rows."""

import pytest

from distributions import coupons
from tests.factories import CouponFactory, DistributionFactory, EntitlementFactory


@pytest.fixture
def code():
    return coupons.new_code()


def test_a_code_is_two_groups_of_four_signs_without_lookalikes(code):
    assert coupons.normalise(code) == code
    assert (len(code), code[4], set(code) & set("01ILOSU")) == (9, "-", set())


def test_every_wrong_sign_in_a_code_is_detected(code):
    slips = [
        code[:place] + sign + code[place + 1 :]
        for place in (0, 3, 5, 8)
        for sign in coupons.ALPHABET
        if sign != code[place]
    ]

    assert [slip for slip in slips if coupons.is_code(slip)] == []


def test_every_two_swapped_signs_in_a_code_are_detected():
    code = "K7M4-9QX" + next(
        sign for sign in coupons.ALPHABET if coupons.is_code(f"K7M4-9QX{sign}")
    )
    signs = code.replace("-", "")
    swaps = [
        signs[:i] + signs[j] + signs[i + 1 : j] + signs[i] + signs[j + 1 :]
        for i in range(8)
        for j in range(i + 1, 8)
    ]

    assert [swap for swap in swaps if swap != signs and coupons.is_code(swap)] == []


def test_a_code_is_read_as_people_type_it(code):
    assert coupons.normalise(f"  {code.lower().replace('-', ' ')} ") == code
    assert coupons.normalise(code.replace("5", "S").replace("Q", "0").replace("V", "u")) == code


@pytest.mark.parametrize(
    "typed", ["", "Sri Wahyuni", "K7M4", "K7M4-9QX2-7", "\x00", "1111-1111", "K" * 1_000_000]
)
def test_what_cannot_be_a_code_is_none(typed):
    assert (coupons.normalise(typed), coupons.is_code(typed)) == ("", False)


def test_each_entitlement_gets_one_live_coupon(services_head, facility):
    event = DistributionFactory(facility=facility)
    entitlements = EntitlementFactory.create_batch(3, distribution=event)
    coupons.issue(entitlements=entitlements[:1], by=services_head)

    issued = coupons.issue(entitlements=entitlements, by=services_head)

    assert {coupon.entitlement for coupon in issued} == set(entitlements[1:])


def test_issuing_many_coupons_takes_a_constant_number_of_queries(
    services_head, facility, django_assert_num_queries
):
    entitlements = EntitlementFactory.create_batch(
        20, distribution=DistributionFactory(facility=facility)
    )

    # BEGIN and COMMIT are savepoints inside the test's transaction.
    with django_assert_num_queries(5):
        coupons.issue(entitlements=entitlements, by=services_head)


def test_a_replaced_coupon_is_revoked_and_its_successor_works(services_head, facility):
    old = CouponFactory(entitlement__distribution__facility=facility)

    fresh = coupons.replace(coupon=old, by=services_head)

    old.refresh_from_db()
    assert (old.revoked_by, fresh.entitlement, fresh.revoked_at) == (
        services_head,
        old.entitlement,
        None,
    )
