"""Sender keys, permits and windows of access through the pages of administrators."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.urls import reverse

from pishkhan.foundation import clock, jalali
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.testing import staff_of
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.terms import Door, KeyState, Level


pytestmark = pytest.mark.django_db
PERMIT = {"level": "master", "field": "فیزیک", "from": "۱۳۹۰/۰۷/۰۱", "to": "", "decree": "مصوبهٔ ۱۲"}


def page(browser, name, *arguments, **said):
    address = reverse(f"manage:{name}", args=arguments)
    return browser.post(address, said, follow=True) if said else browser.get(address)


def html(answer):
    return answer.content.decode()


def a_public():
    return Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()


def typed(day):
    return jalali.format_numbers(day)


# ------------------------------------------------------------------ keys


def test_an_administrator_brings_a_key_which_waits_for_the_institution(world, local):
    place = world.tree.university
    assert reverse("manage:new_sender_key", args=[place.id]) in html(
        page(local, "programs_of", place.id)
    )
    shown = html(page(local, "new_sender_key", place.id, title="آموزش", public=a_public()))
    assert "در انتظار تأیید امضاکنندهٔ مؤسسه" in shown
    [key] = records.sender_keys(place.id)
    assert key.state is KeyState.ASKED
    assert "آموزش" in html(page(local, "programs_of", place.id))


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"title": "", "public": "0" * 64}, "title"),
        ({"title": "آموزش", "public": ""}, "public"),
        ({"title": "آموزش", "public": "کلید من"}, "public"),
        ({"title": "آموزش", "public": "0" * 63}, "public"),
        ({"title": "آموزش", "public": "x" * 500}, "public"),
    ],
)
def test_what_is_wrong_with_a_key_is_said_at_its_field(world, local, said, where):
    shown = html(page(local, "new_sender_key", world.tree.university.id, **said))
    assert f'id="q-{where}-error"' in shown
    assert not records.sender_keys(world.tree.university.id)


def test_a_key_is_there_once_and_is_retired_with_a_reason(world, local, admin):
    place, public = world.tree.university, a_public()
    page(local, "new_sender_key", place.id, title="یک", public=public)
    assert 'id="q-public-error"' in html(
        page(local, "new_sender_key", place.id, title="دو", public=public)
    )
    [key] = records.sender_keys(place.id)
    assert 'id="q-because-error"' in html(page(local, "retire_sender_key", key.id, because=""))
    shown = html(page(local, "retire_sender_key", key.id, because="گم شد"))
    assert "کنار گذاشته" in shown
    assert records.sender_key(key.id).retired_by == world.local.id
    shown = html(page(admin, "sender_key", key.id))
    assert f"target=sender_key&amp;target_id={key.id}" in shown
    trail = reverse("manage:audit") + f"?target=sender_key&target_id={key.id}"
    assert "گم شد" in html(admin.get(trail))


def test_keys_of_another_institution_are_out_of_reach(world, local):
    there = world.tree.other_university
    by = staff_of(world.tree.headquarters)
    key = records.ask_sender_key(
        there.id, a_public(), title="x", by=next(a for r, a in by.items() if r == "administrator")
    )
    for name in ("sender_key", "retire_sender_key"):
        assert page(local, name, key).status_code == 403
    assert page(local, "new_sender_key", there.id).status_code == 403
    assert page(local, "sender_key", 1).status_code == 404


# ------------------------------------------------------------------ permits


def test_a_permit_is_recorded_ended_and_corrected_and_all_of_it_is_told(world, admin):
    place = world.tree.university
    assert reverse("manage:permits_of", args=[place.id]) in html(page(admin, "permits"))
    assert "فیزیک" in html(page(admin, "new_permit", place.id, **PERMIT))
    [permit] = records.permits_told(place.id)
    shown = html(page(admin, "end_permit", permit.id, on="۱۴۰۰/۰۶/۳۱", because="رأی ۷"))
    assert "رأی ۷" in shown
    current = next(one for one in records.permits_told(place.id) if not one.is_replaced)
    said = PERMIT | {"level": "doctorate", "because": "مقطع اشتباه بود"}
    shown = html(page(admin, "correct_permit", current.id, **said))
    assert "مقطع اشتباه بود" in shown
    [now] = [one for one in records.permits_told(place.id) if not one.is_replaced]
    assert (now.level, now.valid_to) == (Level.DOCTORATE, None)
    answer = page(admin, "end_permit", permit.id, on="۱۴۰۰/۰۶/۳۱", because="باز")
    assert "پیش‌تر عوض شده است" in html(answer)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"level": ""}, "level"),
        ({"level": "odd"}, "level"),
        ({"from": ""}, "from"),
        ({"from": "۱۳۹۰/۱۳/۰۱"}, "from"),
        ({"to": "۱۳۸۰/۰۱/۰۱"}, "to"),
        ({"decree": " "}, "decree"),
        ({"field": "x" * 200}, "field"),
    ],
)
def test_what_is_wrong_with_a_permit_is_said_at_its_field(world, admin, change, where):
    shown = html(page(admin, "new_permit", world.tree.university.id, **(PERMIT | change)))
    assert f'id="q-{where}-error"' in shown
    assert not records.permits_told(world.tree.university.id)


def test_gaps_and_overlaps_are_told_in_words(world, admin):
    place = world.tree.university
    page(admin, "new_permit", place.id, **(PERMIT | {"to": "۱۳۹۵/۰۶/۳۱"}))
    page(admin, "new_permit", place.id, **(PERMIT | {"from": "۱۳۹۷/۰۷/۰۱"}))
    assert "هیچ اجازه‌ای نیست" in html(page(admin, "permits_of", place.id))
    page(admin, "new_permit", place.id, **(PERMIT | {"from": "۱۳۹۵/۰۱/۰۱"}))
    shown = html(page(admin, "permits_of", place.id))
    assert "بیش از یک اجازه هست" in shown
    assert "هیچ اجازه‌ای نیست" not in shown


def test_an_institution_is_found_by_name_and_the_local_administrator_has_no_such_page(
    world, admin, local
):
    assert "دانشگاه آزمون" in html(admin.get(reverse("manage:permits") + "?q=آزمون"))
    assert "پیدا نشد" in html(admin.get(reverse("manage:permits") + "?q=هیچ‌کجا"))
    assert admin.get(reverse("manage:permits") + "?after=x").status_code == 200
    assert page(local, "permits").status_code == 403
    assert page(local, "new_permit", world.tree.university.id).status_code == 403
    assert page(admin, "permits_of", 1).status_code == 404
    assert page(admin, "end_permit", 1).status_code == 404


@pytest.mark.parametrize("text", ["\x00", "\u202e", "٩" * 9000, "x' OR 1", "۱۴۰۰/۰۲/۳۲"])
def test_whatever_is_typed_is_answered(world, admin, text):
    place = world.tree.university
    page(admin, "new_permit", place.id, **PERMIT)
    [permit] = records.permits_told(place.id)
    window = records.set_window(Door.FILE, opens_on=clock.today(), because="x", by=Actor.system())
    said = {"level": text, "field": text, "from": text, "to": text, "decree": text, "on": text,
            "because": text, "door": text, "role": text, "parent": text, "title": text,
            "public": text}  # fmt: skip
    for name, number in (
        ("new_permit", place.id), ("correct_permit", permit.id), ("end_permit", permit.id),
        ("new_window", None), ("change_window", window), ("new_sender_key", place.id),
    ):  # fmt: skip
        assert page(admin, name, *([number] if number else []), **said).status_code == 200
    for where in ("q", "after"):
        assert admin.get(reverse("manage:permits"), {where: text}).status_code == 200
    assert len(records.permits_told(place.id)) == 1


# ------------------------------------------------------------------ windows


def test_a_window_is_opened_changed_and_ended(world, admin):
    today = clock.today()
    said = {"door": "file", "role": "expert", "parent": "u1", "from": typed(today),
            "to": typed(today), "because": "بخشنامهٔ تیر"}  # fmt: skip
    shown = html(page(admin, "new_window", **said))
    assert "بخشنامهٔ تیر" in shown
    [window] = records.windows()
    assert (window.door, window.institution_id) == (Door.FILE, world.tree.university.id)
    later = typed(today + timedelta(days=30))
    page(admin, "change_window", window.id, to=later, because="تمدید", **{"from": typed(today)})
    assert records.window(window.id).closes_on == today + timedelta(days=30)
    assert "پایان داده شد" in html(page(admin, "end_window", window.id, because="پایان دسترسی"))
    answer = page(admin, "end_window", window.id, because="باز")
    assert "عوض نمی‌شود" in html(answer)
    assert "۱ زمان گذشته" in html(page(admin, "windows"))
    elsewhere = html(admin.get(reverse("manage:windows") + "?q=آزمون"))
    assert "پایان دسترسی" not in elsewhere
    assert "پایان دسترسی" in html(admin.get(reverse("manage:windows") + "?q=نمونه"))


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"door": ""}, "door"),
        ({"door": "odd"}, "door"),
        ({"role": "citizen"}, "role"),
        ({"parent": "ناکجا"}, "parent"),
        ({"from": "x"}, "from"),
        ({"to": "۱۳۸۰/۰۱/۰۱"}, "to"),
        ({"because": ""}, "because"),
    ],
)
def test_what_is_wrong_with_a_window_is_said_at_its_field(world, admin, change, where):  # noqa: ARG001 - signed in
    said = {"door": "file", "role": "", "parent": "", "from": typed(clock.today()), "to": "",
            "because": "x"}  # fmt: skip
    assert f'id="q-{where}-error"' in html(page(admin, "new_window", **(said | change)))
    assert not records.windows()


def test_windows_are_of_the_top(world, local, admin):  # noqa: ARG001 - signed in
    window = records.set_window(Door.FILE, opens_on=clock.today(), because="x", by=Actor.system())
    for name, ids in (("windows", ()), ("new_window", ()), ("change_window", (window,)), ("end_window", (window,))):  # fmt: skip
        assert page(local, name, *ids).status_code == 403
        assert page(admin, name, *ids).status_code == 200
    assert page(admin, "end_window", 1).status_code == 404
