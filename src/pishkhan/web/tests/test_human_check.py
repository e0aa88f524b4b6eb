"""The human check, really passed and really refused."""

import base64
import json
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, RequestFactory

from pishkhan.foundation import clock
from pishkhan.kernel.identity.spec import Actor
from pishkhan.web.human_check import api, image_code, testing


pytestmark = pytest.mark.django_db


def a_page() -> str:
    return engines["django"].from_string("{% human_check %}").render({})


def posting(fields: dict[str, str]) -> HttpRequest:
    request = RequestFactory().post("/", fields)
    request.session = SessionStore()
    return request


def test_a_solved_proof_of_work_is_accepted():
    api.verify(posting(testing.solve(a_page())))


def test_a_proof_of_work_is_accepted_once():
    fields = testing.solve(a_page())
    api.verify(posting(fields))
    with pytest.raises(api.HumanCheckReplayed):
        api.verify(posting(fields))


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "not base64",
        base64.b64encode(b"[]").decode(),
        base64.b64encode(b"5").decode(),
        base64.b64encode(b'{"number": "1"}').decode(),
        base64.b64encode(b"[" * 100_000).decode(),
        base64.b64encode(
            json.dumps(
                {
                    "challenge": "0" * 64,
                    "salt": "a?expires=9999999999&",
                    "number": 1,
                    "signature": "x",
                }
            ).encode()
        ).decode(),
    ],
)
def test_what_is_no_solution_is_refused(payload: str):
    with pytest.raises(api.HumanCheckFailed):
        api.verify(posting({"human_check": payload}))


def test_a_number_that_is_not_the_answer_is_refused():
    fields = testing.solve(a_page())
    answer = json.loads(base64.b64decode(fields["human_check"]))
    answer["number"] += 1
    fields["human_check"] = base64.b64encode(json.dumps(answer).encode()).decode()
    with pytest.raises(api.HumanCheckFailed):
        api.verify(posting(fields))


def test_a_proof_of_work_expires():
    fields = testing.solve(a_page())
    with clock.frozen(clock.now() + timedelta(minutes=21)), pytest.raises(api.HumanCheckExpired):
        api.verify(posting(fields))


def test_a_longer_life_cannot_be_written_into_the_salt():
    fields = testing.solve(a_page())
    answer = json.loads(base64.b64decode(fields["human_check"]))
    answer["salt"] = answer["salt"].replace("expires=", "expires=9")
    fields["human_check"] = base64.b64encode(json.dumps(answer).encode()).decode()
    with pytest.raises(api.HumanCheckFailed):
        api.verify(posting(fields))


def test_the_image_code_is_accepted_without_javascript():
    api.verify(posting(testing.read_image(a_page())))


@pytest.mark.parametrize("digits", ["۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"])
def test_the_image_code_may_be_typed_in_any_digits(digits: str):
    fields = testing.read_image(a_page())
    typed = fields["human_image"].translate(str.maketrans("0123456789", digits))
    api.verify(posting(fields | {"human_image": f"{typed[:2]} {typed[2:]}"}))


def test_an_image_code_is_accepted_once():
    fields = testing.read_image(a_page())
    api.verify(posting(fields))
    with pytest.raises(api.HumanCheckReplayed):
        api.verify(posting(fields))


def test_a_wrong_image_code_uses_its_picture_up():
    fields = testing.read_image(a_page())
    wrong = f"{(int(fields['human_image']) + 1) % 100_000:05}"
    with pytest.raises(api.ImageCodeWrong):
        api.verify(posting(fields | {"human_image": wrong}))
    with pytest.raises(api.HumanCheckReplayed):
        api.verify(posting(fields))


@pytest.mark.parametrize("token", ["", "x", "x.1:forged"])
def test_a_forged_image_token_is_refused(token: str):
    with pytest.raises(api.HumanCheckFailed):
        api.verify(posting({"human_image_token": token, "human_image": "12345"}))


def test_an_image_code_expires():
    fields = testing.read_image(a_page())
    with clock.frozen(clock.now() + timedelta(minutes=21)), pytest.raises(api.HumanCheckExpired):
        api.verify(posting(fields))


def picture(client: Client, token: str) -> HttpResponse:
    return client.get(f"/human-check/{token}.png")


def test_the_picture_is_a_png_that_nobody_caches(client: Client):
    answer = picture(client, image_code.token())
    assert answer.content.startswith(b"\x89PNG")
    assert "no-store" in answer["Cache-Control"]


def test_a_picture_is_drawn_a_few_times_only(client: Client):
    token = image_code.token()
    statuses = [picture(client, token).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [404]


def test_there_is_no_picture_of_a_forged_token(client: Client):
    assert picture(client, "forged").status_code == 404


def test_a_page_that_stood_open_gets_a_fresh_challenge(client: Client):
    first, second = (client.get("/human-check/challenge/").json() for _ in range(2))
    assert first["challenge"] != second["challenge"]


def test_who_signed_in_is_not_asked():
    assert api.is_needed(Actor.anonymous())
    assert not api.is_needed(Actor.citizen(1, "نمونه"))


def shown_to(request: HttpRequest) -> str:
    source = "{% error_summary fields errors %}{% human_check %}"
    errors = ["کد تصویری درست نیست. کد تصویر تازه را وارد کنید."]
    return engines["django"].from_string(source).render({"errors": errors}, request)


def test_a_refusal_is_said_at_the_field_and_linked_from_the_summary_once():
    request = posting({**testing.read_image(a_page()), "human_image": "1"})
    with pytest.raises(api.ImageCodeWrong):
        api.verify(request)
    page = shown_to(request)
    assert '<a href="#human-image">کد تصویری درست نیست' in page
    assert 'id="human-image-error">کد تصویری درست نیست' in page
    assert 'aria-invalid="true"' in page
    assert "human-image-error" not in shown_to(request)


def of_a_suspect(fields: dict[str, str]) -> HttpRequest:
    request = posting(fields)
    request.session[api.HARDER] = True
    return request


def test_where_a_machine_is_suspected_the_work_is_harder_and_an_easy_one_is_not_enough():
    easy, hard = api.challenge(None), api.challenge(of_a_suspect({}))
    assert hard["maxnumber"] == 8 * easy["maxnumber"]
    with pytest.raises(api.HumanCheckFailed):
        api.verify(of_a_suspect(testing.solve(a_page())))
    page = engines["django"].from_string("{% human_check %}")
    api.verify(of_a_suspect(testing.solve(page.render({}, of_a_suspect({})))))


def test_nobody_makes_a_hard_challenge_of_an_easy_one():
    fields = testing.solve(a_page())
    sent = json.loads(base64.b64decode(fields["human_check"]))
    sent["salt"] = sent["salt"].replace("level=1", "level=8")
    forged = base64.b64encode(json.dumps(sent).encode()).decode()
    with pytest.raises(api.HumanCheckFailed):
        api.verify(of_a_suspect({"human_check": forged}))


def test_a_suspected_address_reads_only_so_many_pictures(monkeypatch):
    monkeypatch.setattr(api, "PICTURES_OF_A_SUSPECT", 2)
    for _picture in range(2):
        api.verify(of_a_suspect(testing.read_image(a_page())))
    with pytest.raises(api.HumanCheckFailed):
        api.verify(of_a_suspect(testing.read_image(a_page())))
    api.verify(posting(testing.read_image(a_page())))
