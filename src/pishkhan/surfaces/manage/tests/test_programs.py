"""Keys and receivers of an organisation through the pages."""

import re

import pytest
from django.urls import reverse

from pishkhan.kernel.clients import api as clients
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.webhooks import api as webhooks
from pishkhan.kernel.webhooks.models import Delivery, Endpoint
from pishkhan.kernel.webhooks.terms import DeliveryState, Off, Problem, Topic


pytestmark = pytest.mark.django_db
KEY = {
    "title": "سامانهٔ آموزش",
    "scope_0": "1",
    "scope_1": "1",
    "per_minute": "۳۰",
    "per_day": "5000",
}
RECEIVER = {"title": "گیرنده", "url": "https://receiver.example/hook", "topic_0": "1"}


def page(browser, name, *arguments, **said):
    address = reverse(f"manage:{name}", args=arguments)
    return browser.post(address, said, follow=True) if said else browser.get(address)


def html(answer):
    return answer.content.decode()


def a_receiver(world):
    return webhooks.create_endpoint(
        organisation_id=world.tree.office.id,
        title="گیرنده",
        url="https://receiver.example/hook",
        by=Actor.system(),
    ).endpoint


def test_a_key_is_shown_once_and_opens(world, admin):
    answer = page(admin, "new_key", world.tree.office.id, **KEY)
    secret = re.search(r'id="secret">([^<]+)<', html(answer)).group(1)
    assert "no-store" in answer["Cache-Control"]
    caller = clients.caller_for(secret)
    assert (caller.per_minute, caller.per_day) == (30, 5000)
    assert sorted(caller.scopes) == ["requests:follow", "requests:submit"]
    again = html(page(admin, "key", caller.key_id))
    assert secret not in again
    assert "۳۰ در دقیقه، ۵۰۰۰ در روز" in again
    assert secret[:11] in html(page(admin, "programs_of", world.tree.office.id))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"title": ""}, "title"),
        ({"per_minute": "0"}, "per_minute"),
        ({"per_day": "abc"}, "per_day"),
        ({"to": "1400/1/1"}, "to"),
        ({"account": "هیچ‌کس"}, "account"),
        ({"scope_2": "1"}, "account"),
        ({"scope_0": "", "scope_1": ""}, "scope_0"),
    ],
)
def test_what_is_wrong_with_a_key_is_said_at_its_field(world, admin, change, place):
    found = html(page(admin, "new_key", world.tree.office.id, **{**KEY, **change}))
    assert f'id="q-{place}-error"' in found
    assert clients.keys_of(world.tree.office.id) == []


def test_a_key_is_taken_back_with_a_reason(world, admin):
    page(admin, "new_key", world.tree.office.id, **KEY)
    [key] = clients.keys_of(world.tree.office.id)
    assert 'id="q-because-error"' in html(page(admin, "revoke_key", key.id, because=""))
    found = html(page(admin, "revoke_key", key.id, because="گم شد"))
    assert "باطل" in found
    assert clients.key(key.id).revoked_at is not None
    again = html(page(admin, "revoke_key", key.id, because="دوباره"))
    assert "این کلید باطل شده است" in again


def test_a_receiver_is_made_and_its_secret_shown_once(world, admin):
    answer = page(admin, "new_webhook", world.tree.office.id, **RECEIVER)
    secret = re.search(r'id="secret">(whsec_[^<]+)<', html(answer)).group(1)
    [made] = webhooks.endpoints_of(world.tree.office.id)
    assert (made.url, made.topics) == ("https://receiver.example/hook", (Topic.REGISTERED,))
    assert secret not in html(page(admin, "webhook", made.id))


@pytest.mark.parametrize("url", ["ftp://a.example/", "https://a:b@c.example/", "receiver", ""])
def test_an_address_that_cannot_be_is_said_at_its_field(world, admin, url):
    found = html(page(admin, "new_webhook", world.tree.office.id, **{**RECEIVER, "url": url}))
    assert 'id="q-url-error"' in found
    assert webhooks.endpoints_of(world.tree.office.id) == []


def test_a_receiver_is_tried_rotated_switched_off_and_on(world, admin):
    made = a_receiver(world)
    page(admin, "ping_webhook", made.id, any="thing")
    assert Delivery.objects.get().endpoint_id == made.id
    rotated = html(page(admin, "rotate_webhook", made.id, sure="1"))
    assert "whsec_" in rotated
    assert "هنوز امضا می‌کند" in rotated
    page(admin, "webhook_off", made.id, because="آزمون")
    assert webhooks.endpoint(made.id).off is Off.BY_HAND
    assert "خاموش است" in html(page(admin, "ping_webhook", made.id, any="thing"))
    page(admin, "webhook_on", made.id, any="thing")
    assert webhooks.endpoint(made.id).is_active


def test_deliveries_are_shown_with_their_reason_and_sent_again(world, admin):
    made = a_receiver(world)
    webhooks.ping(made.id, by=Actor.system())
    Delivery.objects.update(
        state=DeliveryState.DEAD,
        status=500,
        problem=Problem.REFUSED,
        answer="<b>no</b>",
        attempt=12,
        next_at=None,
    )
    found = html(page(admin, "webhook", made.id))
    for said in ("رهاشده", "۵۰۰", "گیرنده نپذیرفت", "&lt;b&gt;no", "۱۲ بار"):
        assert said in found
    page(admin, "redeliver", made.id, Delivery.objects.get().id, any="thing")
    assert Delivery.objects.get().state == DeliveryState.WAITING


def test_a_delivery_of_another_receiver_is_not_found(world, admin):
    made, other = a_receiver(world), a_receiver(world)
    webhooks.ping(other.id, by=Actor.system())
    answer = page(admin, "redeliver", made.id, Delivery.objects.get().id, any="thing")
    assert answer.status_code == 404


def test_many_deliveries_come_page_by_page(world, admin):
    made = a_receiver(world)
    for _ in range(30):
        webhooks.ping(made.id, by=Actor.system())
    first = html(page(admin, "webhook", made.id))
    assert first.count("/again/") == 25
    after = re.search(r"\?after=(\d+)", first).group(1)
    second = admin.get(reverse("manage:webhook", args=[made.id]), {"after": after})
    assert html(second).count("/again/") == 5
    for odd in ("abc", "9" * 40, "-1"):
        assert (
            admin.get(reverse("manage:webhook", args=[made.id]), {"after": odd}).status_code == 200
        )


def test_a_failing_receiver_says_since_when(world, admin):
    made = a_receiver(world)
    Endpoint.objects.update(failures=4, failing_since=made.created_at)
    assert "(۴ بار)" in html(page(admin, "webhook", made.id))
    assert "پاسخ نمی‌دهد" in html(page(admin, "programs_of", world.tree.office.id))


def test_organisations_are_found_and_only_those_one_keeps(world, admin, local):
    assert world.tree.headquarters.name in html(page(admin, "programs"))
    found = html(page(local, "programs"))
    assert world.tree.university.name in found
    assert world.tree.headquarters.name not in found
    sought = local.get(reverse("manage:programs"), {"q": world.tree.other_university.name})
    assert "پیدا نشد" in html(sought)
