"""The simulated bank as a server in this process, and our three gateways speaking to it."""

import itertools
import json
import secrets
import threading
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from pishkhan.foundation import clock
from pishkhan.foundation.money import Rials
from pishkhan.integrations.payment_gateway.choice import GatewaySettings, tills
from pishkhan.kernel.payments.ports import Order, Page
from simulators.bank.bank import Armed, Bank, Card, Fault
from simulators.bank.server import serve


AMOUNT = Rials(130_000)


@dataclass(kw_only=True)
class Town:
    """A bank and the ways to it."""

    bank: Bank
    address: str
    deadline: float = 5.0
    numbers: itertools.count = field(default_factory=lambda: itertools.count(10**12))

    def gateway(self, name, deadline=None):
        settings = GatewaySettings(
            gateways=name, is_development=True, simulator_address=self.address
        )
        [till] = tills(settings)
        return replace(till.gateway, deadline_seconds=deadline or self.deadline)

    def order(self, **changed):
        made = Order(
            number=next(self.numbers),
            amount=AMOUNT,
            callback="http://127.0.0.1:1/pay/return/",
            at=clock.now(),
            mobile="09120000001",
            description="کارمزد کمیسیون",
        )
        return replace(made, **changed)

    def asked_for(self, gateway, **changed):
        """An order whose page has been given."""
        order = self.order(**changed)
        page = gateway.request(order)
        assert isinstance(page, Page)
        return replace(order, token=page.token)

    def arm(self, name, fault, **how):
        self.bank.arm(Armed(gateway=name, fault=Fault(fault), **how))

    def pay(self, name, order, card=Card.GOOD, do="pay"):
        """What a payer does on the page; where the browser is led then."""
        told = {"gateway": name, "token": order.token, "card": card, "do": do}
        request = Request(  # noqa: S310 - our own server
            f"{self.address}/pay",
            data=urlencode(told).encode(),
            headers={"Accept": "application/json"},
        )
        with urlopen(request, timeout=10) as answer:  # noqa: S310 - as above
            return json.loads(answer.read())["back"]

    def paid(self, name, gateway, **changed):
        """An order that a good card has paid, with what the browser brought."""
        order = self.asked_for(gateway, **changed)
        returned = gateway.read(self.pay(name, order)["fields"])
        assert returned.says_ok
        return replace(order, reference=returned.reference)

    def kept(self, name, order):
        return self.bank.find(name, "token", order.token)


@pytest.fixture
def town(tmp_path):
    bank = Bank(journal=tmp_path / "bank.jsonl")
    with serve(bank, port=0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        start = 10**12 + secrets.randbelow(10**11)
        yield Town(
            bank=bank,
            address=f"http://127.0.0.1:{server.server_port}",
            numbers=itertools.count(start),
        )
        server.shutdown()
        thread.join()
    bank.close()
