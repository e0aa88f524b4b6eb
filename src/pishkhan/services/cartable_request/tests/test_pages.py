"""The pages, by HTTP and without JavaScript: liaison, organisation above, and everybody else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pishkhan.foundation import clock, digits, jalali
from pishkhan.kernel.attachments.testing import a_jpeg
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.cases.terms import CartableStatus
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.organisations import api as organisations, testing as tree_testing
from pishkhan.kernel.organisations.spec import Confidentiality
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_post
from pishkhan.services.cartable_request import queries
from pishkhan.services.cartable_request.actions import requesting
from pishkhan.services.cartable_request.tests.conftest import SYSTEM, TYPED
from pishkhan.services.cartable_request.tests.test_batches import RIGHT, content
from pishkhan.web.testing import a_browser, signed_in_person, signed_in_staff


HOME = "/x/cartable-request/"


@pytest.fixture
def liaison(ground):
    return signed_in_staff(a_browser(checks_forms=False), ground.liaison.account_id)


@pytest.fixture
def manager(ground):
    return signed_in_staff(a_browser(checks_forms=False), ground.manager.account_id)


def posted(typed):
    """As a browser posts it: a date in three fields."""
    data = {}
    for code, text in typed.items():
        if code in {"letter_on", "from", "to"}:
            year, month, day = text.split("/")
            data |= {f"{code}_year": year, f"{code}_month": month, f"{code}_day": day}
        elif text:
            data[code] = text
    return data


def letter():
    return SimpleUploadedFile("letter.jpg", a_jpeg(300, 400), content_type="image/jpeg")


def asked(browser, ground):
    place = {"organisation": ground.tree.university.id, "role": "expert", "service": "e_request"}
    return browser.post(f"{HOME}ask/", place, follow=True)


def test_the_liaison_asks_introduces_and_the_organisation_above_approves(ground, liaison):
    page = asked(liaison, ground)
    address = page.redirect_chain[-1][0]
    page = liaison.post(address, {**posted(TYPED), "letter": letter()}, follow=True)
    assert "معرفی فرستاده شد" in page.content.decode()
    case_id = int(address.rstrip("/").rpartition("/")[2])
    assert cases.case(case_id).state == "review"
    ground.press(case_id, ground.expert, "approve")
    assert organisations.holders(ground.tree.university.id, "expert", "e_request")


def test_what_is_wrong_is_said_beside_its_field_with_all_that_was_typed(ground, liaison):
    address = asked(liaison, ground).redirect_chain[-1][0]
    page = liaison.post(address, posted({**TYPED, "national_id": "0001010108"}))
    said = page.content.decode()
    assert page.status_code == 400
    assert "نیک‌اندیش" in said
    assert "تصویر معرفی‌نامه را هم بفرستید" in said


def test_the_liaison_sees_the_request_at_the_desk_too(ground, liaison):
    case_id = requesting.request(
        organisation_id=ground.tree.university.id, role="expert", service="e_request", by=SYSTEM
    )
    assert liaison.get(f"/desk/case/{case_id}/").status_code == 200
    assert "کارتابل‌های سازمان" in liaison.get("/desk/").content.decode()


def test_the_deadline_shown_is_that_of_the_step_and_not_of_the_whole_request(ground, liaison):
    address = asked(liaison, ground).redirect_chain[-1][0]
    view = cases.case(int(address.rstrip("/").rpartition("/")[2]))
    [task] = cases.tasks(view.id)
    days = [jalali.format_date(clock.in_tehran(one.due_at).date()) for one in (task, view)]
    assert days[0] != days[1]
    said = liaison.get(address).content.decode()
    assert [one in said for one in days] == [True, False]


def test_the_page_and_the_check_of_routes_count_the_same_gaps(ground, liaison):
    catalogue.set_office(
        "international_commission", organisation_id=ground.tree.headquarters.id, by=SYSTEM
    )
    lines = queries.lines_of(ground.liaison)
    gaps = {(one.place.service, one.place.role) for one in lines if one.is_gap}
    told = {  # as `pishkhan check routes` tells them
        (route.service, cell.role)
        for route in catalogue.routes()
        for cell in route.row.cells
        if cell.is_gap and route.row.organisation.id == ground.tree.university.id
    }
    assert gaps == told
    needed = ("international_commission", Role.SECRETARY.value)  # the deputy does its tasks
    tree_testing.give(cast.the_auditor(), ground.tree.university, Role.DEPUTY)
    cases.create_cartable(
        organisation_id=ground.tree.university.id, role=Role.DEPUTY.value,
        service="international_commission", by=SYSTEM,
    )  # fmt: skip
    [line] = [
        one
        for one in queries.lines_of(ground.liaison)
        if (one.place.service, one.place.role) == needed
    ]
    assert line.is_gap
    said = liaison.get(HOME).content.decode()
    assert f'<b class="warn">{digits.to_persian(str(len(gaps) - 1))}</b>' in said
    assert "جانشین نقش کار می‌کند" not in said


def test_a_returned_one_shows_why_and_what_was_typed(ground, liaison):
    address = asked(liaison, ground).redirect_chain[-1][0]
    liaison.post(address, {**posted(TYPED), "letter": letter()})
    case_id = int(address.rstrip("/").rpartition("/")[2])
    ground.press(case_id, ground.expert, "return", comment="حکم تازه بفرستید")
    said = liaison.get(address).content.decode()
    assert "حکم تازه بفرستید" in said
    assert "40217" in said or "۴۰۲۱۷" in said


def test_whoever_opens_a_request_is_written_down(ground, liaison):
    address = asked(liaison, ground).redirect_chain[-1][0]
    case_id = int(address.rstrip("/").rpartition("/")[2])
    before = len(audit.lines(target="case", target_id=case_id, verb="audit.saw_case"))
    liaison.get(address)
    looks = audit.lines(target="case", target_id=case_id, verb="audit.saw_case")
    assert len(looks) == before + 1
    assert looks[0].account_id == ground.liaison.account_id


def test_a_confidential_request_is_for_those_who_are_cleared(ground, liaison):
    address = asked(liaison, ground).redirect_chain[-1][0]
    case_id = int(address.rstrip("/").rpartition("/")[2])
    own = a_post(ground.tree.university, Role.LIAISON)
    for post in (own, a_post(ground.tree.headquarters, Role.OFFICE_MANAGER)):
        organisations.clear_post(post_id=post.id, clearance=Confidentiality.CONFIDENTIAL, by=SYSTEM)
    cases.set_confidentiality(
        case_id=case_id,
        to=Confidentiality.CONFIDENTIAL,
        because="پرونده حساس است",
        by=organisations.actor_for_account(ground.manager.account_id),
    )
    assert liaison.get(address).status_code == 200
    organisations.clear_post(post_id=own.id, clearance=Confidentiality.ORDINARY, by=SYSTEM)
    assert liaison.get(address).status_code == 404
    manager = signed_in_staff(a_browser(), ground.manager.account_id)
    assert manager.get(address).status_code == 200


def test_only_those_above_suspend_and_close(ground, liaison, manager):
    cartable = cases.create_cartable(
        organisation_id=ground.tree.university.id, role="expert", service="e_request", by=SYSTEM
    )
    address = f"{HOME}cartable/{cartable}/"
    assert liaison.get(address).status_code == 200
    assert liaison.post(address, {"do": "suspend", "because": "x"}).status_code == 403
    assert manager.post(address, {"do": "suspend", "because": ""}).status_code == 400
    manager.post(address, {"do": "suspend", "because": "مأموریت"})
    assert cases.cartable(cartable).status is CartableStatus.SUSPENDED
    manager.post(address, {"do": "lift"})
    manager.post(address, {"do": "close", "because": "ادغام"})
    assert cases.cartable(cartable).status is CartableStatus.CLOSED


def test_another_university_is_out_of_reach(ground, liaison):
    place = {
        "organisation": ground.tree.other_university.id,
        "role": "expert",
        "service": "e_request",
    }
    assert liaison.post(f"{HOME}ask/", place).status_code == 403
    case_id = requesting.request(
        organisation_id=ground.tree.other_university.id,
        role="expert",
        service="e_request",
        by=SYSTEM,
    )
    assert liaison.get(f"{HOME}request/{case_id}/").status_code == 404


@pytest.mark.parametrize("what", ["0", "x", "9" * 30, ""])
def test_a_place_that_is_none_is_refused(ground, liaison, what):  # noqa: ARG001 - somebody is there
    place = {"organisation": what, "role": "expert", "service": "e_request"}
    assert liaison.post(f"{HOME}ask/", place).status_code == 403


def test_whoever_asks_for_nobody_is_turned_away(ground):
    expert = signed_in_staff(a_browser(), ground.expert.account_id)
    assert expert.get(HOME).status_code == 403
    assert a_browser().get(HOME).status_code == 302
    assert signed_in_person(a_browser(), cast.the_applicant().id).get(HOME).status_code == 403


def test_a_file_is_checked_shown_and_carried_out(liaison):
    wrong = ["u1", "e_request", "nobody", *RIGHT[3:]]
    file = SimpleUploadedFile("introductions.csv", content(RIGHT, wrong), content_type="text/csv")
    page = liaison.post(f"{HOME}files/", {"file": file}, follow=True)
    address = page.redirect_chain[-1][0]
    said = page.content.decode()
    assert "این فرایند چنین نقشی ندارد" in said
    assert cases.open_asks() == {}
    said = liaison.post(address, follow=True).content.decode()
    assert "معرفی پذیرفته" in said
    result = b"".join(liaison.get(f"{address}result.csv")).decode()
    assert "پذیرفته شد" in result
    assert liaison.get(f"{HOME}files/sample.csv").status_code == 200
    assert liaison.get(f"{HOME}files/").status_code == 200


def test_a_bad_file_is_refused_with_its_reason(ground, liaison):  # noqa: ARG001 - somebody is there
    page = liaison.post(f"{HOME}files/", {"file": SimpleUploadedFile("x.csv", b"a,b\n1,2")})
    assert page.status_code == 400
    assert "سرستون" in page.content.decode()


def test_nobody_opens_the_file_of_another(ground, liaison, manager):  # noqa: ARG001 - as above
    file = SimpleUploadedFile("x.csv", content(RIGHT), content_type="text/csv")
    page = liaison.post(f"{HOME}files/", {"file": file}, follow=True)
    assert manager.get(page.redirect_chain[-1][0]).status_code == 404


@pytest.mark.parametrize(("language", "name"), [("en", "University One"), ("ar", "الجامعة الأولى")])
def test_the_pages_name_the_organisation_in_the_language_of_the_page(
    ground, liaison, language, name
):
    university = ground.tree.university
    organisations.rename_organisation(
        organisation_id=university.id, name=university.name, name_en="University One",
        name_ar="الجامعة الأولى", because="زبان‌ها", by=SYSTEM,
    )  # fmt: skip
    address = asked(liaison, ground).redirect_chain[-1][0]
    cartable = cases.create_cartable(**ground.place, by=SYSTEM)
    liaison.cookies["language"] = language
    for path in (HOME, address, f"{HOME}cartable/{cartable}/"):
        page = liaison.get(path).content.decode()
        main = page.partition("<main")[2].partition("</main>")[0]
        assert name in main
        assert university.name not in main
