"""The files of a log: their names, their widths, that they make the tree, that none ever changes."""

import re

import pytest
from hypothesis import given, settings, strategies as st

from pishkhan.kernel.transparency.rules import tree
from pishkhan.kernel.transparency.rules.replaying import Replay, Wrong
from pishkhan.kernel.transparency.rules.tiles import (
    WIDTH,
    Edge,
    Tile,
    TileMissing,
    Tiles,
    edge_of,
    outgrown,
    pack,
    tile_at,
    unpack,
)


STEPS = st.lists(st.sampled_from([1, 2, 3, 100, 255, 256, 257, 600]), min_size=1, max_size=8)


def entries(first, count):
    return [b"entry-%d" % number for number in range(first, first + count)]


def grown(steps):
    """A log that grew so; no file is ever another than it was."""
    files, edge = {}, Edge()
    for step in steps:
        for path, content in edge.grow(entries(edge.size, step)).items():
            assert files.setdefault(path, content) == content
    return files, edge


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(1, 5, 17), "tile/1/005.p/17"),
        (Tile(None, 1000), "tile/entries/x001/000"),
        (Tile(None, 999, 1), "tile/entries/999.p/1"),
        (Tile(63, 1_000_000), "tile/63/x001/x000/000"),
    ],
)
def test_a_tile_has_the_name_that_the_specification_gives_it(tile, path):
    assert tile.path == path
    assert tile_at(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        *("", "tile", "tile/0/0", "tile/0/0000", "tile/00/000", "tile/64/000", "tile/-1/000"),
        *("tile/0/001/234", "tile/0/x000/001", "tile/0/x1/000", "tile/0/000.p/0"),
        *("tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000/", "/tile/0/000"),
        *("tile/entries/../../keys", "tile/0/000\n", "tile/0/٠٠٠", "tile/0/000.p/۱۲"),
    ],
)
def test_a_name_written_otherwise_is_no_tile(path):
    assert tile_at(path) is None


@given(st.integers(0, 10**12), st.integers(1, WIDTH), st.sampled_from([None, 0, 1, 5, 63]))
def test_every_name_leads_back_to_its_tile(index, width, level):
    tile = Tile(level, index, width)
    assert tile_at(tile.path) == tile
    assert re.fullmatch(r"tile/\w+/(x\d{3}/)*\d{3}(\.p/\d+)?", tile.path)


def test_seventy_thousand_entries_make_the_files_that_the_specification_counts():
    files, _ = grown([70_000])
    tiles = [tile_at(path) for path in files]
    full = [tile for tile in tiles if tile.level is not None and tile.is_full]
    partial = {
        tile.level: tile.width for tile in tiles if tile.level is not None and not tile.is_full
    }
    assert len([tile for tile in full if tile.level == 0]) == 273
    assert len([tile for tile in full if tile.level == 1]) == 1
    assert partial == {0: 112, 1: 17, 2: 1}
    assert len([tile for tile in tiles if tile.level is None]) == 274


@settings(deadline=None, max_examples=40)
@given(STEPS, st.data())
def test_a_log_that_grows_in_steps_is_the_tree_over_its_entries(steps, data):
    files, edge = grown(steps)
    size = sum(steps)
    leaves = [tree.leaf_hash(one) for one in entries(0, size)]
    root = tree.root_of(leaves)
    assert edge.root() == root
    tiles = Tiles(size, files.get)
    assert tree.root(size, tiles.node) == root
    assert edge_of(size, files.get) == edge
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion(index, size, tiles.node)
    assert tree.is_included(leaves[index], index=index, size=size, proof=proof, root=root)
    old = data.draw(st.integers(1, size))
    path = tree.consistency(old, size, tiles.node)
    old_root = tree.root_of(leaves[:old])
    assert tree.is_consistent(old=old, size=size, proof=path, old_root=old_root, root=root)
    assert (
        unpack(files[Tile(None, index // WIDTH, min(WIDTH, size - index // WIDTH * WIDTH)).path])[
            index % WIDTH
        ]
        == b"entry-%d" % index
    )


@settings(deadline=None, max_examples=30)
@given(STEPS, st.data())
def test_an_older_tree_is_read_from_the_files_of_a_larger_one(steps, data):
    files, _ = grown([*steps, 700])
    old = sum(steps)
    for tile in outgrown(dict(files)):  # as they are swept
        for path in [one for one in files if one.startswith(f"{tile.path}.p/")]:
            del files[path]
    leaves = [tree.leaf_hash(one) for one in entries(0, old)]
    assert tree.root(old, Tiles(old, files.get).node) == tree.root_of(leaves)
    assert edge_of(old, files.get).root() == tree.root_of(leaves)
    index = data.draw(st.integers(0, old - 1))
    proof = tree.inclusion(index, old, Tiles(old, files.get).node)
    root = tree.root_of(leaves)
    assert tree.is_included(leaves[index], index=index, size=old, proof=proof, root=root)


@settings(deadline=None, max_examples=40)
@given(STEPS, st.data())
def test_a_file_that_is_changed_cut_or_gone_is_named_when_the_log_is_read_again(steps, data):
    files, edge = grown(steps)
    size = edge.size
    assert list(replayed(size, files)) == []
    needed = sorted({p for p in files if p in set(paths_of(size))})
    path = data.draw(st.sampled_from(needed))
    how = data.draw(st.sampled_from(["changed", "cut", "gone"]))
    damaged = dict(files)
    if how == "gone":
        del damaged[path]
    else:
        content = files[path]
        damaged[path] = content[:-1] if how == "cut" else bytes([content[0] ^ 1]) + content[1:]
    [wrong] = replayed(size, damaged)
    assert (wrong.path, wrong.is_missing) == (path, how == "gone")


@settings(deadline=None, max_examples=30)
@given(STEPS, st.data())
def test_an_entry_put_in_between_is_named_where_it_stands(steps, data):
    files, edge = grown(steps)
    size = edge.size
    place = data.draw(st.integers(0, size - 1))
    there = entries(0, size)
    forged = [*there[:place], b"back-dated", *there[place:]][:size]
    found = list(replayed(size, files, forged))
    first = min((one for one in found if one.path.startswith("tile/0/")), key=lambda w: w.index)
    assert first.index == place


@given(STEPS)
@settings(deadline=None, max_examples=20)
def test_roots_are_made_anew_at_every_size_that_was_signed(steps):
    files, edge = grown(steps)
    sizes = []
    for step in steps:
        sizes.append(step + (sizes[-1] if sizes else 0))
    replay, roots = Replay(edge.size, files.get), {}
    for first in range(0, edge.size, WIDTH):
        block = entries(first, min(WIDTH, edge.size - first))
        here = [one for one in sizes if first < one <= first + len(block)]
        roots |= dict(one for one in replay.add(block, here) if not isinstance(one, Wrong))
    leaves = [tree.leaf_hash(one) for one in entries(0, edge.size)]
    assert roots == {size: tree.root_of(leaves[:size]) for size in sizes}


def replayed(size, files, given_=None):
    replay, there = Replay(size, files.get), given_ or entries(0, size)
    for first in range(0, size, WIDTH):
        yield from replay.add(there[first : first + WIDTH], ())
    yield from replay.end()


def paths_of(size):
    """The files that a log of that size consists of."""
    level = 0
    while size >> 8 * level:
        count = size >> 8 * level
        for kind in [0, None] if level == 0 else [level]:
            for index in range(-(-count // WIDTH)):
                yield Tile(kind, index, min(WIDTH, count - index * WIDTH)).path
        level += 1


@given(st.lists(st.binary(max_size=300), max_size=20), st.data())
def test_a_bundle_gives_back_its_entries_and_one_that_is_cut_off_none(some, data):
    bundle = pack(some)
    assert unpack(bundle) == some
    cut = data.draw(st.integers(1, max(1, len(some[-1]) + 1))) if some else 0
    if cut:
        with pytest.raises(ValueError, match="cut off"):
            unpack(bundle[:-cut])


@pytest.mark.parametrize("damage", [b"", b"x" * 31, b"x" * 32])
def test_a_tile_that_is_too_short_is_as_good_as_missing(damage):
    files, edge = grown([300])
    files["tile/0/001.p/44"] = damage
    with pytest.raises(TileMissing, match=r"tile/0/001\.p/44"):
        edge_of(edge.size, files.get)


def test_a_bundle_that_is_cut_off_is_as_good_as_missing():
    files, edge = grown([300])
    files["tile/entries/001.p/44"] = files["tile/entries/001.p/44"][:-1]
    with pytest.raises(TileMissing, match="entries"):
        edge_of(edge.size, files.get)
    files["tile/entries/001.p/44"] = pack([b"one"])
    with pytest.raises(TileMissing, match="entries"):
        edge_of(edge.size, files.get)
