"""Zarinpal version 4 over REST: request, verify, inquiry, reverse; refunds over its GraphQL.

`authority` names the payment from the beginning, so it is known whatever the browser does. Amounts
are in rials because `currency` says so. `verify` is told the amount and refuses any other (-50);
101 is "had been verified". An inquiry tells and never claims. Zarinpal is told not to verify by
itself, whatever its panel says: what we do not claim must go back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import MappingProxyType

from pishkhan.foundation.money import Rials
from pishkhan.integrations.payment_gateway import wire, words
from pishkhan.integrations.payment_gateway.zarinpal_refunds import Refunds
from pishkhan.kernel.payments.ports import (
    Answer,
    GatewayUnavailable,
    Order,
    Page,
    Refused,
    Returned,
    Standing,
)
from pishkhan.kernel.payments.terms import Fault


ADDRESS = "https://payment.zarinpal.com"
# Its page leads on to the page of a bank.
PAGES = ("https://*.zarinpal.com", "https://*.shaparak.ir")
API, PAGE = "/pg/v4/payment/", "/pg/StartPay/"
RIALS = "IRR"
LONGEST_TOKEN, LONGEST_REFERENCE, LONGEST_NOTE = 64, 40, 500
OK, BEFORE = 100, 101
WRONG_AMOUNT, NOT_PAID = -50, -51
NOT_FOUND = frozenset({-54, -55})
NOT_SUCCESSFUL = -61
# Not of this bank, not from this address (a setting of the panel), too late: people send it back.
NOT_REVERSIBLE = frozenset({-60, -62, -63})
# Merchant, address or terminal is refused, or we ask too often: nothing was done.
SHUT_OUT = frozenset({-10, -11, -12, -15, -16, -17, -18, -19, -53})
STATUSES: Mapping[str, Standing] = MappingProxyType(
    {
        "VERIFIED": Standing.VERIFIED,
        "PAID": Standing.PAID,
        "IN_BANK": Standing.PENDING,
        "FAILED": Standing.NOT_PAID,
        "REVERSED": Standing.REVERSED,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Zarinpal:
    """See the port. `money_back` is None where no access token was given."""

    merchant: str = field(repr=False)
    address: str = ADDRESS
    money_back: Refunds | None = None
    deadline_seconds: float = wire.DEADLINE_SECONDS
    settles: bool = field(default=False, init=False)
    verify_within: timedelta = field(default=timedelta(minutes=30), init=False)
    knows_by_token: bool = field(default=True, init=False)

    @property
    def terminal(self) -> str:
        """See the port."""
        return self.merchant

    @property
    def refunds(self) -> bool:
        """See the port."""
        return self.money_back is not None

    @property
    def hosts(self) -> tuple[str, ...]:
        """See the port."""
        more = PAGES if self.address == ADDRESS else ()
        return (wire.origin(self.address), *more)

    def request(self, order: Order) -> Page | Refused:
        """See the port."""
        metadata: dict[str, object] = {"order_id": str(order.number), "auto_verify": False}
        if order.mobile:
            metadata["mobile"] = order.mobile
        code, data = self._call(
            "request",
            {
                "amount": int(order.amount),
                "currency": RIALS,
                "callback_url": order.callback,
                "description": order.description[:LONGEST_NOTE] or str(order.number),
                "metadata": metadata,
            },
        )
        token = words.name(data.get("authority"), LONGEST_TOKEN)
        if code == OK and token:
            return Page(token=token, address=f"{self.address}{PAGE}{token}")
        if code == OK or code in SHUT_OUT:
            raise _trouble(code)
        return Refused(fault=Fault.GATEWAY_REFUSED, code=str(code))

    def read(self, fields: Mapping[str, str]) -> Returned | None:
        """See the port."""
        token = words.name(fields.get("Authority"), LONGEST_TOKEN)
        status = words.code(fields.get("Status"))
        if not token or status not in {"OK", "NOK"}:
            return None
        is_ok = status == "OK"
        fault = Fault.NONE if is_ok else Fault.NOT_PAID
        return Returned(says_ok=is_ok, token=token, fault=fault, code=status)

    def verify(self, order: Order) -> Answer:
        """See the port."""
        named = {"amount": int(order.amount), "authority": _token(order)}
        code, data = self._call("verify", named)
        answer = self._answer(order, code)
        if code in {OK, BEFORE}:
            reference = words.name(data.get("ref_id"), LONGEST_REFERENCE)
            if not reference:
                raise GatewayUnavailable("verified, and no ref_id")
            return replace(
                answer,
                standing=Standing.VERIFIED,
                amount=order.amount,
                reference=reference,
                card=words.card(data.get("card_pan")),
                is_repeated=code == BEFORE,
            )
        if code == WRONG_AMOUNT:
            # Never to be ours: it goes back by itself, as what nobody verifies does.
            return replace(answer, standing=Standing.TOO_LATE, fault=Fault.WRONG_AMOUNT)
        if code in NOT_FOUND:
            return replace(answer, standing=words.unheard_of(order, self.verify_within))
        if code == NOT_PAID:
            return self._why_not(order)
        raise _trouble(code)

    def settle(self, order: Order) -> Answer:
        """Zarinpal pays out what is verified: whether it is, is the answer."""
        return self.verify(order)

    def inquire(self, order: Order) -> Answer:
        """See the port. What had been verified is verified once more: that tells the rest of it."""
        answer = self._status(order)
        return self.verify(order) if answer.standing is Standing.VERIFIED else answer

    def reverse(self, order: Order) -> Answer:
        """See the port; within 30 minutes. SETTLED: too late, the money must be sent back."""
        code, _ = self._call("reverse", {"authority": _token(order)})
        answer = self._answer(order, code)
        if code == OK:
            return replace(answer, standing=Standing.REVERSED)
        if code == NOT_SUCCESSFUL:  # or reversed before: only the inquiry tells which
            found = self._status(order)
            return replace(found, is_repeated=found.standing is Standing.REVERSED)
        if code in NOT_REVERSIBLE:
            return replace(answer, standing=Standing.SETTLED)
        raise _trouble(code)

    def refund(self, order: Order, amount: Rials, key: str) -> Answer:
        """See the port. SETTLED: it refuses, for good."""
        if self.money_back is None:
            raise GatewayUnavailable("no access token", maybe_done=False)
        done = self.money_back.give(order, amount, key)
        return replace(
            self._answer(order, OK),
            standing=Standing.REVERSED if done.is_done else Standing.SETTLED,
            amount=amount,
            code=done.code,
            is_repeated=done.is_repeated,
        )

    def _why_not(self, order: Order) -> Answer:
        """Of what cannot be verified now: whether the payer is at it still."""
        found = self._status(order)
        if found.standing in {Standing.VERIFIED, Standing.PAID}:
            raise GatewayUnavailable("paid, and not to be verified")
        return found

    def _status(self, order: Order) -> Answer:
        code, data = self._call("inquiry", {"authority": _token(order)})
        answer = self._answer(order, code)
        if code in NOT_FOUND:
            return replace(answer, standing=words.unheard_of(order, self.verify_within))
        status = words.code(data.get("status"))
        if code != OK or status not in STATUSES:
            raise _trouble(code)
        standing = STATUSES[status]
        fault = Fault.NOT_PAID if standing is Standing.NOT_PAID else Fault.NONE
        return replace(answer, standing=standing, fault=fault, code=status)

    def _answer(self, order: Order, code: int) -> Answer:
        """What is known whatever the bank says: its protocol repeats no order and no terminal."""
        return Answer(standing=Standing.PENDING, reference=order.reference, code=str(code))

    def _call(self, verb: str, content: Mapping[str, object]) -> tuple[int, Mapping[str, object]]:
        """The code and what it says: under `data` where it went well, under `errors` where not."""
        url = f"{self.address}{API}{verb}.json"
        said = wire.post_json(
            url,
            {"merchant_id": self.merchant, **content},
            deadline_seconds=self.deadline_seconds,
        )
        data, errors = words.part(said.get("data")), words.part(said.get("errors"))
        code = words.whole((data or errors).get("code"))
        if code is None:
            raise GatewayUnavailable("no code")
        return code, data


def _token(order: Order) -> str:
    if not order.token:
        raise GatewayUnavailable("no authority", maybe_done=False)
    return order.token


def _trouble(code: int) -> GatewayUnavailable:
    """What a code is that says nothing about the payment."""
    return GatewayUnavailable(f"Zarinpal answers {code}", maybe_done=code not in SHUT_OUT)
