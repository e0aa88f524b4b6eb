"""Receipts that operators post: only at the secret address, only about what they were given."""

import pytest
from django.test import Client, override_settings

from pishkhan.foundation import clock
from pishkhan.kernel.notifications.models import Message
from pishkhan.kernel.notifications.terms import Channel, MessageState


pytestmark = pytest.mark.django_db
TOKEN = "a-secret-that-is-long-enough"
CLIENT = Client()


@pytest.fixture(autouse=True)
def _token():
    with override_settings(SMS_CALLBACK_TOKEN=TOKEN):
        yield


@pytest.fixture
def message():
    now = clock.now()
    return Message.objects.create(
        event="e",
        channel=Channel.SMS,
        language="fa",
        dedupe_key="k",
        address="09120000001",
        text="سلام",
        parts=1,
        state=MessageState.SENT,
        created_at=now,
        wanted_at=now,
        provider="kavenegar",
        provider_id="8792343",
    )


def post(data, operator="kavenegar", token=TOKEN, **more):
    return CLIENT.post(f"/hooks/sms/{operator}/{token}/", data, **more)


def state(message):
    message.refresh_from_db()
    return message.state


def test_a_receipt_in_kavenegars_words_is_noted_once(message):
    for _time in range(2):
        answer = post({"messageid": "8792343", "status": "10"})
        assert (answer.status_code, answer.content) == (204, b"")
    assert state(message) == MessageState.DELIVERED


def test_a_receipt_in_the_simulators_words_is_noted(message):
    Message.objects.update(provider="simulator", provider_id="s1")
    body = {"reports": [{"id": "s1", "delivery": "undelivered"}]}
    post(body, "simulator", content_type="application/json")
    assert state(message) == MessageState.FAILED


def test_a_receipt_about_nothing_we_know_is_answered_alike(message):
    answer = post({"messageid": "1", "status": "10"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert state(message) == MessageState.SENT


def test_one_operator_cannot_speak_for_another(message):
    body = {"reports": [{"id": "8792343", "delivery": "delivered"}]}
    post(body, "simulator", content_type="application/json")
    assert state(message) == MessageState.SENT


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"messageid": "8792343"},
        {"status": "10"},
        {"messageid": "8792343", "status": "ten"},
        {"messageid": "8792343", "status": "4"},
        {"messageid": "'; --", "status": "10"},
    ],
)
def test_nonsense_changes_nothing(message, data):
    assert post(data).status_code == 204
    assert state(message) == MessageState.SENT


@pytest.mark.parametrize("body", ["", "[" * 50_000, "[]", "{}", '{"reports": 1}', "NaN", "\x00"])
def test_nonsense_in_json_changes_nothing(message, body):
    assert post(body, "simulator", content_type="application/json").status_code == 204
    assert state(message) == MessageState.SENT


@pytest.mark.usefixtures("message")
def test_without_the_secret_there_is_nothing_here():
    data = {"messageid": "8792343", "status": "10"}
    assert post(data, token="guess").status_code == 404
    assert post(data, operator="smsir").status_code == 404
    assert post(data, operator="nobody").status_code == 404
    with override_settings(SMS_CALLBACK_TOKEN=""):
        assert post(data, token="x").status_code == 404
    assert CLIENT.get(f"/hooks/sms/kavenegar/{TOKEN}/").status_code == 405
    assert Message.objects.get().state == MessageState.SENT
