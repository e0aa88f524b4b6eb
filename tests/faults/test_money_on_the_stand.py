"""Money on real processes: payers at web, worker, database and simulated bank, killed with -9.

`FAULTS_PAYERS` says how many, `FAULTS_MONEY_SECONDS` for how long they are disturbed, `FAULTS_SEED`
which of them do what.
"""

import os
import random
import secrets
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import psycopg
from django.db.models import F, Q
from django.db.models.functions import Now

from pishkhan.kernel.identity.testing import the_applicant
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.models import Attempt, Invoice, Payment, Pin
from pishkhan.kernel.payments.rules.states import ENDED
from pishkhan.kernel.payments.testing import a_fee
from tests.faults.browser import Together
from tests.faults.payers import Payer, orders_of_bank, tell_bank


MANY = int(os.environ.get("FAULTS_PAYERS", "72"))
HANDS = 12
BETWEEN = float(os.environ.get("FAULTS_SECONDS_BETWEEN", "3"))
WALK_SECONDS, SETTLE_SECONDS = 300, 60
ROUND = ("worker", "web", "bank", "worker", "database", "worker", "web", "server", "worker", "web")
KILLS_SECONDS = float(os.environ.get("FAULTS_MONEY_SECONDS", "40"))
FEE = "money_on_the_stand"


def test_whatever_is_killed_every_rial_is_explained(stand, capsys):
    seed = int(os.environ.get("FAULTS_SEED", secrets.randbelow(10**6)))
    chance = random.Random(seed)  # noqa: S311 - no secret
    payers, began, killed = come(stand, chance), time.monotonic(), len(stand.killed)
    # Mellat names no amount when it verifies: what the browser brings must tell.
    assert tell_bank(stand, "/fault", gateway="mellat", fault="wrong_amount", times="3") is not None
    together = Together(HANDS)
    hands = together.walk(payers)
    kill_until(stand, hands, chance)
    seen = sum((one.browser.seen for one in payers), Counter())
    with capsys.disabled():
        sys.stdout.write(
            f"\nFAULTS_SEED={seed}: {MANY} sequences of payers, "
            f"{sum(len(one.did) for one in payers)} steps in {time.monotonic() - began:.0f} s; killed "
            f"{dict(Counter(stand.killed[killed:]))}; seen by people {dict(seen)}\n"
        )
    assert not together.failures, together.failures[:3]
    assert seen["500"] == 0, "an outage is said as one (503), not as a bug of ours"
    stand.eventually(stand.is_well, SETTLE_SECONDS, "everything answers")
    time_goes_on(stand)
    with stand.within():
        books_are_right(orders_of_bank(stand))


def come(stand, chance):
    """As many invoices, each for a round of its own: a PIN is the service that it buys."""
    with stand.within():
        person_id = the_applicant().id
        a_fee(FEE, service=FEE, gives_pin=True)
        return [
            Payer(
                stand=stand,
                token=payments.invoice(
                    fee_code=FEE,
                    round=f"{number}",
                    person_id=person_id,
                    key=f"{FEE}:{number}",
                    by=None,
                ).token,
                number=number,
                chance=random.Random(chance.random()),  # noqa: S311 - no secret
            )
            for number in range(MANY)
        ]


def kill_until(stand, hands, chance):
    """Kill one thing after another, at random moments, while payers are on the way; wait for them."""
    began = time.monotonic()
    while any(hand.is_alive() for hand in hands):
        assert time.monotonic() < began + WALK_SECONDS, "payers who never come to an end"
        stand.lives()
        time.sleep(chance.uniform(0.2, 2) * BETWEEN)
        if time.monotonic() < began + KILLS_SECONDS:
            what, which = chance.choice(ROUND), chance.randrange(8)
            with suppress(psycopg.OperationalError):
                stand.asked("SELECT 1")  # a database that comes up again is let come up
                stand.kill(what, which)


def time_goes_on(stand):
    """No faults any more; the worker asks until the banks' windows are over, and then 72 hours."""
    stand.eventually(lambda: tell_bank(stand, "/behave") is not None, SETTLE_SECONDS, "the bank")
    with stand.within():
        for hours in (2, 80):
            time.sleep(2)
            assert tell_bank(stand, "/clock", seconds=str(hours * 3600)) is not None
            ages(timedelta(hours=hours))
        stand.eventually(all_have_ended, SETTLE_SECONDS, "every attempt has ended")
        stand.eventually(
            lambda: not Invoice.objects.filter(state="paid", served_at=None).exists(),
            SETTLE_SECONDS,
            "everything paid for is given",
        )


def all_have_ended():
    """Whether nothing is under way; what waits for its next question is asked now."""
    under_way = Attempt.objects.exclude(state__in=ENDED)
    under_way.filter(lease=0).update(next_at=Now())
    time.sleep(1)
    return not under_way.exists()


def ages(by):
    """As if so much time had passed for what is still under way."""
    moved = {
        name: F(name) - by for name in ("created_at", "redirected_at", "returned_at", "next_at")
    }
    Attempt.objects.filter(~Q(state__in=ENDED)).update(**moved)


def books_are_right(orders):
    """Held against the bank, rial by rial."""
    assert any(
        one["gateway"] == "mellat" and one["taken"] not in {0, one["amount"]} for one in orders
    ), "nobody paid another amount at Mellat"
    ours = {(one.gateway, one.reference): one for one in Payment.objects.all()}
    reached = Counter()
    for order in orders:
        payment = ours.get((order["gateway"], order["reference"])) if order["reference"] else None
        is_ours = order["standing"] == "settled" or (
            order["standing"] == "verified" and order["gateway"] != "mellat"
        )
        assert order["standing"] not in {"paid", "returning"}, order
        assert not (order["standing"] == "verified" and order["gateway"] == "mellat"), order
        if not is_ours:
            assert payment is None or payment.reversed_at is not None, order
            continue
        assert payment is not None, order
        assert payment.settled_at is not None, order
        assert payment.reversed_at is None, order
        assert payment.amount == order["taken"], order
        reached[order["gateway"]] += order["taken"]
    balances = payments.balances()
    assert sum(balances.values()) == 0
    for gateway in ("mellat", "saman", "zarinpal"):
        assert balances.get(f"bank:{gateway}", 0) == reached[gateway]
        assert balances.get(f"gateway:{gateway}", 0) == 0
    assert payments.findings(unsettled_for=timedelta()) == []
    for owed in Invoice.objects.filter(fee_code=FEE):
        used = owed.payments.filter(is_used=True).count()
        pins = Pin.objects.filter(service=FEE, round=owed.round).count()
        assert used == pins == int(owed.state == "paid") == int(owed.served_at is not None)
    assert Invoice.objects.filter(fee_code=FEE, state="paid").exists(), "nobody paid at all"
