"""The trail as people read it."""

import pytest
from django.urls import reverse

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
