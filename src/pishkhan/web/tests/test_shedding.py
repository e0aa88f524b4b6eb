"""What is left out says so; what was open before gets a plain answer; nothing else changes."""

import pytest

from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.testing import a_tree
from pishkhan.kernel.surge import api as surge
from pishkhan.kernel.surge.api import Feature, Mode
from pishkhan.web.shedding import ROUTES
from pishkhan.web.testing import a_browser, signed_in_person, signed_in_staff


pytestmark = pytest.mark.django_db


def switch(feature, mode=Mode.OFF):
    surge.set_feature(feature, mode=mode, by=Actor.system())


@pytest.fixture
def form(db):  # noqa: ARG001 - opens the database
    """The browser of somebody in the middle of a form, and its address."""
    office = a_tree().office
    catalogue.publish_all(Actor.system())
    catalogue.set_office("e_request", organisation_id=office.id, by=Actor.system())
    person = cast.the_applicant()
    draft = forms.start("e_request", session_key="s", person_id=person.id)
    return signed_in_person(a_browser(), person.id), f"/d/{draft.token}/person/"


def test_every_feature_is_wired():
    assert set(ROUTES.values()) == set(Feature)


def test_autosave_is_gone_from_the_page_which_says_how_to_save(form):
    browser, address = form
    assert "data-autosave" in browser.get(address).content.decode()
    switch(Feature.AUTOSAVE)
    page = browser.get(address).content.decode()
    assert "data-autosave" not in page
    assert "ذخیرهٔ خودکار چند دقیقه خاموش است" in page
    answer = browser.post(f"{address}autosave/", {"field": "person.first_name"})
    assert answer.status_code == 503  # the script of a page opened before says that it is not kept
    assert answer["Retry-After"] == "120"
    switch(Feature.AUTOSAVE, Mode.AUTOMATIC)
    assert "data-autosave" in browser.get(address).content.decode()


@pytest.mark.parametrize(
    ("feature", "path"),
    [
        (Feature.THUMBNAILS, "/my/1/file/1/thumbnail/"),
        (Feature.RECEIPT_PDF, "/my/1/receipt.pdf"),
    ],
)
def test_what_is_left_out_for_applicants_says_so(form, feature, path):
    browser, _ = form
    assert browser.get(path).status_code == 404
    switch(feature)
    answer = browser.get(path)
    assert answer.status_code == 503
    assert "شلوغی" in answer.content.decode()


def test_what_is_left_out_for_officers_says_so_and_suggestions_are_silent(form):  # noqa: ARG001 - the office is there
    browser = signed_in_staff(a_browser(), cast.the_expert().id)
    switch(Feature.SUGGESTIONS)
    switch(Feature.PDF_PREVIEWS)
    assert browser.get("/desk/organisations/?x_find=a").status_code == 204
    answer = browser.get("/desk/case/1/draft.pdf")
    assert answer.status_code == 503
    assert "شلوغی" in answer.content.decode()
