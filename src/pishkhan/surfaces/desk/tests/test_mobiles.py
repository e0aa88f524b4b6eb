"""A person who lost their number comes with papers (domain.md A-12, X-05)."""

import pytest

from pishkhan.kernel.audit.models import AuditLine
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.notifications.models import Message


URL = "/desk/mobile/"
NEW = "09120000077"
RIGHT = {"identifier": "۰۰۰۱۰۱۰۱۰۷", "mobile": "۰۹۱۲ ۰۰۰ ۰۰۷۷", "evidence": "کارت ملی"}


def mobile_of_the_applicant(office):
    return identity.person(office.applicant.person_id).mobile


def told():
    return {
        one.address: one.text for one in Message.objects.filter(event=notifications.MOBILE_CHANGED)
    }


def test_the_secretariat_changes_it_both_numbers_are_told_and_the_trail_keeps_why(office, clerk):
    answer = clerk.post(URL, RIGHT)
    assert (answer.status_code, answer.headers["Location"]) == (302, URL)
    assert mobile_of_the_applicant(office) == NEW
    assert set(told()) == {cast.APPLICANT.mobile, NEW}
    assert all("۰۰۷۷" in text and "۰۹۱۲" not in text for text in told().values())
    line = AuditLine.objects.get(verb="identity.mobile_changed")
    assert (line.because, line.target_id) == ("کارت ملی", office.applicant.person_id)
    assert cast.APPLICANT.last in clerk.get(URL).content.decode()


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("identifier", cast.STRANGER.national_id),  # nobody has come with it yet
        ("identifier", "not a number"),
        ("mobile", "0912"),
        ("evidence", "  "),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(office, clerk, field, text):
    html = clerk.post(URL, RIGHT | {field: text}).content.decode()
    assert f'id="q-{field}-error"' in html
    for name in RIGHT.keys() - {field, "evidence"}:
        assert f'value="{RIGHT[name]}"' in html
    assert ("شخصی با این شناسه نمی‌شناسیم" in html) == (field == "identifier")
    assert mobile_of_the_applicant(office) == cast.APPLICANT.mobile
    assert not told()


def test_a_second_change_within_the_month_is_refused_and_tells_nobody(office, clerk):
    clerk.post(URL, RIGHT)
    html = clerk.post(URL, RIGHT | {"mobile": "09120000078"}).content.decode()
    assert 'id="q-mobile-error"' in html
    assert mobile_of_the_applicant(office) == NEW
    assert len(told()) == 2


@pytest.mark.parametrize("who", ["expert", "signer", "auditor", "citizen", "stranger"])
def test_nobody_else_comes_in(office, request, who):
    browser = request.getfixturevalue(who)
    expected = 302 if who == "stranger" else 404
    assert browser.get(URL).status_code == browser.post(URL, RIGHT).status_code == expected
    assert mobile_of_the_applicant(office) == cast.APPLICANT.mobile
    if who == "expert":
        assert URL not in browser.get("/desk/").content.decode()


def test_the_rail_leads_there(clerk):
    assert f'href="{URL}"' in clerk.get("/desk/").content.decode()
