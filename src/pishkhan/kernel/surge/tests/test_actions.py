"""The room and its switches on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.surge import actions, api
from pishkhan.kernel.surge.errors import BadDoor, BadRate, FeatureOff
from pishkhan.kernel.surge.models import Admission
from pishkhan.kernel.surge.rules import levels
from pishkhan.kernel.surge.terms import Feature, Mode


pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 6, 54, tzinfo=UTC)
SYSTEM = Actor.system()


def open_room(a_minute=60, **more):
    return api.set_room(mode=Mode.ON, a_minute=a_minute, by=SYSTEM, because="ثبت‌نام", **more)


def beat(at, busy=0.0, process="one"):
    with clock.frozen(at):
        return api.tick(process, busy=busy)


def test_nobody_waits_until_somebody_opens_the_room_and_all_of_it_is_in_the_trail():
    assert not api.look().is_open
    surge = open_room(a_minute=120, doors=["/s/e_request/"])
    assert surge.is_open
    assert (surge.rate, surge.doors) == (2.0, ("/s/e_request/",))
    [line] = audit.lines(verb="surge.room_set")
    assert line.because == "ثبت‌نام"
    assert line.after == {"mode": "on", "a_minute": 120, "doors": "/s/e_request/"}


@pytest.mark.parametrize("door", ["s/", "/desk/", "//x", "/track/", "/d/", "/uploads/", "/ s"])
def test_what_must_stay_open_cannot_be_put_behind_it(door):
    with pytest.raises(BadDoor):
        open_room(doors=[door])


@pytest.mark.parametrize("a_minute", [0, -1, 60_001])
def test_a_rate_is_a_rate(a_minute):
    with pytest.raises(BadRate):
        open_room(a_minute=a_minute)


def test_the_room_moves_at_its_rate_whoever_beats_and_however_often():
    actions.lease(500)
    with clock.frozen(AT):
        begun = open_room(a_minute=600).serving
    actions.lease(500)
    for second in range(1, 11):
        for process in ("one", "other", "third"):
            surge = beat(AT + timedelta(seconds=second), process=process)
    assert surge.serving == begun + 100


def test_a_clock_that_was_put_back_does_not_stop_it():
    with clock.frozen(AT):
        begun = open_room(a_minute=600).serving
    actions.lease(500)
    beat(AT - timedelta(hours=1))
    surge = beat(AT - timedelta(hours=1) + timedelta(seconds=1))
    assert surge.serving == begun + 10


def test_an_opening_makes_the_numbers_of_the_one_before_worthless():
    first = open_room()
    assert open_room(a_minute=90).opening == first.opening  # only set anew
    api.set_room(mode=Mode.OFF, by=SYSTEM)
    actions.lease(7)
    second = open_room()
    assert second.opening == first.opening + 1
    assert second.serving == second.issued


def test_a_ticket_lets_one_browser_in_and_only_for_a_while():
    def admit(browser, at=AT, number=4):
        with clock.frozen(at):
            return api.admit(opening=1, number=number, browser=browser)

    assert admit("mine")
    assert admit("mine")  # the answer was lost on the way
    assert not admit("theirs")
    assert not admit("mine", AT + timedelta(minutes=3))
    assert admit("theirs", number=5)


@pytest.mark.django_db(transaction=True)
def test_a_ticket_that_is_shared_lets_one_of_many_in():
    def admit(who):
        try:
            return api.admit(opening=1, number=9, browser=str(who))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(admit, range(40))) == 1


@pytest.mark.django_db(transaction=True)
def test_no_number_is_given_twice():
    def lease(_):
        try:
            return api.lease(13)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        drawn = [number for block in pool.map(lease, range(30)) for number in block]
    assert len(set(drawn)) == len(drawn) == 390


def test_admissions_are_forgotten_when_their_tickets_are_over():
    with clock.frozen(AT):
        api.admit(opening=1, number=1, browser="b")
    with clock.frozen(AT + timedelta(hours=11)):
        assert actions.forget_admissions() == 0
    with clock.frozen(AT + timedelta(hours=13)):
        assert actions.forget_admissions() == 1
    assert not Admission.objects.exists()


def test_a_feature_is_switched_by_hand_and_says_so_in_the_trail():
    assert api.has(Feature.AUTOSAVE)
    api.set_feature(Feature.AUTOSAVE, mode=Mode.OFF, because="بار زیاد", by=SYSTEM)
    assert not api.has(Feature.AUTOSAVE)
    assert api.has(Feature.SUGGESTIONS)
    with pytest.raises(FeatureOff):
        api.require(Feature.AUTOSAVE)
    [line] = audit.lines(verb="surge.feature_set")
    assert line.after == {"feature": "autosave", "mode": "off"}


def test_load_that_lasts_leaves_features_out_and_opens_the_room_by_itself(settings):
    settings.SURGE_AUTOMATIC = True
    beat(AT, 1.0)
    api.set_feature(Feature.AUTOSAVE, mode=Mode.ON, by=SYSTEM)
    levels_seen, without = [], {}
    for second in range(60):
        surge = beat(AT + timedelta(seconds=second), 0.97)
        levels_seen.append(surge.level)
        without[surge.level] = {one.value for one in Feature if not surge.has(one)}
    assert levels_seen == sorted(levels_seen)
    assert without[0] == set()
    assert without[1] == {"suggestions", "thumbnails"}
    assert without[2] == {"suggestions", "thumbnails", "pdf_previews"}  # one is kept on by hand
    assert surge.level == levels.ROOM
    assert surge.is_open
    assert surge.opening == 1
    assert [line.after["level"] for line in audit.lines(verb="surge.level_changed")] == [3, 2, 1]
    for second in range(60, 400):
        surge = beat(AT + timedelta(seconds=second), 0.1)
    assert surge.level == 0
    assert not surge.is_open


def test_where_it_is_not_wanted_the_load_changes_nothing():
    for second in range(60):
        surge = beat(AT + timedelta(seconds=second), 1.0)
    assert surge.effective == 0
    assert not surge.is_open


def test_a_room_that_is_closed_by_hand_stays_closed_under_load(settings):
    settings.SURGE_AUTOMATIC = True
    with clock.frozen(AT):
        api.set_room(mode=Mode.OFF, by=SYSTEM)
    for second in range(60):
        surge = beat(AT + timedelta(seconds=second), 1.0)
    assert surge.level == levels.ROOM
    assert not surge.is_open


def test_who_does_not_manage_services_sets_nothing():
    stranger = Actor.staff(1, "کارشناس", ())
    with pytest.raises(NotAllowed):
        api.set_room(mode=Mode.ON, by=stranger)
    with pytest.raises(NotAllowed):
        api.set_feature(Feature.AUTOSAVE, mode=Mode.OFF, by=stranger)
