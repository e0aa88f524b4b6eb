"""What is sealed opens only whole, unchanged, under its own key and name."""

import io
import os

import pytest
from hypothesis import given, settings, strategies as st

from pishkhan.kernel.attachments.rules import sealing
from pishkhan.kernel.attachments.rules.sealing import (
    CHUNK,
    Damaged,
    KeyMissing,
    KeyRing,
    plain_size,
    seal,
    unseal,
)


KEY, NAME = bytes(range(32)), "2026/11/21/name"
RING = KeyRing(keys={"new": os.urandom(32), "old": os.urandom(32)}, current="new")


def sealed(data: bytes, *, key=KEY, name=NAME) -> bytes:
    target = io.BytesIO()
    seal(io.BytesIO(data), target, key=key, name=name)
    return target.getvalue()


def opened(data: bytes, *, key=KEY, name=NAME) -> bytes:
    return b"".join(unseal(io.BytesIO(data), key=key, name=name))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7])
def test_what_was_sealed_comes_back_and_its_size_is_known_before(size):
    data = os.urandom(size)
    kept = sealed(data)
    assert opened(kept) == data
    assert plain_size(len(kept)) == size


def test_nothing_of_the_content_and_nothing_twice_the_same_is_seen():
    data = b"national card " * 1000
    assert b"national" not in sealed(data)
    assert sealed(data) != sealed(data)


@pytest.mark.parametrize(("key", "name"), [(bytes(32), NAME), (KEY, "another")])
def test_another_key_and_another_name_do_not_open_it(key, name):
    with pytest.raises(Damaged):
        opened(sealed(b"x"), key=key, name=name)


def test_chunks_left_out_moved_or_cut_off_are_noticed():
    kept = sealed(os.urandom(3 * CHUNK))
    head, step = sealing.HEADER, CHUNK + sealing.TAG
    first, second, third = (kept[head + i * step : head + (i + 1) * step] for i in range(3))
    for parts in ([first, second], [first, third], [second, first, third], [first], []):
        with pytest.raises(Damaged):
            opened(kept[:head] + b"".join(parts))


@given(st.binary(max_size=200))
def test_bytes_that_were_never_sealed_are_damaged_and_nothing_else(data):
    for candidate in (data, sealing.MAGIC + data):
        with pytest.raises(Damaged):
            opened(candidate)


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=300), st.data())
def test_no_single_byte_can_be_changed(data, draw):
    kept = bytearray(sealed(data))
    place = draw.draw(st.integers(0, len(kept) - 1))
    kept[place] ^= draw.draw(st.integers(1, 255))
    with pytest.raises(Damaged):
        opened(bytes(kept))


def test_a_stream_that_hands_out_little_at_a_time_is_read_all_the_same():
    class Dripping(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 7) if size > 0 else size)

    data = os.urandom(500)
    target = io.BytesIO()
    seal(Dripping(data), target, key=KEY, name=NAME)
    assert b"".join(unseal(Dripping(target.getvalue()), key=KEY, name=NAME)) == data


def test_a_key_is_wrapped_anew_without_changing():
    old = KeyRing(keys=RING.keys, current="old")
    key, kept = old.new_key()
    assert key not in kept.wrapped
    again = RING.rewrap(kept)
    assert (again.wrapped_by, RING.open(again)) == ("new", key)


def test_a_key_wrapped_by_one_that_is_gone_is_missing_and_a_changed_one_is_damaged():
    _, kept = RING.new_key()
    with pytest.raises(KeyMissing):
        KeyRing(keys={"x": bytes(32)}, current="x").open(kept)
    with pytest.raises(Damaged):
        KeyRing(keys={"new": bytes(32)}, current="new").open(kept)


@pytest.mark.parametrize(
    ("keys", "current"), [({}, "a"), ({"a": bytes(16)}, "a"), ({"a": bytes(32)}, "b")]
)
def test_a_ring_without_a_good_current_key_is_refused(keys, current):
    with pytest.raises(ValueError, match="32 bytes"):
        KeyRing(keys=keys, current=current)


def test_keys_are_not_shown_where_a_ring_is_printed():
    assert "keys" not in repr(RING)
