"""Drafts lose nothing, belong to somebody, and end as snapshots."""

from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.forms import api, declared
from pishkhan.kernel.forms.actions import KEPT_BOUND, KEPT_UNBOUND
from pishkhan.kernel.forms.errors import AlreadySubmitted, NoSuchDraft
from pishkhan.kernel.forms.testing import ANSWERS, PAGES


PERSON, REQUEST = PAGES[0], PAGES[2]


def test_wrong_text_is_kept_and_refused_at_its_field(draft):
    state = api.save(draft, PERSON, {"kind": "natural", "national_id": "123<i>"})
    assert "national_id" in state.errors
    assert api.draft(draft.token).answers["person.national_id"] == "123<i>"


def test_a_single_field_is_saved_by_its_key(draft):
    state = api.autosave(draft, "person.first_name", "سمیه")
    assert state.errors == {}
    assert api.draft(draft.token).answers == {"person.first_name": "سمیه"}


def test_a_field_that_the_form_does_not_have_is_not_saved(draft):
    assert api.autosave(draft, "person.shoe_size", "42") is None
    api.save(draft, PERSON, {"shoe_size": "42"})
    assert api.draft(draft.token).answers == {}


def test_nul_and_half_characters_do_not_break_the_saving(draft):
    api.autosave(draft, "request.subject", "a\x00b\ud800")
    assert "�" in api.draft(draft.token).answers["request.subject"]


def test_a_tick_that_is_taken_away_is_saved_as_such(full_draft):
    api.save(full_draft, REQUEST, {"subject": "موضوع"})
    assert api.draft(full_draft.token).answers["request.agreed"] == ""


def test_what_a_page_does_not_mention_stays(full_draft):
    api.save(full_draft, PERSON, {"kind": "legal"})
    assert api.draft(full_draft.token).answers["person.national_id"] == "۰۹۳۲۸۳۳۸۱۰"


def test_only_the_browser_that_began_opens_an_unbound_draft(draft):
    assert api.may_open(draft, "browser", None)
    assert not api.may_open(draft, "another browser", None)
    assert not api.may_open(draft, "", 7)


def test_only_the_bound_person_opens_a_bound_draft(full_draft):
    api.bind(full_draft, 7)
    again = api.draft(full_draft.token)
    assert api.may_open(again, "another device", 7)
    assert not api.may_open(again, "browser", None)
    assert not api.may_open(again, "browser", 8)


def test_a_bound_draft_is_found_on_another_device(full_draft):
    api.bind(full_draft, 7)
    assert [found.token for found in api.open_drafts(7)] == [full_draft.token]
    assert api.open_drafts(8) == []


def test_a_code_confirms_the_identity_only_as_it_was_then(full_draft):
    assert not api.is_confirmed(full_draft)
    api.bind(full_draft, 7)
    assert api.is_confirmed(full_draft)
    api.autosave(full_draft, "person.mobile", "09120000001")
    assert not api.is_confirmed(full_draft)
    api.autosave(full_draft, "person.mobile", "+98 912 000 0000")
    assert api.is_confirmed(full_draft)


@pytest.mark.django_db
def test_who_is_signed_in_begins_with_a_bound_draft():
    draft = api.start("sample", session_key="browser", person_id=7, answers=ANSWERS)
    assert api.is_confirmed(draft)


def test_an_expired_draft_is_gone_and_swept(draft):
    with clock.frozen(clock.now() + KEPT_UNBOUND + timedelta(minutes=1)):
        with pytest.raises(NoSuchDraft):
            api.draft(draft.token)
        with pytest.raises(NoSuchDraft):
            api.autosave(draft, "person.first_name", "سمیه")
        assert api.sweep() == 1


def test_touching_a_draft_keeps_it_longer(full_draft):
    api.bind(full_draft, 7)
    with clock.frozen(clock.now() + KEPT_BOUND - timedelta(days=1)):
        api.autosave(full_draft, "person.first_name", "سارا")
    with clock.frozen(clock.now() + KEPT_BOUND + timedelta(days=5)):
        assert api.draft(full_draft.token)


def test_a_draft_of_an_older_form_opens_and_says_what_changed(full_draft):
    renamed = replace(REQUEST.questions[0], label="عنوان درخواست")
    newer = replace(REQUEST, questions=(renamed, *REQUEST.questions[1:]))
    declared.declare("sample", (*PAGES[:2], newer, PAGES[3]))
    draft = api.draft(full_draft.token)
    assert api.changes_of_form(draft).changed == ("عنوان درخواست",)
    api.save(draft, newer, {"subject": "موضوع"})
    assert not api.changes_of_form(api.draft(full_draft.token))


def test_pages_whose_condition_fails_are_not_walked(full_draft):
    assert [page.code for page in api.asked_pages(full_draft)] == [
        "person", "mobile", "request", "review"
    ]  # fmt: skip


def test_submission_keeps_the_asked_answers_and_closes_the_draft(full_draft):
    api.autosave(full_draft, "person.legal_id", "not asked")
    with transaction.atomic():
        api.submitted(api.lock(full_draft.token), 99)
    kept = api.snapshot(99)
    assert kept.round == 1
    assert "person.legal_id" not in kept.answers
    assert [page.code for page in api.answered_in(99)] == ["person", "request"]
    with pytest.raises(AlreadySubmitted):
        api.autosave(full_draft, "person.first_name", "سارا")
    with pytest.raises(AlreadySubmitted):
        api.bind(full_draft, 7)


def test_the_form_of_the_time_reads_the_answers_of_the_time(full_draft):
    with transaction.atomic():
        api.submitted(api.lock(full_draft.token), 99)
    declared.declare("sample", PAGES[3:])
    assert api.answered_in(99)[0].title == "مشخصات متقاضی"


def test_a_correction_changes_only_what_was_returned(full_draft):
    with transaction.atomic():
        api.submitted(api.lock(full_draft.token), 99)
    draft = api.start_correction(99, person_id=7, keys=["request.subject"])
    assert api.start_correction(99, person_id=7, keys=["request.subject"]).pk == draft.pk
    api.save(draft, PERSON, {"first_name": "سارا"})
    api.save(draft, REQUEST, {"subject": "موضوع تازه", "year": "1390"})
    with transaction.atomic():
        api.submitted(api.lock(draft.token), 99)
    [change] = api.differences(99)
    assert (change.before, change.after) == ("اعتراض به نتیجه", "موضوع تازه")


def test_before_any_correction_there_is_no_difference(full_draft):
    with transaction.atomic():
        api.submitted(api.lock(full_draft.token), 99)
    assert api.differences(99) == ()


@pytest.mark.django_db(transaction=True)
def test_two_tabs_do_not_wipe_out_each_other():
    draft = api.start("sample", session_key="browser")
    keys = ["person.first_name", "person.mobile", "request.subject", "request.year"]

    def type_in(key):
        for letter in "ابپتث":
            api.autosave(api.draft(draft.token), key, letter)
        connection.close()

    tabs = [Thread(target=type_in, args=[key]) for key in keys]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert api.draft(draft.token).answers == dict.fromkeys(keys, "ث")
