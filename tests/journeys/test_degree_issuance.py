"""A university's papers by plain HTTP: issued, superseded, doubled, corrected, suspended, revoked."""

import re

import pytest

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity import api as identity, testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.terms import IdentifierKind
from pishkhan.kernel.notifications.api import inbox_of
from pishkhan.kernel.organisations import api as tree_api, testing as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.errors import Implausible
from pishkhan.kernel.records.spec import Identity
from pishkhan.kernel.transparency.testing import a_log
from pishkhan.kernel.verification import api as verification
from pishkhan.kernel.verification.errors import NotFromThisState
from pishkhan.kernel.verification.spec import Client
from pishkhan.kernel.verification.terms import DocumentKind, LogClass, VerdictState
from pishkhan.services.degree_issuance.errors import OwnDegree
from pishkhan.services.degree_issuance.questions import SAMPLE
from pishkhan.services.degree_issuance.terms import CODE
from pishkhan.services.degree_issuance.testing import YEAR, settle
from pishkhan.web.testing import a_browser, signed_in_staff


HOME = f"/x/{CODE.replace('_', '-')}/"
TYPED = {key.partition(".")[2]: text for key, text in SAMPLE.items() if key != "deed.deed"}
NEW = {"serial": "98/9001", "issued_on": "1399/02/01", "because": "صورت‌جلسهٔ ۱۴"}
WHY = {"because": "نامهٔ ۱۱۲"}


@pytest.fixture(autouse=True)
def log(db):  # noqa: ARG001 - opens the database
    with a_log() as made:
        yield made


@pytest.fixture
def tree(db):  # noqa: ARG001 - opens the database
    found = organisations.a_tree()
    catalogue.publish_all(Actor.system())
    organisations.staff_of(found.university)
    settle(found)
    cast.the_applicant()
    return found


def staff(account):
    return signed_in_staff(a_browser(), account.id)


def proposed(tree, deed, account=None, **typed):
    """The first person fills in the form; the case that came of it."""
    answer = staff(account or cast.the_expert()).post(f"{HOME}new/{deed}/", typed)
    assert answer.status_code == 302, re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())
    return cases.open_cases_of([tree.university.id], CODE)[-1].id


def pressed(case_id, action, account=None, **said):
    by = tree_api.actor_for_account((account or cast.the_signer()).id)
    offer = next(one for one in cases.offers(case_id, by) if one.action.name == action)
    return cases.act(task_id=offer.task_id, action=action, by=by, **said)


def done(tree, deed, **typed):
    case = pressed(proposed(tree, deed, **typed), "approve")
    assert case.outcome == "done"


def papers():
    """Her papers with their codes, the oldest first."""
    learner = records.learner_of(Identity(IdentifierKind.NATIONAL_ID, TYPED["national_id"]))
    [award] = records.awards_of(learner.id)
    codes = [verification.code_of(one.id) for one in award.documents]
    return sorted(codes, key=lambda one: one.id)


def certificate(tree):
    done(tree, "issue", **TYPED)
    [code] = papers()
    return code


def seen(log, code):
    """What anybody who inquires is told (T0)."""
    log.publish()
    return verification.inquire(code, client=Client())


def test_a_temporary_certificate_is_issued_by_two_with_code_and_qr(tree, log):
    case_id = proposed(tree, "issue", **TYPED)
    assert not verification.codes_of_person(cast.the_applicant().id), "one person is not enough"
    pressed(case_id, "approve")
    [code] = papers()
    assert (code.kind, code.log_class) == (
        DocumentKind.TEMPORARY_CERTIFICATE,
        LogClass.LEGACY_VERIFIED,
    )
    assert seen(log, code.code).state is VerdictState.VALID
    page = staff(cast.the_signer()).post(f"{HOME}paper/", {"code": code.code}).content.decode()
    assert "<svg" in page
    assert code.code in re.sub(r"<[^>]+>|\s|\xa0", "", page)
    assert [one.title for one in inbox_of(cast.the_applicant().id)] == ["مدرکی به نام شما ثبت شد"]


def test_the_degree_takes_the_place_of_the_certificate(tree, log):
    old = certificate(tree)
    done(tree, "supersede", code=old.code, **NEW)
    _old, new = papers()
    assert seen(log, old.code).state is VerdictState.SUPERSEDED
    assert seen(log, new.code).state is VerdictState.VALID
    assert new.kind is DocumentKind.DEGREE


def test_a_degree_takes_no_degrees_place(tree):
    done(tree, "issue", **{**TYPED, "paper": "degree"})
    [code] = papers()
    answer = staff(cast.the_expert()).post(f"{HOME}new/supersede/", {"code": code.code, **NEW})
    assert answer.status_code == 400


def test_a_duplicate_has_its_number_and_the_lost_copy_says_so(tree, log):
    old = certificate(tree)
    done(tree, "duplicate", code=old.code, **NEW)
    _old, new = papers()
    assert seen(log, old.code).state is VerdictState.REPLACED
    found = seen(log, new.code)
    assert (found.state, found.copy_no) == (VerdictState.VALID, 2)


def test_a_correction_is_a_version_of_record_and_code(tree, log):
    code = certificate(tree)
    said = {"part": "family_name", "value": "بهرامی", "ground": "name_changed", **WHY}
    done(tree, "correct", code=code.code, **said)
    assert verification.facts_of(code.document_id).holder.family_name == "بهرامی"
    assert verification.facts_of(code.document_id, version=1).holder.family_name == "بهرامی‌نیا"
    found = seen(log, code.code)
    assert found.state is VerdictState.VALID
    assert found.corrected_at is not None


def test_the_register_and_the_code_say_the_same_average(tree):
    code = certificate(tree)
    said = {"part": "average", "value": "۱۶٫۵", "ground": "wrong_data", **WHY}
    done(tree, "correct", code=code.code, **said)
    assert verification.facts_of(code.document_id).grade.startswith("16.5")


def test_suspended_resumed_revoked_each_seen_by_inquirers(tree, log):
    code = certificate(tree)
    done(tree, "suspend", code=code.code, ground="under_examination", **WHY)
    assert seen(log, code.code).state is VerdictState.SUSPENDED
    done(tree, "resume", code=code.code, **WHY)
    assert seen(log, code.code).state is VerdictState.VALID
    done(tree, "revoke", code=code.code, ground="fraud", **WHY)
    assert seen(log, code.code).state is VerdictState.REVOKED
    titles = [one.title for one in inbox_of(cast.the_applicant().id)]
    assert titles.count("مدرک شما تغییر کرد") == 3


def test_what_the_state_forbids_is_refused_and_the_approval_is_taken_back(tree):
    code = certificate(tree)
    case_id = proposed(tree, "resume", code=code.code, **WHY)
    with pytest.raises(NotFromThisState):
        pressed(case_id, "approve")
    assert cases.case(case_id).state == "approval"


def test_one_person_with_two_accounts_is_not_two(tree):
    cloned = cast.an_account("expert-again")
    organisations.give(cloned, tree.university, Role.SIGNER)
    for account in (cast.the_expert(), cloned):
        person = cast.the_stranger().id
        identity.link_person(account_id=account.id, person_id=person, by=Actor.system())
    case_id = proposed(tree, "issue", **TYPED)
    by = tree_api.actor_for_account(cloned.id)
    assert not [one for one in cases.offers(case_id, by) if one.action.name == "approve"]
    assert pressed(case_id, "approve").outcome == "done"


def test_nobody_issues_their_own(tree):
    identity.link_person(
        account_id=cast.the_signer().id, person_id=cast.the_applicant().id, by=Actor.system()
    )
    case_id = proposed(tree, "issue", **TYPED)
    with pytest.raises(OwnDegree):
        pressed(case_id, "approve")


@pytest.mark.parametrize(
    "wrong",
    [
        {"admitted_on": "1399/07/01"},  # degree before admission
        {"national_id": "0001010108"},  # no such number
    ],
)
def test_what_contradicts_itself_is_not_issued(tree, wrong):
    answer = staff(cast.the_expert()).post(f"{HOME}new/issue/", {**TYPED, **wrong})
    if answer.status_code == 302:
        [case] = cases.open_cases_of([tree.university.id], CODE)
        with pytest.raises(Implausible):
            pressed(case.id, "approve")
    assert records.learner_of(Identity(IdentifierKind.NATIONAL_ID, TYPED["national_id"])) is None


def test_a_serial_is_written_once_and_one_degree_has_one_identity(tree):
    certificate(tree)
    again = {**TYPED, "national_id": cast.SECOND_APPLICANT.national_id, "student_number": "1"}
    case_id = proposed(tree, "issue", **again)
    with pytest.raises(Implausible):
        pressed(case_id, "approve")
    assert len(papers()) == 1


def test_what_comes_after_the_roll_was_closed_is_late_for_everybody(tree, log):
    roll = records.roll(tree.university.id, YEAR)
    records.roll_sign(roll.id, by=tree_api.actor_for_account(cast.the_expert().id))
    records.roll_close(roll.id, by=tree_api.actor_for_account(cast.the_signer().id))
    code = certificate(tree)
    assert code.log_class is LogClass.LATE
    assert seen(log, code.code).award_date_class is LogClass.LATE


def test_another_universitys_paper_is_not_there(tree):
    code = certificate(tree)
    elsewhere = cast.an_account("elsewhere")
    organisations.give(elsewhere, tree.other_university, Role.EXPERT)
    browser = staff(elsewhere)
    said = {"code": code.code, "ground": "fraud", **WHY}
    assert browser.post(f"{HOME}new/revoke/", said).status_code == 400
    assert browser.post(f"{HOME}paper/", {"code": code.code}).status_code == 400


@pytest.mark.usefixtures("tree")
def test_the_pages_are_of_those_who_keep_records():
    assert a_browser().get(HOME).status_code == 302
    assert staff(cast.the_auditor()).get(HOME).status_code == 403
    assert staff(cast.the_expert()).get(HOME).status_code == 200
    assert staff(cast.the_signer()).get(f"{HOME}new/issue/").status_code == 403
    assert staff(cast.the_expert()).get(f"{HOME}new/nothing/").status_code == 404
