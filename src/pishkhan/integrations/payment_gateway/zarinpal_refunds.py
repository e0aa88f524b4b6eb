"""Refunds of Zarinpal, over its GraphQL: AddRefund, once for each key.

AddRefund knows no key of ours. It is written into the description, and the list of refunds is
looked through for it before another one is asked for: an answer that was lost gives nothing twice.
What it clearly refuses, and does not have in its list either, is left to people.

Money is back when its status says so. What it is still at, or says in a word that we do not know,
is asked after again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pishkhan.foundation.money import Rials
from pishkhan.integrations.payment_gateway import wire, words
from pishkhan.kernel.payments.ports import GatewayUnavailable, Order


ADDRESS = "https://next.zarinpal.com"
PATH = "/api/v4/graphql/"
LEAST = 20_000  # rials; Zarinpal sends less than that to nobody
# So many newest refunds are looked through; a key is asked again within the hour.
A_PAGE, PAGES = 200, 3
DONE = frozenset({"DONE", "PAID", "SUCCESS", "SUCCESSFUL", "COMPLETED", "REFUNDED"})
FAILED = frozenset({"FAILED", "CANCELED", "CANCELLED", "REJECTED", "REVERSED"})
LONGEST_ID = 30
TO_THE_CARD, BECAUSE = "CARD", "CUSTOMER_REQUEST"
GIVEN = """query Given($terminal_id: ID!, $limit: Int, $offset: Int) {
  refunds: GetRefunds(terminal_id: $terminal_id, limit: $limit, offset: $offset) {
    id amount status description }
}"""
SESSION = """query Paid($terminal_id: ID!, $reference_id: String) {
  sessions: Session(terminal_id: $terminal_id, reference_id: $reference_id) { id status amount }
}"""
ADD = """mutation AddRefund($session_id: ID!, $amount: BigInteger!, $description: String,
    $method: InstantPayoutActionTypeEnum, $reason: RefundReasonEnum) {
  refund: AddRefund(session_id: $session_id, amount: $amount, description: $description,
    method: $method, reason: $reason) { id terminal_id amount timeline { refund_status } }
}"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """Whether money went back; `code` is Zarinpal's number of it, or why it did not."""

    is_done: bool
    code: str = ""
    is_repeated: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Refunds:
    """An account's refunds: the access token of its panel, and the terminal's number there."""

    token: str = field(repr=False)
    terminal: str
    address: str = ADDRESS
    deadline_seconds: float = wire.DEADLINE_SECONDS

    def give(self, order: Order, amount: Rials, key: str) -> Given:
        """Send `amount` back to the payer's card; the same key once. Raises GatewayUnavailable."""
        if amount < LEAST:
            return Given(is_done=False, code="less than 20000")
        earlier = self._earlier(key)
        if earlier is not None:
            return _given(earlier, earlier.get("status"), is_repeated=True)
        content = {
            "session_id": self._session(order),
            "amount": int(amount),
            "description": key,
            "method": TO_THE_CARD,
            "reason": BECAUSE,
        }
        said = self._said(ADD, content)
        if said.get("errors") and self._earlier(key) is None:
            return Given(is_done=False, code="GraphQL errors")
        refund = words.part(words.part(said.get("data")).get("refund"))
        return _given(refund, words.part(refund.get("timeline")).get("refund_status"))

    def _earlier(self, key: str) -> Mapping[str, object] | None:
        for page in range(PAGES):
            content = {"terminal_id": self.terminal, "limit": A_PAGE, "offset": page * A_PAGE}
            given = words.parts(self._ask(GIVEN, content).get("refunds"))
            for row in given:
                if row.get("description") == key:
                    return row
            if len(given) < A_PAGE:
                break
        return None

    def _session(self, order: Order) -> str:
        content = {"terminal_id": self.terminal, "reference_id": order.reference}
        found = words.parts(self._ask(SESSION, content).get("sessions"))
        if len(found) != 1 or words.rials(found[0].get("amount")) != order.amount:
            raise GatewayUnavailable("the payment is not found", maybe_done=False)
        return words.name(found[0].get("id"), LONGEST_ID)

    def _ask(self, query: str, variables: Mapping[str, object]) -> Mapping[str, object]:
        said = self._said(query, variables)
        if said.get("errors") or not words.part(said.get("data")):
            raise GatewayUnavailable("GraphQL errors")
        return words.part(said.get("data"))

    def _said(self, query: str, variables: Mapping[str, object]) -> Mapping[str, object]:
        return wire.post_json(
            self.address + PATH,
            {"query": query, "variables": variables},
            {"Authorization": f"Bearer {self.token}"},
            deadline_seconds=self.deadline_seconds,
        )


def _given(refund: Mapping[str, object], status: object, *, is_repeated: bool = False) -> Given:
    """What became of a refund that Zarinpal has; raises GatewayUnavailable while nobody knows."""
    number, word = words.name(refund.get("id"), LONGEST_ID), words.code(status).upper()
    if not number or words.rials(refund.get("amount")) is None:
        raise GatewayUnavailable("no refund and no reason")
    if word in FAILED:
        return Given(is_done=False, code=f"{number} {word}", is_repeated=is_repeated)
    if word not in DONE:
        raise GatewayUnavailable("the refund is not done yet")
    return Given(is_done=True, code=number, is_repeated=is_repeated)
