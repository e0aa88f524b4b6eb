"""Announcing, carrying, failing, sweeping, on a real database."""

import base64
import json
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from pishkhan.foundation import clock
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.webhooks import api
from pishkhan.kernel.webhooks.actions import announcing, carrying
from pishkhan.kernel.webhooks.errors import (
    BadAddress,
    EndpointIsOff,
    NoSuchDelivery,
    NoSuchEndpoint,
    TooManyEndpoints,
)
from pishkhan.kernel.webhooks.models import Announcement, Delivery, Endpoint
from pishkhan.kernel.webhooks.ports import Answer
from pishkhan.kernel.webhooks.rules import signing
from pishkhan.kernel.webhooks.rules.sealing import Keys
from pishkhan.kernel.webhooks.terms import DeliveryState, Off, Problem, Topic
from pishkhan.kernel.webhooks.testing import a_live_endpoint


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outside")]
BY = Actor.system()
URL = "https://receiver.example/hook"
OTHER = "https://other.example/hook"


def step(sequence=1, *, case_id=77, topic=Topic.MOVED, places=(4,), at=None):
    api.announce(
        topic,
        case_id=case_id,
        sequence=sequence,
        service="e_request",
        state="expert",
        reference="12/4",
        organisation_ids=places,
        at=at or clock.now(),
    )


def sequences(sender, url=URL):
    return [json.loads(body)["data"]["sequence"] for to, body, _ in sender.sent if to == url]


def states(**wanted):
    return sorted(Delivery.objects.filter(**wanted).values_list("state", flat=True))


def later(**span):
    return clock.frozen(clock.now() + timedelta(**span))


def test_without_a_receiver_a_step_costs_nothing():
    step()
    with CaptureQueriesContext(connection) as captured:
        step(2)
    assert not captured.captured_queries
    assert not Announcement.objects.exists()


def test_with_receivers_a_step_is_one_statement(django_assert_num_queries):
    a_live_endpoint(4)
    a_live_endpoint(4, url=OTHER)
    step()
    with django_assert_num_queries(1):
        step(2)
    assert Announcement.objects.count() == 2
    assert Delivery.objects.count() == 4


def test_a_receiver_hears_only_of_its_organisation_its_topics_and_what_its_program_filed():
    a_live_endpoint(4, topics=[Topic.CLOSED])
    a_live_endpoint(9, url=OTHER)
    step(1)
    assert not Delivery.objects.exists()
    step(2, topic=Topic.CLOSED)
    assert Delivery.objects.count() == 1
    api.follow(case_id=77, organisation_id=9)
    api.follow(case_id=77, organisation_id=9)
    step(3)
    step(3, case_id=78)
    assert Delivery.objects.count() == 2


def test_a_receiver_is_live_only_when_every_process_has_learned_of_it():
    api.create_endpoint(organisation_id=4, title="ب", url=URL, by=BY)
    step(1)
    assert not Delivery.objects.exists()
    assert announcing.LIVE_AFTER.total_seconds() >= 2 * announcing.KNOWN_FOR_SECONDS
    with later(seconds=11):
        step(2)
    assert Delivery.objects.count() == 1


def test_what_is_rolled_back_is_not_announced_and_the_same_step_only_once(outside):
    a_live_endpoint(4)
    with transaction.atomic():
        step()
        transaction.set_rollback(True)
    step()
    step()
    api.dispatch()
    assert sequences(outside.sender) == [1]


def test_what_is_sent_is_signed_by_the_secret_that_was_shown(outside):
    made = a_live_endpoint(4)
    step()
    api.dispatch()
    _url, body, headers = outside.sender.sent[0]
    secret = base64.b64decode(made.secret.removeprefix("whsec_"))
    assert headers == signing.headers(
        [secret],
        name=headers["webhook-id"],
        timestamp=int(headers["webhook-timestamp"]),
        body=body,
    )
    found = api.deliveries_of(made.endpoint.id)[0]
    assert (found.state, found.status, found.name) == (
        DeliveryState.DELIVERED,
        200,
        headers["webhook-id"],
    )


def test_the_number_of_a_letter_that_came_after_the_opening_is_in_the_body(outside):
    outside.numbers[77] = "31/4"
    a_live_endpoint(4)
    Announcement.objects.all().delete()
    step()
    Announcement.objects.update(reference="")
    api.dispatch()
    assert json.loads(outside.sender.sent[0][1])["data"]["reference"] == "31/4"
    assert Announcement.objects.get().reference == "31/4"


def test_secrets_are_sealed_and_for_a_day_after_a_change_both_sign(outside):
    made = a_live_endpoint(4)
    old = base64.b64decode(made.secret.removeprefix("whsec_"))
    assert old not in bytes(Endpoint.objects.get().sealed_secret)
    new = base64.b64decode(api.rotate_secret(made.endpoint.id, by=BY).removeprefix("whsec_"))
    step(1)
    api.dispatch()
    with later(hours=25):
        step(2)
        api.dispatch()
    lived = []
    for _url, body, headers in outside.sender.sent:
        stamp = int(headers["webhook-timestamp"])
        of = {
            s: signing.signature(s, name=headers["webhook-id"], timestamp=stamp, body=body)
            for s in (old, new)
        }
        lived.append([s for s in (new, old) if of[s] in headers["webhook-signature"].split()])
    assert lived == [[new, old], [new]]


def test_secrets_move_to_another_key_of_the_installation_and_a_lost_key_is_said(outside):
    made = a_live_endpoint(4)
    api.rotate_secret(made.endpoint.id, by=BY)
    outside.keys = Keys(keys={"k2": b"2" * 32, **outside.keys.keys}, current="k2")
    assert api.rotate_keys(by=BY) == 1
    assert api.rotate_keys(by=BY) == 0
    outside.keys = Keys(keys={"k2": b"2" * 32}, current="k2")
    step(1)
    api.dispatch()
    assert len(outside.sender.sent[0][2]["webhook-signature"].split()) == 2
    outside.keys = Keys(keys={"k3": b"3" * 32}, current="k3")
    step(2)
    api.dispatch()
    assert api.deliveries_of(made.endpoint.id)[0].problem is Problem.SECRET


def test_a_failure_is_tried_again_with_the_same_id_and_the_same_body(outside):
    a_live_endpoint(4)
    outside.sender.answers[URL] = Answer(status=500, text="no", problem=Problem.REFUSED)
    step()
    api.dispatch()
    assert states() == ["waiting"]
    assert (Delivery.objects.get().status, Delivery.objects.get().answer) == (500, "no")
    del outside.sender.answers[URL]
    with later(seconds=10):
        api.dispatch()
    assert states() == ["delivered"]
    ids = {headers["webhook-id"] for _, _, headers in outside.sender.sent}
    assert (len(ids), len({body for _, body, _ in outside.sender.sent})) == (1, 1)
    assert Endpoint.objects.get().failures == 0


def test_the_steps_of_a_case_arrive_in_order_and_a_failure_stops_the_batch(outside):
    a_live_endpoint(4)
    for number in range(1, 6):
        step(number)
    api.dispatch()
    assert sequences(outside.sender) == [1, 2, 3, 4, 5]
    outside.sender.answers[URL] = Answer(problem=Problem.UNREACHABLE)
    for number in range(6, 9):
        step(number)
    api.dispatch()
    assert sequences(outside.sender) == [1, 2, 3, 4, 5, 6]
    assert sorted(
        Delivery.objects.exclude(state="delivered").values_list("attempt", flat=True)
    ) == [
        0,
        0,
        1,
    ]


def test_a_failing_receiver_is_left_alone_and_then_given_one_to_try(outside):
    a_live_endpoint(4)
    outside.sender.answers[URL] = Answer(problem=Problem.TIMEOUT)
    for number in range(1, 4):
        step(number)
    api.dispatch()
    assert api.dispatch() == 0
    with later(seconds=2):
        api.dispatch()
        assert api.dispatch() == 0
    assert len(outside.sender.sent) == 2
    assert Endpoint.objects.get().failures == 2
    assert Endpoint.objects.get().paused_until is not None


def test_three_days_without_success_give_a_delivery_up(outside):
    a_live_endpoint(4)
    outside.sender.answers[URL] = Answer(problem=Problem.UNREACHABLE)
    step()
    moment, tries = clock.now(), 0
    while states() == ["waiting"]:
        due = Delivery.objects.get().next_at
        paused = Endpoint.objects.get().paused_until
        moment = max(one for one in (due, paused, moment) if one) + timedelta(seconds=1)
        with clock.frozen(moment):
            tries += api.dispatch()
    assert states() == ["dead"]
    assert 15 < tries < 40


def test_five_days_of_failure_switch_a_receiver_off_and_its_administrators_are_told(outside):
    made = a_live_endpoint(4)
    outside.sender.answers[URL] = Answer(problem=Problem.UNREACHABLE)
    step()
    api.dispatch()
    with later(days=5, minutes=1):
        step(2)
        api.dispatch()
        assert api.endpoint(made.endpoint.id).off is Off.FAILING
        step(3)
    assert [one.id for one in outside.told] == [made.endpoint.id]
    assert Delivery.objects.count() == 2


def test_who_says_that_it_is_gone_is_switched_off_at_once(outside):
    made = a_live_endpoint(4)
    outside.sender.answers[URL] = Answer(status=410, problem=Problem.GONE)
    step()
    api.dispatch()
    assert api.endpoint(made.endpoint.id).off is Off.GONE
    assert len(outside.told) == 1


def test_a_receiver_that_fails_does_not_keep_others_waiting(outside):
    a_live_endpoint(4)
    a_live_endpoint(4, url=OTHER)
    outside.sender.answers[URL] = Answer(problem=Problem.TIMEOUT)
    for number in range(1, 13):
        step(number)
    api.dispatch()
    api.dispatch()
    assert sequences(outside.sender, OTHER) == list(range(1, 13))


def test_a_lease_that_ended_is_taken_up_and_one_that_lives_is_not(outside):
    a_live_endpoint(4)
    step()
    Delivery.objects.update(state="sending", attempt=1, next_at=clock.now() + timedelta(seconds=30))
    assert api.dispatch() == 0
    with later(seconds=31):
        assert api.dispatch() == 1
    assert len(outside.sender.sent) == 1


def test_the_sweeper_says_how_many_and_puts_right_what_it_can(outside):
    made = a_live_endpoint(4)
    for number in range(1, 5):
        step(number)
    assert api.sweep().found == 0
    first, second, third, _fourth = Delivery.objects.order_by("id")
    first.delete()
    Delivery.objects.filter(id=second.id).update(
        state="sending", next_at=clock.now() - timedelta(hours=1)
    )
    Delivery.objects.filter(id=third.id).update(wanted_at=clock.now() - timedelta(hours=73))
    with later(minutes=11):
        found = api.sweep()
        assert (found.unannounced, found.lost_leases, found.expired) == (1, 1, 1)
        assert found.stuck == 2
        api.dispatch()
        assert api.sweep().found == 0
    assert sorted(sequences(outside.sender)) == [1, 2, 4]
    assert [d.problem for d in api.deliveries_of(made.endpoint.id)].count(Problem.EXPIRED) == 1


def test_what_is_settled_and_old_is_deleted_and_what_waits_is_kept():
    a_live_endpoint(4)
    step(1)
    api.dispatch()
    with later(days=31):
        step(2)
        assert api.purge() == 1
        assert Announcement.objects.get().sequence == 2
        assert api.purge() == 0


def test_a_ping_goes_also_to_a_receiver_that_is_left_alone(outside):
    made = a_live_endpoint(4)
    Endpoint.objects.update(failures=3, paused_until=clock.now() + timedelta(minutes=4))
    sent = api.ping(made.endpoint.id, by=BY)
    api.dispatch()
    assert json.loads(outside.sender.sent[0][1])["type"] == "webhook.ping"
    assert api.delivery(sent).state is DeliveryState.DELIVERED


def test_a_delivery_is_sent_again_by_hand_with_its_id(outside):
    made = a_live_endpoint(4)
    step()
    api.dispatch()
    api.redeliver(api.deliveries_of(made.endpoint.id)[0].id, by=BY)
    api.dispatch()
    assert len({headers["webhook-id"] for _, _, headers in outside.sender.sent}) == 1
    assert len(outside.sender.sent) == 2


def waits():
    """Until somebody waits for a row."""
    for _ in range(400):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    pytest.fail("nobody waits")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_by_hand", [True, False], ids=["by hand", "noting the answer"])
def test_a_receiver_is_locked_before_its_deliveries(is_by_hand):
    made = a_live_endpoint(4)
    step()
    wrong = []

    def other():
        try:
            if is_by_hand:
                api.redeliver(Delivery.objects.get().id, by=BY)
            else:
                carrying._note(batch)
        except Exception as error:  # noqa: BLE001 - a thread tells its test
            wrong.append(error)
        finally:
            connections.close_all()

    (claimed,) = carrying._claim(1, is_failing=False, lease=carrying.LEASE)
    batch = carrying._Done(batch=claimed, answers=[(Answer(status=200), clock.now())])
    thread = threading.Thread(target=other)
    with transaction.atomic():
        Endpoint.objects.select_for_update().get(id=made.endpoint.id)
        thread.start()
        waits()
        Delivery.objects.update(next_at=clock.now())
    thread.join()
    assert not wrong, wrong


def test_who_may_not_send_again_locks_nothing():
    a_live_endpoint(4)
    step()
    with CaptureQueriesContext(connection) as seen, pytest.raises(NotAllowed):
        api.redeliver(Delivery.objects.get().id, by=Actor.staff(1, "بیگانه", ()))
    assert not [one for one in seen if "FOR UPDATE" in one["sql"]]


def test_what_is_off_is_given_nothing_until_it_is_on_again(outside):
    made = a_live_endpoint(4)
    step(1)
    api.switch_off(made.endpoint.id, because="آزمون", by=BY)
    step(2)
    assert api.dispatch() == 0
    with pytest.raises(EndpointIsOff):
        api.ping(made.endpoint.id, by=BY)
    with pytest.raises(EndpointIsOff):
        api.redeliver(Delivery.objects.get().id, by=BY)
    api.switch_on(made.endpoint.id, by=BY)
    api.dispatch()
    assert sequences(outside.sender) == [1]


def test_odd_receivers_are_refused():
    with pytest.raises(BadAddress):
        api.create_endpoint(organisation_id=4, title="ب", url="http://a.example/", by=BY)
    for _ in range(api.MOST):
        a_live_endpoint(4)
    with pytest.raises(TooManyEndpoints):
        a_live_endpoint(4)
    with pytest.raises(NoSuchEndpoint):
        api.ping(1, by=BY)
    with pytest.raises(NoSuchDelivery):
        api.redeliver(1, by=BY)


def test_the_outbox_in_figures():
    a_live_endpoint(4)
    step(1)
    found = api.overview()
    assert found.deliveries[DeliveryState.WAITING] == 1
    assert (found.receivers, found.failing) == (1, 0)
    assert found.oldest_due is not None
    api.dispatch()
    assert api.overview().oldest_due is None
