"""Money is right when everything goes wrong: thousands of sequences that chance makes.

`FAULTS_MONEY_SEQUENCES` and `FAULTS_MONEY_SEED` say how many and which; a sequence that fails
tells its own seed and what happened, and `FAULTS_MONEY_ONLY=<seed>` runs it alone. `make drill`
tries five times as many as a run of all tests, which has a minute for them.
"""

import os
import time
from collections import Counter

import pytest

from pishkhan.kernel.identity.testing import the_applicant
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.models import Attempt, Invoice
from pishkhan.kernel.payments.tests.money import officer
from tests.faults import money


PARTS = 4  # for as many processes of the tests
SEQUENCES = int(os.environ.get("FAULTS_MONEY_SEQUENCES", "1000"))
SEED = os.environ.get("FAULTS_MONEY_SEED", "1405")
ONLY = os.environ.get("FAULTS_MONEY_ONLY", "")
LOOKS_EVERY = 100


def seeds(part):
    if ONLY:
        return [ONLY]
    return [f"{SEED}-{number}" for number in range(part, SEQUENCES, PARTS)]


@pytest.mark.slow
@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize("part", range(1 if ONLY else PARTS))
def test_whatever_goes_wrong_every_rial_is_explained(part, capsys):
    began, seen = time.monotonic(), Counter()
    reached: Counter[str] = Counter()
    with money.ground():
        person_id, now = the_applicant().id, money.BEGIN
        officers = (officer("finance1"), officer("finance2"))
        for number, seed in enumerate(seeds(part), start=1):
            world = tried(seed, person_id, officers, now, looks=number % LOOKS_EVERY == 0)
            now = world.now
            reached += world.reaches_us()
            seen += Counter(sequences=1, kills=world.kills, happenings=len(world.story))
        books_agree_with(reached)
        endings = ended()
    seconds = time.monotonic() - began
    with capsys.disabled():
        print(  # noqa: T201 - what was tried is part of the answer
            f"\nMoney: {seen['sequences']:,} sequences (part {part + 1} of {PARTS}, seed {SEED}) of "
            f"{seen['happenings']:,} happenings and {seen['kills']:,} kills in {seconds:.0f} s; "
            f"{sum(reached.values()):,} rials stay with us, every one explained. How attempts ended: "
            f"{', '.join(f'{count} {how}' for how, count in endings)}."
        )


def tried(seed, person_id, officers, now, *, looks):
    """The world of one sequence, held against the banks."""
    world = money.World(seed=seed, person_id=person_id, officers=officers, now=now)
    try:
        world.runs()
        world.must_be_right()
        assert not (looks and payments.findings())
    except BaseException as error:
        error.add_note(f"FAULTS_MONEY_ONLY={seed} runs it again:\n" + "\n".join(world.story))
        raise
    return world


def ended():
    """How often attempts ended how, most often first."""
    rows = Attempt.objects.values_list("state", "fault")
    return Counter(f"{state} {fault}".rstrip() for state, fault in rows).most_common()


def books_agree_with(reached):
    """The whole ledger after all sequences: what banks pay out is what lies in the bank."""
    balances = payments.balances()
    assert sum(balances.values()) == 0
    for bank in ("mellat", "saman", "zarinpal"):
        assert balances.get(f"bank:{bank}", 0) == reached[bank]
        assert balances.get(f"gateway:{bank}", 0) == 0
    assert payments.verified_unsettled() == 0
    assert payments.findings() == []
    assert not Invoice.objects.filter(state__in=["paid", "waived"], served_at=None).exists()
