"""What banks write is read strictly."""

from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation import clock
from pishkhan.foundation.money import Rials
from pishkhan.integrations.payment_gateway import soap, words
from pishkhan.kernel.payments.ports import GatewayUnavailable, Order, Standing


ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just([{}])


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (130_000, 130_000), ("130000", 130_000), (" -6 ", -6), (0, 0),
        (True, None), (1.0, None), ("1.0", None), ("۱۳", None), ("", None), (None, None),
        (2**63, None), (str(2**63), None), ("1" * 5000, None), ("1e9", None),
    ],
)  # fmt: skip
def test_a_number_is_whole_or_none(value, found):
    assert words.whole(value) == found


def test_an_amount_is_rials_and_not_below_nought():
    assert isinstance(words.rials("40000"), Rials)
    assert words.rials(-1) is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("603799******1234", "603799******1234"),
        ("6037-99**-****-1234", "6037-99**-****-1234"),
        ("6037991111111234", "603799******1234"),
        ("a card", ""), ("۶۰۳۷", ""), ("6" * 31, ""), (6037991111111234, ""),
    ],
)  # fmt: skip
def test_a_card_is_masked_or_left_out(given, kept):
    assert words.card(given) == kept


@given(ANYTHING)
def test_whatever_comes_fits_the_columns(value):
    assert len(words.name(value, 40)) <= 40
    assert "\0" not in words.name(value, 40)
    assert len(words.code(value)) <= words.LONGEST_CODE
    assert len(words.card(value)) <= words.LONGEST_CARD
    assert 0 <= words.positive(value) <= words.LARGEST


@given(st.text(st.sampled_from("0123456789*-"), max_size=30))
def test_no_card_number_is_ever_kept(text):
    kept = words.card(text)
    assert max((len(run) for run in kept.replace("-", "*").split("*")), default=0) <= 10


def test_what_is_not_found_may_come_until_its_time_is_over():
    within, now = timedelta(minutes=15), clock.now()
    made = {"number": 1, "amount": Rials(1000), "callback": "https://a.example/"}
    still = Order(at=now - words.SLOWEST_PAYER, **made)
    over = Order(at=now - words.SLOWEST_PAYER - within - timedelta(seconds=1), **made)
    assert words.unheard_of(still, within) is Standing.PENDING
    assert words.unheard_of(over, within) is Standing.NOT_PAID


SPACE = "http://interfaces.core.sw.bps.com/"
ANSWER = (
    '<?xml version="1.0"?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>'
    '<n:bpVerifyRequestResponse xmlns:n="http://interfaces.core.sw.bps.com/">'
    "<return> 43 </return></n:bpVerifyRequestResponse></S:Body></S:Envelope>"
)


def test_the_value_of_an_answer_is_read():
    assert soap.returned(ANSWER.encode(), "bpVerifyRequest", SPACE) == "43"


def test_what_is_sent_is_text_and_never_markup():
    said = soap.envelope("bpPayRequest", SPACE, {"additionalData": "<a>&\"'؛"})
    assert b"&lt;a&gt;&amp;" in said
    assert soap.strict_xml.tree(said).tag == f"{{{soap.ENVELOPE}}}Envelope"


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"<html>", b"<a/>",
        ANSWER.replace("bpVerifyRequestR", "bpSettleRequestR").encode(),
        ANSWER.replace("<return> 43 </return>", "").encode(),
        ANSWER.replace("</return>", "</return><return>0</return>").encode(),
        ANSWER.replace("<?xml", '<!DOCTYPE a [<!ENTITY b "0">]><?xml').encode(),
        ANSWER.replace('<?xml version="1.0"?>', '<!DOCTYPE a [<!ENTITY b "0">]>').replace(" 43 ", "&b;").encode(),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_none(raw):
    with pytest.raises(GatewayUnavailable):
        soap.returned(raw, "bpVerifyRequest", SPACE)
