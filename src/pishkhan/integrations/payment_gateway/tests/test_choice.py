"""Settings choose the gateways."""

from dataclasses import replace

import pytest

from pishkhan.integrations.payment_gateway import mellat, saman, zarinpal
from pishkhan.integrations.payment_gateway.choice import GatewaySettings, tills


ALL = GatewaySettings(
    gateways="mellat:3, saman,zarinpal:0",
    mellat_terminal="1234567",
    mellat_user="pishkhan",
    mellat_password="71640938",
    saman_terminal="7654321",
    zarinpal_merchant="00000000-0000-4000-8000-000000000000",
    zarinpal_terminal="1915487",
    zarinpal_token="a-token-of-the-panel",
)
HERE = GatewaySettings(
    gateways="mellat,saman,zarinpal", is_development=True, simulator_address="http://a:1/"
)


def test_each_gateway_has_its_account_its_share_and_the_published_address():
    found = tills(ALL)
    assert [(till.name, till.weight) for till in found] == [
        ("mellat", 3), ("saman", 1), ("zarinpal", 0),
    ]  # fmt: skip
    one, two, three = (till.gateway for till in found)
    assert (one.terminal, one.address, one.settles) == ("1234567", mellat.ADDRESS, True)
    assert (two.terminal, two.address, two.knows_by_token) == ("7654321", saman.ADDRESS, False)
    assert (three.address, three.knows_by_token, three.refunds) == (zarinpal.ADDRESS, True, True)
    assert one.hosts == ("https://bpm.shaparak.ir",)
    assert three.hosts[0] == zarinpal.ADDRESS


def test_no_secret_is_shown():
    shown = repr(tills(ALL)) + repr(ALL)
    for secret in (ALL.mellat_password, ALL.zarinpal_token, ALL.zarinpal_merchant):
        assert secret not in shown


def test_without_a_token_money_goes_back_by_bank_transfer():
    [till] = tills(replace(ALL, gateways="zarinpal", zarinpal_token=""))
    assert not till.gateway.refunds


def test_in_development_they_are_the_simulated_banks():
    assert [till.gateway.address for till in tills(HERE)] == [
        "http://a:1/mellat", "http://a:1/saman", "http://a:1/zarinpal",
    ]  # fmt: skip
    assert all(till.gateway.hosts == ("http://a:1",) for till in tills(HERE))


def test_in_development_too_an_account_of_ours_is_used():
    [till] = tills(replace(HERE, gateways="saman", saman_terminal="7654321"))
    assert till.gateway.address == saman.ADDRESS


def test_an_installation_may_take_no_cards():
    assert tills(replace(ALL, gateways="none")) == ()


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"gateways": ""}, "PISHKHAN_GATEWAYS"),
        ({"gateways": "simulator"}, "PISHKHAN_GATEWAYS"),
        ({"gateways": "mellat:-1"}, "PISHKHAN_GATEWAYS"),
        ({"gateways": "mellat:many"}, "PISHKHAN_GATEWAYS"),
        ({"gateways": "mellat,mellat:2"}, "twice"),
        ({"mellat_terminal": ""}, "PISHKHAN_MELLAT_TERMINAL"),
        ({"mellat_terminal": "abc"}, "PISHKHAN_MELLAT_TERMINAL"),
        ({"mellat_user": ""}, "PISHKHAN_MELLAT_USER"),
        ({"mellat_password": ""}, "PISHKHAN_MELLAT_PASSWORD"),
        ({"mellat_address": "http://in-clear.example"}, "PISHKHAN_MELLAT_ADDRESS"),
        ({"saman_terminal": ""}, "PISHKHAN_SAMAN_TERMINAL"),
        ({"saman_terminal": "۱۲۳"}, "PISHKHAN_SAMAN_TERMINAL"),
        ({"saman_address": "https://"}, "PISHKHAN_SAMAN_ADDRESS"),
        ({"zarinpal_merchant": ""}, "PISHKHAN_ZARINPAL_MERCHANT"),
        ({"zarinpal_address": "sep.example"}, "PISHKHAN_ZARINPAL_ADDRESS"),
        ({"zarinpal_terminal": ""}, "PISHKHAN_ZARINPAL_TERMINAL"),
        ({"zarinpal_refunds_address": "http://a.example"}, "PISHKHAN_ZARINPAL_REFUNDS_ADDRESS"),
    ],
)
def test_a_wrong_setting_is_named_at_the_start(changed, named):
    with pytest.raises(ValueError, match=named):
        tills(replace(ALL, **changed))
