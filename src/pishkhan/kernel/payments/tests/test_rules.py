"""Fees, states, windows, routing, following, the ledger, PINs: without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation import digits
from pishkhan.kernel.payments.ports import Answer, Standing
from pishkhan.kernel.payments.rules import fees, following, ledger, pins, routing, windows
from pishkhan.kernel.payments.rules.following import Claim, Known, Money, Ours, Question, Verdict
from pishkhan.kernel.payments.rules.states import (
    BLOCKING,
    ENDED,
    FOLLOWS,
    INVOICE_FOLLOWS,
    may_follow,
)
from pishkhan.kernel.payments.terms import (
    AttemptState as A,
    Fault,
    Hint,
    InvoiceState,
    TransferKind,
)


NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
WITHIN = timedelta(minutes=30)
chances = st.floats(0, 1, exclude_max=True)
percents = st.integers(0, 100)
amounts = st.integers(0, 10**12)


def exemption(percent, **when):
    return fees.Exemption(
        when={name: (value,) for name, value in when.items()},
        percent=percent,
        because={"fa": "فرزند شهید"},
    )


# Fees


@given(amount=amounts, percent=percents)
def test_what_is_due_is_between_nothing_and_all_and_never_more_than_its_share(amount, percent):
    found = fees.due(amount, [exemption(percent, quota="shahed")], {"quota": "shahed"})
    assert 0 <= found.amount <= amount == found.full
    assert found.amount * 100 <= amount * (100 - percent)
    assert (amount - found.amount - 1) * 100 < amount * percent or percent == 0


@given(amount=amounts)
def test_the_first_exemption_that_fits_counts(amount):
    both = [exemption(100, quota="shahed"), exemption(50, quota="shahed")]
    assert fees.due(amount, both, {"quota": "shahed"}).amount == 0
    assert fees.due(amount, both, {"quota": "free"}).amount == amount
    assert fees.due(amount, both, {}).because is None


def test_every_condition_of_an_exemption_must_hold():
    one = exemption(100, quota="shahed", is_foreign=False)
    assert one.fits({"quota": "shahed", "is_foreign": False})
    assert not one.fits({"quota": "shahed", "is_foreign": True})
    assert not one.fits({"quota": "shahed"})
    assert not one.fits({"quota": "shahed", "is_foreign": 0})


@pytest.mark.parametrize(
    "line",
    [
        [],
        {"when": {}, "percent": 10, "because": {"fa": "x"}},
        {"when": {"a": "b"}, "percent": 101, "because": {"fa": "x"}},
        {"when": {"a": "b"}, "percent": -1, "because": {"fa": "x"}},
        {"when": {"a": "b"}, "percent": 12.5, "because": {"fa": "x"}},
        {"when": {"a": "b"}, "percent": True, "because": {"fa": "x"}},
        {"when": {"a": "b"}, "percent": 10, "because": {"en": "x"}},
        {"when": {"a": "b"}, "percent": 10, "because": {"fa": "x", "de": "x"}},
        {"when": {"a": []}, "percent": 10, "because": {"fa": "x"}},
        {"when": {"a": {"b": 1}}, "percent": 10, "because": {"fa": "x"}},
    ],
)
def test_an_exemption_that_is_none_is_refused(line):
    with pytest.raises(fees.BadExemption):
        fees.read([line])


@given(percent=percents, value=st.one_of(st.text(max_size=5), st.integers(), st.booleans()))
def test_an_exemption_is_kept_as_data_and_read_again(percent, value):
    one = exemption(percent, fact=value)
    assert fees.read([fees.written(one)]) == (one,)


# States


def test_every_state_says_what_follows_it():
    assert set(FOLLOWS) == set(A)
    assert set(INVOICE_FOLLOWS) == set(InvoiceState)


def test_money_that_reached_us_or_went_back_is_the_end():
    assert {state for state, after in FOLLOWS.items() if not after} == {A.SETTLED, A.REVERSED}
    assert {A.SETTLED, A.REVERSED, A.FAILED} == ENDED


def test_verified_money_is_settled_or_goes_back_and_is_never_called_failed():
    reached, new = {A.VERIFIED}, {A.VERIFIED}
    while new:
        new = {after for state in new for after in FOLLOWS[state]} - reached
        reached |= new
    assert reached == {A.VERIFIED, A.SETTLED, A.REVERSED}
    assert A.FAILED not in FOLLOWS[A.REVERSING]


def test_what_may_have_taken_money_blocks_and_what_was_never_at_the_bank_does_not():
    assert not BLOCKING & {A.CREATED, A.TOKEN, *ENDED}
    assert {A.RETURNED, A.VERIFYING, A.UNKNOWN, A.VERIFIED} < BLOCKING


# Windows


@given(tries=st.integers(1, 200), hours=st.integers(0, 200), chance=chances)
def test_a_bank_is_asked_again_within_a_minute_in_the_hour_and_at_least_hourly(
    tries, hours, chance
):
    found = windows.pause(tries=tries, since=NOW, now=NOW + timedelta(hours=hours), chance=chance)
    assert timedelta(seconds=1) <= found <= timedelta(minutes=72)
    if hours <= 1:
        assert found <= timedelta(seconds=72)


@pytest.mark.parametrize(
    ("begun", "paid", "counts"),
    [(-1, 0, True), (0, 30, True), (0, 30.1, False), (0.1, 1, False), (-600, -590, True)],
)
def test_who_began_in_time_has_the_grace_to_pay(begun, paid, counts):
    assert counts is windows.is_in_time(
        begun_at=NOW + timedelta(minutes=begun),
        paid_at=NOW + timedelta(minutes=paid),
        payable_until=NOW,
        grace=timedelta(minutes=30),
    )


def test_a_payment_is_not_later_than_the_way_back_nor_than_the_page():
    at = {"created_at": NOW, "redirected_at": NOW + timedelta(minutes=1)}
    back = NOW + timedelta(minutes=3)
    closes = NOW + timedelta(minutes=1) + windows.PAGE_LIVES
    assert windows.latest_payment(**at, returned_at=back) == back
    assert windows.latest_payment(**at, returned_at=None) == closes
    assert windows.latest_payment(**at, returned_at=closes + timedelta(hours=9)) == closes


# Routing


def candidate(name, weight=1, **more):
    return routing.Candidate(name=name, weight=weight, **more)


def test_attempts_are_shared_by_weight():
    found = [
        routing.choose([candidate("a", 3), candidate("b", 1)], now=NOW, chance=i / 400)
        for i in range(400)
    ]
    assert (found.count("a"), found.count("b")) == (300, 100)


@given(weights=st.lists(st.integers(0, 5), max_size=5), chance=chances)
def test_whoever_has_a_share_may_be_chosen_and_nobody_else(weights, chance):
    listed = [candidate(str(i), weight) for i, weight in enumerate(weights)]
    found = routing.choose(listed, now=NOW, chance=chance)
    if any(weights):
        assert weights[int(found)] > 0
    else:
        assert found is None


@given(failures=st.integers(2, 60), seconds=st.integers(0, 400))
def test_a_gateway_that_fails_is_left_alone_two_minutes_at_most(failures, seconds):
    one = candidate("a", failures=failures, failed_at=NOW)
    well = one.is_well(NOW + timedelta(seconds=seconds))
    assert well or seconds < 120
    assert not well or seconds >= 5
    assert candidate("a", failures=1, failed_at=NOW).is_well(NOW)


def test_while_one_gateway_is_down_the_other_takes_all():
    down = candidate("a", 9, failures=5, failed_at=NOW)
    assert routing.choose([down, candidate("b")], now=NOW, chance=0.0) == "b"
    assert routing.choose([down], now=NOW, chance=0.0) is None


# Following


@st.composite
def attempts(draw):
    state = draw(st.sampled_from(list(A)))
    led = state not in {A.CREATED, A.TOKEN}
    hint = draw(st.sampled_from(list(Hint))) if led and state is not A.REDIRECTED else Hint.NONE
    return Known(
        state=state,
        hint=hint,
        hint_fault=Fault.CANCELLED if hint is Hint.NOK else Fault.NONE,
        has_reference=draw(st.booleans()) and hint is not Hint.NONE,
        tries=draw(st.integers(1, 20)),
        created_at=NOW,
        redirected_at=NOW + timedelta(seconds=20) if led else None,
        returned_at=NOW + timedelta(minutes=3) if hint is not Hint.NONE else None,
        verify_within=WITHIN,
        knows_by_token=draw(st.booleans()),
        settles=draw(st.booleans()),
        is_alone=draw(st.booleans()),
    )


moments = st.integers(0, 6_000).map(lambda minutes: NOW + timedelta(minutes=minutes))
answers = st.builds(
    Answer,
    standing=st.sampled_from(list(Standing)),
    amount=st.sampled_from([None, 40_000, 400_000, 4_000]),
    order_number=st.sampled_from([0, 7, 8]),
    terminal=st.sampled_from(["", "t", "other"]),
    reference=st.sampled_from(["", "R1"]),
    fault=st.sampled_from([Fault.NONE, Fault.CARD_REFUSED]),
)
ours = st.builds(
    Ours,
    amount=st.just(40_000),
    order_number=st.just(7),
    terminal=st.just("t"),
    claim=st.sampled_from(list(Claim)),
    is_reference_used=st.booleans(),
)


@given(known=attempts(), now=moments)
def test_every_attempt_that_is_not_over_is_asked_after_or_waits_for_a_moment_or_ends(known, now):
    step = following.next_step(known, now)
    if isinstance(step, Question):
        assert known.state not in ENDED
        return
    assert may_follow(known.state, step.state)
    assert step.money is Money.NONE
    assert step.state in ENDED or (step.at is not None and step.at > now)


@given(known=attempts(), now=moments)
def test_the_clock_alone_ends_nothing_that_was_claimed(known, now):
    if known.state in {A.VERIFIED, A.REVERSING} or (
        known.state in {A.VERIFYING, A.UNKNOWN} and known.has_reference
    ):
        assert isinstance(following.next_step(known, now), Question)


@given(known=attempts(), now=moments)
def test_a_browser_is_never_believed(known, now):
    """Whatever it says, the bank is asked wherever it can be."""
    if known.state in {A.RETURNED, A.VERIFYING, A.UNKNOWN}:
        step = following.next_step(known, now)
        assert isinstance(step, Question) is (known.knows_by_token or known.has_reference)


@given(known=attempts(), answer=answers, ours=ours, now=moments)
def test_every_clear_answer_leads_where_the_attempt_may_go(known, answer, ours, now):
    question = following.next_step(known, now)
    if not isinstance(question, Question) or question is Question.REQUEST:
        return
    # The teller has written that it claims before it does.
    state = (
        A.VERIFYING if question is Question.VERIFY and known.state is A.RETURNED else known.state
    )
    known = replace(known, state=state)
    verdict = following.judge(known, question, answer, ours, now)
    assert may_follow(state, verdict.state)
    assert not (verdict.again and verdict.state in ENDED)
    unclear = following.judge_unclear(known, question, now)
    assert may_follow(state, unclear.state)
    assert unclear.money is Money.NONE


@given(known=attempts(), answer=answers, ours=ours, now=moments)
def test_money_is_taken_only_where_the_bank_says_ours_and_everything_fits(known, answer, ours, now):
    question = following.next_step(known, now)
    if question is not Question.VERIFY:
        return
    verdict = following.judge(known, question, answer, ours, now)
    takes = verdict.money in {Money.TAKEN, Money.TAKEN_AND_SETTLED}
    foreign = answer.order_number == 8 or answer.terminal == "other" or ours.is_reference_used
    assert takes is (following.is_claimed(answer) and not foreign)
    if verdict.state in {A.VERIFIED, A.SETTLED}:
        assert answer.amount in {None, 40_000}
        assert ours.claim is Claim.USABLE
    if takes and answer.amount in {400_000, 4_000}:
        assert (verdict.state, verdict.fault) == (A.REVERSING, Fault.WRONG_AMOUNT)


@given(known=attempts(), answer=answers, now=moments, name=st.sampled_from(["", "R1"]))
def test_only_what_would_be_settled_next_anyway_is_settled_in_the_same_breath(
    known, answer, now, name
):
    mine = Ours(amount=40_000, order_number=7, terminal="t", reference=name)
    settles = following.is_to_settle(known, answer, mine, now)
    verdict = following.judge(known, Question.VERIFY, answer, mine, now)
    is_its_name = answer.reference in {"", name}
    assert settles is (known.is_alone and is_its_name and verdict.state is A.VERIFIED)
    if settles:
        done = replace(answer, standing=Standing.SETTLED)
        both = following.judge(known, Question.VERIFY, done, mine, now)
        assert both == Verdict(state=A.SETTLED, money=Money.TAKEN_AND_SETTLED)
        assert verdict.again  # the bank has just been asked, and was not clear


@given(known=attempts(), now=moments)
def test_why_a_bank_says_that_it_is_too_late_is_kept(known, now):
    mine = Ours(amount=40_000, order_number=7, terminal="t")
    for fault in (Fault.NONE, Fault.WRONG_AMOUNT):
        late = Answer(standing=Standing.TOO_LATE, fault=fault)
        verdict = following.judge(known, Question.VERIFY, late, mine, now)
        assert verdict == Verdict(state=A.FAILED, fault=fault or Fault.RETURNED_BY_BANK)


@given(known=attempts(), now=moments, standing=st.sampled_from([Standing.PENDING, Standing.PAID]))
def test_a_bank_that_knows_nothing_yet_is_believed_after_its_window_if_it_was_asked_often(
    known, now, standing
):
    known = replace(known, state=A.UNKNOWN)
    mine = Ours(amount=40_000, order_number=7, terminal="t")
    verdict = following.judge(known, Question.VERIFY, Answer(standing=standing), mine, now)
    if verdict.state is A.FAILED:
        assert now >= known.window_ends_at
        assert known.tries >= windows.BELIEVED_AFTER
    else:
        assert verdict.state is A.UNKNOWN
        assert verdict.again
    # Asked from the beginning on, it was asked so often long before its window is over.
    pauses = [
        windows.pause(tries=tries, since=NOW, now=NOW, chance=1)
        for tries in range(1, windows.BELIEVED_AFTER)
    ]
    assert sum(pauses, timedelta()) < timedelta(minutes=5) < known.verify_within


@given(known=attempts(), now=moments)
def test_what_goes_back_and_is_not_there_has_gone_back_when_the_window_is_over(known, now):
    known = replace(known, state=A.REVERSING)
    mine = Ours(amount=40_000, order_number=7, terminal="t")
    gone = Answer(standing=Standing.NOT_PAID, code="42")
    verdict = following.judge(known, Question.REVERSE, gone, mine, now)
    if now < known.window_ends_at:
        assert verdict == Verdict(state=A.REVERSING, again=True)
    else:
        assert verdict == Verdict(
            state=A.REVERSED, fault=Fault.RETURNED_BY_BANK, money=Money.REVERSED
        )


@given(known=attempts(), answer=answers, ours=ours, now=moments)
def test_to_look_takes_nothing_and_what_nobody_knows_ends_with_its_window(known, answer, ours, now):
    question = following.next_step(known, now)
    if question is Question.LOOK:
        assert following.judge(known, question, answer, ours, now).money is Money.NONE
    if question is Question.VERIFY and answer.standing in {Standing.PENDING, Standing.PAID}:
        is_paid = answer.standing is Standing.PAID
        over_at = known.window_ends_at + (windows.KNOWN_AFTER if is_paid else timedelta())
        is_over = now >= over_at and known.tries >= windows.BELIEVED_AFTER
        verdict = following.judge(known, question, answer, ours, now)
        assert is_over or verdict.at == (
            known.window_ends_at if now < known.window_ends_at else None
        )
        assert verdict.state is (A.FAILED if is_over else A.UNKNOWN)
        assert verdict.money is Money.NONE


@given(answer=answers, now=moments, settles=st.booleans())
def test_what_was_verified_is_settled_or_given_back_and_nothing_else(answer, now, settles):
    for state, question in ((A.VERIFIED, Question.SETTLE), (A.REVERSING, Question.REVERSE)):
        known = Known(
            state=state, created_at=NOW, verify_within=WITHIN, knows_by_token=True, settles=settles
        )
        mine = Ours(amount=40_000, order_number=7, terminal="t")
        verdict = following.judge(known, question, answer, mine, now)
        moved = {A.SETTLED: Money.SETTLED, A.REVERSED: Money.REVERSED}
        assert verdict.money is moved.get(verdict.state, Money.NONE)


@given(now=moments, settles=st.booleans(), standing=st.sampled_from(Standing))
def test_what_is_to_go_back_is_tried_in_the_banks_time_and_then_refunded(now, settles, standing):
    known = Known(
        state=A.REVERSING, created_at=NOW, verify_within=WITHIN, knows_by_token=True,
        settles=settles,
    )  # fmt: skip
    mine = Ours(amount=40_000, order_number=7, terminal="t")
    is_over = now >= known.is_reversible_until
    later = Verdict(state=A.VERIFIED) if is_over else Verdict(state=A.REVERSING, again=True)
    assert following.judge_unclear(known, Question.REVERSE, now) == later
    is_gone = standing is Standing.NOT_PAID and now >= known.window_ends_at
    if standing not in {Standing.REVERSED, Standing.SETTLED, Standing.TOO_LATE} and not is_gone:
        found = following.judge(known, Question.REVERSE, Answer(standing=standing), mine, now)
        assert found == later
    assert known.is_reversible_until >= NOW + windows.REVERSIBLE_FOR


@pytest.mark.parametrize("settles", [True, False])
def test_who_pays_out_by_itself_is_believed_what_it_has_verified(settles):
    known = Known(
        state=A.VERIFIED, created_at=NOW, verify_within=WITHIN, knows_by_token=True,
        settles=settles,
    )  # fmt: skip
    mine, said = Ours(amount=1, order_number=7, terminal="t"), Answer(standing=Standing.VERIFIED)
    found = following.judge(known, Question.SETTLE, said, mine, NOW)
    assert (found.state is A.SETTLED) is not settles


def test_every_question_has_a_verdict_for_no_answer():
    known = Known(
        state=A.VERIFYING, created_at=NOW, verify_within=WITHIN, knows_by_token=True, settles=True
    )
    assert {following.judge_unclear(known, one, NOW).state for one in Question} == {
        A.FAILED,
        A.UNKNOWN,
        A.VERIFYING,
    }


def test_a_page_is_asked_for_once():
    new = {"created_at": NOW, "verify_within": WITHIN, "knows_by_token": True, "settles": True}
    assert following.next_step(Known(state=A.CREATED, tries=1, **new), NOW) is Question.REQUEST
    assert following.next_step(Known(state=A.CREATED, tries=2, **new), NOW) == Verdict(
        state=A.FAILED, fault=Fault.GATEWAY_DOWN
    )


# The ledger


def money(amount=40_000):
    return ledger.Money(payment_id=1, gateway="mellat", service="guest", amount=amount)


def story(*, is_used, is_settled, is_reversed, refund):
    made = [ledger.taken(money())]
    if is_reversed:
        made.append(ledger.reversed_(money()))
    if is_settled:
        made.append(ledger.settled(money()))
        if is_used:
            made.append(ledger.used(money()))
    if refund:
        made.append(ledger.owed_back(money(), refund_id=5, amount=refund, is_used=is_used))
        made.append(ledger.paid_back(money(), refund_id=5, amount=refund))
    return made


@pytest.mark.parametrize(
    ("is_used", "ending", "refund"),
    list(product([True, False], ["waits", "settled", "reversed"], [0, 10_000, 40_000])),
)
def test_every_story_of_a_payment_balances(is_used, ending, refund):
    if refund and ending != "settled":
        return
    made = story(
        is_used=is_used,
        is_settled=ending == "settled",
        is_reversed=ending == "reversed",
        refund=refund,
    )
    found = ledger.balances(made)
    assert sum(found.values()) == 0
    assert len({one.key for one in made}) == len(made)
    assert found.get("gateway:mellat") == (40_000 if ending == "waits" else 0)
    assert found.get("bank:mellat", 0) == (40_000 - refund if ending == "settled" else 0)
    assert found.get("refunds:", 0) == 0
    kinds = {one.kind for one in made} - {TransferKind.OWED_BACK, TransferKind.PAID_BACK}
    assert kinds == ledger.expected(
        is_used=is_used, is_settled=ending == "settled", is_reversed=ending == "reversed"
    )


# PINs


@given(text=st.text(max_size=20))
def test_whatever_is_typed_is_a_pin_or_none(text):
    found = pins.read(text)
    assert found is None or (len(found) == 11 and found.isascii() and found.isdecimal())


@given(st.data())
def test_a_pin_is_read_as_people_write_it_and_a_slip_is_noticed(data):
    pin = pins.new()
    assert pins.read(digits.to_persian(pins.grouped(pin))) == pin
    assert pins.read(digits.to_arabic(f" {pin[:4]}-{pin[4:]} ")) == pin
    place = data.draw(st.integers(0, 10))
    wrong = str((int(pin[place]) + data.draw(st.integers(1, 9))) % 10)
    assert pins.read(pin[:place] + wrong + pin[place + 1 :]) is None
