"""The tree is that of RFC 6962 and 9162: the known vectors, and the definition itself as the judge."""

import hashlib

import pytest
from hypothesis import given, settings, strategies as st

from pishkhan.kernel.transparency.rules import tree


# The leaves and roots that every implementation of RFC 6962 is tried with.
LEAVES = [
    bytes.fromhex(one)
    for one in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# index, size, proof
INCLUSIONS = [
    (0, 1, []),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        1,
        5,
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]
# old, size, proof
CONSISTENCIES = [
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]


def defined(leaves):
    """MTH, word for word as RFC 9162 § 2.1.1 defines it."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + defined(leaves[:k]) + defined(leaves[k:])).digest()


def node_over(leaves):
    def node(height, index):
        return defined(leaves[index << height : (index + 1) << height])

    return node


def some(count):
    return [b"%d" % number for number in range(count)]


def octets(lines):
    return [bytes.fromhex(one) for one in lines]


@pytest.mark.parametrize("size", range(9))
def test_the_root_is_the_known_one(size):
    assert tree.root(size, node_over(LEAVES)).hex() == ROOTS[size]
    assert tree.root_of([tree.leaf_hash(one) for one in LEAVES[:size]]).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSIONS)
def test_a_proof_of_inclusion_is_the_known_one(index, size, proof):
    assert tree.inclusion(index, size, node_over(LEAVES)) == octets(proof)
    leaf, root = tree.leaf_hash(LEAVES[index]), bytes.fromhex(ROOTS[size])
    assert tree.is_included(leaf, index=index, size=size, proof=octets(proof), root=root)


@pytest.mark.parametrize(("old", "size", "proof"), CONSISTENCIES)
def test_a_proof_of_consistency_is_the_known_one(old, size, proof):
    assert tree.consistency(old, size, node_over(LEAVES)) == octets(proof)
    roots = {"old_root": bytes.fromhex(ROOTS[old]), "root": bytes.fromhex(ROOTS[size])}
    assert tree.is_consistent(old=old, size=size, proof=octets(proof), **roots)


@given(st.integers(0, 70))
def test_the_root_is_as_defined_at_every_size(size):
    leaves = some(size)
    assert tree.root(size, node_over(leaves)) == defined(leaves)
    assert tree.root_of([tree.leaf_hash(one) for one in leaves]) == defined(leaves)


@settings(deadline=None)
@given(st.data(), st.integers(1, 70))
def test_every_leaf_is_proved_and_no_other_leaf_index_size_or_root_is(data, size):
    leaves = some(size)
    index = data.draw(st.integers(0, size - 1))
    proof, root = tree.inclusion(index, size, node_over(leaves)), defined(leaves)
    true = {"index": index, "size": size, "proof": proof, "root": root}
    leaf = tree.leaf_hash(leaves[index])
    assert tree.is_included(leaf, **true)
    assert not tree.is_included(tree.leaf_hash(b"other"), **true)
    assert not tree.is_included(leaf, **true | {"root": defined([*leaves, b"x"])})
    assert not tree.is_included(leaf, **true | {"proof": [*proof, root]})
    if proof:
        assert not tree.is_included(leaf, **true | {"proof": proof[:-1]})
        place = data.draw(st.integers(0, len(proof) - 1))
        changed = [*proof[:place], bytes(32), *proof[place + 1 :]]
        assert not tree.is_included(leaf, **true | {"proof": changed})
    other = data.draw(st.integers(0, size - 1))
    assert tree.is_included(leaf, **true | {"index": other}) == (other == index)


@settings(deadline=None)
@given(st.data(), st.integers(0, 70))
def test_a_tree_follows_from_its_beginning_and_from_no_other(data, size):
    leaves, old = some(size), data.draw(st.integers(0, size))
    proof = tree.consistency(old, size, node_over(leaves))
    true = {"old": old, "size": size, "proof": proof}
    roots = {"old_root": defined(leaves[:old]), "root": defined(leaves)}
    assert tree.is_consistent(**true, **roots)
    if old == 0:
        return
    place = data.draw(st.integers(0, old - 1))
    rewritten = [*leaves[:place], b"back-dated", *leaves[place:]]
    wrong = tree.consistency(old, size, node_over(rewritten))
    forged = {"old_root": roots["old_root"], "root": defined(rewritten[:size])}
    assert not tree.is_consistent(old=old, size=size, proof=wrong, **forged)
    assert not tree.is_consistent(**true | {"proof": [*proof, bytes(32)]}, **roots)


@pytest.mark.parametrize(
    ("index", "size"), [(-1, 3), (3, 3), (0, 0)], ids=["before", "after", "empty"]
)
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index, size):
    with pytest.raises(IndexError):
        tree.inclusion(index, size, node_over(some(size)))
    assert not tree.is_included(bytes(32), index=index, size=size, proof=[], root=bytes(32))


def test_what_is_no_hash_proves_nothing():
    leaf = tree.leaf_hash(b"x")
    assert not tree.is_included(leaf[:31], index=0, size=1, proof=[], root=leaf[:31])
    assert not tree.is_consistent(old=1, size=2, proof=[b"short"], old_root=leaf, root=leaf)


@given(st.integers(2, 9), st.lists(st.binary(min_size=32, max_size=32), max_size=5))
def test_no_list_of_hashes_makes_a_tree_follow_from_a_larger_one(size, proof):
    root = bytes(32)
    assert not tree.is_consistent(old=size, size=size - 1, proof=proof, old_root=root, root=root)


def test_nothing_follows_from_a_smaller_tree_that_is_not_there():
    with pytest.raises(IndexError):
        tree.consistency(4, 3, node_over(some(3)))
