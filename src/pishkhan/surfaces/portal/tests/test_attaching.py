"""Files: what is wrong with one is told where it was sent, and nothing wrong is kept."""

import io

import pytest

from pishkhan.kernel.attachments import api as attachments
from pishkhan.kernel.attachments.testing import a_jpeg, a_pdf, a_png_bomb
from pishkhan.surfaces.portal.testing import ApplicantBrowser
from pishkhan.web.testing import a_browser


def errors(response, kind="letter"):
    shelves = [*response.context["required"], *response.context["others"]]
    return next(shelf.errors for shelf in shelves if shelf.rule.kind == kind)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("نامه.jpg", lambda: b"", "خالی"),
        ("نامه.jpg", lambda: b"MZ" + bytes(400), "پذیرفته نیست"),
        ("نامه.jpg", lambda: a_jpeg(900, 900)[:-400], "ناقص"),
        ("نامه.pdf", lambda: a_pdf(password="secret"), "رمز"),
        ("نامه.pdf", lambda: a_pdf(41), "۴۰ صفحه"),
        ("نامه.png", a_png_bomb, "مگاپیکسل"),
        ("نامه.jpg", lambda: bytes(9_000_000), "۸ مگابایت"),
    ],
)
def test_a_bad_file_is_refused_at_its_place(confirmed, name, content, said):
    page = confirmed.upload("letter", content(), name)
    assert said in errors(page)[0]
    assert not attachments.of_draft(confirmed.draft().pk)


def test_a_file_of_two_hundred_megabytes_is_refused_at_its_place(confirmed):
    assert "۸ مگابایت" in errors(confirmed.upload("letter", bytes(200_000_000)))[0]


def test_a_path_in_a_name_is_cut_off(confirmed):
    confirmed.upload("letter", a_jpeg(), "../../etc/passwd.jpg")
    [file] = attachments.of_draft(confirmed.draft().pk)
    assert "/" not in file.name
    assert ".." not in file.name


def test_several_files_come_at_once_and_each_is_judged_alone(confirmed):
    files = [io.BytesIO(a_jpeg()), io.BytesIO(b""), io.BytesIO(a_jpeg(50, 50))]
    for number, file in enumerate(files):
        file.name = f"{number}.jpg"
    sent = {"kind": "birth_certificate", "file": files}
    page = confirmed.client.post(f"{confirmed.address('documents')}upload/", sent, follow=True)
    assert len(attachments.of_draft(confirmed.draft().pk)) == 2
    assert "1.jpg" in errors(page, "birth_certificate")[0]


def test_a_file_without_a_kind_or_nothing_at_all_is_told(confirmed):
    assert "چه مدرکی" in confirmed.upload("", a_jpeg()).content.decode()
    sent = {"kind": "letter"}
    page = confirmed.client.post(f"{confirmed.address('documents')}upload/", sent, follow=True)
    assert "فایلی انتخاب نشده" in errors(page)[0]


def test_nobody_goes_on_without_the_letter(confirmed, answers):
    confirmed.fill("request", answers)
    page = confirmed.client.post(confirmed.address("documents"), follow=True)
    assert "بارگذاری کنید" in errors(page)[0]
    page = confirmed.submit()
    assert confirmed.draft().submitted_case_id is None
    assert page.context["errors"]


def test_a_file_is_removed_and_removed_again(confirmed):
    confirmed.upload("letter", a_jpeg())
    [file] = attachments.of_draft(confirmed.draft().pk)
    address = f"{confirmed.address('documents')}remove/{file.id}/"
    for _ in range(2):
        assert confirmed.client.post(address).status_code == 302
    assert not attachments.of_draft(confirmed.draft().pk)


def test_its_picture_is_seen_by_whoever_holds_the_draft_only(confirmed):
    confirmed.upload("letter", a_jpeg())
    [file] = attachments.of_draft(confirmed.draft().pk)
    for address in ("", "thumbnail/"):
        where = f"/d/{confirmed.token}/file/{file.id}/{address}"
        answer = confirmed.client.get(where)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
        assert ApplicantBrowser(a_browser(), []).client.get(where).status_code == 404
