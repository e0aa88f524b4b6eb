"""A file of introductions: every row answered, nothing half-written, nothing a spreadsheet runs."""

import csv
import io

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import given, strategies as st

from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.services.cartable_request import tasks
from pishkhan.services.cartable_request.actions import batches
from pishkhan.services.cartable_request.errors import (
    BadEmail,
    BadFile,
    BadTerm,
    LetterFromTheFuture,
    LetterMissing,
    UnderReview,
)
from pishkhan.services.cartable_request.models import Batch
from pishkhan.services.cartable_request.rules import FORMULA, safe_cell
from pishkhan.services.cartable_request.terms import BatchState


RIGHT = [
    "u1", "e_request", "expert", "0001010107", "پریسا", "نیک‌اندیش", "40217", "کارشناس آموزش",
    "09120000031", "", "12/345", "1405/08/01", "1405/08/01", "1410/08/01",
]  # fmt: skip
ROLES = ("expert", "signer", "secretariat_clerk", "office_manager")


def row(**changed):
    cells = dict(zip(batches.COLUMNS, RIGHT, strict=True))
    return [*{**cells, **changed}.values()]


def content(*rows):
    out = io.StringIO()
    csv.writer(out).writerows([batches.COLUMNS, *rows])
    return out.getvalue().encode()


def checked(ground, *rows):
    return batches.check(content(*rows), file_name="معرفی.csv", by=ground.liaison)


def answers(batch):
    text = "".join(batches.table(batch)).removeprefix("\ufeff")
    return [one[-1] for one in csv.reader(io.StringIO(text))][1:]


def test_nothing_is_asked_for_before_the_commit(ground):
    batch = checked(ground, row())
    assert (batch.state, batch.errors) == (BatchState.CHECKED, [{}])
    assert cases.open_asks() == {}


def test_the_right_rows_are_introduced_and_the_wrong_ones_say_why_by_column(ground):
    batch = checked(
        ground,
        row(),
        row(**{"کد ملی": "0001010108", "نقش": "signer"}),
        row(نقش="رئیس جمهور"),
        row(سازمان="nowhere"),
        row(فرایند="باغبانی"),
        row(**{"تا تاریخ": "1300/01/01", "نقش": "office_manager"}),
        RIGHT[:5],
    )
    batches.begin(batch.id, by=ground.liaison)
    batches.carry_out(batch.id)
    batch.refresh_from_db()
    said = answers(batch)
    assert said[0] == batches.ACCEPTED
    for number, word in enumerate(["کد ملی", "نقش", "سازمان", "فرایند", "تا تاریخ", "خانه"], 1):
        assert word in said[number]
    [case] = cases.cases_of(ground.tree.university.id)
    assert case.state == "review"


def test_roles_and_services_may_be_written_by_their_persian_names(ground):
    batch = checked(ground, row(فرایند="ارسال درخواست مستند", نقش="كارشناس"))
    assert batch.errors == [{}]


def test_the_same_person_twice_for_one_place_is_said(ground):
    batch = checked(ground, row(), row())
    assert batch.errors[0] == {}
    assert "ردیف ۱" in batches.said(batch.errors[1])


def test_rows_of_an_organisation_out_of_reach_are_refused(ground):
    batch = checked(ground, row(سازمان="u2"))
    assert "u1" in batch.errors[0]["سازمان"], "the codes that may be written"
    assert "u2" not in batch.errors[0]["سازمان"]


def test_a_row_that_is_refused_when_its_turn_comes_leaves_nothing_behind(ground):
    late = checked(ground, row(**{"کد ملی": "0001010204"}))
    for batch in (checked(ground, row()), late):
        assert batch.errors == [{}]
        batches.begin(batch.id, by=ground.liaison)
        batches.carry_out(batch.id)
    late.refresh_from_db()
    [said] = answers(late)
    assert "در دست بررسی" in said
    assert len(cases.cases_of(ground.tree.university.id)) == 1


MEMBER = {"فرایند": "international_commission", "نقش": "commission_member"}


def carried_out(ground, *rows):
    """Whether each row was refused: as the preview says, and as carrying out says."""
    batch = checked(ground, *rows)
    foreseen = [bool(one) for one in batch.errors]
    batch.errors = [{} for _row in rows]  # as if nothing had been foreseen
    batch.save(update_fields=["errors"])
    batches.begin(batch.id, by=ground.liaison)
    batches.carry_out(batch.id)
    batch.refresh_from_db()
    return foreseen, [one != batches.ACCEPTED for one in batch.answers]


def test_the_preview_foresees_what_carrying_out_refuses(ground):
    rows = [
        row(),
        row(**{"کد ملی": "0001010204"}),  # the role has one holder
        row(**MEMBER),
        row(**MEMBER, **{"کد ملی": "0001010204"}),  # and here are several seats
        row(**MEMBER, **{"کد ملی": "0001010301"}),
        row(**MEMBER),  # but the same person once
        row(نقش="signer"),
    ]
    foreseen, refused = carried_out(ground, *rows)
    assert foreseen == refused == [False, True, False, False, False, True, False]
    again = [row(), row(**MEMBER), row(**MEMBER, **{"کد ملی": "0001010409"}), row(نقش="signer")]
    foreseen, refused = carried_out(ground, *again)
    assert foreseen == refused == [True, True, False, True]


def test_the_preview_says_who_comes_first_where_a_role_has_one_holder(ground):
    batch = checked(ground, row(), row(**{"کد ملی": "0001010204"}))
    assert "ردیف ۱" in batches.said(batch.errors[1])
    assert "یک دارنده" in batches.said(batch.errors[1])


def test_what_does_not_lie_before_who_sends_the_file_is_foreseen(ground):
    place = ground.tree.university.id
    [holding] = [
        one
        for one in organisations.holdings_of(ground.liaison.account_id)
        if organisations.post(one.post_id).organisation_id == place
    ]
    above = batches.check(content(row(), row(سازمان="u2")), file_name="x.csv", by=ground.manager)
    assert [bool(one) for one in above.errors] == [True, False], "the liaison has the task of u1"
    organisations.end_holding(holding_id=holding.id, by=Actor.system())
    later = batches.check(content(row()), file_name="x.csv", by=ground.manager)
    assert later.errors == [{}]


def test_a_worker_that_died_goes_on_where_it_was_and_no_row_is_done_twice(ground):
    batch = checked(ground, *(row(نقش=role) for role in ROLES))
    batches.begin(batch.id, by=ground.liaison)
    batches._some(batch.id, 3)
    batch.refresh_from_db()
    assert (batch.state, batch.done) == (BatchState.RUNNING, 3)
    tasks.batch(batch.id)
    batch.refresh_from_db()
    assert (batch.state, answers(batch)) == (BatchState.DONE, [batches.ACCEPTED] * 4)
    tasks.batch(batch.id)
    assert len(cases.cases_of(ground.tree.university.id)) == 4


def test_a_few_rows_have_a_job_that_ends_what_a_killed_request_left(ground):
    batch = checked(ground, *(row(نقش=role) for role in ROLES[:3]))
    with translation.override("en"):
        batches.begin(batch.id, by=ground.liaison)
        batches._some(batch.id, 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args ->> 'batch_id', args ->> 'language' FROM procrastinate_jobs"
            " WHERE task_name = 'cartables.batch' AND status = 'todo'"
        )
        [(batch_id, language)] = cursor.fetchall()
    assert language == "en"
    tasks.batch(int(batch_id), language)
    batch.refresh_from_db()
    assert (batch.state, batch.answers) == (BatchState.DONE, [batches.ACCEPTED] * 3)
    assert len(cases.cases_of(ground.tree.university.id)) == 3


def test_a_file_is_answered_in_the_language_of_who_sent_it(ground):
    with translation.override("en"):
        batch = checked(ground, row(نقش="nobody"), row(**{"کد ملی": "0001010108"}))
        said = batches.said(batch.errors[1])
    assert "expert" in batch.errors[0]["نقش"], "the roles that may be written"
    assert batch.errors[1]["کد ملی"].isascii()
    assert said.startswith("National"), "the column too"


def test_every_refusal_of_an_introduction_says_what_to_do():
    refusals = [BadEmail(), BadTerm(), LetterFromTheFuture(), LetterMissing(), UnderReview()]
    assert all(batches._mended(one).endswith(str(one.hint)) and one.hint for one in refusals)


@pytest.mark.parametrize("language", ["fa", "en", "ar"])
def test_the_sample_of_each_language_is_read_in_every_language(language):
    with translation.override(language):
        sample = batches.sample().encode()
    assert batches.read_rows(sample)


def test_of_a_wrong_heading_the_first_wrong_column_is_named():
    columns = [*batches.COLUMNS]
    columns[3] = "شناسه"
    with pytest.raises(BadFile) as refused:
        batches.read_rows(f"{','.join(columns)}\n".encode())
    said = refused.value.data["fault"]
    assert "شناسه" in said
    assert "کد ملی" in said
    assert "۴" in said


def test_pressing_twice_begins_once(ground):
    batch = checked(ground, row())
    batches.begin(batch.id, by=ground.liaison)
    assert batches.begin(batch.id, by=ground.liaison).state == BatchState.RUNNING


def test_five_thousand_rows_with_mistakes_are_each_answered(ground):
    rows = [row(**{"کد ملی": f"{number:010}", "نقش": ROLES[number % 4]}) for number in range(5_000)]
    batch = checked(ground, *rows)
    assert len(batch.errors) == 5_000
    assert all(batches.said(one) for one in batch.errors if one)
    wrong = sum(1 for one in batch.errors if one)
    assert wrong > 4_000


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        "سازمان\n".encode(),
        b"a,b,c\n1,2,3\n",
        content(),
        content(*([RIGHT] * 5_001)),
        b"\x00" * 100,
        b"x" * 5_000_001,
        content(RIGHT).replace(b"\r\n", b"\x00"),
    ],
)
def test_what_is_no_such_table_is_refused_whole(ground, raw):
    with pytest.raises(BadFile):
        batches.check(raw, file_name="x.csv", by=ground.liaison)
    assert not Batch.objects.exists()


def test_the_sample_that_is_offered_is_read_as_it_is():
    [only] = batches.read_rows(batches.sample().encode())
    assert len(only) == len(batches.COLUMNS)


def test_what_came_back_as_a_result_can_be_sent_again(ground):
    batch = checked(ground, row(**{"سمت در سازمان": "=HYPERLINK(1)"}))
    [again] = batches.read_rows("".join(batches.table(batch)).encode())
    assert again == batch.rows[0]


@given(st.text(max_size=30))
def test_no_cell_of_a_result_is_a_formula(text):
    assert not safe_cell(text).startswith(FORMULA)
    assert safe_cell(text).endswith(text)
