"""The tree and its entries as files that never change (C2SP tlog-tiles).

A tile holds up to 256 neighbouring hashes of one level; each hash of level n + 1 stands for a full
tile of level n. What ends the tree is a partial tile, whose name says its width; as the tree grows
another file takes its place, so no file is ever written twice with other content.
"""

import re
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pishkhan.kernel.transparency.rules.tree import (
    EMPTY,
    HASH_OCTETS,
    leaf_hash,
    node_hash,
    root_of,
)


WIDTH = 256
LEVEL_BITS = 8
LONGEST_ENTRY = 0xFFFF
ENTRIES = "entries"
LEVELS = 64
_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9]\d?)/(?P<index>(?:x\d{3}/)*\d{3})(?:\.p/(?P<width>[1-9]\d{0,2}))?"
)
Read = Callable[[str], bytes | None]


class TileMissing(LookupError):
    """A file of the log is not where it must be, or is not what it must be; says which."""


@dataclass(frozen=True, slots=True)
class Tile:
    """The place of a file: `level` None is that of entries."""

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Its name below the log: tile/0/x001/234.p/5."""
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        parts = [digits[place : place + 3] for place in range(0, len(digits), 3)]
        named = "".join(f"x{part}/" for part in parts[:-1]) + parts[-1]
        level = ENTRIES if self.level is None else str(self.level)
        part = "" if self.is_full else f".p/{self.width}"
        return f"tile/{level}/{named}{part}"

    @property
    def is_full(self) -> bool:
        """Whether it is as wide as it will ever be."""
        return self.width == WIDTH

    @property
    def whole(self) -> "Tile":
        """The full tile that takes its place."""
        return Tile(self.level, self.index)


def tile_at(path: str) -> Tile | None:
    """The tile of a path, written exactly so; None for anything else."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    level = None if found["level"] == ENTRIES else int(found["level"])
    index = int(found["index"].replace("x", "").replace("/", ""))
    tile = Tile(level, index, int(found["width"] or WIDTH))
    return tile if tile.path == path and (level or 0) < LEVELS else None


def tile_of(level: int | None, index: int, size: int) -> Tile:
    """The tile as a log of `size` entries has it; its width is 0 or less where it has none."""
    count = size >> (LEVEL_BITS * (level or 0))
    return Tile(level, index, min(WIDTH, count - index * WIDTH))


def pack(entries: Iterable[bytes]) -> bytes:
    """A bundle of entries, each after its length."""
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)


def unpack(bundle: bytes) -> list[bytes]:
    """The entries of a bundle; raises ValueError if it is cut off."""
    entries, place = [], 0
    while place < len(bundle):
        end = place + 2 + int.from_bytes(bundle[place : place + 2], "big")
        if place + 2 > len(bundle) or end > len(bundle):
            message = "a bundle of entries that is cut off"
            raise ValueError(message)
        entries.append(bundle[place + 2 : end])
        place = end
    return entries


def hashes_in(tile: bytes) -> list[bytes]:
    """The hashes of a tile."""
    return [tile[place : place + HASH_OCTETS] for place in range(0, len(tile), HASH_OCTETS)]


@dataclass(slots=True)
class Edge:
    """The right edge of the tree, which is all that is needed for it to grow.

    `levels[n]` are the hashes of the partial tile of level n; `bundle` the entries of the last.
    """

    size: int = 0
    levels: list[list[bytes]] = field(default_factory=list)
    bundle: list[bytes] = field(default_factory=list)

    def root(self) -> bytes:
        """The root of the tree as it stands."""
        found: bytes | None = None
        for hashes in self.levels:
            end = len(hashes)
            while end:
                count = end & -end
                left = root_of(hashes[end - count : end])
                found = left if found is None else node_hash(left, found)
                end -= count
        return EMPTY if found is None else found

    def grow(self, entries: Sequence[bytes]) -> dict[str, bytes]:
        """Append; the files that are new, by path: full tiles, and the partial ones at the end."""
        if not entries:
            return {}
        files = self._bundles(entries)
        level, fresh = 0, [leaf_hash(entry) for entry in entries]
        while fresh:
            if level == len(self.levels):
                self.levels.append([])
            first = (self.size >> (LEVEL_BITS * level)) // WIDTH
            hashes = self.levels[level] + fresh
            fresh = []
            while len(hashes) >= WIDTH:
                tile, hashes = hashes[:WIDTH], hashes[WIDTH:]
                files[Tile(level, first).path] = b"".join(tile)
                fresh.append(root_of(tile))
                first += 1
            if hashes:
                files[Tile(level, first, len(hashes)).path] = b"".join(hashes)
            self.levels[level] = hashes
            level += 1
        self.size += len(entries)
        return files

    def _bundles(self, entries: Sequence[bytes]) -> dict[str, bytes]:
        files = {}
        index, waiting = self.size // WIDTH, [*self.bundle, *entries]
        for place in range(0, len(waiting), WIDTH):
            some = waiting[place : place + WIDTH]
            files[Tile(None, index, len(some)).path] = pack(some)
            index += 1
        self.bundle = waiting[len(waiting) - len(waiting) % WIDTH :]
        return files


def edge_of(size: int, read: Read) -> Edge:
    """The edge of a log of `size` entries out of its files; raises TileMissing."""
    edge = Edge(size)
    tiles, level = Tiles(size, read), 0
    while size >> (LEVEL_BITS * level):
        count = size >> (LEVEL_BITS * level)
        edge.levels.append(tiles.hashes(level, count // WIDTH) if count % WIDTH else [])
        level += 1
    if size % WIDTH:
        edge.bundle = tiles.entries(size // WIDTH)
    return edge


@dataclass(slots=True)
class Tiles:
    """Reads the files of a log of `size` entries; each is read once. Raises TileMissing."""

    size: int
    read: Read
    _hashes: dict[tuple[int, int], list[bytes]] = field(default_factory=dict)

    def node(self, height: int, index: int) -> bytes:
        """The hash of a whole subtree, as the rules of the tree ask for it."""
        level, inside = divmod(height, LEVEL_BITS)
        tile, place = divmod(index << inside, WIDTH)
        found = self.hashes(level, tile)[place : place + (1 << inside)]
        if len(found) < 1 << inside:
            raise TileMissing(tile_of(level, tile, self.size).path)
        return root_of(found)

    def hashes(self, level: int, index: int) -> list[bytes]:
        """The hashes of a tile."""
        found = self._hashes.get((level, index))
        if found is None:
            tile = tile_of(level, index, self.size)
            found = hashes_in(self._octets(tile))
            if len(found) < tile.width or len(found[-1]) != HASH_OCTETS:
                raise TileMissing(tile.path)
            found = self._hashes[level, index] = found[: tile.width]
        return found

    def entries(self, index: int) -> list[bytes]:
        """The entries of a bundle."""
        tile = tile_of(None, index, self.size)
        try:
            found = unpack(self._octets(tile))
        except ValueError as error:
            raise TileMissing(tile.path) from error
        if len(found) < tile.width:
            raise TileMissing(tile.path)
        return found[: tile.width]

    def _octets(self, tile: Tile) -> bytes:
        """A partial tile may be gone once the full one is there, of which it is the beginning."""
        if tile.width < 1:
            raise TileMissing(tile.path)
        found = self.read(tile.path)
        if found is None and not tile.is_full:
            found = self.read(tile.whole.path)
        if not found:
            raise TileMissing(tile.path)
        return found


def outgrown(files: Mapping[str, bytes]) -> list[Tile]:
    """Of files that were just written, the full tiles, whose partial ones are needed no more."""
    return [tile for path in files if (tile := tile_at(path)) is not None and tile.is_full]
