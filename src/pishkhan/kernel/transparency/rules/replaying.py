"""Reading a log again from its entries: what its files and roots must be, and where they are not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pishkhan.kernel.transparency.rules.tiles import (
    LEVEL_BITS,
    WIDTH,
    Read,
    Tile,
    hashes_in,
    pack,
    tile_of,
    unpack,
)
from pishkhan.kernel.transparency.rules.tree import EMPTY, leaf_hash, node_hash, root_of


Block = Sequence[bytes]  # up to 256 entries, those of one bundle


@dataclass(frozen=True, slots=True)
class Wrong:
    """A file that is not what the entries make it: `index` is the first entry it disagrees on."""

    path: str
    index: int
    until: int
    is_missing: bool


@dataclass(slots=True)
class Replay:
    """The tree, made anew block by block and compared with the files of a log of `size` entries."""

    size: int
    read: Read
    added: int = 0
    # The first entry that its own tile has otherwise: what stands above it then differs too.
    _wrong_from: int | None = None
    # Of level 1 and each above, the hashes that fill no tile yet.
    _levels: list[list[bytes]] = field(default_factory=list)

    def add(self, block: Block, roots_at: Iterable[int]) -> Iterator["Wrong | tuple[int, bytes]"]:
        """Take the next block: faults of its files, and (size, root) for each size asked for."""
        first = self.added
        leaves = [leaf_hash(entry) for entry in block]
        yield from self._bundle(block)
        yield from self._hashes(0, first // WIDTH, leaves)
        for size in roots_at:
            yield size, self._root(leaves[: size - first])
        self.added += len(block)
        if len(block) == WIDTH:
            yield from self._rise(1, root_of(leaves))

    def end(self) -> Iterator[Wrong]:
        """Faults of the partial tiles above the entries; after the last block."""
        for place, hashes in enumerate(self._levels, start=1):
            if hashes:
                count = self.size >> (LEVEL_BITS * place)
                yield from self._hashes(place, count // WIDTH, hashes)

    def _rise(self, level: int, found: bytes) -> Iterator[Wrong]:
        while len(self._levels) < level:
            self._levels.append([])
        hashes = self._levels[level - 1]
        hashes.append(found)
        if len(hashes) == WIDTH:
            index = (self.added >> (LEVEL_BITS * level)) // WIDTH - 1
            yield from self._hashes(level, index, hashes)
            self._levels[level - 1] = []
            yield from self._rise(level + 1, root_of(hashes))

    def _root(self, leaves: list[bytes]) -> bytes:
        """The root at a size inside the block that is being added."""
        found = root_of(leaves) if leaves else None
        for hashes in self._levels:
            end = len(hashes)
            while end:
                count = end & -end
                left = root_of(hashes[end - count : end])
                found = left if found is None else node_hash(left, found)
                end -= count
        return EMPTY if found is None else found

    def _bundle(self, block: Block) -> Iterator[Wrong]:
        tile, first = tile_of(None, self.added // WIDTH, self.size), self.added
        found, is_right = self._compared(tile, pack(block))
        if not is_right:
            agreed = 0 if found is None else _agreed(block, found)
            yield Wrong(tile.path, first + agreed, first + len(block), found is None)

    def _hashes(self, level: int, index: int, hashes: list[bytes]) -> Iterator[Wrong]:
        tile = tile_of(level, index, self.size)
        found, is_right = self._compared(tile, b"".join(hashes))
        if is_right:
            return
        unit = 1 << (LEVEL_BITS * level)
        start, agreed = index * WIDTH * unit, _beginning(hashes, hashes_in(found or b""))
        if level == 0 and self._wrong_from is None and found is not None:
            self._wrong_from = start + agreed
        elif self._wrong_from is not None and found is not None and level:
            return
        yield Wrong(
            tile.path, start + agreed * unit, start + len(hashes) * unit, is_missing=found is None
        )

    def _compared(self, tile: Tile, wanted: bytes) -> tuple[bytes | None, bool]:
        """The file and whether it is right; where a partial one is gone, the full one begins so."""
        found = self.read(tile.path)
        if found is not None or tile.is_full:
            return found, found == wanted
        whole = self.read(tile.whole.path)
        return whole, whole is not None and whole.startswith(wanted)


def _agreed(block: Block, bundle: bytes) -> int:
    """With how many of the entries a bundle begins."""
    try:
        return _beginning(block, unpack(bundle))
    except ValueError:
        return 0


def _beginning(some: Sequence[bytes], others: Sequence[bytes]) -> int:
    """How many of both are the same before the first that is not."""
    pairs = enumerate(zip(some, others, strict=False))
    return next((n for n, (one, other) in pairs if one != other), min(len(some), len(others)))
