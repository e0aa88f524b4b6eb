"""The trail as people read it."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from pishkhan.foundation import clock, jalali
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.organisations import api as organisations


pytestmark = pytest.mark.django_db


def page(browser, **query):
    return browser.get(reverse("manage:audit"), query).content.decode()


@pytest.fixture
def renamed(world):
    organisations.rename_organisation(
        organisation_id=world.tree.office.id,
        name="دفتر نو",
        because="ادغام دو دفتر",
        by=organisations.actor_for_account(cast.the_administrator().id),
    )
    return world.tree.office


def test_a_line_says_who_did_what_to_what_and_why(admin, renamed):
    html = page(admin, target="organisation", target_id=renamed.id)
    assert "<b>شیرین آسمانی</b> نام سازمان را عوض کرد" in html
    assert "سازمان «دفتر نو»" in html
    assert "دلیل: ادغام دو دفتر" in html
    assert "<ins>دفتر نو</ins>" in html


@pytest.mark.usefixtures("renamed")
def test_lines_are_filtered_by_verb_and_by_account(admin):
    assert "ادغام دو دفتر" in page(admin, account="شیرین آسمانی")
    assert "ادغام دو دفتر" not in page(admin, account="clerk")
    assert "ادغام دو دفتر" not in page(admin, verb="organisations.organisation_closed")
    assert 'id="q-account-error"' in page(admin, account="هیچ‌کس")


def test_pages_follow_one_another(world, admin):
    for _line in range(60):
        audit.record("organisations.organisation_renamed", target="organisation",
                     target_id=world.tree.office.id, by=None)  # fmt: skip
    first = page(admin, target="organisation", target_id=world.tree.office.id)
    assert 'rel="next"' in first
    last = audit.lines(target="organisation", target_id=world.tree.office.id)[-1]
    second = page(admin, target="organisation", target_id=world.tree.office.id, after=last.id)
    assert 'rel="next"' not in second
    assert "نخستین صفحه" in second


@pytest.mark.parametrize("odd", ["x", "-1", "9" * 30])
def test_odd_cursors_do_no_harm(admin, odd):
    assert admin.get(reverse("manage:audit"), {"after": odd, "target_id": odd}).status_code == 200


def test_who_saw_a_person_is_asked_by_their_number_and_the_asking_is_written_down(admin):
    person = cast.the_applicant()
    clerk = organisations.actor_for_account(cast.the_clerk().id)
    audit.saw(audit.Seen.PERSON, person.id, by=clerk)
    audit.record("identity.names_differ", target="person", target_id=person.id, by=None)
    html = page(admin, about=cast.APPLICANT.national_id, looks="1")
    assert "مشخصات شخص را دید" in html
    assert "نامی جز نام" not in html.partition('<ol class="bare rows">')[2]
    looks = audit.lines(target="person", target_id=person.id, verb="audit.saw_person")
    assert [one.account_id for one in looks] == [cast.the_administrator().id, clerk.account_id]


def test_days_bound_what_is_shown_and_odd_ones_are_refused(admin, renamed):
    asked = {"target": "organisation", "target_id": renamed.id}
    days = [clock.today() - timedelta(days=1), clock.today()]
    since, until = (jalali.format_numbers(day) for day in days)
    assert "نام سازمان را عوض کرد" in rows(page(admin, **asked, since=since, until=until))
    assert "نام سازمان را عوض کرد" not in rows(page(admin, **asked, since="1410/01/01"))
    assert 'id="q-since-error"' in page(admin, **asked, since="1405/13/40")
    assert 'id="q-about-error"' in page(admin, about="999999/1")


def rows(html):
    return html.partition('<ol class="bare rows">')[2]


def test_what_is_filtered_can_be_taken_along_and_the_taking_is_written_down(admin, renamed):
    for number in range(5):
        audit.record("tests.done", target="organisation", target_id=renamed.id, by=None,
                     because="=1+1" if number else "سطر، با ویرگول")  # fmt: skip
    answer = admin.get(
        reverse("manage:audit_export"), {"target": "organisation", "target_id": renamed.id}
    )
    assert answer.streaming
    assert answer["Content-Disposition"] == 'attachment; filename="audit.csv"'
    text = answer.getvalue().decode()
    table = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert table[0][:3] == ["زمان", "چه کسی", "چه کرد"]
    told = [row for row in table if row[3] == "tests.done"]
    assert [row[6] for row in told] == ["'=1+1"] * 4 + ["سطر، با ویرگول"]
    assert all(row[5] == str(renamed.id) for row in table[1:])
    assert audit.lines(verb="audit.saw_export")[0].because == "trail organisation"


def test_a_file_is_read_page_by_page(admin, renamed, monkeypatch):
    monkeypatch.setattr("pishkhan.surfaces.manage.trail.PAGE_OF_A_FILE", 2)
    for _line in range(5):
        audit.record("tests.done", target="organisation", target_id=renamed.id, by=None)
    answer = admin.get(reverse("manage:audit_export"), {"verb": "tests.done"})
    assert (
        answer.getvalue().decode().count("tests.done") == 5 * 2
    )  # the sentence is the verb itself


def test_a_refused_filter_gives_no_file(admin):
    answer = admin.get(reverse("manage:audit_export"), {"account": "هیچ‌کس"})
    assert answer.status_code == 302
    assert audit.lines(verb="audit.saw_export") == []
