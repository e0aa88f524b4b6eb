"""Who sees what, and what the pages cost."""

import re
from datetime import datetime

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pishkhan.foundation import clock, digits
from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.models import AttachmentView
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.cases import api as cases, tasks
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations, testing
from pishkhan.kernel.organisations.terms import Role
from pishkhan.surfaces.desk import words
from pishkhan.web.testing import a_browser, signed_in_staff


QUERIES_OF_THE_INBOX = 13


def addresses(case_id):
    [file] = attachments.of_case(case_id)
    return {
        "inbox": "/desk/",
        "search": "/desk/search/?q=1",
        "organisations": "/desk/organisations/?x_find=a",
        "beside": f"/desk/?case={case_id}",
        "case": f"/desk/case/{case_id}/",
        "file": f"/desk/case/{case_id}/file/{file.id}/",
        "thumbnail": f"/desk/case/{case_id}/file/{file.id}/?thumbnail",
    }


OF_THE_CASE = ["beside", "case", "file", "thumbnail"]
ALL = ["inbox", "search", "organisations", *OF_THE_CASE]


@pytest.mark.parametrize("name", ALL)
def test_a_stranger_is_sent_to_the_sign_in(case_id, stranger, name):
    response = stranger.get(addresses(case_id)[name])
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/staff/login/")


@pytest.mark.parametrize("name", ALL)
def test_a_citizen_finds_nothing_even_of_their_own(case_id, citizen, name):
    assert citizen.get(addresses(case_id)[name]).status_code == 404


@pytest.mark.parametrize("name", ALL)
def test_the_clerk_of_the_office_sees_it(case_id, clerk, name):
    response = clerk.get(addresses(case_id)[name])
    assert response.status_code == 200
    assert b"".join(response)


@pytest.mark.parametrize("name", OF_THE_CASE)
def test_the_clerk_of_another_office_finds_nothing(case_id, other_clerk, name):
    assert other_clerk.get(addresses(case_id)[name]).status_code == 404


def test_a_password_alone_opens_only_the_set_up_of_the_second_factor(office):
    browser = a_browser()
    browser.force_login(_account("clerk"))
    assert office.staff
    assert browser.get("/desk/").headers["Location"] == "/staff/2fa/totp/activate/"


def test_a_part_sends_the_whole_page_to_the_sign_in(stranger):
    response = stranger.get("/desk/", headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"].startswith("/staff/login/")


def test_an_auditor_reads_and_has_no_button(case_id, auditor):
    page = auditor.get(f"/desk/case/{case_id}/").content.decode()
    assert "آن را فقط می‌بینید" in page
    assert "/desk/task/" not in page
    assert "ناخواناست" not in page


def test_an_auditor_does_not_mark_a_file(case_id, auditor):
    [file] = attachments.of_case(case_id)
    address = f"/desk/case/{case_id}/file/{file.id}/mark/"
    assert auditor.post(address, {"legibility": "readable"}).status_code == 403


def test_nobody_knows_a_case_that_is_not_there(clerk):
    assert clerk.get("/desk/case/12345/").status_code == 404
    assert clerk.get(f"/desk/case/{10**30}/").status_code == 404
    assert clerk.get("/desk/?case=12345").status_code == 404


def test_the_list_shows_number_applicant_and_stage(case_id, clerk):
    page = clerk.get("/desk/").content.decode()
    assert cases.case(case_id).applicant_name in page
    assert "بررسی دبیرخانه" in page


@pytest.mark.parametrize(("language", "names"), [("fa", 0), ("en", 4), ("ar", 4)])
def test_the_list_takes_thirteen_statements_and_in_other_languages_those_for_names(
    office, clerk, language, names
):
    for _number in range(3):
        office.a_request()
    clerk.get(f"/desk/?lang={language}", follow=True)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert f'lang="{language}"' in clerk.get("/desk/").content.decode()
    assert len(asked) <= QUERIES_OF_THE_INBOX + names, [query["sql"][:90] for query in asked]


def test_the_rail_in_english_asks_no_more_for_four_cartables_than_for_two(office, case_id, clerk):
    def cost():
        clerk.get("/desk/?lang=en", follow=True)
        with CaptureQueriesContext(connection) as asked:
            assert clerk.get("/desk/").status_code == 200
        return len(asked)

    def work(role):
        account = cast.the_clerk()
        testing.give(account, office.tree.office, role)
        cases.create_cartable(
            organisation_id=office.tree.office.id, role=role, service="e_request",
            by=Actor.system(),
        )  # fmt: skip

    assert case_id
    work(Role.OFFICE_MANAGER)
    before = cost()
    work(Role.SIGNER)
    work(Role.EXPERT)
    assert cost() == before


def test_only_the_case_comes_when_only_the_case_is_asked(case_id, clerk):
    part = clerk.get(f"/desk/?case={case_id}", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert cases.case(case_id).applicant_name in part


def test_opening_a_case_marks_it_seen_but_not_for_an_auditor(case_id, auditor, clerk):
    auditor.get(f"/desk/case/{case_id}/")
    assert cases.tasks(case_id)[0].seen_at is None
    clerk.get(f"/desk/case/{case_id}/")
    assert cases.tasks(case_id)[0].seen_at is not None


def test_every_look_at_a_file_is_written_down(case_id, clerk):
    assert b"".join(clerk.get(addresses(case_id)["file"]))
    assert AttachmentView.objects.filter(case_id=case_id).count() == 1


def test_a_file_of_another_case_is_not_opened_with_this_one(office, case_id, clerk):
    [file] = attachments.of_case(office.a_request())
    assert clerk.get(f"/desk/case/{case_id}/file/{file.id}/").status_code == 404


@pytest.mark.parametrize(
    "view", ["all", "mine", "overdue", "due_today", "returned", "done", "suspended"]
)
def test_every_view_opens(case_id, clerk, view):
    assert case_id
    assert clerk.get(f"/desk/?view={view}").status_code == 200


@pytest.mark.parametrize(
    "query",
    ["view=x", "cartable=abc", "after=%00", "cartable=99999999999999999999", "q=%25", "case=x"],
)
def test_a_made_up_address_is_harmless(case_id, clerk, query):
    assert case_id
    assert clerk.get(f"/desk/?{query}").status_code == 200


def test_search_finds_the_letter_number_in_both_orders(case_id, clerk, other_clerk):
    number = catalogue.receipt(case_id).letter_number
    turned = "/".join(reversed(number.split("/")))
    name = cases.case(case_id).applicant_name
    for text in (number, turned):
        assert name in clerk.get("/desk/search/", {"q": text}).content.decode()
        assert name not in other_clerk.get("/desk/search/", {"q": text}).content.decode()


def test_search_folds_persian_and_finds_the_national_id(case_id, clerk):
    folded = cases.case(case_id).applicant_name.replace("ی", "ي")
    for text in (folded, cast.APPLICANT.national_id, "۰۰۰۱۰۱۰۱۰۷"):
        page = clerk.get("/desk/search/", {"q": text}).content.decode()
        assert f"/desk/case/{case_id}/" in page


def test_html_in_an_answer_stays_text(office, clerk):
    case_id = office.a_request(**{"request.subject": "<script>alert(1)</script>"})
    page = clerk.get(f"/desk/case/{case_id}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_decision_comes_before_the_details_of_the_case(case_id, clerk):
    page = clerk.get(f"/desk/?case={case_id}").content.decode()
    places = [page.index(part) for part in ('href="#decision"', 'id="do-refer"', 'id="files"')]
    assert places == sorted(places)
    assert page.index("data-primary") < page.index("data-return")


@pytest.mark.parametrize(
    ("outcome", "is_warned"), [("mismatch", True), ("match", False), ("unknown", False)]
)
def test_an_officer_is_warned_where_the_mobile_is_somebody_elses(office, clerk, outcome, is_warned):
    case_id = office.a_request(remarks={"mobile_ownership": outcome})
    page = clerk.get(f"/desk/case/{case_id}/").content.decode()
    assert ("تلفن همراه را بررسی کنید" in page) is is_warned
    assert ("به نام شخص دیگری است" in page) is is_warned


def test_what_the_applicant_was_told_is_read_here_without_the_secret_code(case_id, expert, clerk):
    code = catalogue.receipt(case_id).tracking_code
    for browser in (expert, clerk):
        page = browser.get(f"/desk/case/{case_id}/").content.decode()
        assert "پیام‌های فرستاده‌شده به متقاضی" in page
        assert "•••" in page
        assert code not in re.sub(r"\s", "", digits.to_latin(page))


def test_a_note_is_ones_own(case_id, clerk, expert):
    clerk.post(f"/desk/case/{case_id}/note/", {"text": "فردا تلفن کنم"})
    assert "فردا تلفن کنم" in clerk.get(f"/desk/case/{case_id}/").content.decode()
    assert "فردا تلفن کنم" not in expert.get(f"/desk/case/{case_id}/").content.decode()


def test_an_unreadable_file_wants_a_reason_and_is_then_a_defect_already(case_id, clerk):
    [file] = attachments.of_case(case_id)
    address = f"/desk/case/{case_id}/file/{file.id}/mark/"
    refused = clerk.post(address, {"legibility": "unreadable", "note": ""})
    assert refused.status_code == 400
    assert "چه چیزی در این فایل خوانا نیست" in refused.content.decode()
    clerk.post(address, {"legibility": "unreadable", "note": "امضا دیده نمی‌شود"})
    page = clerk.get(f"/desk/case/{case_id}/").content.decode()
    assert 'value="incorrect" selected' in page
    assert 'value="امضا دیده نمی‌شود"' in page


def test_the_letter_book_is_of_the_secretariat(office, case_id, clerk, expert, auditor):
    page = clerk.get("/desk/book/").content.decode()
    assert cases.case(case_id).applicant_name in page
    assert clerk.get("/desk/book/?direction=outgoing&year=1404&page=9").status_code == 200
    elsewhere = office.tree.other_university.id
    assert clerk.get(f"/desk/book/?office={elsewhere}").status_code == 404
    assert expert.get("/desk/book/").status_code == 404
    assert "/desk/book/" in clerk.get("/desk/").content.decode()
    assert "/desk/book/" not in expert.get("/desk/").content.decode()
    assert auditor.get("/desk/book/").status_code == 404


def test_the_receipt_holds_the_secret_code_and_is_for_who_files_for_others(case_id, clerk, expert):
    address = f"/desk/case/{case_id}/receipt.pdf"
    assert clerk.get(address).content.startswith(b"%PDF")
    assert expert.get(address).status_code == 403


def test_there_is_no_letter_before_it_is_written(case_id, clerk):
    assert clerk.get(f"/desk/case/{case_id}/letter.pdf").status_code == 404
    assert clerk.get(f"/desk/case/{case_id}/draft.pdf").status_code == 404


def test_a_stand_in_has_the_cartable_of_the_other_until_the_last_day(frozen_now, office, case_id):
    assert case_id
    stand_in = cast.an_account("stand-in", "رها جانشین‌فر")
    post = testing.a_post(office.tree.office, Role.SECRETARIAT)
    organisations.appoint(
        post_id=post.id,
        account_id=stand_in.id,
        from_=frozen_now,
        to=datetime(2026, 11, 27, tzinfo=clock.TEHRAN),
        on_behalf_of=office.staff[Role.SECRETARIAT].account_id,
        by=Actor.system(),
    )
    page = signed_in_staff(a_browser(), stand_in.id).get("/desk/").content.decode()
    assert "جانشین" in page
    assert f"{cast.STAFF['clerk']} (تا ۵ آذر)" in page


def _account(username):
    return get_user_model().objects.get(username=username)


def test_a_deadline_that_was_counted_anew_says_from_which_day_to_which(case_id, clerk):
    due = clock.in_tehran(cases.tasks(case_id)[0].due_at)
    calendars.announce_closure(due.date(), title="آلودگی هوا", by=None)
    tasks.recount(first=due.date().isoformat(), last=due.date().isoformat(), again=False)
    later = cases.tasks(case_id)[0].due_at
    said = f"از {words.last_day(due)} به {words.last_day(later)}"
    assert later > due
    assert said in clerk.get(f"/desk/case/{case_id}/").content.decode()
