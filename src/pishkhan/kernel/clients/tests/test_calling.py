"""Calls: counted, and done once however often they are sent."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from pishkhan.foundation import clock
from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.audit.api import lines
from pishkhan.kernel.clients import api as clients, errors
from pishkhan.kernel.clients.actions import calling
from pishkhan.kernel.clients.models import AccessKey, KeptAnswer
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.testing import a_tree


def a_caller(**more):
    place = a_tree().office
    issued = clients.issue(
        organisation_id=place.id,
        title="سامانهٔ نمونه",
        scopes=[clients.KeyScope.SUBMIT],
        by=Actor.system(),
        **more,
    )
    return clients.caller_for(issued.secret)


def once(caller, act, mark="m", digest="d"):
    return clients.once(caller, mark, digest, act, operation="test", by=caller.program)


@pytest.mark.django_db
def test_calls_are_counted_until_there_are_none_left(frozen_now):
    caller = a_caller(per_minute=2)
    assert [clients.count_call(caller).remaining for _ in range(2)] == [1, 0]
    with pytest.raises(errors.QuotaExhausted) as refused:
        clients.count_call(caller)
    assert refused.value.data == {"limit": 2, "seconds": 60}
    with clock.frozen(frozen_now + timedelta(seconds=60)):
        assert clients.count_call(caller).remaining == 1


@pytest.mark.django_db
def test_the_day_has_its_own_end(frozen_now):
    caller = a_caller(per_minute=10, per_day=1)
    assert clients.count_call(caller).remaining == 0
    with pytest.raises(errors.QuotaExhausted) as refused:
        clients.count_call(caller)
    assert refused.value.data["seconds"] == 16 * 3600  # 08:00 UTC
    with clock.frozen(frozen_now + timedelta(hours=16)):
        clients.count_call(caller)


@pytest.mark.django_db
def test_when_a_key_was_used_is_known_to_the_hour(frozen_now):
    caller = a_caller()
    for minutes in (0, 30, 61):
        with clock.frozen(frozen_now + timedelta(minutes=minutes)):
            clients.count_call(caller)
            noted = AccessKey.objects.get().last_used_at
        assert noted == frozen_now + timedelta(minutes=minutes if minutes > 60 else 0)


@pytest.mark.django_db
def test_the_second_call_gets_the_answer_of_the_first():
    caller, done = a_caller(), []

    def act():
        done.append(1)
        return clients.Answer(status=201, body={"number": len(done)}, case_id=7)

    first, second = once(caller, act), once(caller, act)
    assert (first.body, first.is_replay) == ({"number": 1}, False)
    assert (second.body, second.status, second.is_replay) == ({"number": 1}, 201, True)
    assert once(caller, act, mark="another").body == {"number": 2}
    told = [one for one in lines(limit=20) if one.verb == "clients.acted"]
    assert [one.after["case_id"] for one in told] == [7, 7]
    assert told[0].actor_kind == "program"


@pytest.mark.django_db
def test_the_same_mark_for_another_call_is_refused():
    caller = a_caller()
    once(caller, lambda: clients.Answer(status=200))
    with pytest.raises(errors.KeyReused):
        once(caller, lambda: clients.Answer(status=200), digest="another")


@pytest.mark.django_db
def test_one_key_does_not_see_the_marks_of_another():
    one, other = a_caller(), a_caller()
    once(one, lambda: clients.Answer(status=200, body="mine"))
    assert once(other, lambda: clients.Answer(status=200, body="theirs")).body == "theirs"


@pytest.mark.django_db
def test_a_refusal_keeps_nothing_and_may_be_tried_again():
    caller = a_caller()

    def refuse():
        AccessKey.objects.update(title="half done")
        raise DomainError

    with pytest.raises(DomainError):
        once(caller, refuse)
    assert AccessKey.objects.get().title == "سامانهٔ نمونه"
    assert not once(caller, lambda: clients.Answer(status=200)).is_replay


@pytest.mark.django_db
def test_answers_are_forgotten_after_a_day():
    caller = a_caller()
    once(caller, lambda: clients.Answer(status=200, body=1))
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert once(caller, lambda: clients.Answer(status=200, body=2)).body == 2
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert calling.sweep() == 1
    assert not KeptAnswer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_calls_at_once_act_once():
    caller, done, begun = a_caller(), [], threading.Event()
    answers = []

    def act():
        begun.set()
        done.append(1)
        return clients.Answer(status=201, body=len(done))

    def call():
        try:
            answers.append(once(caller, act))
        finally:
            connection.close()

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [1]
    assert sorted(one.is_replay for one in answers) == [False] + [True] * 7
    assert {one.body for one in answers} == {1}


@pytest.mark.django_db(transaction=True)
def test_who_waits_too_long_is_told_to_come_again(monkeypatch):
    monkeypatch.setattr(calling, "WAIT_SECONDS", 0.05)
    caller, refused = a_caller(), []

    def call():
        try:
            once(caller, lambda: clients.Answer(status=200))
        except errors.AnswerUnderWay as error:
            refused.append(error.data)
        finally:
            connection.close()

    def act():
        other = threading.Thread(target=call)
        other.start()
        other.join()
        return clients.Answer(status=200)

    once(caller, act)
    assert refused == [{"seconds": 1}]
    assert KeptAnswer.objects.count() == 1


@pytest.mark.django_db
def test_a_case_is_filed_by_one_organisation():
    caller = a_caller()
    clients.note_filing(5, caller)
    clients.note_filing(5, caller)
    assert clients.filer_of(5) == caller.organisation_id
    assert clients.filer_of(6) is None
    assert list(clients.filed_by(caller.organisation_id)) == [5]
