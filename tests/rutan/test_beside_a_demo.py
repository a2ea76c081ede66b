"""Tests run while a demo serves from the same checkout, or say at once why not."""

import pytest
from django.db import connection

from distributions.demo import database
from tests import demo_database


@pytest.mark.django_db
def test_the_demo_of_the_tests_is_made_beside_one_that_serves():
    with connection._nodb_cursor() as serving, connection._nodb_cursor() as testing:
        serving.execute("SELECT pg_advisory_lock_shared(%s)", [database._IN_USE])

        demo_database.wait_for_turn(testing, longest="5min")


@pytest.mark.django_db
def test_whoever_waits_in_vain_is_told_for_whom():
    with connection._nodb_cursor() as other, connection._nodb_cursor() as waiting:
        demo_database.wait_for_turn(other, longest="5min")

        with pytest.raises(RuntimeError, match="Another test run has been filling"):
            demo_database.wait_for_turn(waiting, longest="10ms")
