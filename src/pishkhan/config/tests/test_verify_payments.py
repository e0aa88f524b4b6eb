"""What `pishkhan verify payments` says of books that agree, and of money nobody has explained."""

import pytest

from pishkhan.config.verify_payments import verify_payments
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.models import Difference
from pishkhan.kernel.payments.tests.conftest import a_house
from pishkhan.kernel.payments.tests.money import file_of, officer, row, take


@pytest.mark.django_db
def test_what_is_still_looked_into_is_not_called_explained():
    with a_house() as house:
        by = officer()
        attempt = house.pays(house.owes())
        order = house.bank.orders[attempt.order_number]
        assert told()[0] == 0
        take(file_of(row(order), row(order, reference="X1", order_number=5)), by=by)
        [found] = Difference.objects.all()
        payments.resolve_difference(found.id, resolution="از کیست", correct_books=True, by=by)
        code, said = told()
    assert code == 1
    assert "NOT EXPLAINED" in said
    assert "unexplained: -40,000 rials" in said


def told():
    lines = []
    return verify_payments(lines.append), "\n".join(lines)
