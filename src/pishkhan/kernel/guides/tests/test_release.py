"""Texts that come with a release never overwrite what an editor wrote."""

from datetime import timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.attachments.testing import a_png
from pishkhan.kernel.guides import api as guides
from pishkhan.kernel.guides.spec import Place, Reader, VersionState
from pishkhan.kernel.guides.testing import a_contact
from pishkhan.kernel.identity.spec import Actor


pytestmark = pytest.mark.django_db
US = Actor.system()
HEAD = "---\ntitle: عنوان\neditor: دبیرخانه\ndate: 2026-11-01\nreview_by: 2027-11-01\n---\n"
PLACE = Place(service="x", reader=Reader.APPLICANT, slug="topic", language="fa")
CONTACTS = """
- reader: applicant
  lane: technical
  fa: {unit: واحد فنی, channel: تلفن, telephone: 000-0002}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "applicant").mkdir()
    return tmp_path


def load(folder, body):
    (folder / "applicant" / "topic.fa.md").write_text(HEAD + body)
    return guides.load_release("x", folder, by=US)


def states():
    [latest] = guides.latest()
    return [one.state for one in guides.versions(latest.guide_id)]


def test_a_text_is_loaded_once_and_its_next_one_replaces_it(folder):
    assert load(folder, "یک") == 1
    assert load(folder, "یک") == 0
    assert load(folder, "دو") == 1
    assert states() == [VersionState.PUBLISHED, VersionState.REPLACED]
    assert guides.page(PLACE).html == "<p>دو</p>"


def test_what_an_editor_wrote_stays_and_the_release_is_a_draft(folder):
    load(folder, "یک")
    [first] = guides.latest()
    day = clock.today() + timedelta(days=9)
    mine = guides.write(first.guide_id, title="من", body="من", editor="", review_by=day, by=US)
    guides.publish(mine.id, by=US)
    assert load(folder, "دو") == 1
    assert guides.page(PLACE).html == "<p>من</p>"
    assert states()[0] == VersionState.DRAFT
    assert load(folder, "دو") == 0


def test_what_an_editor_withdrew_does_not_come_back(folder):
    load(folder, "یک")
    guides.withdraw(guides.latest()[0].guide_id, because="کهنه", by=US)
    load(folder, "یک")
    load(folder, "دو")
    assert states() == [VersionState.DRAFT, VersionState.WITHDRAWN]


def test_pictures_lie_beside_the_text(folder):
    (folder / "applicant" / "topic.fa.page.png").write_bytes(a_png())
    load(folder, "![صفحه](page)")
    assert "<img " in guides.page(PLACE).html


def test_a_contact_that_is_set_already_stays(folder):
    (folder / "contacts.yaml").write_text(CONTACTS)
    kept = a_contact("x", unit="دیگر")
    load(folder, "یک")
    assert [one.unit for one in guides.all_contacts()] == ["دیگر"]
    guides.remove_contact(kept.id, by=US)
    guides.load_release("x", folder, by=US)
    assert [one.has_placeholder for one in guides.all_contacts()] == [True]
