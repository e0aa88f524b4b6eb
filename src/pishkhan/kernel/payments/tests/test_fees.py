"""The fee schedule: lines are added and ended, and what is asked for follows the line of the moment."""

from datetime import timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.audit.api import lines
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.errors import BadFee, FeeIsOver, FeeOfAnother, FeeOverlaps, NoSuchFee
from pishkhan.kernel.payments.models import Fee
from pishkhan.kernel.payments.spec import Exemption


pytestmark = pytest.mark.usefixtures("house")
HOUR = timedelta(hours=1)


def schedule(amount=50_000, **more):
    said = {"code": "tuition", "service": "guest", "title": {"fa": "هزینه"}, "by": None}
    return payments.schedule_fee(**said | {"amount": amount} | more)


def test_a_line_is_in_force_from_its_moment_until_the_next():
    now = clock.now()
    schedule(100)
    schedule(200, valid_from=now + HOUR)
    schedule(300, valid_from=now + 2 * HOUR)
    found = [payments.fee("tuition", at=now + step * HOUR).amount for step in (0, 0.9, 1, 2, 99)]
    assert found == [100, 100, 200, 300, 300]
    with pytest.raises(NoSuchFee):
        payments.fee("tuition", at=now - HOUR)


def test_an_invoice_keeps_what_it_was_made_with(house):
    owed = house.owes()
    payments.schedule_fee(
        code="guest_round",
        service="guest",
        title={"fa": "هزینه"},
        amount=1,
        valid_from=clock.now() + HOUR,
        by=None,
    )
    house.passes(hours=2)
    assert house.owes().amount == owed.amount == 40_000
    assert house.owes("case:2").amount == 1


def test_a_round_has_its_own_line_else_that_of_all_rounds():
    schedule(100)
    schedule(200, round="1405-1")
    assert payments.fee("tuition", "1405-1").amount == 200
    assert payments.fee("tuition", "1405-2").amount == 100


def test_lines_do_not_overlap():
    now = clock.now()
    schedule(100, valid_from=now, valid_until=now + 3 * HOUR)
    for begins, ends in ((0, None), (1, None), (1, 2), (-1, None), (-1, 1)):
        until = None if ends is None else now + ends * HOUR
        with pytest.raises(FeeOverlaps):
            schedule(200, valid_from=now + begins * HOUR, valid_until=until)
    schedule(200, valid_from=now - HOUR, valid_until=now)
    schedule(200, valid_from=now + 3 * HOUR)


@pytest.mark.parametrize("which", ["", "1405-1"])
def test_nobody_adds_a_line_to_a_fee_of_another_service(which):
    schedule(100)
    with pytest.raises(FeeOfAnother):
        schedule(1, service="other", round=which, valid_from=clock.now() + HOUR)
    assert payments.fee("tuition", which, at=clock.now() + 2 * HOUR).amount == 100


def test_a_line_ends_from_now_on_and_once():
    made = schedule()
    with pytest.raises(FeeIsOver):
        payments.end_fee(made.id, at=clock.now() - HOUR, by=None)
    payments.end_fee(made.id, at=clock.now() + HOUR, by=None)
    with pytest.raises(FeeIsOver):
        payments.end_fee(made.id, at=clock.now() + 2 * HOUR, by=None)
    with pytest.raises(NoSuchFee):
        payments.end_fee(1, by=None)
    with pytest.raises(NoSuchFee):
        payments.fee("tuition", at=clock.now() + HOUR)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": -1},
        {"amount": 1.5},
        {"amount": True},
        {"amount": 10**16},
        {"code": ""},
        {"service": ""},
        {"title": {"en": "Fee"}},
        {"exemptions": [Exemption(when={}, percent=10, because={"fa": "x"})]},
        {"exemptions": [Exemption(when={"a": (1,)}, percent=101, because={"fa": "x"})]},
    ],
)
def test_a_line_that_nothing_can_be_reckoned_with_is_refused(wrong):
    with pytest.raises(BadFee):
        schedule(**wrong)
    assert not Fee.objects.filter(code="tuition").exists()


def test_who_changed_the_schedule_is_in_the_trail():
    made = schedule()
    payments.end_fee(made.id, at=clock.now() + HOUR, by=None)
    found = [one.verb for one in lines(target="fee", target_id=made.id)]
    assert sorted(found) == ["payments.fee_ended", "payments.fee_scheduled"]


def test_only_fees_of_rounds_are_open_to_anybody():
    schedule()
    schedule(code="round", gives_pin=True)
    assert [one.code for one in payments.open_fees()] == ["round"]
