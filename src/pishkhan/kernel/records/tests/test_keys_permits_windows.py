"""Sender keys by two people; permits that follow others; windows that open, change and end."""

from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, strategies as st

from pishkhan.foundation import clock
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.api import actor_for_account
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.testing import a_tree
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.errors import (
    BackwardPeriod,
    BadKey,
    BecauseNeeded,
    DoorClosed,
    KeyDecided,
    KeyWithoutTitle,
    NoSuchRecord,
    PermitChanged,
    SignatureWrong,
    TwoPeople,
    WindowEnded,
)
from pishkhan.kernel.records.queries.logged import LOGGED
from pishkhan.kernel.records.rules.recognition import Permit, uneven
from pishkhan.kernel.records.rules.windows import Window, is_open, standing
from pishkhan.kernel.records.terms import Access, Door, KeyState, Level, Recognised, Unevenness
from pishkhan.kernel.records.testing import Sender, a_record
from pishkhan.kernel.transparency import api as log
from pishkhan.kernel.transparency.testing import a_log


DAY = timedelta(days=1)
FIRST = date(2020, 1, 1)


# ------------------------------------------------------------------ keys


@pytest.fixture
def administrator(campus):  # noqa: ARG001 - with its post there
    return actor_for_account(cast.the_administrator().id)


def a_key():
    return Ed25519PrivateKey.generate()


def ask(campus, by, private=None, title="سامانهٔ تازه"):
    public = (private or a_key()).public_key().public_bytes_raw().hex()
    return records.ask_sender_key(campus.institution.id, public, title=title, by=by)


def test_a_key_signs_72_hours_after_a_signer_of_the_institution_confirmed_it(campus, administrator):
    private = a_key()
    key_id = ask(campus, administrator, private)
    sender = Sender(institution=campus.institution, private=private)
    assert records.sender_key(key_id).state is KeyState.ASKED
    with pytest.raises(SignatureWrong):
        sender.send("b-1", [a_record(1)])
    records.confirm_sender_key(key_id, by=campus.signer)
    assert records.sender_key(key_id).state is KeyState.COOLING
    with clock.frozen(clock.now() + timedelta(hours=73)):
        assert records.sender_key(key_id).state is KeyState.LIVE
        sender.send("b-2", [a_record(1)])
        records.retire_sender_key(key_id, because="دزدیده شد", by=administrator)
        with pytest.raises(SignatureWrong):
            sender.send("b-3", [a_record(1)])
        told = records.sender_key(key_id)
        assert (told.state, told.retired_by) == (KeyState.RETIRED, administrator.account_id)
        with pytest.raises(KeyDecided):
            records.retire_sender_key(key_id, because="باز", by=administrator)


def test_a_key_that_the_institution_does_not_know_never_signs(campus, administrator):
    key_id = ask(campus, administrator)
    with pytest.raises(BecauseNeeded):
        records.refuse_sender_key(key_id, because=" ", by=campus.signer)
    records.refuse_sender_key(key_id, because="نمی‌شناسیم", by=campus.signer)
    for late in (
        lambda: records.confirm_sender_key(key_id, by=campus.signer),
        lambda: records.refuse_sender_key(key_id, because="x", by=campus.signer),
    ):
        with pytest.raises(KeyDecided):
            late()
    counted = records.count_sender_keys([campus.institution.id])
    assert counted == {campus.institution.id: 1}  # the one of its own system


def test_who_may_not_does_not(campus, administrator):
    with pytest.raises(NotAllowed):
        ask(campus, campus.expert)
    with pytest.raises(TwoPeople):
        ask(campus, Actor.system())
    key_id = ask(campus, administrator)
    with pytest.raises(NotAllowed):
        records.confirm_sender_key(key_id, by=campus.expert)
    both = Actor.staff(administrator.account_id, "", administrator.grants + campus.signer.grants)
    with pytest.raises(TwoPeople):
        records.confirm_sender_key(key_id, by=both)
    with pytest.raises(NoSuchRecord):
        records.confirm_sender_key(1, by=campus.signer)


@pytest.mark.parametrize("public", ["", "abc", "0" * 63, "کلید", "0" * 65])
def test_what_is_no_key_is_none(campus, administrator, public):
    with pytest.raises(BadKey):
        records.ask_sender_key(campus.institution.id, public, title="x", by=administrator)


def test_a_key_has_a_name_and_is_there_once(campus, administrator):
    private = a_key()
    with pytest.raises(KeyWithoutTitle):
        ask(campus, administrator, private, title="  ")
    ask(campus, administrator, private)
    with pytest.raises(BadKey):
        ask(campus, administrator, private)


# ------------------------------------------------------------------ permits


@pytest.fixture
def place(db):  # noqa: ARG001 - of the tree
    return a_tree().other_university


def a_permit(place, **more):
    said = {"level": Level.MASTER, "valid_from": FIRST, "decree": "مصوبهٔ ۱", "by": Actor.system()}
    return records.recognise(place.id, **(said | more))


def recognised(place, on, level=Level.MASTER):
    return records.recognition_of(place.id, level=level, field="فیزیک", on=on)


def test_a_permit_that_ended_covers_its_last_day_and_what_came_before(place):
    permit_id = a_permit(place)
    ended = records.end_permit(permit_id, on=date(2021, 1, 1), because="رأی ۲", by=Actor.system())
    assert recognised(place, date(2021, 1, 1)) is Recognised.RECOGNISED
    assert recognised(place, date(2021, 1, 2)) is Recognised.NOT_RECOGNISED
    told = {one.id: one for one in records.permits_told(place.id)}
    assert (told[permit_id].is_replaced, told[ended].replaces) == (True, permit_id)
    assert (told[ended].because, told[ended].decree) == ("رأی ۲", "مصوبهٔ ۱")
    assert records.count_permits([place.id]) == {place.id: 1}
    with pytest.raises(PermitChanged):
        records.end_permit(permit_id, on=FIRST, because="باز", by=Actor.system())


def test_a_corrected_permit_is_another_one_and_the_wrong_one_stays_in_the_public_log(place):
    with a_log() as made:
        log.begin_first()
        permit_id = a_permit(place)
        records.correct_permit(
            permit_id,
            records.Permitted(level=Level.DOCTORATE, field="", valid_from=FIRST, valid_to=None, decree="مصوبهٔ ۲"),
            because="مقطع اشتباه ثبت شده بود",
            by=Actor.system(),
        )  # fmt: skip
        made.publish()
        assert log.verify_log().is_whole
        assert len(list(LOGGED.read())) == 2
    assert recognised(place, FIRST) is Recognised.NOT_RECOGNISED
    assert recognised(place, FIRST, Level.DOCTORATE) is Recognised.RECOGNISED


def test_a_permit_is_changed_with_a_reason_forwards_and_by_the_top(place):
    permit_id = a_permit(place)
    end = {"on": date(2021, 1, 1), "because": "x", "by": Actor.system()}
    with pytest.raises(BackwardPeriod):
        records.end_permit(permit_id, **(end | {"on": FIRST - DAY}))
    with pytest.raises(BecauseNeeded):
        records.end_permit(permit_id, **(end | {"because": " "}))
    with pytest.raises(NotAllowed):
        records.end_permit(permit_id, **(end | {"by": Actor.anonymous()}))
    with pytest.raises(NoSuchRecord):
        records.end_permit(1, **end)
    with pytest.raises(BackwardPeriod):
        a_permit(place, valid_to=FIRST - DAY)
    assert recognised(place, date(2030, 1, 1)) is Recognised.RECOGNISED


def test_gaps_and_overlaps_are_told_of_the_permits_that_stand(place):
    a_permit(place, valid_to=date(2020, 12, 31))
    late = a_permit(place, valid_from=date(2021, 2, 1), decree="۲")
    [gap] = records.uneven_of(place.id)
    assert (gap.kind, gap.first, gap.last) == (
        Unevenness.GAP, date(2021, 1, 1), date(2021, 1, 31),
    )  # fmt: skip
    records.correct_permit(
        late,
        records.Permitted(
            level=Level.MASTER, field="", valid_from=date(2020, 12, 1), valid_to=None, decree="۲"
        ),
        because="روز آغاز",
        by=Actor.system(),
    )
    [overlap] = records.uneven_of(place.id)
    assert (overlap.kind, overlap.first, overlap.last) == (
        Unevenness.OVERLAP, date(2020, 12, 1), date(2020, 12, 31),
    )  # fmt: skip


days = st.integers(0, 30).map(lambda number: FIRST + timedelta(days=number))
permits = st.lists(
    st.builds(
        lambda first, length: Permit(
            level=Level.MASTER, field_key="", valid_from=first,
            valid_to=None if length is None else first + timedelta(days=length),
        ),
        days,
        st.none() | st.integers(0, 10),
    ),
    max_size=6,
)  # fmt: skip


@given(permits, days)
def test_a_day_is_in_a_gap_exactly_where_none_covers_it_between_two_that_do(several, day):
    found = [
        one for one in uneven(several)
        if one.first <= day and (one.last is None or day <= one.last)
    ]  # fmt: skip
    covering = sum(one.covers(Level.MASTER, "", day) for one in several)
    is_before = any(one.valid_from < day for one in several)
    is_after = any(one.valid_from > day for one in several)
    is_gap = not covering and is_before and is_after
    assert any(one.kind is Unevenness.GAP for one in found) == is_gap
    assert any(one.kind is Unevenness.OVERLAP for one in found) == (covering > 1)


# ------------------------------------------------------------------ windows


def a_window(door=Door.FILE, **more):
    said = {"opens_on": clock.today(), "because": "بخشنامه", "by": Actor.system()}
    return records.set_window(door, **(said | more))


def test_an_ended_window_lets_nobody_in_from_that_moment(campus):
    window_id = a_window()
    records.require_open(Door.FILE, campus.institution.id, by=campus.expert)
    records.end_window(window_id, because="پایان دسترسی", by=Actor.system())
    with pytest.raises(DoorClosed):
        records.require_open(Door.FILE, campus.institution.id, by=campus.expert)
    told = records.access_of(campus.institution.id, by=campus.expert)
    assert (told[Door.FILE].access, told[Door.FILE].day) == (Access.ENDED, clock.today())
    assert told[Door.API].access is Access.FREE
    assert records.window(window_id).is_over
    for change in (
        lambda: records.end_window(window_id, because="باز", by=Actor.system()),
        lambda: records.change_window(
            window_id, opens_on=clock.today(), closes_on=None, because="x", by=Actor.system()
        ),
    ):
        with pytest.raises(WindowEnded):
            change()


def test_days_to_come_are_changed_and_days_that_were_are_not(campus):  # noqa: ARG001 - the clock
    today = clock.today()
    window_id = a_window(opens_on=today - 5 * DAY, closes_on=today + DAY)
    change = {"opens_on": today - 5 * DAY, "closes_on": today + 9 * DAY, "because": "تمدید",
              "by": Actor.system()}  # fmt: skip
    records.change_window(window_id, **change)
    assert records.window(window_id).closes_on == today + 9 * DAY
    with pytest.raises(WindowEnded):
        records.change_window(window_id, **(change | {"opens_on": today - 9 * DAY}))
    with pytest.raises(WindowEnded):
        records.change_window(window_id, **(change | {"closes_on": today - 3 * DAY}))
    with pytest.raises(BackwardPeriod):
        records.change_window(window_id, **(change | {"closes_on": today - 9 * DAY}))
    with pytest.raises(BecauseNeeded):
        records.change_window(window_id, **(change | {"because": ""}))
    with pytest.raises(NotAllowed):
        records.change_window(window_id, **(change | {"by": Actor.anonymous()}))
    with pytest.raises(NoSuchRecord):
        records.change_window(1, **change)
    with pytest.raises(BackwardPeriod):
        a_window(closes_on=today - DAY)
    assert [one.id for one in records.windows()] == [window_id]


windows = st.lists(
    st.builds(
        lambda first, length, ended, role: Window(
            role=role, institution_id=None, opens_on=first,
            closes_on=None if length is None else first + timedelta(days=length),
            ended_on=FIRST + timedelta(days=14) if ended else None,
        ),
        days, st.none() | st.integers(0, 10), st.booleans(), st.sampled_from(["", "expert", "signer"]),
    ),
    max_size=5,
)  # fmt: skip
MINE = {"roles": frozenset({"expert"}), "institution_id": 7}


@given(windows, days)
def test_what_is_told_of_a_door_is_how_it_will_be(several, today):
    told = standing(several, on=today, **MINE)
    opened = is_open(several, on=today, **MINE)
    assert opened == (told.access in {Access.FREE, Access.OPEN})
    if told.access is Access.OPEN and told.day is not None:
        last = (told.day - today).days
        assert all(is_open(several, on=today + n * DAY, **MINE) for n in range(last + 1))
        assert not is_open(several, on=told.day + DAY, **MINE)
    if told.access is Access.NOT_YET:
        assert is_open(several, on=told.day, **MINE)
    if told.access is Access.ENDED:
        assert told.day <= today or told.day == FIRST + timedelta(days=14)
