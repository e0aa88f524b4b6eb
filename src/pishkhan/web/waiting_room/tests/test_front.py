"""The waiting room as a browser meets it, in front of a Django that never hears of those outside."""

from http.cookies import SimpleCookie
from urllib.parse import quote

import pytest

from pishkhan.foundation import digits
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.surge import api as surge
from pishkhan.kernel.surge.api import Mode
from pishkhan.kernel.surge.models import WaitingRoom
from pishkhan.web.waiting_room import front as module, page
from pishkhan.web.waiting_room.front import STARTS_OF_A_PASS, Front


pytestmark = pytest.mark.django_db
ROOM = "/queue/?to=/s/e_request/"


class Browser:
    """Remembers cookies; `GET` answers status, headers, text."""

    def __init__(self, front, agent="one", address="10.0.0.1"):
        self.front, self.agent, self.address, self.cookies = front, agent, address, {}

    def __call__(self, address, method="GET"):
        path, _, query = address.partition("?")
        told = {}

        def start(line, headers):
            told.update(status=int(line[:3]), headers=headers)

        environ = {
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": method,
            "REMOTE_ADDR": self.address,
            "HTTP_USER_AGENT": self.agent,
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        body = b"".join(self.front(environ, start)).decode()
        for name, value in told["headers"]:
            if name == "Set-Cookie":
                for one in SimpleCookie(value).values():
                    self.cookies[one.key] = one.value
                    assert one["httponly"]
        return told["status"], dict(told["headers"]), body


@pytest.fixture
def front(monkeypatch):
    monkeypatch.setattr(module.Beat, "start", lambda _self: None)  # the test moves the room itself

    def django(_environ, start):
        start("200 OK", [])
        return [b"inside"]

    return Front(django)


@pytest.fixture
def closed(front):
    """The room with nobody let in yet: one person a second, once `let_in` says so."""
    surge.set_room(mode=Mode.ON, a_minute=60, doors=["/s/"], by=Actor.system())
    return front


def let_in(count):
    room = WaitingRoom.objects.get()
    room.serving += count
    room.save()


def test_a_closed_room_is_not_noticed(front):
    browser = Browser(front)
    assert browser("/s/e_request/")[2] == "inside"
    code, headers, _ = browser(ROOM)
    assert (code, headers["Location"]) == (303, "/s/e_request/")
    assert not browser.cookies


def test_a_newcomer_waits_keeps_the_place_and_comes_in_when_it_is_their_turn(closed):
    first, second = Browser(closed), Browser(closed, "two")
    code, headers, _ = first("/s/e_request/?a=1")
    assert (code, headers["Location"]) == (303, f"/queue/?to={quote('/s/e_request/?a=1')}")
    for browser, place in ((first, "۱"), (second, "۲")):
        code, headers, text = browser(ROOM)
        assert code == 200
        assert headers["Cache-Control"] == "no-store"
        assert headers["Refresh"]
        assert f"<b>{place}</b>" in text
        assert 'http-equiv="refresh"' in text
        assert 'aria-live="polite"' in text
        assert "@@" not in text
    ticket = first.cookies["queue"]
    assert "<b>۱</b>" in first(ROOM)[2]  # looking again changes nothing
    assert first.cookies["queue"] == ticket
    let_in(1)
    code, headers, _ = first(ROOM)
    assert (code, headers["Location"]) == (303, "/s/e_request/")
    assert first("/s/e_request/")[2] == "inside"
    assert second("/s/e_request/")[0] == 303
    assert "<b>۱</b>" in second(ROOM)[2]


@pytest.mark.parametrize(
    ("language", "place", "words"), [("fa", "۱", "در صف"), ("en", "1", ""), ("ar", "١", "")]
)
def test_the_page_is_in_the_language_of_the_cookie_or_of_the_address(
    closed, language, place, words
):
    by_cookie = Browser(closed)
    by_cookie.cookies["language"] = language
    for text in (
        by_cookie(ROOM)[2],
        Browser(closed)(f"/queue/?to={quote(f'/s/x/?lang={language}')}")[2],
    ):
        assert f'lang="{language}"' in text
        assert words in text
    assert f"<b>{place}</b>" in by_cookie(ROOM)[2]


def test_a_button_pressed_outside_leads_back_to_its_page(closed):
    code, headers, _ = Browser(closed)("/s/e_request/start/", "POST")
    assert (code, headers["Location"]) == (303, f"/queue/?to={quote('/s/e_request/')}")


@pytest.mark.parametrize(
    "path",
    ["/", "/d/abc/request/", "/my/", "/my/1/complete/", "/track/", "/uploads/x", "/desk/", "/manage/",
     "/staff/login/", "/api/v1/x", "/healthz", "/static/ui/x.css"],
)  # fmt: skip
def test_forms_in_hand_officers_tracking_and_uploads_are_not_caught(closed, path):
    surge.set_room(mode=Mode.ON, doors=["/s/", "/which/"], by=Actor.system())
    for method in ("GET", "POST"):
        assert Browser(closed)(path, method)[2] == "inside"


def test_a_made_up_ticket_is_a_newcomers(closed):
    Browser(closed)(ROOM)
    for made_up in ("1.0.0.abc", "9.1.1700000000." + "0" * 32, "", "x" * 500):
        browser = Browser(closed)
        browser.cookies["queue"] = made_up
        browser.cookies["inside"] = made_up
        assert browser("/s/e_request/")[0] == 303
        assert browser(ROOM)[0] == 200
        assert browser.cookies["queue"] != made_up


def test_a_ticket_is_no_pass(closed):
    browser = Browser(closed)
    browser(ROOM)
    let_in(1)
    browser.cookies["inside"] = browser.cookies["queue"]
    assert browser("/s/e_request/")[0] == 303


def test_a_shared_ticket_lets_one_in_and_the_others_begin_at_the_end(closed):
    owner = Browser(closed)
    owner(ROOM)
    thieves = [Browser(closed, f"thief {number}") for number in range(3)]
    for thief in thieves:
        thief.cookies["queue"] = owner.cookies["queue"]
    let_in(1)
    assert owner(ROOM)[0] == 303
    for thief in thieves:
        code, _, text = thief(ROOM)
        assert code == 200
        assert "<b>۱</b>" not in text or thief is thieves[0]
        assert thief("/s/e_request/")[0] == 303


def test_an_answer_that_was_lost_on_the_way_is_given_again(closed):
    browser = Browser(closed)
    browser(ROOM)
    ticket = browser.cookies["queue"]
    let_in(1)
    assert browser(ROOM)[0] == 303
    browser.cookies = {"queue": ticket}
    assert browser(ROOM)[0] == 303
    assert browser("/s/e_request/")[2] == "inside"


def test_a_number_that_came_up_long_ago_is_lost(closed):
    browser = Browser(closed)
    browser(ROOM)
    let_in(602)
    assert browser(ROOM)[0] == 200  # a new ticket
    assert Browser(closed)("/s/e_request/")[0] == 303


def test_a_pass_of_an_earlier_opening_is_nothing(closed):
    browser = Browser(closed)
    browser(ROOM)
    let_in(1)
    browser(ROOM)
    assert browser("/s/e_request/")[2] == "inside"
    surge.set_room(mode=Mode.OFF, by=Actor.system())
    surge.set_room(mode=Mode.ON, by=Actor.system())
    assert browser("/s/e_request/")[0] == 303


def test_a_pass_starts_a_few_requests_and_no_more(closed):
    browser = Browser(closed)
    browser(ROOM)
    let_in(1)
    browser(ROOM)
    pressed = [browser("/s/e_request/start/", "POST")[2] for _ in range(STARTS_OF_A_PASS + 1)]
    assert pressed == ["inside"] * STARTS_OF_A_PASS + [""]
    assert browser("/s/e_request/")[2] == "inside"  # reading goes on


@pytest.mark.parametrize(
    "to", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere", "/queue/", "x", "",
           "/a\r\nSet-Cookie: x=1"],
)  # fmt: skip
def test_the_way_on_never_leads_out_of_the_site(front, to):
    code, headers, _ = Browser(front)(f"/queue/?to={quote(to)}")
    assert (code, headers["Location"]) == (303, "/")


def test_one_address_cannot_take_all_the_tickets(closed):
    taken = [Browser(closed)(ROOM)[0] for _ in range(700)]
    assert set(taken) == {200, 429}
    assert taken.index(429) >= 600
    assert Browser(closed, address="10.0.0.9")(ROOM)[0] == 200


def test_other_methods_than_looking_are_refused(closed):
    assert Browser(closed)(ROOM, "POST")[0] == 405
    assert Browser(closed)(ROOM, "HEAD")[2] == ""


def test_a_flood_of_one_address_is_refused_before_django(settings, monkeypatch):
    settings.FLOOD_PER_SECOND = 10
    monkeypatch.setattr(module.Beat, "start", lambda _self: None)

    def django(_environ, start):
        start("200 OK", [])
        return [b"inside"]

    front = Front(django)
    browser = Browser(front)
    answers = [browser("/") for _ in range(100)]
    assert [one[2] for one in answers[:20]] == ["inside"] * 20
    code, headers, text = answers[-1]
    assert code == 429
    assert headers["Retry-After"]
    assert "بیش از اندازه" in text
    for path in ("/api/v1/x", "/track/status.json"):
        assert browser(path)[1]["Content-Type"] == "application/problem+json"
    assert Browser(front, address="10.0.0.2")("/")[2] == "inside"


def test_an_estimate_is_in_minutes_and_in_the_digits_of_its_language():
    assert "کمتر از یک دقیقه" in page.html("fa", place=1, seconds=59).decode()
    text = page.html("fa", place=12345, seconds=601).decode()
    assert "۱۲٬۳۴۵" in text
    assert digits.to_persian("11") in text
    assert "12,345" in page.html("en", place=12345, seconds=601).decode()
