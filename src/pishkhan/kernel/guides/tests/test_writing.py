"""Guides from the first draft to their end, and what pages point to."""

import io
from datetime import timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.errors import NoSuchFile, WrongType
from pishkhan.kernel.attachments.testing import a_jpeg, a_pdf
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.guides import api as guides
from pishkhan.kernel.guides.actions.voting import VOTES_AN_HOUR
from pishkhan.kernel.guides.errors import (
    AnchorTaken,
    BadPictureName,
    BadSlug,
    EmptyContact,
    GuideThere,
    NoSuchGuide,
    NotADraft,
    NotPublished,
    ReviewPast,
    TooManyVotes,
)
from pishkhan.kernel.guides.spec import Contact, Lane, Reader, VersionState
from pishkhan.kernel.guides.testing import BODY, a_contact, a_draft, a_guide, a_place
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.errors import NotAllowed


pytestmark = pytest.mark.django_db
US = Actor.system()
ANCHOR = "e_request.request.subject"
APPLICANT = (Reader.APPLICANT,)


def written(guide_id, body, title="نمونه"):
    day = clock.today() + timedelta(days=30)
    return guides.write(guide_id, title=title, body=body, editor="", review_by=day, by=US)


def published(guide_id, body):
    found = guides.publish(written(guide_id, body).id, by=US)
    guides.forget()
    return found


def said(anchor=ANCHOR, language="fa", readers=APPLICANT):
    found = guides.explained(anchor, readers, language)
    return found and found.html


def test_a_draft_is_seen_by_nobody():
    a_draft()
    assert said() is None
    assert guides.listing("fa") == []
    with pytest.raises(NoSuchGuide):
        guides.page(a_place())


def test_a_published_guide_is_shown_in_place_and_as_a_page():
    a_guide()
    assert said() == "<p>موضوع را کوتاه بنویسید.</p>"
    assert '<h2 id="e_request.request.subject">' in guides.page(a_place()).html


def test_what_is_published_stays_until_the_next_draft_is_published():
    first = a_guide()
    second = written(first.guide_id, BODY.replace("کوتاه", "روشن"))
    assert "کوتاه" in guides.page(a_place()).html
    guides.publish(second.id, by=US)
    assert "روشن" in guides.page(a_place()).html
    assert [v.state for v in guides.versions(first.guide_id)] == [
        VersionState.PUBLISHED,
        VersionState.REPLACED,
    ]


def test_only_a_draft_is_published():
    with pytest.raises(NotADraft):
        guides.publish(a_guide().id, by=US)


def test_an_earlier_text_comes_back_as_a_draft():
    first = a_guide()
    published(first.guide_id, "## دیگر\nمتن")
    back = guides.restore(first.id, review_by=clock.today() + timedelta(days=9), by=US)
    assert (back.number, back.body, back.state) == (3, first.body, VersionState.DRAFT)


def test_a_withdrawn_guide_is_gone_and_its_versions_stay():
    guide = a_guide()
    guides.withdraw(guide.guide_id, because="کهنه", by=US)
    guides.forget()
    assert said() is None
    assert len(guides.versions(guide.guide_id)) == 1
    with pytest.raises(NotPublished):
        guides.withdraw(guide.guide_id, because="باز", by=US)


def test_another_language_falls_back_to_persian_and_says_so():
    a_guide()
    assert guides.page(a_place(language="ar")).place.language == "fa"
    assert guides.explained(ANCHOR, APPLICANT, "ar").guide.place.language == "fa"
    a_guide(a_place(language="ar"), body=BODY.replace("موضوع را", "الموضوع"))
    assert guides.page(a_place(language="ar")).place.language == "ar"
    assert "الموضوع" in said(language="ar")


def test_a_place_is_explained_to_each_kind_of_reader_by_their_own_guide():
    a_guide(a_place("for-office", reader=Reader.ORGANISATION))
    assert said() is None
    assert said(readers=(Reader.ORGANISATION, Reader.UNIVERSITY))


def test_one_place_is_explained_by_one_guide():
    a_guide()
    other = a_draft(a_place("other"))
    with pytest.raises(AnchorTaken):
        guides.publish(other.id, by=US)


def test_pages_cost_one_query_and_then_none(django_assert_num_queries):
    a_guide()
    a_contact()
    with django_assert_num_queries(1):
        said()
        guides.contacts("e_request", Reader.APPLICANT, "fa")
    with django_assert_num_queries(0):
        said("nothing")


@pytest.mark.parametrize("text", ["كوتاه", "موضوع كوتاه", "نمونه"])
def test_search_folds_letters_and_wants_every_word(text):
    a_guide()
    a_guide(a_place("other"), title="دیگری", body="چیز دیگر")
    assert [one.place.slug for one in guides.found(text, "fa")] == ["sample"]


def test_search_for_nothing_or_for_signs_finds_nothing():
    a_guide()
    assert guides.found(" %_ ", "fa") == []
    assert guides.found("موضوع گوزن", "fa") == []


def test_a_title_with_the_words_comes_first():
    a_guide(a_place("one"), title="الف", body="پیگیری نامه")
    a_guide(a_place("two"), title="پیگیری نامه", body="متن")
    assert [one.place.slug for one in guides.found("پیگیری نامه", "fa")] == ["two", "one"]


def test_a_guide_is_begun_once_and_under_a_plain_address():
    a_draft()
    with pytest.raises(GuideThere):
        a_draft()
    with pytest.raises(BadSlug):
        a_draft(a_place("نشانی"))


def test_the_next_review_lies_ahead():
    guide = a_draft()
    with pytest.raises(ReviewPast):
        guides.write(guide.guide_id, title="آ", body="ب", editor="", review_by=clock.today(), by=US)
    assert guides.to_review(clock.today() + timedelta(days=100)) == []
    guides.publish(guide.id, by=US)
    assert len(guides.to_review(clock.today() + timedelta(days=100))) == 1


def test_who_may_not_manage_texts_changes_nothing():
    nobody = Actor.staff(1, "کسی")
    guide = a_guide()
    with pytest.raises(NotAllowed):
        guides.publish(guide.id, by=nobody)
    with pytest.raises(NotAllowed):
        guides.withdraw(guide.guide_id, because="", by=nobody)
    with pytest.raises(NotAllowed):
        guides.remove_contact(a_contact().id, by=nobody)


def test_every_step_leaves_its_line():
    guide = a_guide()
    guides.withdraw(guide.guide_id, because="کهنه", by=US)
    verbs = {line.verb for line in audit.lines(target="guide", target_id=guide.guide_id)}
    assert verbs == {"guides.written", "guides.published", "guides.withdrawn"}


def test_a_picture_is_only_pixels_and_public_once_its_guide_is():
    guide = a_draft()
    kept = guides.add_picture(guide.guide_id, io.BytesIO(a_jpeg(200, 100)), name="page", by=US)
    stored = kept.drawn.address.removeprefix("/pictures/").removesuffix(".jpg")
    content = attachments.public_picture(stored)
    assert b"Secret" not in content
    assert (kept.drawn.width, kept.drawn.height) == (200, 100)
    assert not guides.is_public(stored)
    published(guide.guide_id, "![صفحه](page)")
    assert guides.is_public(stored)
    assert kept.drawn.address in guides.page(a_place()).html


def test_a_picture_of_another_kind_or_name_is_refused():
    guide = a_draft()
    with pytest.raises(WrongType):
        guides.add_picture(guide.guide_id, io.BytesIO(a_pdf()), name="page", by=US)
    with pytest.raises(BadPictureName):
        guides.add_picture(guide.guide_id, io.BytesIO(a_jpeg()), name="../page", by=US)
    guides.add_picture(guide.guide_id, io.BytesIO(a_jpeg()), name="page", by=US)
    with pytest.raises(BadPictureName):
        guides.add_picture(guide.guide_id, io.BytesIO(a_jpeg()), name="page", by=US)


def test_there_is_no_picture_that_nobody_kept():
    with pytest.raises(NoSuchFile):
        attachments.public_picture("nothing")


def test_a_vote_of_one_place_counts_once_a_day():
    guide = a_guide()
    for _ in range(3):
        guides.vote(guide.id, is_useful=True, mark="one")
    guides.vote(guide.id, is_useful=False, mark="two")
    found = guides.version(guide.id)
    assert (found.useful, found.not_useful) == (1, 1)


def test_votes_of_one_place_have_an_end():
    guide = a_guide()
    for _ in range(VOTES_AN_HOUR):
        guides.vote(guide.id, is_useful=True, mark="flood")
    with pytest.raises(TooManyVotes):
        guides.vote(guide.id, is_useful=True, mark="flood")


def test_a_draft_takes_no_votes():
    with pytest.raises(NoSuchGuide):
        guides.vote(a_draft().id, is_useful=True, mark="one")


def units(service="e_request", language="fa"):
    return [one.unit for one in guides.contacts(service, Reader.APPLICANT, language)]


def test_where_a_service_names_nobody_the_platform_is_asked():
    a_contact()
    assert units() == ["مرکز تماس"]
    own = a_contact("e_request", unit="دفتر فنی")
    assert units() == ["دفتر فنی"]
    assert units(language="ar") == ["دفتر فنی"]
    assert units("other") == ["مرکز تماس"]
    guides.remove_contact(own.id, by=US)
    guides.forget()
    assert units() == ["مرکز تماس"]


def test_the_two_kinds_of_help_stand_side_by_side():
    a_contact(unit="فنی")
    a_contact("e_request", unit="مقررات", lane=Lane.REGULATIONS)
    assert units() == ["مقررات", "فنی"]


def test_a_contact_is_changed_in_place_and_names_somebody():
    first, second = a_contact(), a_contact(unit="دیگری")
    assert first.id == second.id
    empty = Contact(service="", reader=Reader.APPLICANT, lane=Lane.TECHNICAL, language="fa",
                    unit=" ", channel="تلفن")  # fmt: skip
    with pytest.raises(EmptyContact):
        guides.set_contact(empty, by=US)


def test_what_a_version_changed_is_told_line_by_line():
    first = a_guide()
    second = written(first.guide_id, BODY + "سطر تازه")
    new = [one.text for one in guides.differences(second.id) if one.change == "new"]
    assert new[-1] == "سطر تازه"
    back = guides.differences(first.id, before=second.id)
    assert [one.change for one in back].count("gone") >= 1
