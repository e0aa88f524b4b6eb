"""Waiting and leaving out, as rules: the queue moves at its rate, slips cannot be made up."""

import math

from hypothesis import given, strategies as st

from pishkhan.kernel.surge.rules import doors, levels, places, tickets


KEY = b"k" * 32
numbers = st.integers(min_value=0, max_value=10**9)
rates = st.floats(min_value=0.01, max_value=1000)
moments = st.integers(min_value=1_700_000_000, max_value=2_000_000_000)
slips = st.builds(tickets.Slip, opening=st.integers(1, 10**6), number=numbers, at=moments)


@given(numbers, rates, st.floats(-1e6, 1e6), numbers)
def test_the_queue_never_goes_back_and_no_jump_of_the_clock_lets_a_crowd_in(
    serving, rate, seconds, issued
):
    after = places.advance(serving, rate=rate, seconds=seconds, issued=issued)
    assert serving <= after <= serving + rate * places.LONGEST_STEP


@given(numbers, rates, st.lists(st.floats(0, 3), max_size=50))
def test_a_quiet_time_is_not_saved_up(issued, rate, steps):
    serving = float(issued)
    for seconds in steps:
        serving = places.advance(serving, rate=rate, seconds=seconds, issued=issued)
    assert serving <= issued + rate * places.BURST_SECONDS


@given(rates, st.lists(st.floats(0.5, 2), min_size=1, max_size=60))
def test_while_people_wait_it_moves_by_rate_times_time(rate, steps):
    serving = 0.0
    for seconds in steps:
        serving = places.advance(serving, rate=rate, seconds=seconds, issued=10**12)
    assert math.isclose(serving, rate * sum(steps), rel_tol=1e-9)


@given(numbers, numbers, numbers, rates)
def test_whoever_came_earlier_is_nearer_and_waits_less(one, other, serving, rate):
    first, second = sorted((one, other))
    assert places.ahead(first, serving) <= places.ahead(second, serving)
    assert places.seconds_left(first, serving=serving, rate=rate) <= places.seconds_left(
        second, serving=serving, rate=rate
    )


@given(numbers, numbers, rates)
def test_a_number_is_lost_only_after_it_came_up_and_never_while_it_waits(number, serving, rate):
    if places.is_lost(number, serving=serving, rate=rate):
        assert places.ahead(number, serving) == 0
        assert (serving - number) / rate > places.CLAIM_SECONDS


@given(st.integers(0, 1000), st.floats(0, 100))
def test_a_process_holds_no_more_than_a_block_and_one_when_it_is_calm(last, within):
    count = places.lease(last, within=within)
    assert 1 <= count <= 128
    assert within < 1.0 or count == 1


@given(slips)
def test_what_was_written_is_read_until_it_is_over(slip):
    cookie = tickets.written(slip, purpose="ticket", key=KEY)
    later = {"purpose": "ticket", "key": KEY, "lasts": 60}
    assert tickets.read(cookie, now=slip.at + 60, **later) == slip
    assert tickets.read(cookie, now=slip.at + 61, **later) is None
    assert tickets.read(cookie, now=slip.at - 61, **later) is None


@given(slips, st.integers(0, 60), st.characters())
def test_no_letter_of_a_slip_can_be_changed(slip, place, letter):
    cookie = tickets.written(slip, purpose="ticket", key=KEY)
    place %= len(cookie)
    changed = cookie[:place] + letter + cookie[place + 1 :]
    found = tickets.read(changed, purpose="ticket", key=KEY, now=slip.at, lasts=60)
    assert (found is None) == (changed != cookie)


@given(slips)
def test_a_ticket_is_no_pass_and_another_installation_signs_otherwise(slip):
    cookie = tickets.written(slip, purpose="ticket", key=KEY)
    assert tickets.read(cookie, purpose="pass", key=KEY, now=slip.at, lasts=60) is None
    assert tickets.read(cookie, purpose="ticket", key=b"x" * 32, now=slip.at, lasts=60) is None


@given(st.text())
def test_anything_else_is_no_slip(text):
    assert tickets.read(text, purpose="ticket", key=KEY, now=0, lasts=60) is None


@given(st.sampled_from(doors.NEVER), st.text(max_size=20), st.lists(st.text(max_size=5)))
def test_officers_tracking_uploads_and_forms_in_hand_are_never_caught(never, rest, named):
    assert not doors.is_caught(never + rest, ["/", *named])
    assert not doors.is_door(never + rest)


def test_a_named_address_is_caught_and_a_press_of_its_button_leads_back_to_it():
    assert doors.is_caught("/s/e_request/start/", ["/s/"])
    assert not doors.is_caught("/which/", ["/s/"])
    assert doors.is_caught("/which/", ["/"])
    assert doors.goal("/s/e_request/start/", "POST") == "/s/e_request/"
    assert doors.goal("/s/e_request/", "GET") == "/s/e_request/"


@given(st.text())
def test_a_door_is_a_plain_address_of_ours(text):
    if doors.is_door(text):
        assert text.startswith("/")
        assert "//" not in text
        assert text.isascii()


def after(seconds, *, busy, load=None, waiting=0):
    load = load or levels.Load()
    start = load.since
    for second in range(seconds + 1):
        load = levels.step(load, busy=busy, waiting=waiting, now=start + second)
    return load


def test_load_that_lasts_raises_the_level_step_by_step_to_the_room():
    assert after(9, busy=0.95).level == 0
    assert [after(s, busy=0.95).level for s in (10, 20, 30, 300)] == [1, 2, 3, 3]


def test_it_falls_slowly_and_the_room_stays_open_while_somebody_waits():
    full = levels.Load(level=levels.ROOM)
    assert after(59, busy=0.1, load=full).level == 3
    assert [after(s, busy=0.1, load=full).level for s in (60, 120, 180, 999)] == [2, 1, 0, 0]
    assert after(999, busy=0.1, load=full, waiting=1).level == 3


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 5)), max_size=200))
def test_the_level_changes_by_one_and_never_sooner_than_its_time(looks):
    load, changed_at = levels.Load(), 0.0
    for now, (busy, waiting) in enumerate(looks):
        before, load = load, levels.step(load, busy=busy, waiting=waiting, now=float(now))
        assert abs(load.level - before.level) <= 1
        assert 0 <= load.level <= levels.ROOM
        if load.level != before.level:
            assert now - changed_at >= levels.RISE_SECONDS or changed_at == 0
            changed_at = now
