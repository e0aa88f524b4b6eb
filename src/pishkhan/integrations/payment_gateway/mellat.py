"""Behpardakht Mellat over SOAP: bpPayRequest, bpVerifyRequest, bpSettleRequest and their kin.

Every verb answers with one code. `orderId` names the sale for ever: a second one is refused (41).
After the payment the browser brings SaleReferenceId, and without it the bank cannot be asked; it
alone brings the masked card and the amount that was taken: the bank names none when it verifies.
What is verified and not settled never reaches us; what is not verified goes back by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

from pishkhan.foundation import clock
from pishkhan.foundation.money import Rials
from pishkhan.integrations.payment_gateway import soap, wire, words
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


ADDRESS = "https://bpm.shaparak.ir"
SERVICE, PAGE = "/pgwchannel/services/pgw", "/pgwchannel/startpay.mellat"
NAMESPACE = "http://interfaces.core.sw.bps.com/"
LONGEST_TOKEN, LONGEST_REFERENCE, LONGEST_NOTE = 64, 20, 100
OK, ALREADY_VERIFIED, SETTLED, NOT_SETTLED, REVERSED = "0", "43", "45", "46", "48"
NOT_VERIFIED = "44"
ALREADY = frozenset({ALREADY_VERIFIED, SETTLED, REVERSED})
CANCELLED, NO_FUNDS, SESSION_OVER = "17", "12", "415"
# The sale, or the payment it names, is not there.
NOT_FOUND = frozenset({"42", "54", "55"})
# The card's own bank says no: wrong number, PIN, date, limit, holder.
CARD_REFUSED = frozenset({"11", "13", "14", "15", "16", "18", "19", "111", "112", "113", "114"})
# We are not let in: account, password, address. Certainly nothing was done.
SHUT_OUT = frozenset({"21", "23", "24", "421"})
# The bank is in trouble itself, and may have done what we asked.
IN_TROUBLE = frozenset({"34", "61"})
FAULTS: Mapping[str, Fault] = MappingProxyType(
    {
        CANCELLED: Fault.CANCELLED,
        NO_FUNDS: Fault.NO_FUNDS,
        SESSION_OVER: Fault.SESSION_OVER,
        **dict.fromkeys(CARD_REFUSED, Fault.CARD_REFUSED),
    }
)
NOT_PAID = frozenset(FAULTS) - {"112", "113"}  # those two: the card's bank was not heard
STANDINGS: Mapping[str, Standing] = MappingProxyType(
    {
        ALREADY_VERIFIED: Standing.VERIFIED,
        NOT_SETTLED: Standing.VERIFIED,
        SETTLED: Standing.SETTLED,
        REVERSED: Standing.REVERSED,
        NOT_VERIFIED: Standing.PAID,
        **dict.fromkeys(NOT_PAID, Standing.NOT_PAID),
    }
)
# "Done" of each verb. Whether 0 of an inquiry means paid or verified is not published: `verify`
# says it, and asking it again harms nobody.
DONE = {
    "bpVerifyRequest": Standing.VERIFIED,
    "bpSettleRequest": Standing.SETTLED,
    "bpInquiryRequest": Standing.PAID,
    "bpReversalRequest": Standing.REVERSED,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Mellat:
    """See the port."""

    terminal: str
    user: str
    password: str = field(repr=False)
    address: str = ADDRESS
    deadline_seconds: float = wire.DEADLINE_SECONDS
    settles: bool = field(default=True, init=False)
    verify_within: timedelta = field(default=timedelta(minutes=15), init=False)
    knows_by_token: bool = field(default=False, init=False)
    refunds: bool = field(default=False, init=False)

    @property
    def hosts(self) -> tuple[str, ...]:
        """See the port."""
        return (wire.origin(self.address),)

    def request(self, order: Order) -> Page | Refused:
        """See the port. An order whose answer was lost is refused (41): its page is nobody's."""
        now = clock.in_tehran(clock.now())
        said = self._call(
            "bpPayRequest",
            {
                "orderId": str(order.number),
                "amount": str(order.amount),
                "localDate": f"{now:%Y%m%d}",
                "localTime": f"{now:%H%M%S}",
                "additionalData": order.description[:LONGEST_NOTE],
                "callBackUrl": order.callback,
                "payerId": "0",
            },
        )
        first, _, rest = said.partition(",")
        code, token = words.code(first), words.name(rest, LONGEST_TOKEN)
        if code != OK and words.whole(code) is not None and code not in SHUT_OUT | IN_TROUBLE:
            return Refused(fault=Fault.GATEWAY_REFUSED, code=code)
        if code != OK or not token:
            raise _trouble(code)
        return Page(token=token, address=self.address + PAGE, fields={"RefId": token}, is_post=True)

    def read(self, fields: Mapping[str, str]) -> Returned | None:
        """See the port."""
        token = words.name(fields.get("RefId"), LONGEST_TOKEN)
        code = words.code(fields.get("ResCode"))
        number = words.positive(fields.get("SaleOrderId"))
        if not (token or number) or not code:
            return None
        return Returned(
            says_ok=code == OK,
            token=token,
            order_number=number,
            reference=_reference(fields.get("SaleReferenceId")),
            card=words.card(fields.get("CardHolderPan")),
            amount=words.rials(fields.get("FinalAmount")),
            fault=Fault.NONE if code == OK else FAULTS.get(code, Fault.NOT_PAID),
            code=code,
        )

    def verify(self, order: Order) -> Answer:
        """See the port."""
        return self._ask("bpVerifyRequest", order)

    def settle(self, order: Order) -> Answer:
        """See the port."""
        return self._ask("bpSettleRequest", order)

    def inquire(self, order: Order) -> Answer:
        """See the port. VERIFIED is left for `verify` to say."""
        return self._ask("bpInquiryRequest", order)

    def reverse(self, order: Order) -> Answer:
        """See the port. SETTLED: it came too late, the money is ours and must be sent back."""
        return self._ask("bpReversalRequest", order)

    def refund(self, order: Order, amount: Rials, key: str) -> Answer:  # noqa: ARG002 - of the port
        """Not offered: its refunds need a contract of their own."""
        raise GatewayUnavailable("no refunds", maybe_done=False)

    def _ask(self, verb: str, order: Order) -> Answer:
        reference = _reference(order.reference)
        if not reference:
            raise GatewayUnavailable("no SaleReferenceId", maybe_done=False)
        number = str(order.number)
        named = {"orderId": number, "saleOrderId": number, "saleReferenceId": reference}
        code = words.code(self._call(verb, named))
        return Answer(
            standing=self._standing(verb, code, order),
            order_number=order.number,
            terminal=self.terminal,
            reference=reference,
            rrn=reference,
            fault=FAULTS.get(code, Fault.NONE),
            code=code,
            is_repeated=code in ALREADY,
        )

    def _standing(self, verb: str, code: str, order: Order) -> Standing:
        if code == OK:
            return DONE[verb]
        if code in NOT_FOUND:
            return words.unheard_of(order, self.verify_within)
        if code in STANDINGS:
            return STANDINGS[code]
        raise _trouble(code)

    def _call(self, verb: str, parameters: Mapping[str, str]) -> str:
        account = {
            "terminalId": self.terminal,
            "userName": self.user,
            "userPassword": self.password,
        }
        body = soap.envelope(verb, NAMESPACE, {**account, **parameters})
        reply = wire.post(
            self.address + SERVICE, body, soap.HEADERS, deadline_seconds=self.deadline_seconds
        )
        return soap.returned(reply.body, verb, NAMESPACE)


def _reference(value: object) -> str:
    """A SaleReferenceId: digits, and not nought (which some refused payments bring)."""
    text = words.name(value, LONGEST_REFERENCE)
    return text if text.isdecimal() and text.strip("0") else ""


def _trouble(code: str) -> GatewayUnavailable:
    """What a code is that says nothing about the order."""
    return GatewayUnavailable(f"Mellat answers {code}", maybe_done=code not in SHUT_OUT)
