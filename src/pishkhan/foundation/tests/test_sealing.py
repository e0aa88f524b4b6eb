"""A sealed secret opens for its purpose and its thing, by a key that is still there."""

import pytest
from hypothesis import given, strategies as st

from pishkhan.foundation.sealing import DoesNotOpen, Keys, Sealed, digests, seal, unseal


OLD = Keys(keys={"k1": b"1" * 32}, current="k1")
BOTH = Keys(keys={"k1": b"1" * 32, "k2": b"2" * 32}, current="k2")


@given(secret=st.binary(max_size=60), thing=st.integers(0, 2**63 - 1))
def test_what_was_sealed_opens_for_its_thing_alone(secret, thing):
    sealed = seal(secret, OLD, purpose="a", thing=thing)
    assert unseal(sealed, BOTH, purpose="a", thing=thing) == secret
    for wrong in ({"purpose": "b", "thing": thing}, {"purpose": "a", "thing": thing + 1}):
        with pytest.raises(DoesNotOpen):
            unseal(sealed, BOTH, **wrong)
    with pytest.raises(DoesNotOpen):
        unseal(Sealed(by="k3", bytes=sealed.bytes), BOTH, purpose="a", thing=thing)


@given(secret=st.binary(min_size=1, max_size=60), data=st.data())
def test_bytes_that_were_changed_do_not_open(secret, data):
    sealed = seal(secret, OLD, purpose="a", thing=1)
    changed = bytearray(sealed.bytes)
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(DoesNotOpen):
        unseal(Sealed(by="k1", bytes=bytes(changed)), OLD, purpose="a", thing=1)


def test_a_digest_is_of_each_key_the_current_first_and_of_its_purpose():
    [old] = digests("x", OLD, purpose="a")
    assert digests("x", BOTH, purpose="a")[1] == old
    assert len({old, *digests("x", BOTH, purpose="b"), *digests("y", BOTH, purpose="a")}) == 5
