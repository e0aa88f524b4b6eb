"""A desk with two officers of all money and one of a single service, and payments of every kind."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client

from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.testing import the_applicant
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.tests.conftest import House, a_house
from pishkhan.kernel.payments.tests.money import file_of, officer, row, take
from pishkhan.web.testing import a_browser, signed_in_person, signed_in_staff


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The money of a house, and who looks at it."""

    house: House
    first: Actor
    second: Actor
    narrow: Actor  # of another service

    def browser(self, who: str) -> Client:
        """Somebody's browser."""
        if who == "stranger":
            return a_browser()
        if who == "citizen":
            return signed_in_person(a_browser(), the_applicant().id)
        return signed_in_staff(a_browser(), getattr(self, who).account_id)

    def paid(self, key: str = "case:1") -> payments.PaymentLine:
        """A payment as it should be."""
        self.house.pays(self.house.owes(key))
        return payments.payment_lines(payments.FinanceAsked())[0]

    def order_of(self, payment: payments.PaymentLine):
        """The bank's order of a payment."""
        return self.house.bank.orders[payment.order_number]

    def file(self, *rows: str) -> payments.BankFileView:
        """A bank's file of today, laid beside the books."""
        return take(file_of(*rows), by=self.first)


@pytest.fixture
def desk(db) -> Iterator[Desk]:  # noqa: ARG001 - opens the database
    """The desk."""
    with a_house() as house:
        yield Desk(
            house=house,
            first=officer("finance1"),
            second=officer("finance2"),
            narrow=officer("f.other", service="other"),
        )


@pytest.fixture
def first(desk):
    return desk.browser("first")


@pytest.fixture
def second(desk):
    return desk.browser("second")


__all__ = ["row"]
