"""Held records, keys, permits and access in a browser: two people, and an administrator, wide and on a phone."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import expect

from pishkhan.foundation import clock
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.terms import OrganisationKind, Role
from pishkhan.kernel.organisations.testing import an_organisation, give
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.terms import Door
from pishkhan.kernel.records.testing import Sender, a_national_id, a_record, permit_all
from pishkhan.web.accounts import give_code_app
from tests.e2e.visitor import a_visitor, an_album


NAMES = {"fa1280": "سپیدار", "fa360": "ارغوان", "en360": "نسترن", "ar1280": "سروستان"}
PLACES = {"fa1280": "سرو", "fa360": "نارون", "ar360": "بلوط"}


def officer(place, username, role, name):
    account = cast.an_account(username, name)
    give_code_app(account.id, cast.TOTP_SECRET)
    give(account, place, role)
    return account


def a_university(town, name):
    """With an open roll, and two records that wait: one of a known number, one of a new person."""
    place = an_organisation(
        f"held-{name}",
        f"دانشگاه {NAMES[name]}",
        kind=OrganisationKind.UNIVERSITY,
        parent=town.headquarters,
    )
    permit_all(place)
    records.roll_open(place.id, 1404, by=Actor.system())
    sender = Sender(institution=place)
    sender.register()
    number = 1000 + 10 * len(name) + sum(map(ord, name))
    sender.send("first", [a_record(number)])
    young = {"person__birth_date": "1392/01/01"}
    sender.send(
        "second",
        [
            a_record(
                number + 1,
                person__identity=a_national_id(number),
                award__level="associate",
                enrolment__level="associate",
            ),
            a_record(number + 2, **young),
            a_record(number + 3, **young),
        ],
    )
    records.set_window(
        Door.FILE, role=Role.EXPERT.value, institution_id=place.id, opens_on=clock.today(),
        closes_on=clock.today(), because="بخشنامهٔ پایان دسترسی دانشگاه‌ها", by=Actor.system(),
    )  # fmt: skip
    return place


@pytest.mark.parametrize(
    ("language", "width"), [("fa", 1280), ("fa", 360), ("en", 360), ("ar", 1280)]
)
def test_two_people_settle_what_was_held(town, house, browser, language, width):  # noqa: PLR0915 - a walk
    name = f"{language}{width}"
    place = a_university(town, name)
    expert = officer(place, f"keeper-{name}", Role.EXPERT, "نگار دشت‌آرا")
    signer = officer(place, f"dean-of-{name}", Role.SIGNER, "هما کوه‌نشین")
    administrator = officer(place, f"head-{name}", Role.ADMINISTRATOR, "کیوان یگانه‌راد")
    linked, new, refused = records.held(place.id)
    with an_album(f"{language}-{width}-held") as album:
        with a_visitor(browser, house, album, width=width, language=language) as at:
            at.enter(administrator.id)
            at.go(f"/manage/organisations/{place.id}/sender-keys/new/")
            at.page.locator("#q-title").fill("۱۴۰۵")
            at.page.locator("#q-public").fill("no key")
            at.page.locator("main form button.button").last.click()
            expect(at.page.locator("#q-public-error")).to_be_visible()
            at.look("key-refused")
            public = Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()
            at.page.locator("#q-public").fill(public)
            at.page.locator("main form button.button").last.click()
            at.look("key-asked")
            at.go(f"/manage/organisations/{place.id}/programs/")
            at.look("keys-of-institution")
        with a_visitor(browser, house, album, width=width, language=language) as at:
            at.enter(expert.id)
            at.go(f"/registrar/{place.id}/")
            at.look("institution")
            at.go("/registrar/held/")
            at.look("held")
            at.page.keyboard.press("j")
            at.page.keyboard.press("x")
            expect(at.page.locator("input[name=record]").first).to_be_checked()
            at.page.keyboard.press("Enter")
            at.page.wait_for_url(f"**/held/{linked.id}/")
            at.look("beside-the-register")
            at.page.locator("input[name=person]").first.check()
            at.page.locator("#f-because").fill("نام پیشین اوست؛ شناسنامه دیده شد")
            at.page.locator("button[value=let_in]").click()
            at.page.wait_for_url(f"**/held/{new.id}/")
            at.look("a-new-person")
            at.page.locator("input[name=person][value=new]").check()
            at.page.locator("#f-because").fill("دفتر دیده شد")
            at.page.locator("button[value=let_in]").click()
            at.page.wait_for_url(f"**/held/{refused.id}/")
            at.go("/registrar/held/?standing=waiting")
            at.page.locator("input[name=record]").first.check()
            at.page.locator("button[value=refuse]").click()
            at.look("refusal-needed")
            at.page.locator("#f-refusal").select_option("R-NOT-OURS")
            at.page.locator("button[value=refuse]").click()
        with a_visitor(browser, house, album, width=width, language=language) as at:
            at.enter(signer.id)
            at.go(f"/registrar/{place.id}/held/{linked.id}/")
            at.look("proposed")
            at.page.locator("button[value=approve]").click()
            at.go("/registrar/held/?standing=proposed")
            at.look("for-the-second")
            for tick in at.page.locator("input[name=record]").all():
                tick.check()
            at.page.locator("button[value=approve]").click()
            at.go("/registrar/held/?standing=settled")
            at.look("settled")
            at.go(f"/registrar/{place.id}/held/{linked.id}/")
            at.look("settled-record")
            at.go(f"/registrar/{place.id}/batch/{linked.batch_id}/")
            at.look("batch")
            at.go(f"/registrar/{place.id}/keys/")
            at.look("keys")
            at.page.locator("button[value=confirm]").click()
            at.look("key-confirmed")
    assert not records.held(place.id)
    assert records.last_settlements([refused.id])[refused.id].refusal == "R-NOT-OURS"


@pytest.mark.parametrize(("language", "width"), [("fa", 1280), ("fa", 360), ("ar", 360)])
def test_permits_and_windows_are_kept_by_the_top(town, house, browser, language, width):  # noqa: PLR0915 - a walk
    name = f"top-{language}{width}"
    place = an_organisation(
        name,
        f"دانشگاه {PLACES[name.removeprefix('top-')]}",
        kind=OrganisationKind.UNIVERSITY,
        parent=town.headquarters,
    )
    top = officer(town.headquarters, f"chief-{name}", Role.ADMINISTRATOR, "بهمن سپهری‌فر")
    with (
        an_album(f"{language}-{width}-permits") as album,
        a_visitor(browser, house, album, width=width, language=language) as at,
    ):
        at.enter(top.id)

        def typed(first, last="", **more):
            for which, day in (("from", first), ("to", last)):
                for part, text in zip(("year", "month", "day"), day.split("/"), strict=False):
                    field = at.page.locator(f"#q-{which}-{part}")
                    field.select_option(text) if part == "month" and text else field.fill(text)
            for code, text in more.items():
                at.page.locator(f"#q-{code}").fill(text)
            at.page.locator("main form button.button").last.click()

        at.go("/manage/permits/")
        at.look("institutions")
        for first, last in (("1390/7/1", "1395/6/31"), ("1397/7/1", ""), ("1398/1/1", "")):
            at.go(f"/manage/organisations/{place.id}/permits/new/")
            at.page.locator("#q-level").select_option("master")
            typed(first, last, field="فیزیک", decree="مصوبهٔ ۱۲")
        at.look("uneven")
        permit = records.permits_told(place.id)[-1]
        at.go(f"/manage/permits/{permit.id}/correct/")
        at.look("correct")
        at.page.locator("#q-because").fill("دو بار ثبت شده بود")
        at.page.locator("main form button.button").last.click()
        at.look("corrected")
        at.go("/manage/windows/new/")
        at.page.locator("#q-door").select_option("late")
        at.page.locator("#q-parent").fill(place.code)
        typed("1405/1/1", "1405/12/1", because="بخشنامهٔ نمونه")
        at.look("windows")
        [window] = [one for one in records.windows() if one.institution_id == place.id]
        at.go(f"/manage/windows/{window.id}/end/")
        at.page.locator("#q-because").fill("پایان دسترسی")
        at.look("end")
        at.page.locator("main form button.button").last.click()
        at.look("ended")
