"""A graduate's ways to the authenticity code by plain HTTP: at once, by two people, refused."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from pishkhan.foundation import authenticity_code, clock
from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.errors import SameActor
from pishkhan.kernel.cases.spec import Defect
from pishkhan.kernel.cases.terms import DefectKind
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.forms import api as forms
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.terms import Ownership
from pishkhan.kernel.notifications.api import inbox_of
from pishkhan.kernel.notifications.testing import outbox
from pishkhan.kernel.organisations import api as tree_api, testing as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.errors import Implausible
from pishkhan.kernel.records.spec import SourceOf
from pishkhan.kernel.records.terms import Fact, Origin
from pishkhan.kernel.transparency.testing import a_log
from pishkhan.kernel.verification import api as verification
from pishkhan.kernel.verification.spec import Client
from pishkhan.kernel.verification.terms import LogClass, VerdictState
from pishkhan.services.degree_confirmation import queries
from pishkhan.services.degree_confirmation.errors import ChangedByApprover
from pishkhan.services.degree_confirmation.service import SERVICE
from pishkhan.services.degree_confirmation.terms import CODE
from pishkhan.services.degree_confirmation.testing import (
    close_register,
    open_register,
    recorded,
    settle,
)
from pishkhan.surfaces.portal.testing import ApplicantBrowser
from pishkhan.web.testing import a_browser, signed_in_staff


PAGE = f"/x/{CODE.replace('_', '-')}/"
BOOK = {"record": "book", "volume": "۱۲", "page": "۴۷", "admitted_on": "1394/07/01"}


@pytest.fixture(autouse=True)
def log(db):  # noqa: ARG001 - opens the database
    with a_log() as made:
        yield made


@pytest.fixture
def tree(db):  # noqa: ARG001 - opens the database
    found = organisations.a_tree()
    catalogue.publish_all(Actor.system())
    catalogue.set_office(CODE, organisation_id=found.office.id, by=Actor.system())
    organisations.staff_of(found.university)
    settle(found)
    return found


@pytest.fixture
def phone():
    with cast.codes_remembered() as carried:
        yield carried


def asked(phone, tree, *, ownership=Ownership.MATCH, **changes):
    """She fills in the form and sends it; her browser, and what came back."""
    answers = {**SERVICE.sample, "study.university": str(tree.university.id)}
    answers |= {key.replace("__", "."): text for key, text in changes.items()}
    browser = ApplicantBrowser(a_browser(), phone)
    with cast.ownership_is(ownership):
        browser.start(CODE)
        for page in ("study", "person"):
            browser.fill(page, answers)
        browser.enter_code()
        browser.fill("degree", answers)
        for kind in ("transcript", "paper"):
            browser.upload(kind, a_jpeg())
        browser.client.post(browser.address("documents"), follow=True)
        return browser, browser.submit()


def case_of(browser):
    return forms.draft(browser.token).submitted_case_id


def staff(account):
    return signed_in_staff(a_browser(), account.id)


def digits(page):
    return re.sub(r"\D", "", page.split('class="code" dir="ltr">')[1].split("<")[0])


def do(browser, case_id, deed, **said):
    return browser.post(f"{PAGE}{case_id}/do/{deed}/", said, follow=True)


def test_a_matching_record_gives_the_code_in_one_sitting(phone, tree, log):
    document = recorded(tree.university).document_id
    close_register(tree.university)
    browser, page = asked(phone, tree)
    case = cases.case(case_of(browser))
    assert (case.state, case.outcome) == ("issued", "issued")
    assert not [one for one in cases.events(case.id) if one.account_id], "nobody in between"
    code = verification.code_of(document)
    assert code.code in page.content.decode().replace(" ", "").replace("\xa0", "")
    assert authenticity_code.is_right(code.code)
    log.publish()
    assert verification.inquire(code.code, client=Client()).state is VerdictState.VALID
    told = [one.title for one in inbox_of(case.applicant_id)]
    assert "مدرکی به نام شما ثبت شد" in told
    assert browser.client.get(f"/v/{code.code}", follow=True).status_code == 200
    mine = browser.client.get(f"/my/{case.id}/").content.decode()
    assert code.code in mine.replace(" ", "").replace("\xa0", "")


def test_whoever_has_a_code_is_shown_it_and_no_case_is_opened(phone, tree):
    document = recorded(tree.university).document_id
    close_register(tree.university)
    records.issue_code(document, by=Actor.system())
    browser, page = asked(phone, tree)
    assert case_of(browser) is None
    shown = re.sub(r"\s", "", page.content.decode().replace("\xa0", ""))
    assert verification.code_of(document).code in shown


@pytest.mark.parametrize(
    ("ownership", "changes"),
    [
        (Ownership.MISMATCH, {}),
        (Ownership.UNKNOWN, {}),
        (Ownership.MATCH, {"degree__average": "16.42"}),
        (Ownership.MATCH, {"degree__serial": "98/4128"}),
        (Ownership.MATCH, {"person__born_on": "1376/02/14"}),
        (Ownership.MATCH, {"person__last_name": "بهرامی"}),
    ],
)
def test_whatever_is_not_certain_goes_to_people(phone, tree, ownership, changes):
    document = recorded(tree.university).document_id
    close_register(tree.university)
    browser, _page = asked(phone, tree, ownership=ownership, **changes)
    assert cases.case(case_of(browser)).state == "comparison"
    assert verification.code_of(document) is None


def test_a_record_that_nobody_signed_yet_goes_to_people(phone, tree):
    recorded(tree.university)
    browser, _page = asked(phone, tree)
    assert cases.case(case_of(browser)).state == "comparison"


def test_two_people_compare_and_the_record_answers(phone, tree):
    document = recorded(tree.university).document_id
    browser, _page = asked(phone, tree, degree__average="16.42")
    case_id = case_of(browser)
    expert, signer = staff(cast.the_expert()), staff(cast.the_signer())
    shown = expert.get(f"{PAGE}{case_id}/").content.decode()
    assert "E-AVERAGE-DIFFERS" in shown
    [candidate] = queries.candidates(cases.case(case_id).facts)
    do(expert, case_id, "confirm", record=str(candidate.award.id), comment="معدل سهو است")
    assert cases.case(case_id).state == "approval"
    shown = signer.get(f"{PAGE}{case_id}/").content.decode()
    assert "معدل سهو است" in shown
    assert cast.the_expert().full_name in shown
    do(signer, case_id, "approve")
    assert cases.case(case_id).outcome == "issued"
    assert verification.facts_of(document).grade == "17.42", "the register's, not what was typed"
    assert any("کد صحت" in text for text in outbox(SERVICE.sample["person.mobile"]))


def test_an_old_degree_comes_out_of_the_book_and_everybody_sees_that(phone, tree):
    browser, _page = asked(phone, tree)
    case_id = case_of(browser)
    expert, signer = staff(cast.the_expert()), staff(cast.the_signer())
    do(expert, case_id, "confirm", record="book", volume="12")
    assert cases.case(case_id).state == "comparison", "the place in the book is not complete"
    do(expert, case_id, "confirm", **BOOK)
    do(signer, case_id, "approve")
    code = queries.code_of_case(case_id)
    assert code.log_class is LogClass.LEGACY_VERIFIED
    paper = records.document(code.document_id)
    assert (paper.serial, paper.institution_id) == ("98/4127", tree.university.id)


def test_one_person_with_two_accounts_is_not_two(phone, tree):
    recorded(tree.university)
    browser, _page = asked(phone, tree)
    case_id = case_of(browser)
    somebody = cast.the_stranger().id
    cloned = cast.an_account("expert-again")
    organisations.give(cloned, tree.university, Role.SIGNER)
    for account in (cast.the_expert(), cloned):
        identity.link_person(account_id=account.id, person_id=somebody, by=Actor.system())
    do(staff(cast.the_expert()), case_id, "confirm", **BOOK)
    assert cases.case(case_id).state == "approval"
    by = tree_api.actor_for_account(cloned.id)
    assert not [one for one in cases.offers(case_id, by) if one.action.name == "approve"]
    task = next(one for one in cases.tasks(case_id) if one.role)
    with pytest.raises(SameActor):
        cases.act(task_id=task.id, action="approve", by=by)


def test_who_changed_a_record_does_not_approve_it_for_thirty_days_by_any_account(phone, tree):
    award = recorded(tree.university).award_id
    expert, signer = (
        tree_api.actor_for_account(one.id) for one in (cast.the_expert(), cast.the_signer())
    )
    records.correct(
        Fact.AWARD, award, {"average": Decimal("17.40")}, because="دفتر نمرات",
        origin=SourceOf(origin=Origin.OFFICE, institution_id=tree.university.id), by=signer,
    )  # fmt: skip
    browser, _page = asked(phone, tree)
    case_id = case_of(browser)
    act(case_id, "confirm", expert, params={"record": str(award)})
    with pytest.raises(ChangedByApprover):
        act(case_id, "approve", signer)
    again = cast.an_account("signer-again")
    organisations.give(again, tree.university, Role.SIGNER)
    for account in (cast.the_signer(), again):
        identity.link_person(
            account_id=account.id, person_id=cast.the_stranger().id, by=Actor.system()
        )
    with pytest.raises(ChangedByApprover):
        act(case_id, "approve", tree_api.actor_for_account(again.id))
    assert cases.case(case_id).state == "approval"
    with clock.frozen(clock.now() + timedelta(days=31)):
        act(case_id, "approve", tree_api.actor_for_account(cast.the_signer().id))
    assert cases.case(case_id).outcome == "issued"


@pytest.mark.parametrize(
    "book",
    [
        {**BOOK, "admitted_on": "1399/07/01"},  # degree before admission
        {**BOOK, "admitted_on": "1350/07/01"},  # younger than anybody at admission
    ],
)
def test_what_contradicts_itself_is_not_entered(phone, tree, book):
    browser, _page = asked(phone, tree)
    case_id = case_of(browser)
    do(staff(cast.the_expert()), case_id, "confirm", **book)
    do(staff(cast.the_signer()), case_id, "approve")
    assert cases.case(case_id).state == "approval"
    assert queries.code_of_case(case_id) is None


def test_one_degree_does_not_get_two_identities(phone, tree):
    recorded(tree.university, person__identity=cast.SECOND_APPLICANT.national_id)
    browser, _page = asked(phone, tree)
    case_id = case_of(browser)
    do(staff(cast.the_expert()), case_id, "confirm", **BOOK)
    by = tree_api.actor_for_account(cast.the_signer().id)
    offer = next(one for one in cases.offers(case_id, by) if one.action.name == "approve")
    with pytest.raises(Implausible):
        cases.act(task_id=offer.task_id, action="approve", by=by)
    assert queries.code_of_case(case_id) is None


def test_a_record_of_somebody_else_cannot_be_chosen(phone, tree):
    other = recorded(tree.university, person__identity=cast.SECOND_APPLICANT.national_id)
    browser, _page = asked(phone, tree)
    case_id = case_of(browser)
    do(staff(cast.the_expert()), case_id, "confirm", record=str(other.award_id))
    assert cases.case(case_id).state == "comparison"


def test_about_to_graduate_is_no_degree(phone, tree):
    browser, _page = asked(phone, tree, study__class="about_to_graduate")
    case_id = case_of(browser)
    do(staff(cast.the_expert()), case_id, "confirm", **BOOK)
    assert cases.case(case_id).state == "comparison"
    recorded(tree.university)  # the university registers her, and then it goes on
    [candidate] = queries.candidates(cases.case(case_id).facts)
    do(staff(cast.the_expert()), case_id, "confirm", record=str(candidate.award.id))
    do(staff(cast.the_signer()), case_id, "approve")
    assert cases.case(case_id).outcome == "issued"


def test_a_defect_goes_to_her_and_the_register_is_asked_again(phone, tree):
    recorded(tree.university)
    close_register(tree.university)
    browser, _page = asked(phone, tree, degree__average="16.42")
    case_id = case_of(browser)
    expert = tree_api.actor_for_account(cast.the_expert().id)
    offer = next(one for one in cases.offers(case_id, expert) if one.action.name == "return")
    defect = Defect(field="degree.average", kind=DefectKind.INCORRECT, note="از روی ریزنمرات")
    cases.act(task_id=offer.task_id, action="return", by=expert, defects=[defect])
    assert any("نقص" in text for text in outbox(SERVICE.sample["person.mobile"]))
    browser.client.post(f"/my/{case_id}/complete/", {"degree-average": "17.42"}, follow=True)
    assert cases.case(case_id).outcome == "issued", "now it is the same, and nobody is asked"


def test_refused_with_a_reason_objected_to_and_heard_by_the_centre(phone, tree):
    browser, _page = asked(phone, tree)
    case_id = case_of(browser)
    expert, signer = (
        tree_api.actor_for_account(one.id) for one in (cast.the_expert(), cast.the_signer())
    )
    act(case_id, "refuse", expert, reason="forged", comment="مهر ندارد")
    assert cases.case(case_id).state == "refusal"
    assert not cases.offers(case_id, expert), "a refusal, too, is of two people"
    assert not any("اعتراض" in text for text in outbox(SERVICE.sample["person.mobile"]))
    assert "مهر ندارد" in staff(cast.the_signer()).get(f"{PAGE}{case_id}/").content.decode()
    act(case_id, "back", signer, comment="روی دیگر مدرک را ببینید")
    act(case_id, "refuse", expert, reason="forged", comment="مهر ندارد")
    act(case_id, "reject", signer, reason="forged", comment="مهر دانشگاه روی آن نیست")
    assert any("اعتراض" in text for text in outbox(SERVICE.sample["person.mobile"]))
    assert "مهر دانشگاه روی آن نیست" in browser.client.get(f"/my/{case_id}/").content.decode()
    browser.client.post(f"/my/{case_id}/object/", {"comment": "اصل مدرک نزد من است"}, follow=True)
    assert cases.case(case_id).state == "appeal"
    assert not cases.offers(case_id, expert), "not by who refused"
    assert not cases.offers(case_id, signer)
    central = tree_api.actor_for_account(cast.an_account("centre-expert").id)
    act(case_id, "accept", central, comment="اصل دیده شد")
    assert cases.case(case_id).state == "comparison"
    assert "چرا پذیرفته نشد" not in browser.client.get(f"/my/{case_id}/").content.decode()


def test_what_the_centre_upholds_is_told_with_its_reason(phone, tree):
    browser, _page = asked(phone, tree)
    case_id = case_of(browser)
    expert, signer = (
        tree_api.actor_for_account(one.id) for one in (cast.the_expert(), cast.the_signer())
    )
    act(case_id, "refuse", expert, reason="name", comment="میان ما")
    act(case_id, "reject", signer, reason="dates", comment="سال ورود دیگر است")
    told = browser.client.get(f"/my/{case_id}/").content.decode()
    assert "تاریخ‌ها با سوابق نمی‌خواند" in told
    assert "میان ما" not in told
    browser.client.post(f"/my/{case_id}/object/", {"comment": "نه"}, follow=True)
    central = tree_api.actor_for_account(cast.an_account("centre-expert").id)
    act(case_id, "uphold", central, reason="dates", comment="سال ورود را دفتر چنین دارد")
    assert "سال ورود را دفتر چنین دارد" in browser.client.get(f"/my/{case_id}/").content.decode()


def act(case_id, action, by, **more):
    offer = next(one for one in cases.offers(case_id, by) if one.action.name == action)
    cases.act(task_id=offer.task_id, action=action, by=by, **more)


def test_five_working_days_then_the_manager_then_above(phone, tree):
    browser, _page = asked(phone, tree)
    case_id = case_of(browser)
    assert promised(case_id) <= timedelta(days=20), "five working days, whatever the calendar"
    noon = clock.now().replace(hour=8)  # superiors are told in office hours
    with clock.frozen(noon + timedelta(days=20)):
        while cases.fire_due_timers(100):
            continue
        [task] = [one for one in cases.tasks(case_id) if not one.is_referral]
        assert task.role == Role.OFFICE_MANAGER.value


def promised(case_id):
    case = cases.case(case_id)
    return case.due_at - case.opened_at


def test_the_page_is_of_those_who_compare(phone, tree):
    open_register(tree.university)
    browser, _page = asked(phone, tree)
    address = f"{PAGE}{case_of(browser)}/"
    assert a_browser().get(address).status_code == 302
    assert browser.client.get(address).status_code in {302, 404}
    elsewhere = cast.an_account("elsewhere")
    organisations.give(elsewhere, tree.other_university, Role.EXPERT)
    assert staff(elsewhere).get(address).status_code == 404
    assert staff(cast.the_expert()).get(address).status_code == 200
    assert do(staff(cast.the_expert()), case_of(browser), "reject").status_code == 404
