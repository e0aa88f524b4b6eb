"""Saman Kish (SEP) over REST: OnlinePG for a token, VerifyTransaction, ReverseTransaction.

RefNum names the payment, and only the browser brings it. There is no inquiry: `verify` tells how
it stands, and claims it. It repeats no order number, so RefNum must serve one order only, and the
amount it names must be ours. It pays out by itself what was verified.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import MappingProxyType

from pishkhan.foundation.money import Rials
from pishkhan.integrations.payment_gateway import wire, words
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


ADDRESS = "https://sep.shaparak.ir"
TOKEN, PAGE = "/onlinepg/onlinepg", "/OnlinePG/OnlinePG"
VERIFY = "/verifyTxnRandomSessionkey/ipg/VerifyTransaction"
REVERSE = "/verifyTxnRandomSessionkey/ipg/ReverseTransaction"
LONGEST_TOKEN, LONGEST_REFERENCE, LONGEST_RRN = 200, 80, 40
TOKEN_GIVEN = 1
DONE, DONE_BEFORE, REVERSED, NOT_FOUND, TOO_LATE = 0, 2, 5, -2, -6
# Our terminal is switched off, unknown, or our address is not on its list: nothing was done.
SHUT_OUT = frozenset({-104, -105, -106})
# `State` and `Status` of the return say the same; whichever is there.
STATES: Mapping[str, Fault] = MappingProxyType(
    {
        "OK": Fault.NONE, "2": Fault.NONE,
        "CanceledByUser": Fault.CANCELLED, "Canceled By User": Fault.CANCELLED, "1": Fault.CANCELLED,
        "Failed": Fault.CARD_REFUSED, "3": Fault.CARD_REFUSED,
        "No Sufficient Funds": Fault.NO_FUNDS,
        "SessionIsNull": Fault.SESSION_OVER, "4": Fault.SESSION_OVER,
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Saman:
    """See the port."""

    terminal: str
    address: str = ADDRESS
    deadline_seconds: float = wire.DEADLINE_SECONDS
    settles: bool = field(default=False, init=False)
    verify_within: timedelta = field(default=timedelta(minutes=30), init=False)
    knows_by_token: bool = field(default=False, init=False)
    refunds: bool = field(default=False, init=False)

    @property
    def hosts(self) -> tuple[str, ...]:
        """See the port."""
        return (wire.origin(self.address),)

    def request(self, order: Order) -> Page | Refused:
        """See the port."""
        content: dict[str, object] = {
            "action": "token",
            "TerminalId": self.terminal,
            "Amount": int(order.amount),
            "ResNum": str(order.number),
            "RedirectUrl": order.callback,
        }
        if order.mobile:
            content["CellNumber"] = order.mobile
        said = self._post(TOKEN, content)
        token = words.name(said.get("token"), LONGEST_TOKEN)
        if words.whole(said.get("status")) == TOKEN_GIVEN and token:
            page, fields = self.address + PAGE, {"Token": token, "GetMethod": ""}
            return Page(token=token, address=page, fields=fields, is_post=True)
        code = words.whole(said.get("errorCode"))
        if code is None:
            raise GatewayUnavailable("no token and no error")
        if code in SHUT_OUT:
            raise _trouble(code)
        return Refused(fault=Fault.GATEWAY_REFUSED, code=str(code))

    def read(self, fields: Mapping[str, str]) -> Returned | None:
        """See the port."""
        token = words.name(fields.get("Token"), LONGEST_TOKEN)
        number = words.positive(fields.get("ResNum"))
        state, status = str(fields.get("State", "")).strip(), words.code(fields.get("Status"))
        if not (token or number) or not (state or status):
            return None
        fault = STATES.get(state or status, Fault.NOT_PAID)
        return Returned(
            says_ok=fault is Fault.NONE,
            token=token,
            order_number=number,
            reference=words.name(fields.get("RefNum"), LONGEST_REFERENCE),
            card=words.card(fields.get("SecurePan")),
            fault=fault,
            code=words.code(status or state),
        )

    def verify(self, order: Order) -> Answer:
        """See the port. Claimed for nothing, it is given back at once: no payment is of 0 rials."""
        answer = self._ask(VERIFY, order, Standing.VERIFIED)
        if answer.standing is not Standing.VERIFIED or answer.amount:
            return answer
        back = self.reverse(order)
        if back.standing is not Standing.REVERSED:
            raise GatewayUnavailable("verified for nothing, and not given back")
        return replace(back, fault=Fault.WRONG_AMOUNT)

    def settle(self, order: Order) -> Answer:
        """The bank pays out what is verified: whether it is, is the answer."""
        return self.verify(order)

    def inquire(self, order: Order) -> Answer:
        """See the port: there is no inquiry, and `verify` is as good."""
        return self.verify(order)

    def reverse(self, order: Order) -> Answer:
        """See the port; within 50 minutes. SETTLED: too late, the money must be sent back."""
        return self._ask(REVERSE, order, Standing.REVERSED)

    def refund(self, order: Order, amount: Rials, key: str) -> Answer:  # noqa: ARG002 - of the port
        """Not offered: its refunds need a contract of their own."""
        raise GatewayUnavailable("no refunds", maybe_done=False)

    def _ask(self, path: str, order: Order, done: Standing) -> Answer:
        reference = words.name(order.reference, LONGEST_REFERENCE)
        if not reference:
            raise GatewayUnavailable("no RefNum", maybe_done=False)
        named = {"RefNum": reference, "TerminalNumber": words.whole(self.terminal)}
        said = self._post(path, named)
        code = words.whole(said.get("ResultCode"))
        detail = words.part(said.get("TransactionDetail"))
        standing = self._standing(code, order, done)
        amount = _amount(detail, order)
        if standing is Standing.VERIFIED and amount is None:
            raise GatewayUnavailable("verified, and no amount")
        return Answer(
            standing=standing,
            amount=amount,
            terminal=words.name(detail.get("TerminalNumber"), LONGEST_RRN),
            reference=words.name(detail.get("RefNum"), LONGEST_REFERENCE) or reference,
            rrn=words.name(detail.get("RRN"), LONGEST_RRN),
            card=words.card(detail.get("MaskedPan")),
            code=str(code),
            is_repeated=code == DONE_BEFORE,
        )

    def _post(self, path: str, content: Mapping[str, object]) -> Mapping[str, object]:
        return wire.post_json(self.address + path, content, deadline_seconds=self.deadline_seconds)

    def _standing(self, code: int | None, order: Order, done: Standing) -> Standing:
        if code in {DONE, DONE_BEFORE}:
            return done
        if code == NOT_FOUND:
            return words.unheard_of(order, self.verify_within)
        if code == TOO_LATE:
            return Standing.SETTLED if done is Standing.REVERSED else Standing.TOO_LATE
        if code == REVERSED:
            return Standing.REVERSED
        raise _trouble(code)


def _amount(detail: Mapping[str, object], order: Order) -> Rials | None:
    """What was asked and what was taken: both must be ours, so the one that is not is told."""
    named = [words.rials(detail.get(name)) for name in ("OrginalAmount", "AffectiveAmount")]
    known = [amount for amount in named if amount is not None]
    return next((amount for amount in known if amount != order.amount), known[0] if known else None)


def _trouble(code: int | None) -> GatewayUnavailable:
    """What a code is that says nothing about the payment."""
    return GatewayUnavailable(f"Saman answers {code}", maybe_done=code not in SHUT_OUT)
