"""The Merkle tree of RFC 9162: hashes, roots, and the two proofs, made and checked.

A proof is made of hashes of whole subtrees. Who has them answers as `Node`: of the subtree of
`2**height` leaves that begins at leaf `index * 2**height`.
"""

import hashlib
from collections.abc import Callable, Sequence


Node = Callable[[int, int], bytes]
HASH_OCTETS = 32
_sha256 = hashlib.sha256
EMPTY = _sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """What stands for an entry in the tree."""
    return _sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """What stands for two subtrees together."""
    return _sha256(b"\1" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over neighbouring subtrees of one height, as many as there are."""
    if not hashes:
        return EMPTY
    level = hashes
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else ()
        pairs = zip(level[::2], level[1::2], strict=False)
        # The last one without a neighbour moves up as it is: MTH splits at powers of two.
        level = [*[_sha256(b"\1" + left + right).digest() for left, right in pairs], *odd]
    return level[0]


def root(size: int, node: Node) -> bytes:
    """The root of the first `size` leaves."""
    return _range(0, size, node) if size else EMPTY


def inclusion(index: int, size: int, node: Node) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root, the leaf's neighbour first."""
    if not 0 <= index < size:
        raise IndexError(index)
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_range(middle, high, node))
            high = middle
        else:
            path.append(_range(low, middle, node))
            low = middle
    return path[::-1]


def consistency(old: int, size: int, node: Node) -> list[bytes]:
    """The hashes that show that the first `old` leaves still begin the tree of `size`."""
    if not 0 <= old <= size:
        raise IndexError(old)
    return _consistency(old, 0, size, node, is_known=True) if 0 < old < size else []


def _consistency(old: int, low: int, high: int, node: Node, *, is_known: bool) -> list[bytes]:
    if old == high:
        return [] if is_known else [_range(low, high, node)]
    middle = low + _split(high - low)
    if old <= middle:
        inner = _consistency(old, low, middle, node, is_known=is_known)
        return [*inner, _range(middle, high, node)]
    inner = _consistency(old, middle, high, node, is_known=False)
    return [*inner, _range(low, middle, node)]


def is_included(leaf: bytes, *, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from this leaf to this root (RFC 9162 § 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *proof):
        return False
    sides, found = _sides(index, size - 1, proof), leaf
    if sides is None:
        return False
    for one, is_left in sides:
        found = node_hash(one, found) if is_left else node_hash(found, one)
    return found == root


def is_consistent(
    *, old: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes
) -> bool:
    """Whether the tree of `size` begins with the tree of `old` (RFC 9162 § 2.1.4.2)."""
    if not 0 <= old <= size or not _are_hashes(old_root, root, *proof):
        return False
    if old in {0, size}:
        return not proof and old_root == (root if old else EMPTY)
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    sides, before, now = _sides(place, last, path[1:]), path[0], path[0]
    if sides is None:
        return False
    for one, is_left in sides:
        now = node_hash(one, now) if is_left else node_hash(now, one)
        before = node_hash(one, before) if is_left else before
    return before == old_root and now == root


def _sides(place: int, last: int, proof: Sequence[bytes]) -> list[tuple[bytes, bool]] | None:
    """Each hash on the way from `place` to the top, and whether it stands on the left of ours.

    None where the proof is too long or too short for a tree whose last leaf is `last`.
    """
    sides = []
    for one in proof:
        if last == 0:
            return None
        is_left = bool(place & 1) or place == last
        sides.append((one, is_left))
        while is_left and place and not place & 1:
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    return sides if last == 0 else None


def _range(low: int, high: int, node: Node) -> bytes:
    """The root over leaves `low` to `high`, which begin where a subtree of that many may begin."""
    count = high - low
    if count & (count - 1) == 0:
        height = count.bit_length() - 1
        return node(height, low >> height)
    middle = low + _split(count)
    return node_hash(_range(low, middle, node), _range(middle, high, node))


def _split(count: int) -> int:
    """The greatest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_OCTETS for value in values)
