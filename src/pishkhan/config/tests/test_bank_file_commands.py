"""A bank's file that is too large for a page is taken from a terminal, by somebody who may."""

import pytest

from pishkhan.config import bank_file_commands
from pishkhan.foundation import clock, jalali
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.payments.models import BankFile
from pishkhan.kernel.payments.tests.conftest import a_house
from pishkhan.kernel.payments.tests.money import file_of, officer, row


@pytest.fixture
def file(db, tmp_path):  # noqa: ARG001 - opens the database
    with a_house() as house:
        officer("finance1")
        attempt = house.pays(house.owes())
        path = tmp_path / "day.csv"
        path.write_bytes(file_of(row(house.bank.orders[attempt.order_number])).read())
        yield path


def take(file, officer="finance1", day=None):
    day = day or jalali.format_numbers(clock.today())
    return bank_file_commands.take("memory", day, file, officer)


def test_it_is_read_once(file):
    assert take(file) == "1 rows read."
    assert take(file) == "1 rows were read before; nothing changed."
    assert BankFile.objects.get().name == "day.csv"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"officer": "nobody"}, "Nobody has the user name"),
        ({"officer": "clerk"}, "ادارهٔ پرداخت‌ها"),
        ({"day": "x"}, "این تاریخ خوانده نشد"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(file, more, said):
    cast.the_clerk()
    with pytest.raises(SystemExit, match=said):
        take(file, **more)
    with pytest.raises(SystemExit, match="cannot be read"):
        take(file.with_name("other.csv"))
    assert BankFile.objects.count() == 0
