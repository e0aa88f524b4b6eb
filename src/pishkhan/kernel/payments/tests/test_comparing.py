"""The bank's word beside ours: what agrees, what differs, what can be taken into the books."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from pishkhan.kernel.payments.rules import ledger
from pishkhan.kernel.payments.rules.bank_file import BankState, Row
from pishkhan.kernel.payments.rules.correcting import correction, excess
from pishkhan.kernel.payments.rules.reconciling import Ours, Stage, compare, gather
from pishkhan.kernel.payments.terms import Account, AttemptState, DifferenceKind
from pishkhan.kernel.payments.tests.test_bank_file import NOON, rows


AMOUNT, ORDER = 40_000, 77
THEIRS = Row("R1", "", ORDER, AMOUNT, BankState.SETTLED, "", NOON)


def ours(stage=None, state=AttemptState.UNKNOWN, amount=AMOUNT):
    return Ours(5, state, ORDER, amount, 6 if stage else None, stage)


mine = st.one_of(
    st.none(),
    st.builds(ours, st.none(), st.sampled_from(AttemptState), st.integers(1, 10**9)),
    st.builds(ours, st.sampled_from(Stage), st.just(AttemptState.SETTLED), st.integers(1, 10**9)),
)


@given(rows, mine)
def test_whatever_the_two_sides_say_there_is_one_answer(theirs, held):
    found = compare(theirs, held)
    if found is None:
        assert held is not None
    else:
        assert found.theirs == theirs.amount
        assert found.kind is not DifferenceKind.BAD_ROW


@given(rows)
def test_what_nobody_knows_here_is_only_at_the_bank(theirs):
    assert compare(theirs, None).kind is DifferenceKind.ONLY_AT_BANK


@pytest.mark.parametrize("state", BankState)
@pytest.mark.parametrize("stage", Stage)
def test_a_payment_agrees_where_both_have_it_alike(state, stage):
    agrees = compare(replace(THEIRS, state=state), ours(stage)) is None
    assert agrees is (
        (state.value, stage.value)
        in {
            ("settled", "settled"),
            ("verified", "verified"),
            ("reversed", "reversed"),
            ("settled", "paid_back"),
            ("reversed", "paid_back"),
        }
    )


@pytest.mark.parametrize("state", AttemptState)
def test_what_the_bank_settled_and_we_gave_up_can_be_taken_into_the_books(state):
    found = compare(THEIRS, ours(state=state))
    assert found.detail == f"{state.value}/settled"
    assert found.is_recoverable is (state is not AttemptState.REVERSED)


def test_a_payment_that_we_hold_as_verified_is_settled_by_the_file():
    assert compare(THEIRS, ours(Stage.VERIFIED)).is_recoverable
    assert compare(replace(THEIRS, state=BankState.REVERSED), ours(Stage.VERIFIED)).is_recoverable
    assert not compare(
        replace(THEIRS, state=BankState.VERIFIED), ours(Stage.SETTLED)
    ).is_recoverable


def test_what_the_bank_took_back_is_a_difference_and_nothing_to_take():
    found = compare(replace(THEIRS, state=BankState.REVERSED), ours(Stage.SETTLED))
    assert (found.kind, found.detail) == (DifferenceKind.STATE, "settled/reversed")
    assert not found.is_recoverable


@pytest.mark.parametrize("held", [ours(), ours(Stage.SETTLED), ours(Stage.VERIFIED)])
def test_another_amount_is_never_taken(held):
    found = compare(replace(THEIRS, amount=AMOUNT * 10), held)
    assert (found.kind, found.ours, found.theirs) == (DifferenceKind.AMOUNT, AMOUNT, AMOUNT * 10)
    assert not found.is_recoverable


def test_another_order_number_is_a_difference_whatever_else_is_alike():
    found = compare(replace(THEIRS, order_number=78), ours(Stage.SETTLED))
    assert (found.kind, found.detail) == (DifferenceKind.STATE, "order")
    assert compare(replace(THEIRS, order_number=None), ours(Stage.SETTLED)) is None


def test_a_payment_that_failed_here_and_went_back_there_is_no_difference():
    theirs = replace(THEIRS, state=BankState.REVERSED, amount=AMOUNT * 10)
    assert compare(theirs, ours(state=AttemptState.FAILED)) is None


@given(st.lists(st.sampled_from(BankState), min_size=1, max_size=6))
def test_the_last_word_of_the_file_counts_and_the_same_word_twice_is_noticed(states):
    said = gather(
        replace(THEIRS, state=state, at=NOON + timedelta(minutes=number))
        for number, state in enumerate(states)
    )
    assert said.last.state is states[-1]
    assert said.states == len(set(states))
    assert said.is_twice is (len(set(states)) < len(states))


def test_of_equal_moments_the_later_line_counts():
    said = gather([THEIRS, replace(THEIRS, state=BankState.REVERSED)])
    assert said.last.state is BankState.REVERSED


@pytest.mark.parametrize(
    ("kind", "detail"),
    [(DifferenceKind.STATE, "verified/reversed"), (DifferenceKind.ONLY_HERE, "verified")],
)
def test_what_the_bank_is_asked_about_still_is_not_corrected_by_hand(kind, detail):
    assert excess(kind, ours=AMOUNT, theirs=AMOUNT, detail=detail) == 0


@given(
    st.sampled_from(DifferenceKind),
    st.one_of(st.none(), st.integers(1, 10**12)),
    st.one_of(st.none(), st.integers(1, 10**12)),
    st.sampled_from(["", "settled", "verified", "reversed", "settled/reversed", "reversed/settled",
                     "verified/reversed", "unknown/settled", "order"]),
)  # fmt: skip
def test_a_correction_moves_what_the_bank_has_more_and_leaves_the_sum_at_nothing(
    kind, held, theirs, detail
):
    more = excess(kind, ours=held, theirs=theirs, detail=detail)
    made = correction(9, kind, gateway="memory", ours=held, theirs=theirs, detail=detail)
    assert (made is None) is (more == 0)
    if made is not None:
        found = ledger.balances([made])
        assert sum(found.values()) == 0
        assert found[ledger.name(Account.UNEXPLAINED)] == -more
