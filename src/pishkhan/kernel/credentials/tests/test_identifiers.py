"""Names of issuers, and that no name of ours is read from one that is none."""

import pytest
from hypothesis import given, strategies as st

from pishkhan.kernel.credentials.rules.identifiers import Site
from pishkhan.kernel.signing.spec import NATIONAL, TRIAL, institution


SITE = Site("https://a.example")


@given(st.sampled_from([NATIONAL, TRIAL]) | st.integers(1, 2**63 - 1).map(institution))
def test_the_owner_is_found_again_by_the_name(owner):
    assert SITE.owner_of(SITE.did_of(owner)) == owner
    assert SITE.named_key(SITE.key_name(owner, "k")) == (owner, "k")


def test_names_are_those_of_did_web():
    assert SITE.did == "did:web:a.example"
    assert SITE.did_of(institution(7)) == "did:web:a.example:issuers:7"
    assert Site("http://localhost:8000").did == "did:web:localhost%3A8000"
    assert Site("http://localhost:8000").host == "localhost:8000"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "did:web:b.example",
        "did:web:a.example.evil.example",
        "did:web:aXexample",
        "did:web:a.example:issuers:07",
        "did:web:a.example:issuers:0",
        "did:web:a.example:issuers:۷",
        "did:web:a.example:issuers:7:8",
        "did:web:a.example:issuers:national",
        "did:web:a.example:issuers:7\n",
        "did:web:a.example:issuers:" + "9" * 40,
    ],
)
def test_another_name_is_nobodys(name):
    assert SITE.owner_of(name) is None
    assert SITE.named_key(f"{name}#k") is None


def test_a_key_without_a_name_is_none():
    assert SITE.named_key("did:web:a.example") is None
    assert SITE.named_key("did:web:a.example#") is None
