"""Payers over real HTTP: the pages of the product and those of the simulated bank."""

import html
import json
import random
import re
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.faults.browser import FORM, Browser, GaveUpError
from tests.faults.stand import Stand


GATEWAYS = ("mellat", "saman", "zarinpal")
GOOD, REFUSED = "0000000000000001", "0000000000000002"
CONNECTS_SECONDS, SHOWS_SECONDS, LONGEST_SECONDS = 20, 6, 45
FORM_OF_BANK = re.compile(
    r'<form method="(\w+)" action="([^"]+)" data-to-bank="\d+">(.*?)</form>', re.DOTALL
)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
# What the bank does wrong, once for each time it is told to (simulators/bank).
FAULTS = (
    "callback_lost",
    "callback_twice",
    "callback_early",
    "out_of_order",
    "nok_first",
    "wrong_amount",
    "anothers_reference",
    "booked_late",
    "request_lost",
    "verify_lost",
    "verify_again",
    "settle_fails",
    "settle_lost",
    "money_returned",
)


@dataclass(kw_only=True)
class Payer:
    """Somebody with an invoice; `chance` decides how they go about it."""

    stand: Stand
    token: str
    number: int
    chance: random.Random
    browser: Browser = field(init=False)
    did: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.browser = Browser(
            port=self.stand.port, address=f"10.20.{self.number // 250}.{self.number % 250 + 1}"
        )

    @property
    def page(self) -> str:
        """The page of the invoice."""
        return f"/pay/{self.token}/"

    def walk(self) -> None:
        """Try to pay, with patience, as often as chance wants."""
        until = time.monotonic() + LONGEST_SECONDS
        for _ in range(self.chance.choice((1, 2, 2, 3))):
            if time.monotonic() > until:
                return
            if self.chance.random() < 0.3:
                self._spoils()
            with suppress(GaveUpError):
                self._tries()

    def _spoils(self) -> None:
        gateway, fault = self.chance.choice(GATEWAYS), self.chance.choice(FAULTS)
        tell_bank(self.stand, "/fault", gateway=gateway, fault=fault)

    def _tries(self) -> None:
        owed = self.browser.page(self.page)
        if "data-to-bank" not in owed.text and 'method="post"' in owed.text:
            leaves = self.chance.random() < 0.5 and f"{self.page}leave/" in owed.text
            self.browser.post(owed, f"{self.page}leave/" if leaves else self.page, {})
            self.did.append("leaves" if leaves else "begins")
        there = self._bank_page()
        if there is None:
            return
        for _ in range(self.chance.choice((1, 1, 1, 2))):  # the last: a second tab
            self._at_the_bank(*there)
        self.did.append("looks")
        self.browser.page(self.page)

    def _bank_page(self) -> tuple[str, dict[str, str]] | None:
        """Where the hop page leads, once there is one."""
        until = time.monotonic() + CONNECTS_SECONDS
        while time.monotonic() < until:
            answer = self.browser.tried("GET", f"{self.page}bank/")
            if answer is not None and answer.status == HTTPStatus.OK:
                found = FORM_OF_BANK.search(answer.text)
                if found:
                    fields = {
                        html.unescape(name): html.unescape(value)
                        for name, value in HIDDEN.findall(found[3])
                    }
                    return html.unescape(found[2]), fields
            elif answer is not None:
                return None
            time.sleep(0.3)
        return None

    def _at_the_bank(self, address: str, fields: dict[str, str]) -> None:
        """Pay on the page (or not), and come back (or not), perhaps twice."""
        gateway = urlsplit(address).path.split("/")[1]
        token = fields.get("RefId") or fields.get("Token") or address.rpartition("/")[2]
        ways = ("pays", "pays", "pays", "pays", "refused", "cancels", "closes")
        way = self.chance.choice(ways)
        self.did.append(f"{way} at {gateway}")
        if way == "closes":
            return
        given = {"gateway": gateway, "token": token}
        given |= (
            {"do": "cancel"} if way == "cancels" else {"card": GOOD if way == "pays" else REFUSED}
        )
        said = tell_bank(self.stand, "/pay", **given)
        back = said.get("back") if said else None
        if not back:
            return
        for _ in range(self.chance.choice((0, 1, 1, 1, 1, 2))):
            self._comes_back(back)

    def _comes_back(self, back: dict) -> None:
        parts = urlsplit(back["address"])
        fields = dict(parse_qsl(parts.query)) | back["fields"]
        self.did.append("comes back")
        until = time.monotonic() + SHOWS_SECONDS
        while time.monotonic() < until:  # whoever sees an error reloads
            if back["is_post"]:
                answer = self.browser.tried("POST", parts.path, urlencode(fields).encode(), FORM)
            else:
                answer = self.browser.tried("GET", f"{parts.path}?{urlencode(fields)}")
            if answer is not None:
                return


def tell_bank(stand: Stand, path: str, **fields: str) -> dict | None:
    """Press something at the simulated bank; None where it does not answer."""
    request = urllib.request.Request(  # noqa: S310 - our own simulator
        stand.bank + path, urlencode(fields).encode(), {"Accept": "application/json"}
    )
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=10) as answer:
            return json.loads(answer.read())
    except HTTPError as error:
        return {} if error.code == HTTPStatus.SEE_OTHER else None
    except (OSError, HTTPException, ValueError):
        return None


def orders_of_bank(stand: Stand) -> list[dict]:
    """Everything that the bank knows."""
    with urllib.request.urlopen(f"{stand.bank}/orders.json", timeout=20) as answer:  # noqa: S310 - as above
        return json.loads(answer.read())["orders"]


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: object) -> None:
        """The bank's control page is nobody's business here."""
