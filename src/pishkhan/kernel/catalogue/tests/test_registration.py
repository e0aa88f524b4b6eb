"""A draft becomes one case with one letter number."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from pishkhan.foundation import clock
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api
from pishkhan.kernel.catalogue.errors import NoOffice, NoReceipt, ServiceOff
from pishkhan.kernel.catalogue.models import Registration, ServiceOffice
from pishkhan.kernel.catalogue.tests.conftest import a_draft
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.forms.errors import FormIncomplete, NoSuchDraft, NotVerified
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.notifications import api as notifications
from pishkhan.kernel.numbering import api as numbering
from pishkhan.kernel.organisations.errors import NotAllowed
from pishkhan.kernel.organisations.terms import Role


def test_the_receipt_says_what_the_service_desk_must(draft, applicant, office):
    receipt = api.submit(draft.token, by=applicant)
    assert receipt.letter_number
    assert len(receipt.tracking_code) == 11
    assert receipt.subject == "اعتراض به نتیجه"
    assert receipt.attachment_count == 1
    assert receipt.office == office.name
    assert receipt.stages == ("دبیرخانه", "پاسخ")
    assert receipt.cost == 0
    assert receipt.final_on > clock.today() + timedelta(days=9)
    assert "التزامی" in receipt.declaration


def test_the_case_carries_its_number_subject_and_facts(draft, applicant, office):
    receipt = api.submit(draft.token, by=applicant)
    case = cases.case(receipt.case_id)
    assert case.reference == receipt.letter_number
    assert case.organisations == {"office": office.id}
    assert case.facts["request.year"] == 1404
    assert forms.answered_in(receipt.case_id)[0].answers[0].text == "حقیقی"


def test_remarks_stand_beside_the_facts(draft, applicant):
    receipt = api.submit(draft.token, by=applicant, remarks={"mobile_ownership": "unknown"})
    assert cases.case(receipt.case_id).facts["mobile_ownership"] == "unknown"


def test_the_two_codes_find_the_letter(draft, applicant):
    receipt = api.submit(draft.token, by=applicant)
    letter = numbering.by_pair(receipt.letter_number, receipt.tracking_code)
    assert letter.case_id == receipt.case_id


def test_the_message_says_both_codes_and_where(draft, applicant):
    receipt = api.submit(draft.token, by=applicant, address="https://pishkhan.example/t")
    [said] = notifications.said_about(receipt.case_id)
    assert "https://pishkhan.example/t" in said.text
    assert "ثبت شد" in said.text


def test_a_second_submit_gives_the_same_receipt(draft, applicant):
    assert api.submit(draft.token, by=applicant) == api.submit(draft.token, by=applicant)
    assert Registration.objects.count() == 1


def test_the_receipt_stays_as_it_was_given(draft, applicant):
    given = api.submit(draft.token, by=applicant)
    with clock.frozen(clock.now() + timedelta(days=90)):
        assert api.receipt(given.case_id) == given


def test_without_the_letter_nothing_is_registered(applicant):
    draft = forms.start("sample_service", session_key="browser")
    forms.save(draft, api.service("sample_service").pages[0], {"kind": "natural"})
    forms.bind(draft, applicant.person_id)
    with pytest.raises(FormIncomplete) as refusal:
        api.submit(draft.token, by=applicant)
    assert "letter" in refusal.value.errors["files"]
    assert {"person", "request", "files"} == set(refusal.value.errors)
    assert Registration.objects.count() == 0


def test_a_mobile_changed_after_its_code_must_be_confirmed_again(draft, applicant):
    forms.autosave(draft, "person.mobile", "09120000009")
    with pytest.raises(NotVerified):
        api.submit(draft.token, by=applicant)


def test_a_stranger_cannot_send_anybody_elses_draft(draft):
    stranger = identity.actor_for_person(cast.the_stranger().id)
    with pytest.raises(NoSuchDraft):
        api.submit(draft.token, by=stranger)
    with pytest.raises(NoSuchDraft):
        api.submit(draft.token, by=Actor.anonymous())


def test_a_stranger_does_not_get_the_receipt_either(draft, applicant):
    api.submit(draft.token, by=applicant)
    with pytest.raises(NoSuchDraft):
        api.submit(draft.token, by=Actor.anonymous())


def test_nobody_confirmed_is_asked_to_confirm(draft):
    loose = forms.start("sample_service", session_key="browser", answers=draft.answers)
    with pytest.raises(NotVerified):
        api.submit(loose.token, by=Actor.anonymous())


def test_a_clerk_files_for_a_person_who_is_present_and_an_expert_does_not(draft, staff):
    with pytest.raises(NotAllowed):
        api.submit(draft.token, by=staff[Role.EXPERT])
    assert api.submit(draft.token, by=staff[Role.SECRETARIAT]).letter_number


def test_a_service_that_is_off_takes_nothing_and_loses_nothing(draft, applicant):
    api.switch("sample_service", is_on=False, by=Actor.system(), because="نگهداری")
    with pytest.raises(ServiceOff):
        api.submit(draft.token, by=applicant)
    api.switch("sample_service", is_on=True, by=Actor.system())
    assert api.submit(draft.token, by=applicant)


def test_without_an_office_nothing_is_registered(draft, applicant):
    ServiceOffice.objects.all().delete()
    with pytest.raises(NoOffice):
        api.submit(draft.token, by=applicant)


def test_a_failure_after_the_number_gives_the_number_back(draft, applicant, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(notifications, "send", _fail)
        with pytest.raises(RuntimeError):
            api.submit(draft.token, by=applicant)
    assert api.submit(draft.token, by=applicant).letter_number.startswith("1")


def _fail(*_args, **_more):
    raise RuntimeError


def test_like_requests_are_found_for_a_while(draft, applicant):
    receipt = api.submit(draft.token, by=applicant)
    second = a_draft(applicant)
    [found] = api.similar(second)
    assert found.letter_number == receipt.letter_number
    forms.autosave(second, "request.year", "1403")
    assert api.similar(second) == []
    forms.autosave(second, "request.year", "۱۴۰۴")
    with clock.frozen(clock.now() + timedelta(days=29)):
        assert len(api.similar(second)) == 1


def test_a_case_without_registration_has_no_receipt(office):  # noqa: ARG001 - opens the database
    with pytest.raises(NoReceipt):
        api.receipt(1)


@pytest.mark.django_db(transaction=True)
def test_five_hundred_submits_at_once_make_one_letter(draft, applicant):
    def submit(_turn):
        try:
            return api.submit(draft.token, by=applicant).letter_number
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        numbers = set(pool.map(submit, range(500)))
    assert len(numbers) == 1
    assert Registration.objects.count() == 1
    assert len(cases.cases_of(applicant.person_id)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_required_file_taken_out_in_the_middle_is_missed(draft, applicant):
    [file] = attachments.of_draft(draft.pk)
    is_out = threading.Event()

    def take_out():
        try:
            with transaction.atomic():
                attachments.remove(file.id, draft_id=draft.pk, by=applicant)
                is_out.set()
                time.sleep(1)  # not yet committed: the first look of `submit` still sees the file
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(take_out)
        is_out.wait()
        with pytest.raises(FormIncomplete) as refusal:
            api.submit(draft.token, by=applicant)
        done.result()
    assert set(refusal.value.errors) == {"files"}
    assert cases.cases_of(applicant.person_id) == []


@pytest.mark.django_db(transaction=True)
def test_requests_registered_at_once_have_numbers_without_gap(applicant):
    tokens = [a_draft(applicant).token for _turn in range(24)]

    def submit(token):
        try:
            return api.submit(token, by=applicant).case_id
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        case_ids = list(pool.map(submit, tokens))
    letters = [numbering.letters_of_case(case_id)[0].number for case_id in case_ids]
    assert sorted(letters) == list(range(1, 25))
