"""Where a stranger's address may lead."""

import ipaddress

import pytest
from hypothesis import given, strategies as st

from pishkhan.integrations.webhooks.guard import ForbiddenAddress, Guard


GUARD = Guard()
INSIDE = [
    "127.0.0.1", "127.8.9.10", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "0.0.0.1", "255.255.255.255", "224.0.0.1", "240.0.0.1", "192.0.2.1",
    "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "::127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a00:1::1",
    "2001:0:a00:1::1", "2001:db8::1", "localhost", "", "0x7f.1", "127.1", "1",
]  # fmt: skip
PRIVATE = [ipaddress.ip_network(n) for n in (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "100.64.0.0/10",
)]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_nothing_inside_is_allowed_however_it_is_written(address):
    assert not GUARD.allows(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700::1111"])
def test_the_public_internet_is_allowed(address):
    assert GUARD.allows(address)


private = st.sampled_from(PRIVATE).flatmap(
    lambda n: st.integers(int(n.network_address), int(n.broadcast_address))
)


@given(number=private)
def test_a_private_address_is_refused_in_every_disguise(number):
    plain = ipaddress.IPv4Address(number)
    disguises = [
        str(plain),
        f"::ffff:{plain}",
        f"::{plain}",
        str(ipaddress.IPv6Address((0x2002 << 112) | (number << 80))),
        str(ipaddress.IPv6Address((0x64FF9B << 96) | number)),
        str(ipaddress.IPv6Address((0x20010000 << 96) | (0x08080808 << 64) | (number ^ 0xFFFFFFFF))),
    ]
    assert not any(GUARD.allows(one) for one in disguises)
    allowing = Guard(allows_loopback=True)
    assert allowing.allows(str(plain)) == plain.is_loopback


@given(number=st.integers(0, 2**32 - 1))
def test_what_is_allowed_is_global_and_the_other_way_round(number):
    plain = ipaddress.IPv4Address(number)
    assert GUARD.allows(str(plain)) == (plain.is_global and not plain.is_multicast)
    assert GUARD.allows(f"::ffff:{plain}") <= GUARD.allows(str(plain))


@given(text=st.text(max_size=30))
def test_any_text_is_judged(text):
    assert GUARD.allows(text) in {True, False}


def test_one_private_answer_among_public_ones_refuses_all():
    assert GUARD.chosen(["1.1.1.1", "8.8.8.8"]) == "1.1.1.1"
    for addresses in (["1.1.1.1", "10.0.0.1"], ["::1", "1.1.1.1"], []):
        with pytest.raises(ForbiddenAddress):
            GUARD.chosen(addresses)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1", "0x7f000001", "2130706433", "[::1]", "no such host", "a" * 300])  # fmt: skip
def test_names_of_this_machine_and_no_names_lead_nowhere(host):
    with pytest.raises(ForbiddenAddress):
        GUARD.resolve(host, 443)
