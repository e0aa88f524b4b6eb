"""The registrar in a browser: a file of records, a roll by two people, wide and on a phone."""

import pytest
from playwright.sync_api import expect

from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import give
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.testing import a_record, as_csv, permit_all
from pishkhan.web.accounts import give_code_app
from tests.e2e.visitor import a_visitor, an_album


SENT = [
    a_record(1),
    a_record(2, award__average="25", person__identity="1.2E+09"),
    a_record(3, person__birth_date="1392/01/01"),
    a_record(4, person__father_name=""),
]


def officer(town, username, role):
    account = cast.an_account(username, f"کارمند {username}")
    give_code_app(account.id, cast.TOTP_SECRET)
    give(account, town.university, role)
    return username


@pytest.mark.parametrize(
    ("language", "width"), [("fa", 1280), ("fa", 360), ("en", 360), ("ar", 1280)]
)
def test_a_file_and_a_roll_by_two_people(town, house, browser, language, width):  # noqa: PLR0915 - a walk
    place = town.university
    permit_all(place)
    year = {"fa1280": 1404, "fa360": 1403, "en360": 1402, "ar1280": 1401}[f"{language}{width}"]
    records.roll_open(place.id, year, by=Actor.system())
    expert = officer(town, f"registrar-{language}{width}", Role.EXPERT)
    signer = officer(town, f"dean-{language}{width}", Role.SIGNER)
    with an_album(f"{language}-{width}-registrar") as album:
        with a_visitor(browser, house, album, width=width) as at:
            at.sign_in(expert)
            at.context.add_cookies([{"name": "language", "value": language, "url": house.url}])
            at.go(f"/registrar/{place.id}/")
            at.page.set_input_files(
                "#f-file", {"name": f"{year}.csv", "mimeType": "text/csv", "buffer": as_csv(SENT)}
            )
            at.page.locator("button[value=file]").click()
            at.look("checking")
            records.take_batch(records.batches_of(place.id)[0].id)
            at.page.reload()
            expect(at.page.get_by_text("E-SPREADSHEET")).to_be_visible()
            at.look("results")
            at.go(f"/registrar/{place.id}/")
            at.page.locator("button[value=sign]").first.click()
            at.look("signed")
        with a_visitor(browser, house, album, width=width) as at:
            at.sign_in(signer)
            at.context.add_cookies([{"name": "language", "value": language, "url": house.url}])
            at.go(f"/registrar/{place.id}/")
            at.page.locator("button[value=close]").first.click()
            at.look("closed")
    assert records.roll(place.id, year).closed_by is not None
