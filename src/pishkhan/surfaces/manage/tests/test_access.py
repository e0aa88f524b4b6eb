"""Who gets into manage; every route with every visitor is in tests/journeys."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from pishkhan.foundation import clock
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.clients import api as clients
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_post
from pishkhan.kernel.webhooks import api as webhooks


pytestmark = pytest.mark.django_db
TEXT = ["identity.one_time_code", "sms", "fa"]
OF_ORGANISATIONS = [
    "organisations", "organisation", "new_organisation", "rename", "move", "close", "book",
    "new_post", "posts", "post", "appoint", "stand_in", "end_holding",
    "people", "new_person", "person", "close_account", "open_account", "reset_account", "link_person",
]  # fmt: skip
NATIONAL = [
    "holidays", "new_holiday", "closure", "weekend", "remove_holiday", "texts", "text",
    "service_list", "switch", "office", "processes", "process", "identifiers", "identifier", "messages",
    "surge", "surge_room", "surge_feature",
]  # fmt: skip
OF_PROGRAMS = [
    "programs", "programs_of", "new_key", "key", "revoke_key", "new_webhook", "webhook",
    "rotate_webhook", "webhook_off",
]  # fmt: skip
KEPT = [*OF_ORGANISATIONS, *OF_PROGRAMS]
POSTED = ["seed_year", "reset_text", "publish"]
POSTED_TO_RECEIVERS = ["ping_webhook", "webhook_on", "redeliver"]


def of_programs(office_id):
    """A key, a receiver and a delivery of the office, made at the first call."""
    if not clients.keys_of(office_id):
        clients.issue(
            organisation_id=office_id, title="برنامه", scopes=["requests:submit"], by=Actor.system()
        )
        made = webhooks.create_endpoint(
            organisation_id=office_id, title="گیرنده", url="https://a.example/", by=Actor.system()
        )
        webhooks.ping(made.endpoint.id, by=Actor.system())
    receiver = webhooks.endpoints_of(office_id)[0].id
    return clients.keys_of(office_id)[0].id, receiver, webhooks.deliveries_of(receiver)[0].id


def address(name, world):
    post = organisations.posts(world.tree.office.id)[0]
    programs = of_programs(world.tree.office.id)
    office_id = world.tree.office.id
    arguments = {
        "programs_of": [office_id],
        "surge_feature": ["autosave"],
        "new_key": [office_id],
        "new_webhook": [office_id],
        "key": [programs[0]],
        "revoke_key": [programs[0]],
        "webhook": [programs[1]],
        "ping_webhook": [programs[1]],
        "rotate_webhook": [programs[1]],
        "webhook_off": [programs[1]],
        "webhook_on": [programs[1]],
        "redeliver": list(programs[1:]),
        "organisation": [office_id],
        "new_organisation": [world.tree.office.id],
        "rename": [world.tree.office.id],
        "move": [world.tree.office.id],
        "close": [world.tree.office.id],
        "book": [world.tree.office.id, "incoming"],
        "new_post": [world.tree.office.id],
        "post": [post.id],
        "appoint": [post.id],
        "stand_in": [post.id],
        "end_holding": [post.id, organisations.holdings(post.id)[0].id],
        "person": [world.expert.id],
        "close_account": [world.expert.id],
        "open_account": [world.expert.id],
        "reset_account": [world.expert.id],
        "link_person": [world.expert.id],
        "remove_holiday": [closed_today()],
        "text": TEXT,
        "reset_text": TEXT,
        "switch": ["e_request"],
        "office": ["e_request"],
        "process": ["e_request"],
        "publish": ["e_request"],
        "identifier": ["fida"],
    }
    return reverse(f"manage:{name}", args=arguments.get(name, []))


def closed_today():
    today = clock.today()
    if not calendars.closed_days(today, today):
        calendars.add_holiday(today, title="روز آزمون", by=Actor.system())
    return calendars.closed_days(today, today)[0].id


def answers(world, who, names):
    closed_today()
    browser = world.browser(who)
    return {name: browser.get(address(name, world)).status_code for name in names}


@pytest.mark.parametrize("who", ["citizen", "clerk", "manager"])
def test_who_has_no_part_in_managing_is_refused_everywhere(world, who):
    found = answers(world, who, ["home", "audit", *KEPT, *NATIONAL])
    assert set(found.values()) == {403}, found


@pytest.mark.parametrize("who", ["stranger", "citizen", "clerk", "manager", "local", "auditor"])
def test_what_is_only_posted_is_refused_too(world, who):
    browser = world.browser(who)
    found = {browser.post(address(name, world)).status_code for name in POSTED}
    assert found == ({302} if who == "stranger" else {403})


@pytest.mark.parametrize("who", ["citizen", "clerk", "manager", "auditor"])
def test_receivers_are_touched_only_by_who_keeps_them(world, who):
    browser = world.browser(who)
    found = {browser.post(address(name, world)).status_code for name in POSTED_TO_RECEIVERS}
    assert found == {403}


def test_a_stranger_is_asked_to_sign_in_and_comes_back(world):
    browser = world.browser("stranger")
    for name in ["home", "audit", *KEPT, *NATIONAL]:
        answer = browser.get(address(name, world)) if name != "remove_holiday" else None
        assert answer is None or answer["Location"].startswith("/staff/login/?next=/manage/"), name


def test_a_password_alone_leads_to_the_second_factor(world):
    browser = world.browser("stranger")
    browser.force_login(get_user_model().objects.get(pk=world.local.id))
    assert browser.get(reverse("manage:home"))["Location"] == reverse("mfa_activate_totp")


def test_the_administrator_of_the_top_opens_every_page(world):
    found = answers(world, "administrator", ["home", "audit", *KEPT, *NATIONAL])
    assert set(found.values()) == {200}, found


def test_the_auditor_reads_the_trail_and_nothing_else(world):
    found = answers(world, "auditor", ["home", "audit", *KEPT, *NATIONAL])
    assert {name for name, status in found.items() if status == 200} == {"home", "audit"}
    assert set(found.values()) == {200, 403}


def test_an_administrator_of_a_university_keeps_it_and_not_the_country(world):
    found = answers(world, "local", ["home", "audit", *KEPT, *NATIONAL])
    assert {name for name, status in found.items() if status == 200} == {"home", *KEPT}


def test_an_administrator_of_a_university_touches_nothing_beside_or_above_it(world, local):
    beside = a_post(world.tree.other_university, Role.EXPERT)
    above = world.tree.headquarters.id
    for name, arguments in [
        ("organisation", [above]),
        ("rename", [above]),
        ("new_post", [above]),
        ("book", [above, "incoming"]),
        ("post", [beside.id]),
        ("appoint", [beside.id]),
        ("close", [world.tree.other_university.id]),
        ("programs_of", [above]),
        ("new_key", [above]),
        ("new_webhook", [world.tree.other_university.id]),
    ]:
        assert local.get(reverse(f"manage:{name}", args=arguments)).status_code == 403, name
    moved = local.post(
        reverse("manage:move", args=[world.tree.office.id]), {"parent": "u2", "because": "آزمون"}
    )
    assert moved.status_code == 403


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("organisation", [1]),
        ("post", [1]),
        ("person", [1]),
        ("programs_of", [1]),
        ("key", [1]),
        ("webhook", [1]),
        ("text", ["no.such", "sms", "fa"]),
        ("switch", ["nothing"]),
        ("process", ["nothing"]),
        ("identifier", ["national_id"]),
        ("remove_holiday", [1]),
    ],
)
def test_what_is_not_there_is_not_found(admin, name, arguments):
    assert admin.get(reverse(f"manage:{name}", args=arguments)).status_code == 404
