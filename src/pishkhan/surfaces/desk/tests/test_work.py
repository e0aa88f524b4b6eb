"""The day at the desk: refer and answer, labels and lists, stand-ins, secrets, who was first."""

import re
from datetime import timedelta

import pytest

from pishkhan.foundation import clock, jalali
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.terms import LabelColour
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.organisations import api as organisations, testing as tree
from pishkhan.kernel.organisations.spec import Confidentiality
from pishkhan.kernel.organisations.terms import Role
from pishkhan.surfaces.desk.testing import posted
from pishkhan.web.testing import a_browser, signed_in_staff


def task_of(case_id):
    return cases.tasks(case_id)[0]


def ask(office, case_id, browser, **more):
    """Refer by the form, to the expert of the office unless told otherwise."""
    typed = {
        "task": str(task_of(case_id).id), "rows": "1", "send": "1", "r0-role": "expert",
        "r0-organisation": str(office.tree.office.id), "r0-kind": "opinion",
        "r0-order": "نظر فنی بدهید", "r0-days": "۳",
    }  # fmt: skip
    return browser.post(f"/desk/case/{case_id}/refer/", typed | more)


def only(case_id):
    [one] = cases.referrals(case_id)
    return one


def test_the_form_begins_here_and_takes_more_addressees(office, case_id, clerk):
    address = f"/desk/case/{case_id}/refer/?task={task_of(case_id).id}"
    page = clerk.get(address).content.decode()
    assert f'value="{office.tree.office.id}" selected' in page
    assert office.staff[Role.EXPERT].name in page
    more = {"task": str(task_of(case_id).id), "rows": "1", "more": "1", "r0-order": "بررسی شود"}
    page = clerk.post(f"/desk/case/{case_id}/refer/", more).content.decode()
    assert "گیرندهٔ ۲" in page
    assert page.count("بررسی شود") == 2
    assert not cases.referrals(case_id)


def test_a_referral_is_asked_answered_and_read(office, case_id, clerk, expert):
    assert ask(office, case_id, clerk).status_code == 302
    sent = only(case_id)
    assert (sent.order, sent.due_at is not None) == ("نظر فنی بدهید", True)
    listed = expert.get("/desk/?view=referred").content.decode()
    assert "نظر فنی بدهید" in listed
    page = expert.get(f"/desk/case/{case_id}/").content.decode()
    assert f'id="asked-{sent.task_id}"' in page
    assert only(case_id).seen_at is not None
    typed = {f"answer-{sent.task_id}": "مانعی ندارد", "deed": "answer"}
    assert expert.post(f"/desk/referral/{sent.task_id}/", typed).status_code == 302
    follow = clerk.get("/desk/follow-up/").content.decode()
    assert "مانعی ندارد" in follow
    assert "پاسخ خوانده‌نشده" in clerk.get("/desk/").content.decode()
    assert "مانعی ندارد" in clerk.get(f"/desk/case/{case_id}/").content.decode()
    assert "نظر فنی" not in clerk.get("/desk/follow-up/").content.decode()
    assert "نظر فنی" in clerk.get("/desk/sent/").content.decode()


def test_my_own_orders_come_back_to_be_chosen(office, case_id, clerk):
    ask(office, case_id, clerk)
    address = f"/desk/case/{case_id}/refer/?task={task_of(case_id).id}"
    assert '<option value="نظر فنی بدهید"' in clerk.get(address).content.decode()
    other = office.a_request()
    ask(office, other, clerk, **{"r0-order": "", "r0-usual": "نظر فنی بدهید"})
    assert only(other).order == "نظر فنی بدهید"


def test_a_wrong_addressee_comes_back_with_what_was_typed(office, case_id, clerk):
    answer = ask(office, case_id, clerk, **{"r0-role": Role.MEMBER.value})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "کسی این سمت را ندارد" in page
    assert "نظر فنی بدهید" in page


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"r0-days": "-5"}, "r0-days", "مهلت را به روز کاری بنویسید: عددی از ۱ تا ۳۶۵"),
        ({"r0-days": "99999"}, "r0-days", "عددی از ۱ تا ۳۶۵"),
        ({"r0-days": "0"}, "r0-days", "عددی از ۱ تا ۳۶۵"),
        ({"r0-kind": "zzz"}, "r0-kind", "بگویید ارجاع برای چیست"),
        ({"r0-person": "zzz"}, "r0-person", ""),
        ({"r0-organisation": "zzz"}, "r0-organisation", "گیرندهٔ ارجاع"),
        ({"r0-role": Role.SECRETARIAT.value}, "r0-role", "این سمتِ خود شماست"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_sent_or_lost(
    office, case_id, clerk, typed, field, said
):
    answer = ask(office, case_id, clerk, **typed)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert f'id="q-{field}-error"' in page
    assert said in page
    assert "نظر فنی بدهید" in page
    if field == "r0-days":
        assert f'value="{typed[field]}"' in page
    assert not cases.referrals(case_id)


def test_a_colleague_at_ones_own_post_is_referred_to_by_name(office, case_id, clerk):
    second = cast.an_account("second-clerk", "کاوه دومی")
    tree.give(second, office.tree.office, Role.SECRETARIAT)
    own = {"r0-role": Role.SECRETARIAT.value}
    myself = str(office.staff[Role.SECRETARIAT].account_id)
    assert ask(office, case_id, clerk, **own, **{"r0-person": myself}).status_code == 400
    assert ask(office, case_id, clerk, **own, **{"r0-person": str(second.id)}).status_code == 302
    assert only(case_id).to_name == "کاوه دومی"


def test_a_blocking_opinion_holds_the_decision_until_it_is_lifted(office, case_id, clerk):
    ask(office, case_id, clerk, **{"r0-blocking": "1"})
    page = clerk.get(f"/desk/case/{case_id}/").content.decode()
    assert "تصمیم منتظر نظر است" in page
    refused = posted(clerk, case_id, "close", comment="x", reason="withdrawn", confirm="1")
    assert refused.status_code in {400, 409}
    address = f"/desk/case/{case_id}/referral/{only(case_id).id}/lift/"
    assert clerk.post(address).status_code == 400
    assert clerk.post(address, {"because": "فوری است"}).status_code == 302
    assert "تصمیم منتظر نظر است" not in clerk.get(f"/desk/case/{case_id}/").content.decode()


def test_what_nobody_saw_is_taken_back(office, case_id, clerk, expert):
    ask(office, case_id, clerk)
    address = f"/desk/case/{case_id}/referral/{only(case_id).id}/take-back/"
    assert expert.post(address).status_code == 400
    assert clerk.post(address).status_code == 302
    assert only(case_id).outcome.value == "taken_back"


def test_a_referral_of_another_case_is_not_reached_through_this_one(office, case_id, clerk):
    ask(office, case_id, clerk)
    other = office.a_request()
    address = f"/desk/case/{other}/referral/{only(case_id).id}/take-back/"
    assert clerk.post(address).status_code == 404


def test_colleagues_see_who_has_the_case_open(office, case_id, clerk, signer):
    clerk.get(f"/desk/case/{case_id}/")
    page = signer.get(f"/desk/case/{case_id}/beside/").content.decode()
    assert office.staff[Role.SECRETARIAT].name in page
    assert "باز دارد" in page
    assert office.staff[Role.SIGNER].name not in page


def test_what_was_typed_is_kept_listed_and_gone_when_it_is_pressed(office, expert):
    case_id = office.referred()
    typed = {"propose-text": "با درخواست شما موافقت شد.", "keep": "1"}
    address = f"/desk/task/{task_of(case_id).id}/propose/"
    assert expert.post(address, typed).status_code == 302
    assert "با درخواست شما" in expert.get("/desk/drafts/").content.decode()
    assert "با درخواست شما" in expert.get(f"/desk/case/{case_id}/").content.decode()
    posted(expert, case_id, "propose", text="متن پاسخ", comment="پیشنهاد")
    assert "با درخواست شما" not in expert.get("/desk/drafts/").content.decode()


def test_a_draft_is_read_by_nobody_else(office, expert, signer):
    case_id = office.referred()
    typed = {"propose-text": "هنوز فکر می‌کنم", "keep": "1"}
    expert.post(f"/desk/task/{task_of(case_id).id}/propose/", typed)
    assert "هنوز فکر" not in signer.get("/desk/drafts/").content.decode()
    assert "هنوز فکر" not in signer.get(f"/desk/case/{case_id}/").content.decode()


def test_a_label_is_made_put_on_and_finds_the_case(case_id, clerk, expert):
    made = {"deed": "make", "name": "فوری‌ها", "colour": LabelColour.RED.value}
    assert clerk.post("/desk/labels/", made).status_code == 302
    assert clerk.post("/desk/labels/", made).status_code == 400
    page = clerk.get("/desk/labels/").content.decode()
    label = re.search(r"label=(\d+)", page)[1]
    clerk.post(f"/desk/case/{case_id}/labels/", {"label": label})
    assert "فوری‌ها" in clerk.get(f"/desk/?label={label}").content.decode()
    assert '<td class="number">' in clerk.get(f"/desk/?label={label}").content.decode()
    assert expert.post(f"/desk/case/{case_id}/labels/", {"label": label}).status_code == 400
    assert '<td class="number">' not in expert.get(f"/desk/?label={label}").content.decode()


def test_a_label_of_the_office_is_made_by_who_runs_it(office, clerk):
    typed = {"deed": "make", "name": "ویژه", "colour": "blue", "office": str(office.tree.office.id)}
    assert clerk.post("/desk/labels/", typed).status_code == 403
    manager = signed_in_staff(a_browser(), office.staff[Role.OFFICE_MANAGER].account_id)
    assert manager.post("/desk/labels/", typed).status_code == 302
    assert "ویژه" in clerk.get("/desk/labels/").content.decode()


def test_a_list_is_kept_under_a_name_and_opens_first(case_id, clerk):
    assert case_id
    typed = {"deed": "make", "name": "تازه‌ها", "query": "sort=newest&view=all", "default": "1"}
    assert clerk.post("/desk/views/", typed).status_code == 302
    first = clerk.get("/desk/")
    assert first.headers["Location"] == "/desk/?sort=newest"
    assert "تازه‌ها" in clerk.get("/desk/?sort=newest").content.decode()


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("service=e_request", True), ("service=other", False), ("state=nowhere", False),
        ("since=1390/1/1", True), ("until=1390/1/1", False), ("since=abc", True),
        ("sort=newest", True), ("sort=oldest", True), ("organisation=5", False),
        ("view=signature", False), ("label=12", False),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_by_the_address(case_id, clerk, query, is_there):
    assert case_id
    page = clerk.get(f"/desk/?{query}").content.decode()
    assert ('<td class="number">' in page) is is_there


def test_a_stand_in_is_named_by_the_form_and_both_names_stay(office, case_id, clerk, expert):
    own = office.staff[Role.SECRETARIAT]
    today, later = clock.today(), clock.today() + timedelta(days=3)
    [post_id] = {h.post_id for h in organisations.holdings_of(own.account_id)}
    typed = {"lent": f"{post_id}|", "who": str(office.staff[Role.EXPERT].account_id)}
    for name, day in (("from", today), ("to", later)):
        there = jalali.of(day)
        typed |= {
            f"{name}_day": there.day,
            f"{name}_month": there.month,
            f"{name}_year": there.year,
        }
    cases.claim(task_id=task_of(case_id).id, by=own)
    assert clerk.post("/desk/stand-in/", typed).status_code == 302
    assert clerk.post("/desk/stand-in/", typed).status_code == 400
    assert "به جانشینی از" in expert.get("/desk/").content.decode()
    page = expert.get(f"/desk/case/{case_id}/").content.decode()
    assert f"به جانشینی از <b>{own.name}</b>" in page
    listed = clerk.get("/desk/stand-in/").content.decode()
    holding = re.search(r"/desk/stand-in/(\d+)/end/", listed)[1]
    assert expert.post(f"/desk/stand-in/{holding}/end/").status_code == 400
    assert clerk.post(f"/desk/stand-in/{holding}/end/").status_code == 302
    assert "به جانشینی از" not in expert.get("/desk/").content.decode()


@pytest.mark.parametrize(
    ("first", "last", "field", "said"),
    [
        ("1300/1/1", "1500/1/1", "from", "روزی باشد که گذشته است"),
        (0, "1500/1/1", "to", "بیش از ۱۸۰ روز نیست"),
        (0, 181, "to", "بیش از ۱۸۰ روز نیست"),
        (5, 2, "to", ""),
        ("13/1/1", 2, "from", ""),
    ],
)
def test_a_time_that_cannot_be_lent_is_said_at_its_day(office, clerk, first, last, field, said):
    own = office.staff[Role.SECRETARIAT]
    [post_id] = {h.post_id for h in organisations.holdings_of(own.account_id)}
    typed = {"lent": f"{post_id}|", "who": str(office.staff[Role.EXPERT].account_id)}
    for name, day in (("from", first), ("to", last)):
        there = jalali.of(clock.today() + timedelta(days=day if isinstance(day, int) else 0))
        written = f"{there.year}/{there.month}/{there.day}" if isinstance(day, int) else day
        parts = zip(("year", "month", "day"), written.split("/"), strict=True)
        typed |= {f"{name}_{part}": text for part, text in parts}
    answer = clerk.post("/desk/stand-in/", typed)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'id="q-{field}-error"' in page
    assert said in page
    assert f'value="{typed["who"]}" selected' in page
    assert not organisations.stand_ins_of(own.account_id)


def test_a_secret_case_is_nowhere_for_who_has_no_clearance(office, case_id, clerk):
    place, manager = office.tree.office, office.staff[Role.OFFICE_MANAGER]
    boss = signed_in_staff(a_browser(), manager.account_id)
    address = f"/desk/case/{case_id}/confidentiality/"
    typed = {"level": "confidential", "because": "دستور"}
    assert boss.post(address, typed).status_code == 403
    level = Confidentiality.CONFIDENTIAL
    for role in (Role.OFFICE_MANAGER, Role.SECRETARIAT):
        post = tree.a_post(place, role)
        organisations.clear_post(post_id=post.id, clearance=level, by=cast.Actor.system())
    assert clerk.post(address, typed).status_code == 403
    assert boss.post(address, {"level": "confidential"}).status_code == 400
    assert boss.post(address, typed).status_code == 302
    name = office.applicant.name
    for browser, sees in ((boss, True), (clerk, True), (_holder(office, Role.SIGNER), False)):
        assert (browser.get(f"/desk/case/{case_id}/").status_code == 200) is sees
        assert (f"/{case_id}/" in browser.get(f"/desk/search/?q={name}").content.decode()) is sees
    refused = ask(office, case_id, clerk)
    assert refused.status_code == 400
    assert "محرمانگی" in refused.content.decode()


def _holder(office, role):
    return signed_in_staff(a_browser(), office.staff[role].account_id)


def test_the_receiver_hears_who_decided_and_when_and_keeps_their_words(office, case_id, clerk):
    version = cases.case(case_id).version
    task = task_of(case_id)
    office.press(case_id, Role.SECRETARIAT, "refer", params=dict.fromkeys(_sheet(), True))
    typed = {"refer-comment": "این را نوشته بودم", "seen_version": str(version)}
    colleague = cast.an_account("second-clerk", "کاوه دومی")
    tree.give(colleague, office.tree.office, Role.SECRETARIAT)
    browser = signed_in_staff(a_browser(), colleague.id)
    answer = browser.post(f"/desk/task/{task.id}/refer/", typed)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert office.staff[Role.SECRETARIAT].name in page
    assert "این را نوشته بودم" in page
    assert clerk


def _sheet():
    return ("has_signature", "has_fingerprint", "has_address", "has_mobile", "has_landline")


def test_a_manager_hands_out_what_nobody_took(office, case_id, clerk):
    second = cast.an_account("second-clerk", "کاوه دومی")
    tree.give(second, office.tree.office, Role.SECRETARIAT)
    other = office.a_request()
    boss = _holder(office, Role.OFFICE_MANAGER)
    assert clerk.get("/desk/distribute/").status_code == 404
    page = boss.get("/desk/distribute/").content.decode()
    cartable = re.search(r"cartable=(\d+)", page)[1]
    assert "کاوه دومی" in boss.get(f"/desk/distribute/?cartable={cartable}").content.decode()
    first = office.staff[Role.SECRETARIAT].account_id
    nobody = {"cartable": cartable, "how": "evenly"}
    assert boss.post("/desk/distribute/", nobody).status_code == 400
    both = nobody | {"to": [str(first), str(second.id)]}
    done = boss.post("/desk/distribute/", both, follow=True).content.decode()
    assert "۲ از ۲ پرونده انجام شد" in done
    assert {task_of(one).assignee_id for one in (case_id, other)} == {first, second.id}
    assert clerk.post("/desk/distribute/", both).status_code == 404


def test_words_written_in_a_case_find_it(office, case_id, clerk, other_clerk):
    ask(office, case_id, clerk, **{"r0-order": "كتابخانه‌ي مركزي بررسي كند"})
    cases.index_cases()
    for text in ("کتابخانه", "مركز", "کتاب بررس"):
        assert f"/desk/case/{case_id}/" in clerk.get(f"/desk/search/?q={text}").content.decode()
    assert f"/{case_id}/" not in other_clerk.get("/desk/search/?q=کتابخانه").content.decode()
    assert f"/{case_id}/" not in clerk.get("/desk/search/?q=کتابخانه&state=x").content.decode()


def test_the_keys_are_a_page_too(clerk):
    assert "<kbd>J</kbd>" in clerk.get("/desk/keys/").content.decode()


def test_a_stand_in_signs_the_letter_with_both_names(office, clerk):
    case_id = office.proposed()
    absent, other = office.staff[Role.SIGNER], office.staff[Role.SECRETARIAT]
    post = tree.a_post(office.tree.office, Role.SIGNER)
    organisations.appoint(
        post_id=post.id,
        account_id=other.account_id,
        by=cast.Actor.system(),
        to=clock.now() + timedelta(days=1),
        on_behalf_of=absent.account_id,
    )
    posted(clerk, case_id, "sign")
    [letter] = catalogue.letters_of(case_id)
    assert letter.signed_by == f"{other.name} به جانشینی {absent.name}"
    trail = clerk.get(f"/desk/case/{case_id}/").content.decode()
    assert f"{other.name} به جانشینی {absent.name}" in trail


def test_the_letter_book_hides_what_is_too_secret_for_its_reader(office, case_id, clerk):
    for role in (Role.OFFICE_MANAGER, Role.SECRETARIAT):
        post = tree.a_post(office.tree.office, role)
        organisations.clear_post(
            post_id=post.id, clearance=Confidentiality.CONFIDENTIAL, by=cast.Actor.system()
        )
    boss = organisations.actor_for_account(office.staff[Role.OFFICE_MANAGER].account_id)
    cases.set_confidentiality(
        case_id=case_id, to=Confidentiality.CONFIDENTIAL, because="دستور", by=boss
    )
    assert office.applicant.name in clerk.get("/desk/book/").content.decode()
    organisations.clear_post(
        post_id=tree.a_post(office.tree.office, Role.SECRETARIAT).id,
        clearance=Confidentiality.ORDINARY,
        by=cast.Actor.system(),
    )
    page = clerk.get("/desk/book/").content.decode()
    assert office.applicant.name not in page
    assert "محرمانه" in page
