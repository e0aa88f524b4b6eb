"""Guides and support contacts through the pages of their editors."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pishkhan.kernel.attachments.testing import a_png
from pishkhan.kernel.guides import api as guides
from pishkhan.kernel.guides.spec import VersionState
from pishkhan.kernel.guides.testing import a_contact, a_draft, a_guide


pytestmark = pytest.mark.django_db
TEXT = {
    "title": "عنوان تازه",
    "body": "## آغاز\n1. یک\n2. دو",
    "editor": "دبیرخانه",
    "review_by_day": "1",
    "review_by_month": "1",
    "review_by_year": "1450",
}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path
    guides.forget()
    yield
    guides.forget()


def at(name, *arguments):
    return reverse(f"manage:{name}", args=arguments)


def test_a_guide_is_begun_tried_written_and_published(admin):
    place = {"service": "e_request", "reader": "applicant", "language": "fa", "slug": "new-one"}
    begun = admin.post(at("new_guide"), {**place, **TEXT})
    [draft] = guides.latest()
    assert begun["Location"] == at("guide", draft.guide_id)
    tried = admin.post(at("guide", draft.guide_id), {**TEXT, "body": "**پررنگ**", "preview": "1"})
    assert "<strong>پررنگ</strong>" in tried.content.decode()
    assert len(guides.versions(draft.guide_id)) == 1
    admin.post(at("guide", draft.guide_id), {**TEXT, "body": "## دو\nمتن"})
    newest = guides.versions(draft.guide_id)[0]
    admin.post(at("publish_guide", newest.id))
    assert guides.version(newest.id).state is VersionState.PUBLISHED


def test_a_fault_is_told_beside_the_text_and_nothing_is_lost(admin):
    draft = a_draft()
    bad = {**TEXT, "body": "[بیرون](https://example.org/)"}
    answer = admin.post(at("guide", draft.guide_id), bad).content.decode()
    assert "example.org" in answer
    assert "به صفحه‌ای از همین سامانه نمی‌رود" in answer
    assert len(guides.versions(draft.guide_id)) == 1


def test_a_picture_is_taken_and_a_bad_one_is_told(admin):
    draft = a_draft()
    address = at("guide_picture", draft.guide_id)
    admin.post(address, {"name": "page", "picture": SimpleUploadedFile("a.png", a_png())})
    assert [one.name for one in guides.pictures(draft.guide_id)] == ["page"]
    bad = {"name": "other", "picture": SimpleUploadedFile("a.png", b"nothing")}
    assert 'class="notice bad"' in admin.post(address, bad, follow=True).content.decode()
    assert 'class="notice bad"' in admin.post(address, {}, follow=True).content.decode()


def test_versions_are_compared_restored_and_withdrawn(admin):
    guide = a_guide()
    admin.post(at("guide", guide.guide_id), {**TEXT, "body": "سطر تازه"})
    newest = guides.versions(guide.guide_id)[0]
    shown = admin.get(at("guide_version", newest.id), {"before": guide.id}).content.decode()
    assert "سطر تازه</ins>" in shown
    admin.post(at("restore_guide", guide.id))
    assert guides.versions(guide.guide_id)[0].body == guide.body
    admin.post(at("withdraw_guide", guide.guide_id), {"because": "کهنه"})
    assert guides.version(guide.id).state is VersionState.WITHDRAWN


def test_the_list_shows_every_guide_with_its_state(admin):
    a_guide(title="نخستین")
    assert "نخستین" in admin.get(at("guides")).content.decode()


def test_a_contact_is_set_changed_and_removed(admin):
    kept = a_contact()
    form = {"service": "", "reader": "applicant", "lane": "technical", "language": "fa",
            "unit": "دفتر تازه", "channel": "تلفن", "telephone": "000-0009"}  # fmt: skip
    admin.post(at("contact", kept.id), form)
    assert [one.unit for one in guides.all_contacts()] == ["دفتر تازه"]
    admin.post(at("new_contact"), {**form, "service": "e_request"})
    assert len(guides.all_contacts()) == 2
    assert "دفتر تازه" in admin.get(at("support")).content.decode()
    admin.post(at("remove_contact", kept.id))
    assert [one.service for one in guides.all_contacts()] == ["e_request"]
    assert admin.get(at("contact", kept.id)).status_code == 404
