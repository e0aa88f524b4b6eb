"""Every code of the three protocols (domain § 6.4), said by a bank over HTTP."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pishkhan.foundation import clock
from pishkhan.foundation.money import Rials
from pishkhan.integrations.payment_gateway import mellat, saman, wire, zarinpal_refunds
from pishkhan.integrations.payment_gateway.mellat import Mellat
from pishkhan.kernel.payments.ports import GatewayUnavailable, Page, Refused, Standing
from pishkhan.kernel.payments.terms import Fault


NOTHING_DONE, WHO_KNOWS = "nothing done", "who knows"
OLD = timedelta(hours=2)


def says(town, name, code, ask):
    """What an adapter makes of a code: its standing, or how sure it is that nothing was done."""
    town.arm(name, "code", code=str(code))
    try:
        return ask()
    except GatewayUnavailable as error:
        return WHO_KNOWS if error.maybe_done else NOTHING_DONE


@pytest.mark.parametrize(
    ("verb", "code", "expected", "is_repeated"),
    [
        ("verify", 0, Standing.VERIFIED, False),
        ("verify", 43, Standing.VERIFIED, True),
        ("verify", 45, Standing.SETTLED, True),
        ("verify", 46, Standing.VERIFIED, False),
        ("verify", 48, Standing.REVERSED, True),
        ("verify", 42, Standing.PENDING, False),
        ("verify", 54, Standing.PENDING, False),
        ("verify", 17, Standing.NOT_PAID, False),
        ("verify", 12, Standing.NOT_PAID, False),
        ("verify", 11, Standing.NOT_PAID, False),
        ("verify", 415, Standing.NOT_PAID, False),
        ("settle", 0, Standing.SETTLED, False),
        ("settle", 45, Standing.SETTLED, True),
        ("settle", 46, Standing.VERIFIED, False),
        ("settle", 48, Standing.REVERSED, True),
        ("settle", 44, Standing.PAID, False),
        ("inquire", 0, Standing.PAID, False),
        ("inquire", 43, Standing.VERIFIED, True),
        ("inquire", 44, Standing.PAID, False),
        ("inquire", 45, Standing.SETTLED, True),
        ("inquire", 46, Standing.VERIFIED, False),
        ("inquire", 48, Standing.REVERSED, True),
        ("inquire", 42, Standing.PENDING, False),
        ("reverse", 0, Standing.REVERSED, False),
        ("reverse", 48, Standing.REVERSED, True),
        ("reverse", 45, Standing.SETTLED, True),
    ],
)
def test_a_code_of_mellat_says_how_an_order_stands(town, verb, code, expected, is_repeated):
    gateway = town.gateway("mellat")
    order = town.paid("mellat", gateway)
    answer = says(town, "mellat", code, lambda: getattr(gateway, verb)(order))
    assert (answer.standing, answer.is_repeated) == (expected, is_repeated)
    assert answer.code == str(code)
    assert (answer.order_number, answer.terminal) == (order.number, gateway.terminal)
    assert (answer.reference, answer.rrn) == (order.reference, order.reference)


@pytest.mark.parametrize("verb", ["verify", "settle", "inquire", "reverse"])
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (21, NOTHING_DONE), (23, NOTHING_DONE), (24, NOTHING_DONE), (421, NOTHING_DONE),
        (34, WHO_KNOWS), (61, WHO_KNOWS), (41, WHO_KNOWS), (51, WHO_KNOWS), (112, WHO_KNOWS),
        (113, WHO_KNOWS), (412, WHO_KNOWS), (-1, WHO_KNOWS), ("", WHO_KNOWS), ("۰", WHO_KNOWS),
        ("0 0", WHO_KNOWS), ("0" * 100, WHO_KNOWS),
    ],
)  # fmt: skip
def test_what_mellat_says_of_itself_is_no_answer(town, verb, code, expected):
    gateway = town.gateway("mellat")
    order = town.paid("mellat", gateway)
    assert says(town, "mellat", code, lambda: getattr(gateway, verb)(order)) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (41, Fault.GATEWAY_REFUSED), (51, Fault.GATEWAY_REFUSED), (25, Fault.GATEWAY_REFUSED),
        (415, Fault.GATEWAY_REFUSED), (17, Fault.GATEWAY_REFUSED), (412, Fault.GATEWAY_REFUSED),
        (421, NOTHING_DONE), (24, NOTHING_DONE), (21, NOTHING_DONE),
        (34, WHO_KNOWS), (0, WHO_KNOWS), ("0,", WHO_KNOWS), ("0,a b", WHO_KNOWS), ("", WHO_KNOWS),
        ("ok,ABC", WHO_KNOWS),
    ],
)  # fmt: skip
def test_mellat_gives_a_page_or_says_no(town, code, expected):
    gateway = town.gateway("mellat")
    said = says(town, "mellat", code, lambda: gateway.request(town.order()))
    assert (said.fault if isinstance(said, Refused) else said) == expected


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("0", Fault.NONE),
        ("17", Fault.CANCELLED),
        ("12", Fault.NO_FUNDS),
        ("415", Fault.SESSION_OVER),
        *((code, Fault.CARD_REFUSED) for code in sorted(mellat.CARD_REFUSED)),
        ("34", Fault.NOT_PAID),
        ("421", Fault.NOT_PAID),
    ],
)
def test_what_the_browser_brings_from_mellat(town, code, fault):
    returned = town.gateway("mellat").read(
        {"RefId": "ABC", "ResCode": code, "SaleOrderId": "12", "SaleReferenceId": "127926981246"}
    )
    assert (returned.says_ok, returned.fault, returned.code) == (code == "0", fault, code)
    assert (returned.token, returned.order_number) == ("ABC", 12)
    assert returned.reference == "127926981246"


def test_what_mellat_does_not_find_was_never_paid_when_its_time_is_over(town):
    gateway = town.gateway("mellat")
    order = replace(town.paid("mellat", gateway), at=clock.now() - OLD)
    answer = says(town, "mellat", 42, lambda: gateway.verify(order))
    assert (answer.standing, answer.code) == (Standing.NOT_PAID, "42")


@pytest.mark.parametrize(
    ("verb", "code", "expected"),
    [
        ("verify", -2, Standing.PENDING),
        ("verify", -6, Standing.TOO_LATE),
        ("verify", 5, Standing.REVERSED),
        ("reverse", -2, Standing.PENDING),
        ("reverse", -6, Standing.SETTLED),
        ("reverse", 2, Standing.REVERSED),
        ("reverse", 0, Standing.REVERSED),
        # Claimed, and no amount to compare: nothing is claimed on our side.
        ("verify", 0, WHO_KNOWS),
        ("verify", 2, WHO_KNOWS),
        ("verify", -104, NOTHING_DONE),
        ("verify", -105, NOTHING_DONE),
        ("verify", -106, NOTHING_DONE),
        ("reverse", -106, NOTHING_DONE),
        ("verify", -1, WHO_KNOWS),
        ("verify", 77, WHO_KNOWS),
    ],
)
def test_a_code_of_saman_says_how_a_payment_stands(town, verb, code, expected):
    gateway = town.gateway("saman")
    order = town.paid("saman", gateway)
    said = says(town, "saman", code, lambda: getattr(gateway, verb)(order))
    assert (said if isinstance(said, str) else said.standing) == expected


def test_what_saman_does_not_find_was_never_paid_when_its_time_is_over(town):
    gateway = town.gateway("saman")
    order = replace(town.paid("saman", gateway), at=clock.now() - OLD)
    assert says(town, "saman", -2, lambda: gateway.verify(order)).standing is Standing.NOT_PAID


@pytest.mark.parametrize(
    ("code", "expected"),
    [(5, Fault.GATEWAY_REFUSED), (-104, NOTHING_DONE), (-106, NOTHING_DONE)],
)
def test_saman_gives_a_page_or_says_no(town, code, expected):
    gateway = town.gateway("saman")
    said = says(town, "saman", code, lambda: gateway.request(town.order()))
    assert (said.fault if isinstance(said, Refused) else said) == expected


def test_saman_tells_amount_terminal_network_and_card(town):
    gateway = town.gateway("saman")
    order = town.paid("saman", gateway)
    answer, kept = gateway.verify(order), town.kept("saman", order)
    assert (answer.amount, answer.terminal) == (order.amount, gateway.terminal)
    assert (answer.rrn, answer.card) == (kept.rrn, "000000******0001")


@pytest.mark.parametrize(("code", "taken"), [("", 1_300_000), ("less", 13_000)])
def test_a_wrong_amount_of_saman_is_told(town, code, taken):
    town.arm("saman", "wrong_amount", code=code)
    gateway = town.gateway("saman")
    answer = gateway.verify(town.paid("saman", gateway))
    assert (answer.standing, answer.amount) == (Standing.VERIFIED, Rials(taken))


@pytest.mark.parametrize(
    ("code", "expected"), [(0, Standing.REVERSED), (2, Standing.REVERSED), (-6, None), (-1, None)]
)
def test_what_saman_took_nothing_for_is_given_back_or_not_clear(town, monkeypatch, code, expected):
    gateway = town.gateway("saman")
    order = town.order(reference="R1")

    def post(url, _content, **_how):
        if url.endswith(saman.REVERSE):
            return {"ResultCode": code, "TransactionDetail": {}}
        detail = {"OrginalAmount": 130_000, "AffectiveAmount": 0, "RefNum": "R1"}
        return {"ResultCode": 0, "TransactionDetail": detail}

    monkeypatch.setattr(wire, "post_json", post)
    if expected is None:
        with pytest.raises(GatewayUnavailable):
            gateway.verify(order)
    else:
        answer = gateway.verify(order)
        assert (answer.standing, answer.fault) == (expected, Fault.WRONG_AMOUNT)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"State": "OK", "Status": "2"}, Fault.NONE),
        ({"State": "OK"}, Fault.NONE),
        ({"Status": "2"}, Fault.NONE),
        ({"State": "CanceledByUser", "Status": "1"}, Fault.CANCELLED),
        ({"State": "Failed", "Status": "3"}, Fault.CARD_REFUSED),
        ({"State": "SessionIsNull", "Status": "4"}, Fault.SESSION_OVER),
        ({"State": "No Sufficient Funds"}, Fault.NO_FUNDS),
        ({"State": "InvalidParameters", "Status": "5"}, Fault.NOT_PAID),
        ({"State": "MerchantIpAddressIsInvalid", "Status": "8"}, Fault.NOT_PAID),
    ],
)
def test_what_the_browser_brings_from_saman(town, fields, fault):
    brought = {"ResNum": "12", "RefNum": "GmshtyjwKS/a+b=", "Token": "t", **fields}
    returned = town.gateway("saman").read(brought)
    assert (returned.says_ok, returned.fault) == (fault is Fault.NONE, fault)
    assert (returned.order_number, returned.reference) == (12, "GmshtyjwKS/a+b=")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (-50, Standing.TOO_LATE),
        (-54, Standing.PENDING),
        (-55, Standing.PENDING),
        (-9, WHO_KNOWS),
        (-52, WHO_KNOWS),
        (-10, NOTHING_DONE),
        (-11, NOTHING_DONE),
        (-12, NOTHING_DONE),
        (-15, NOTHING_DONE),
        (-53, NOTHING_DONE),
        # Verified, says it, and names no payment: nothing is claimed on our side.
        (100, WHO_KNOWS),
        (101, WHO_KNOWS),
    ],
)
def test_a_code_of_zarinpal_says_how_a_payment_stands(town, code, expected):
    gateway = town.gateway("zarinpal")
    order = town.paid("zarinpal", gateway)
    said = says(town, "zarinpal", code, lambda: gateway.verify(order))
    assert (said if isinstance(said, str) else said.standing) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (100, Standing.REVERSED),
        (-60, Standing.SETTLED),
        (-63, Standing.SETTLED),
        (-61, Standing.PAID),  # not successful yet, says the inquiry
        (-62, Standing.SETTLED),
        (-52, WHO_KNOWS),
    ],
)
def test_zarinpal_gives_money_back_or_says_why_not(town, code, expected):
    gateway = town.gateway("zarinpal")
    order = town.paid("zarinpal", gateway)
    said = says(town, "zarinpal", code, lambda: gateway.reverse(order))
    assert (said if isinstance(said, str) else said.standing) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [(-9, Fault.GATEWAY_REFUSED), (-41, Fault.GATEWAY_REFUSED), (-11, NOTHING_DONE), (100, WHO_KNOWS)],
)  # fmt: skip
def test_zarinpal_gives_a_page_or_says_no(town, code, expected):
    gateway = town.gateway("zarinpal")
    said = says(town, "zarinpal", code, lambda: gateway.request(town.order()))
    assert (said.fault if isinstance(said, Refused) else said) == expected


def test_zarinpal_verifies_no_other_amount(town):
    town.arm("zarinpal", "wrong_amount")
    gateway = town.gateway("zarinpal")
    answer = gateway.verify(town.paid("zarinpal", gateway))
    assert (answer.standing, answer.fault) == (Standing.TOO_LATE, Fault.WRONG_AMOUNT)


def test_zarinpal_says_of_an_order_what_its_inquiry_says(town):
    gateway = town.gateway("zarinpal")
    order = town.asked_for(gateway)
    assert gateway.inquire(order).standing is Standing.PENDING
    assert gateway.verify(order).standing is Standing.PENDING
    town.pay("zarinpal", order)
    assert gateway.inquire(order).standing is Standing.PAID
    gateway.verify(order)
    found = gateway.inquire(order)
    assert (found.standing, found.amount) == (Standing.VERIFIED, order.amount)
    assert found.reference
    gateway.reverse(order)
    assert gateway.inquire(order).standing is Standing.REVERSED


def test_zarinpal_is_asked_for_rials_and_told_not_to_verify_by_itself(town, monkeypatch):
    sent = []
    gateway = town.gateway("zarinpal")

    def post(_url, content, **_how):
        sent.append(content)
        return {"data": {"code": 100, "authority": "A1"}, "errors": []}

    monkeypatch.setattr(wire, "post_json", post)
    assert isinstance(gateway.request(town.order()), Page)
    [content] = sent
    assert (content["currency"], content["amount"]) == ("IRR", 130_000)
    assert content["metadata"]["auto_verify"] is False


@pytest.mark.parametrize("status", ["OK", "NOK"])
def test_what_the_browser_brings_from_zarinpal(town, status):
    returned = town.gateway("zarinpal").read({"Authority": "A" + "0" * 35, "Status": status})
    assert (returned.says_ok, returned.token) == (status == "OK", "A" + "0" * 35)


class TestRefundsOfZarinpal:
    @pytest.fixture
    def gateway(self, town):
        return town.gateway("zarinpal")

    @pytest.fixture
    def paid(self, town, gateway):
        order = town.paid("zarinpal", gateway)
        return replace(order, reference=gateway.verify(order).reference)

    def given(self, town, order):
        return [(one.amount, one.description) for one in town.kept("zarinpal", order).refunds]

    def test_money_goes_back_once_for_a_key(self, town, gateway, paid):
        one = gateway.refund(paid, paid.amount, "refund-1")
        two = gateway.refund(paid, paid.amount, "refund-1")
        assert one.standing is two.standing is Standing.REVERSED
        assert (one.is_repeated, two.is_repeated) == (False, True)
        assert one.code == two.code
        assert self.given(town, paid) == [(130_000, "refund-1")]

    def test_a_lost_answer_gives_nothing_twice(self, town, gateway, paid):
        town.arm("zarinpal", "refund_lost")
        with pytest.raises(GatewayUnavailable):
            gateway.refund(paid, paid.amount, "refund-1")
        assert gateway.refund(paid, paid.amount, "refund-1").is_repeated
        assert self.given(town, paid) == [(130_000, "refund-1")]

    def test_two_keys_are_two_refunds_and_never_more_than_was_paid(self, town, gateway, paid):
        gateway.refund(paid, Rials(30_000), "refund-1")
        gateway.refund(paid, Rials(100_000), "refund-2")
        assert gateway.refund(paid, Rials(20_000), "refund-3").standing is Standing.SETTLED
        assert self.given(town, paid) == [(30_000, "refund-1"), (100_000, "refund-2")]

    @pytest.mark.parametrize("status", ["FAILED", "rejected", "PENDING", "", "?"])
    def test_what_did_not_reach_the_card_is_not_called_done(
        self, gateway, paid, status, monkeypatch
    ):
        row = {"id": "R1", "amount": 130_000, "status": status, "description": "refund-1"}
        monkeypatch.setattr(wire, "post_json", lambda *_, **__: {"data": {"refunds": [row]}})
        if status.upper() in zarinpal_refunds.FAILED:
            answer = gateway.refund(paid, paid.amount, "refund-1")
            assert (answer.standing, answer.is_repeated) == (Standing.SETTLED, True)
            return
        with pytest.raises(GatewayUnavailable):
            gateway.refund(paid, paid.amount, "refund-1")

    def test_a_lost_answer_is_found_behind_those_of_others(self, town, gateway, paid, monkeypatch):
        monkeypatch.setattr(zarinpal_refunds, "A_PAGE", 2)
        gateway.refund(paid, Rials(30_000), "refund-1")
        for number in range(2, 5):
            gateway.refund(paid, Rials(20_000), f"refund-{number}")
        assert gateway.refund(paid, Rials(30_000), "refund-1").is_repeated
        assert len(self.given(town, paid)) == 4

    def test_less_than_it_sends_is_refused_for_good(self, town, gateway, paid):
        assert gateway.refund(paid, Rials(19_999), "refund-1").standing is Standing.SETTLED
        assert self.given(town, paid) == []

    def test_a_payment_that_is_not_found_or_not_ours_is_left_alone(self, gateway, paid):
        for wrong in (replace(paid, reference="1"), replace(paid, amount=Rials(1_300_000))):
            with pytest.raises(GatewayUnavailable) as refused:
                gateway.refund(wrong, Rials(20_000), "refund-1")
            assert not refused.value.maybe_done

    def test_a_wrong_token_gives_nothing(self, gateway, paid):
        locked = replace(gateway, money_back=replace(gateway.money_back, token="stolen"))
        with pytest.raises(GatewayUnavailable):
            locked.refund(paid, paid.amount, "refund-1")

    @pytest.mark.parametrize("name", ["mellat", "saman"])
    def test_others_give_nothing_back_by_themselves(self, town, name):
        gateway = town.gateway(name)
        assert not gateway.refunds
        with pytest.raises(GatewayUnavailable):
            gateway.refund(town.order(), Rials(20_000), "refund-1")


@pytest.mark.parametrize("name", ["mellat", "saman", "zarinpal"])
def test_anothers_reference_is_not_taken_for_ours(town, name):
    gateway = town.gateway(name)
    other = town.paid(name, gateway, amount=Rials(40_000))
    town.arm(name, "anothers_reference")
    order = town.asked_for(gateway)
    returned = gateway.read(town.pay(name, order)["fields"])
    if name == "zarinpal":  # its token names the other's order: ours is not spoken of at all
        assert returned.token == other.token
        return
    assert returned.reference == other.reference
    answer = gateway.verify(replace(order, reference=returned.reference))
    if name == "mellat":  # the bank knows that it is of another sale
        assert answer.standing is Standing.PENDING
    else:  # the amount tells; were it the same, the reference could be used only once
        assert (answer.standing, answer.amount) == (Standing.VERIFIED, Rials(40_000))


@pytest.mark.parametrize(("said", "read"), [("1300000", 1_300_000), ("", None), ("x", None)])
def test_mellat_s_browser_brings_the_amount_and_the_masked_card(said, read):
    brought = Mellat(terminal="1", user="u", password="p").read(
        {
            "RefId": "T",
            "ResCode": "0",
            "SaleOrderId": "5",
            "SaleReferenceId": "77",
            "CardHolderPan": "000000******0001",
            "FinalAmount": said,
        }
    )
    assert (brought.amount, brought.card) == (read, "000000******0001")
