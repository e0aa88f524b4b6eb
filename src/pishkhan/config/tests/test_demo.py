"""The demonstration loads on what set-up seeds, and again without doing anything twice."""

import pytest

from pishkhan.config import demo
from pishkhan.config.setup_database import seed
from pishkhan.kernel.payments import api as payments, ports


@pytest.mark.slow
@pytest.mark.django_db
def test_the_students_of_the_demonstration_have_paid_what_they_owed_and_load_once():
    seed()
    demo.load()
    balances = payments.balances()
    assert abs(balances["income:international_commission"]) == 4 * 130_000 + 250_000
    assert payments.unexplained() == []
    assert ports.tills() == ()
    demo.load()
    assert payments.balances() == balances
