"""Three hundred arrivals at once before real web processes: let in at the rate, in their order."""

import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection

from pishkhan.foundation import digits
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.testing import a_tree
from pishkhan.kernel.surge import api as surge
from pishkhan.kernel.surge.api import Mode
from pishkhan.kernel.surge.models import Admission, Pulse
from tests.faults.test_worker import database_url, eventually


pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ARRIVALS, A_SECOND, PROCESSES = 300, 30, 2
BLOCKS = 128 * PROCESSES  # numbers that processes hold to give out
ROOM, DOOR = "/queue/?to=/s/e_request/", "/s/e_request/"
PLACE = re.compile(r"<b>([۰-۹٬]+)</b>")


@pytest.fixture
def port():
    """Two granian workers on one port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    catalogue.publish_all(Actor.system())
    catalogue.set_office("e_request", organisation_id=a_tree().office.id, by=Actor.system())
    words = f"granian --interface wsgi --no-ws --workers {PROCESSES} --blocking-threads 1"
    words += f" --log-level warning --port {number} pishkhan.config.wsgi:application"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "pishkhan.config.settings.dev",
        "DATABASE_URL": database_url(),
        "PYTHONWARNINGS": "ignore",
        "PISHKHAN_TRUSTED_PROXIES": "127.0.0.1",
    }
    process = subprocess.Popen([sys.executable, "-m", *words.split()], env=environment)  # noqa: S603 - our own server
    try:
        assert eventually(lambda: answers(number), 60)
        # Both processes beat once each of them was asked something.
        assert eventually(lambda: answers(number) and Pulse.objects.count() == PROCESSES, 60)
        yield number
    finally:
        process.terminate()
        process.wait(20)


def answers(port):
    try:
        return get(port, "/about/help/")[0] == 200
    except OSError:
        return False


def get(port, address, cookie="", who=0):
    """Status, cookies by name, text."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        headers = {
            "Cookie": cookie,
            "User-Agent": f"browser {who}",
            "X-Forwarded-For": f"10.9.{who // 200}.{who % 200}",
            "Connection": "close",
        }
        line.request("GET", address, headers=headers)
        answer = line.getresponse()
        kept = dict(
            value.split(";")[0].split("=", 1)
            for name, value in answer.getheaders()
            if name.lower() == "set-cookie"
        )
        return answer.status, kept, answer.read().decode()
    finally:
        line.close()


def arrive(port, who):
    """The ticket of a newcomer, and the place that the page said."""
    code, kept, text = get(port, ROOM, who=who)
    assert code == 200
    return kept["queue"], int(digits.to_latin(PLACE.search(text)[1]).replace("٬", ""))


def number_of(ticket):
    return int(ticket.split(".")[1])


def wait_for_the_turn(port, who, ticket, order):
    """Look again and again; the status of the page that was waited for."""
    while True:
        code, kept, _text = get(port, ROOM, f"queue={ticket}", who)
        if code == 303:
            order.append(number_of(ticket))
            return get(port, DOOR, f"inside={kept['inside']}", who)[0]
        time.sleep(0.3)


@contextmanager
def watched(opened):
    """How many were let in beyond what the room had moved, looked at all the time."""
    beyond, over = [], threading.Event()

    def watch():
        while not over.wait(0.2):
            let_in = Admission.objects.count()
            beyond.append(let_in - (surge.look().serving - opened.serving))
        connection.close()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield beyond
    finally:
        over.set()
        watcher.join()


def test_three_hundred_arrivals_come_in_at_the_rate_and_in_their_order(port):
    order: list[int] = []
    opened = surge.set_room(mode=Mode.ON, a_minute=A_SECOND * 60, doors=["/s/"], by=Actor.system())
    assert eventually(lambda: all(get(port, DOOR)[0] == 303 for _ in range(30)), 20)
    with watched(opened) as beyond:
        with ThreadPoolExecutor(32) as crowd:
            arrived = list(crowd.map(lambda who: arrive(port, who), range(ARRIVALS)))
        tickets = [ticket for ticket, _place in arrived]
        numbers = sorted(map(number_of, tickets))
        assert len(set(numbers)) == ARRIVALS
        assert all(0 < place <= ARRIVALS + BLOCKS for _ticket, place in arrived)
        with ThreadPoolExecutor(ARRIVALS // 3) as crowd:
            inside = list(
                crowd.map(
                    lambda who: wait_for_the_turn(port, who, tickets[who], order), range(ARRIVALS)
                )
            )
    assert inside == [200] * ARRIVALS
    assert Admission.objects.count() == ARRIVALS
    # At the rate: never more inside than the room had moved, which moves by rate times time.
    assert max(beyond) <= 0
    # In order: only a third of the crowd looks at a time, so by so many somebody may be overtaken.
    place_of = {number: place for place, number in enumerate(numbers)}
    overtaken = sorted(abs(place - place_of[number]) for place, number in enumerate(order))
    assert overtaken[ARRIVALS // 2] <= ARRIVALS // 3


def test_a_ticket_shared_by_many_lets_one_in_whichever_process_they_meet(port):
    surge.set_room(mode=Mode.ON, a_minute=600, doors=["/s/"], by=Actor.system())
    assert eventually(lambda: all(get(port, DOOR)[0] == 303 for _ in range(30)), 20)
    ticket = get(port, ROOM, who=1)[1]["queue"]
    mine = number_of(ticket)
    assert eventually(lambda: surge.look().serving >= mine, 20)
    time.sleep(2)  # every process has looked since
    with ThreadPoolExecutor(16) as crowd:
        passes = [
            kept["inside"]
            for _code, kept, _ in crowd.map(
                lambda who: get(port, ROOM, f"queue={ticket}", who), range(40)
            )
            if "inside" in kept
        ]
    assert len(passes) == 1


def test_connections_that_are_cut_lose_no_place(port):
    surge.set_room(mode=Mode.ON, a_minute=1, doors=["/s/"], by=Actor.system())
    assert eventually(lambda: all(get(port, DOOR)[0] == 303 for _ in range(30)), 20)
    tickets = [get(port, ROOM, who=who)[1]["queue"] for who in range(10)]
    with connection.cursor() as cursor:  # every connection of theirs is cut as well
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    for who, ticket in enumerate(tickets):
        code, kept, _ = get(port, ROOM, f"queue={ticket}", who)
        assert code in {200, 303}
        assert "queue" not in kept or not kept["queue"]  # no new ticket was needed
