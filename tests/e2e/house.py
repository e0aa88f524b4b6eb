"""The whole product as it runs for people: granian, the worker, an SMS operator, staff in posts."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from pishkhan.config import children
from pishkhan.config.paths import CHECKOUT
from pishkhan.foundation import clock, jalali
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.numbering import api as numbering
from pishkhan.kernel.numbering.terms import Direction
from pishkhan.kernel.organisations import testing as organisations
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import Tree
from pishkhan.web.accounts import give_code_app
from simulators.bank.bank import Bank
from simulators.bank.server import serve as serve_bank
from simulators.log_witness.server import serve as serve_witness
from simulators.log_witness.witness import Witness
from simulators.sms_operator.operator import Operator
from simulators.sms_operator.server import serve


FIRST_PAGE_SECONDS = 60
SMS_SECONDS = 20
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
# Each run signs in with accounts of its own: a code of a code app works once in half a minute.
STAFF = {
    "clerk": (Role.SECRETARIAT, "لیلا نوروزیان"),
    "clerk2": (Role.SECRETARIAT, "نسترن گلزاری"),
    "expert": (Role.EXPERT, "پیمان دشت‌آرا"),
    "signer": (Role.SIGNER, "هما کوه‌نشین"),
    "admin": (Role.ADMINISTRATOR, "شیرین آسمانی"),
}


@dataclass(frozen=True, kw_only=True)
class House:
    """Where it is, and what the operator was given to send."""

    url: str
    operator: Operator
    bank: Bank

    def messages(self, mobile: str) -> list[str]:
        """What this number received, the newest first."""
        return [sms.text for sms in self.operator.messages(mobile)]

    def message(self, mobile: str, pattern: str, *, after: int = 0) -> str:
        """Wait for a message beyond the first `after` that has `pattern` in it."""
        until = time.monotonic() + SMS_SECONDS
        while time.monotonic() < until:
            news = self.messages(mobile)
            for text in news[: len(news) - after]:
                if re.search(pattern, text):
                    return text
            time.sleep(0.05)
        raise AssertionError(f"No SMS like {pattern!r} arrived; there were {self.messages(mobile)}")

    def code(self, mobile: str, *, after: int = 0) -> str:
        """Wait for the one-time code, as its owner does."""
        return CODE.findall(self.message(mobile, CODE.pattern, after=after))[0]


@contextmanager
def open_house(gateways: str = "none") -> Iterator[House]:
    """Start everything against the database of this test session; stop it all at the end.

    The bank is another site to the browser than we are, as it is in earnest.
    """
    operator, bank = Operator(), Bank()
    log = Path(tempfile.mkdtemp(prefix="log-"))
    witness = Witness("witness.localhost/1", log / "witness", log / "keys")
    with (
        serve(operator, port=0) as simulator,
        serve_bank(bank, port=0) as tills,
        serve_witness(witness, port=0) as witnessing,
    ):
        outside = (simulator, tills, witnessing)
        serving = [threading.Thread(target=one.serve_forever, args=(0.05,)) for one in outside]
        for thread in serving:
            thread.start()
        port = _free_port()
        url = f"http://127.0.0.1:{port}"
        environment = _environment(url, simulator.server_port) | {
            "PISHKHAN_GATEWAYS": gateways,
            "PISHKHAN_BANK_SIMULATOR_URL": f"http://localhost:{tills.server_port}",
            "PISHKHAN_LOG_FOLDER": str(log),
            "PISHKHAN_LOG_WITNESSES": f"{witness.key} http://127.0.0.1:{witnessing.server_port}",
        }
        programs = [
            _start(_granian(port), environment),
            _start(["pishkhan.config.worker", "--poll", "0.5"], environment),
        ]
        try:
            _wait_for(url, programs[0])
            yield House(url=url, operator=operator, bank=bank)
        finally:
            children.stop(programs)
            for one in outside:
                one.shutdown()
            for thread in serving:
                thread.join()
            shutil.rmtree(log, ignore_errors=True)


def settle() -> Tree:
    """What the kernel must know before anybody comes: the tree, the calendar, the services."""
    tree = organisations.a_tree()
    year = jalali.year_of(clock.now())
    for one in (year, year + 1):
        calendars.seed_year(one)
    catalogue.publish_all(Actor.system())
    for service in catalogue.services():
        catalogue.set_office(service.code, organisation_id=tree.office.id, by=Actor.system())
    for direction in Direction:
        numbering.open_book(
            office_id=tree.office.id, direction=direction, unit="4", by=Actor.system()
        )
    return tree


def employ(tree: Tree, suffix: str) -> dict[str, str]:
    """One account in each post of the office, with a code app; user names by word."""
    for word, (role, name) in STAFF.items():
        account = cast.an_account(f"{word}{suffix}", name)
        give_code_app(account.id, cast.TOTP_SECRET)
        place = tree.headquarters if role is Role.ADMINISTRATOR else tree.office
        organisations.give(account, place, role)
    return {word: f"{word}{suffix}" for word in STAFF}


def _environment(url: str, simulator_port: int) -> dict[str, str]:
    made = connection.settings_dict
    assert made["NAME"].startswith("test_"), "The journeys would walk in a real database."
    database = (
        f"postgresql://{made['USER']}:{made['PASSWORD']}@/{made['NAME']}"
        f"?host={made['HOST']}&port={made['PORT']}"
    )
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.e2e.settings",
        "PYTHONPATH": str(CHECKOUT),
        "DATABASE_URL": database,
        "PISHKHAN_ADDRESS": url,
        "PISHKHAN_SMS_SIMULATOR_URL": f"http://127.0.0.1:{simulator_port}",
        "PYTHONWARNINGS": "ignore",
    }


def _granian(port: int) -> list[str]:
    words = "granian --interface wsgi --no-ws --workers 1 --blocking-threads 1 --log-level warning"
    return [*words.split(), "--port", str(port), "pishkhan.config.wsgi:application"]


def _start(words: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return children.start([sys.executable, "-m", *words], environment)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + FIRST_PAGE_SECONDS
    answer = "no answer"
    while time.monotonic() < until:
        assert server.poll() is None, "The web server ended; the lines above say why."
        try:
            with urllib.request.urlopen(f"{url}/staff/login/", timeout=10):  # noqa: S310 - our own server
                return
        except urllib.error.HTTPError as error:
            answer = f"status {error.code}"
            error.close()
        except OSError as error:
            answer = str(error)
        time.sleep(0.1)
    raise AssertionError(f"The first page did not answer within a minute ({answer}).")
