"""What Data Model 2.0 demands, each rule broken once; the good ones are of its own text."""

import copy

import pytest
from hypothesis import given, strategies as st

from pishkhan.kernel.credentials.rules.data_model import faults, moment


GOOD = {
    "@context": ["https://www.w3.org/ns/credentials/v2", {"@vocab": "https://a.example/#"}],
    "id": "http://university.example/credentials/3732",
    "type": ["VerifiableCredential", "ExampleDegreeCredential"],
    "issuer": {
        "id": "did:example:76e1",
        "name": [{"@value": "الف", "@language": "fa", "@direction": "rtl"}],
    },
    "validFrom": "2010-01-01T19:23:24Z",
    "validUntil": "2030-01-01T19:23:24.5+03:30",
    "name": "Degree",
    "credentialSubject": {"id": "did:example:ebfeb1f", "degree": {"name": "Bachelor"}},
    "credentialStatus": {"type": "BitstringStatusListEntry"},
    "credentialSchema": [{"id": "https://a.example/s", "type": "JsonSchema"}],
    "relatedResource": [{"id": "https://a.example/r", "digestSRI": "sha384-" + "A" * 64}],
    "evidence": {"id": "urn:uuid:1", "type": "Evidence"},
}


def test_a_credential_of_the_specification_has_no_fault():
    assert faults(GOOD) == []
    assert (
        faults({**GOOD, "issuer": "https://a.example", "credentialSubject": [{"a": 1}, {"b": 2}]})
        == []
    )


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("@context", [None, "https://www.w3.org/ns/credentials/v2", [], ["https://a.example"],
                      ["https://www.w3.org/ns/credentials/v2", 5], ["https://a.example", "https://www.w3.org/ns/credentials/v2"]]),
        ("type", [None, [], ["ExampleDegreeCredential"], {"a": 1}]),
        ("id", [None, "not a url", ["https://a.example", "https://b.example"], 5]),
        ("issuer", [None, "nobody", {}, {"name": "x"}, {"id": "x y"}, ["did:a:b"], {"id": "did:a:b", "name": 5}]),
        ("credentialSubject", [None, {}, [], [{}], "x", {"id": "not a url", "a": 1}, [{"a": 1}, "x"]]),
        ("validFrom", ["2010-01-01", "2010-01-01T19:23:24", "2010-13-01T19:23:24Z", 5, ["2010-01-01T19:23:24Z"], "2031-01-01T00:00:00Z"]),
        ("validUntil", ["", "1999-01-01T00:00:00Z"]),
        ("credentialStatus", [{}, "x", {"id": "x y", "type": "A"}, [{"type": "A"}, {"id": "urn:a"}]]),
        ("credentialSchema", [{"type": "JsonSchema"}, {"id": "https://a.example"}, {"id": "a b", "type": "A"}]),
        ("termsOfUse", [{"id": "urn:a"}, "x"]),
        ("evidence", [{"id": "urn:a"}, ["x"]]),
        ("refreshService", [{"id": "https://a.example"}]),
        ("relatedResource", [[{"id": "https://a.example"}], [{"digestSRI": "sha384-AAAA"}],
                             [{"id": "urn:a", "digestSRI": "sha384-AAAA"}] * 2, [{"id": "urn:a", "digestSRI": "md5-AA"}]]),
        ("name", [5, [], {"@value": 5}, {"@value": "a", "@language": "fa", "other": 1}, {"@value": "a", "@language": "!"},
                  {"@value": "a", "@direction": "up"}]),
        ("description", [5, {"a": 1}]),
    ],
)  # fmt: skip
def test_each_rule_that_is_broken_is_found(name, values):
    for value in values:
        broken = copy.deepcopy(GOOD)
        if value is None:
            broken.pop(name) if name != "id" else broken.update(id=None)
        else:
            broken[name] = value
        assert faults(broken), (name, value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(GOOD, JSON)))
def test_whatever_is_brought_is_judged_and_nothing_is_raised(credential):
    assert all(isinstance(one, str) for one in faults(credential))


def test_a_moment_has_a_zone():
    assert moment("2010-01-01T19:23:24Z").utcoffset() is not None
    assert moment("2010-01-01T19:23:24") is None
