"""Any single edit, removal, insertion and swap is found, and where."""

import hashlib
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, strategies as st

from pishkhan.kernel.audit.keys import name_of, signed
from pishkhan.kernel.audit.rules.chain import (
    CONTEXT,
    Block,
    Head,
    digest,
    faults,
    link,
    sentence,
)
from pishkhan.kernel.audit.terms import FaultKind


KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
NAME = name_of(PUBLIC)
AT = "2026-11-21T08:00:00.000000Z"


def check(key, message, signature):
    return signed(PUBLIC, message, signature) if key == NAME else None


def record(number, because="زیرا"):
    return {"id": str(number), "because": because, "before": None}


def sealed(seq, before, ids, digests, source="s.1"):
    parts = {"seq": seq, "source": source, "at": AT, "previous": before}
    hashed = link(**parts, ids=ids, digests=digests)
    block = Block(**parts, ids=tuple(ids), digests=tuple(digests), link=hashed, key=NAME)
    return replace(block, signature=KEY.sign(CONTEXT + hashed))


def a_chain(sizes):
    """Blocks of so many lines, with the lines: ids are 1, 2, 3 …"""
    chain, before, number = [], Head(), 0
    for seq, size in enumerate(sizes, start=1):
        ids = list(range(number + 1, number + size + 1))
        number += size
        lines = {i: digest(record(i)) for i in ids}
        block = sealed(seq, before.value, ids, lines.values())
        chain.append((block, lines))
        before = Head(seq, block.head)
    return chain


def found(chain, after=None):
    return list(faults(chain, after=after or Head(), check=check))


SIZES = st.lists(st.integers(1, 5), min_size=1, max_size=6)


@st.composite
def a_chain_and_a_place(draw):
    chain = a_chain(draw(SIZES))
    place = draw(st.integers(0, len(chain) - 1))
    line = draw(st.sampled_from(chain[place][0].ids))
    return chain, place, line


@given(SIZES)
def test_a_chain_nobody_touched_has_no_fault(sizes):
    assert found(a_chain(sizes)) == []


@given(a_chain_and_a_place(), st.sampled_from(["id", "because", "before"]), st.text(max_size=5))
def test_an_edited_line_is_found_and_named(chosen, column, text):
    chain, place, line = chosen
    edited = record(line) | {column: text}
    if edited == record(line):
        return
    chain[place][1][line] = digest(edited)
    (fault,) = found(chain)
    assert (fault.kind, fault.block, fault.line) == (FaultKind.LINE_EDITED, place + 1, line)


@given(a_chain_and_a_place())
def test_a_removed_line_is_found_and_named(chosen):
    chain, place, line = chosen
    del chain[place][1][line]
    (fault,) = found(chain)
    assert (fault.kind, fault.block, fault.line) == (FaultKind.LINE_REMOVED, place + 1, line)


@given(a_chain_and_a_place(), st.data())
def test_two_lines_that_changed_places_are_both_found(chosen, data):
    chain, _, one = chosen
    lines = {i: (now, i) for block, now in chain for i in block.ids}
    other = data.draw(st.sampled_from(list(lines)))
    if one == other:
        return
    here, there = lines[one][0], lines[other][0]
    here[one], there[other] = there[other], here[one]
    assert {(f.kind, f.line) for f in found(chain)} == {
        (FaultKind.LINE_EDITED, one),
        (FaultKind.LINE_EDITED, other),
    }


@given(a_chain_and_a_place())
def test_a_line_put_into_a_block_is_found_at_the_block(chosen):
    chain, place, _ = chosen
    block, lines = chain[place]
    new = digest(record(10**6))
    grown = replace(block, ids=(*block.ids, 10**6), digests=(*block.digests, new))
    chain[place] = (grown, lines | {10**6: new})
    assert found(chain)[0].block == place + 1


@given(a_chain_and_a_place())
def test_a_line_taken_out_of_its_block_too_is_found_at_the_block(chosen):
    chain, place, line = chosen
    block, lines = chain[place]
    kept = [pair for pair in zip(block.ids, block.digests, strict=True) if pair[0] != line]
    shrunk = replace(block, ids=tuple(i for i, _ in kept), digests=tuple(d for _, d in kept))
    chain[place] = (shrunk, lines)
    assert (FaultKind.BLOCK_EDITED, place + 1) in {(f.kind, f.block) for f in found(chain)}


@given(
    a_chain_and_a_place(), st.sampled_from(["source", "at", "previous", "link", "key", "signature"])
)
def test_an_edited_block_is_found(chosen, field):
    chain, place, _ = chosen
    block, lines = chain[place]
    value = getattr(block, field)
    other = bytes([value[0] ^ 1]) + value[1:] if isinstance(value, bytes) else value[:-1] + "?"
    chain[place] = (replace(block, **{field: other}), lines)
    assert found(chain)[0].block == place + 1


@given(a_chain_and_a_place())
def test_a_removed_block_is_found_unless_it_was_the_last(chosen):
    chain, place, _ = chosen
    del chain[place]
    gaps = [(f.kind, f.block, f.until) for f in found(chain)]
    last = place == len(chain)
    assert gaps == ([] if last else [(FaultKind.BLOCK_REMOVED, place + 1, place + 1)])


@given(SIZES, st.data())
def test_two_blocks_that_changed_places_are_found(sizes, data):
    chain = a_chain([*sizes, 1])
    one = data.draw(st.integers(0, len(chain) - 2))
    chain[one], chain[one + 1] = chain[one + 1], chain[one]
    swapped = [(replace(b, seq=i), lines) for i, (b, lines) in enumerate(chain, start=1)]
    for attempt in (chain, swapped):
        assert found(attempt)[0].block in {one + 1, one + 2}


@given(a_chain_and_a_place())
def test_a_block_rewritten_whole_by_one_without_the_key_is_found(chosen):
    chain, place, line = chosen
    block, lines = chain[place]
    lines[line] = digest(record(line, "دروغ"))
    forged = sealed(block.seq, block.previous, block.ids, [lines[i] for i in block.ids])
    chain[place] = (replace(forged, signature=block.signature), lines)
    assert found(chain)[0].kind == FaultKind.SIGNATURE_WRONG
    assert found(chain)[0].block == place + 1


@given(a_chain_and_a_place())
def test_a_block_rewritten_with_the_key_breaks_the_next(chosen):
    chain, place, line = chosen
    block, lines = chain[place]
    lines[line] = digest(record(line, "دروغ"))
    chain[place] = (
        sealed(block.seq, block.previous, block.ids, [lines[i] for i in block.ids]),
        lines,
    )
    wanted = [(FaultKind.LINK_BROKEN, place + 2)] if place + 1 < len(chain) else []
    assert [(f.kind, f.block) for f in found(chain)] == wanted


def test_the_chain_can_be_read_from_a_head_known_to_be_good():
    chain = a_chain([1, 2, 3])
    assert found(chain[1:], after=Head(1, chain[0][0].head)) == []
    assert found(chain[1:], after=Head(1, bytes(32)))[0].kind == FaultKind.LINK_BROKEN


def test_a_source_nobody_knows_and_a_key_nobody_trusts_are_said():
    ((block, _),) = a_chain([1])
    unknown = [(replace(block, key="other"), None)]
    assert {f.kind for f in found(unknown)} == {FaultKind.KEY_UNKNOWN, FaultKind.SOURCE_UNKNOWN}


def test_what_is_hashed_does_not_change_over_the_years():
    plain = '{"a":null,"b":"ی\\n\\u0001"}'.encode()
    assert digest({"b": "ی\n\x01", "a": None}) == hashlib.sha256(plain).digest()


def test_every_fault_reads_as_a_sentence():
    chain = a_chain([1, 1, 1, 1])
    del chain[1][1][2], chain[2]
    first, second = found(chain)
    assert sentence(first) == "line 2 of s.1 (block 2) was removed after it was sealed"
    assert sentence(second) == "block 3 is not there"
    assert sentence(replace(second, until=5)) == "blocks 3–5 is not there"
