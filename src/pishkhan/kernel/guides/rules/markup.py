"""The small markup of guides, read into blocks. What it does not know stays plain text.

## A heading {#e_request.request.subject}     its section explains that place
### A smaller heading
A paragraph with **weight** and [a link](/track/) to a page of ours.
- an item                                     its next lines, until an empty one, belong to it
1. a step
![What the picture shows](name)               a picture, on a line of its own
> a remark
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field


NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ANCHOR = r"[a-z0-9_]+(?:[.-][a-z0-9_]+)*"
_HEADING = re.compile(rf"(#{{1,3}})\s+(.+?)(?:\s*\{{#({ANCHOR})\}})?\s*")
_PICTURE = re.compile(r"!\[([^\]\n]*)\]\(([^()\s]*)\)")
_BULLET = re.compile(r"[-*•]\s+(.*)")
_STEP = re.compile(r"[0-9۰-۹٠-٩]{1,3}[.)]\s+(.*)")
_REMARK = re.compile(r">\s?(.*)")
_INLINE = re.compile(r"\*\*([^*\n]+)\*\*|\[([^\[\]\n]+)\]\(([^()\s]*)\)")
# A path of ours: not `//host`, no backslash (browsers read it as a slash), nothing unprintable.
_OURS = re.compile(r"/(?![/\\])[A-Za-z0-9_\-./?=&#%~+]*|#" + ANCHOR)
SMALL = 3  # signs of a smaller heading


@dataclass(frozen=True, slots=True)
class Words:
    """A run of text: plain, heavy, or a link."""

    text: str
    is_strong: bool = False
    address: str = ""


Line = tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `anchor` names the place that its section explains."""

    words: Line
    is_small: bool = False
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its name, and what it shows in words."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Text:
    """Lines of a paragraph."""

    words: Line


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to bear in mind."""

    words: Line


@dataclass(frozen=True, slots=True)
class Listing:
    """Items, or numbered steps; each begins with text, pictures and more text may follow."""

    is_numbered: bool
    items: tuple[tuple["Text | Picture", ...], ...]


Block = Heading | Picture | Text | Remark | Listing


Found = re.Match[str]


def _heading(found: Found) -> Heading:
    return Heading(inline(found[2]), is_small=len(found[1]) == SMALL, anchor=found[3] or "")


MARKS: tuple[
    tuple[re.Pattern[str], Callable[[Found], Heading | Picture | Remark | tuple[str, bool]]], ...
] = (
    (_HEADING, _heading),
    (_PICTURE, lambda found: Picture(name=found[2], words=found[1].strip())),
    (_BULLET, lambda found: (found[1], False)),
    (_STEP, lambda found: (found[1], True)),
    (_REMARK, lambda found: Remark(inline(found[1]))),
)


@dataclass(slots=True)
class _Reading:
    """Where the reading stands: blocks done, and the list that may go on."""

    blocks: list[Block] = field(default_factory=list)
    items: list[list[Text | Picture]] = field(default_factory=list)
    is_numbered: bool = False
    is_inside: bool = False  # the last line belonged to an item

    def end_list(self) -> None:
        if self.items:
            self.blocks.append(
                Listing(is_numbered=self.is_numbered, items=tuple(map(tuple, self.items)))
            )
        self.items, self.is_inside = [], False

    def add(self, block: Block) -> None:
        if self.is_inside and isinstance(block, Text | Picture):
            self.items[-1].append(block)
            return
        self.end_list()
        self.blocks.append(block)

    def item(self, text: str, *, is_numbered: bool) -> None:
        if self.items and self.is_numbered != is_numbered:
            self.end_list()
        self.is_numbered, self.is_inside = is_numbered, True
        self.items.append([Text(inline(text))])


def read(body: str) -> tuple[Block, ...]:
    """The blocks of a text; whatever it is, something comes out."""
    reading, paragraph = _Reading(), list[str]()

    def end_paragraph() -> None:
        if paragraph:
            reading.add(Text(inline("\n".join(paragraph))))
            paragraph.clear()

    for line in map(str.strip, body.splitlines()):
        marked = _marked(line)
        if line and marked is None:
            paragraph.append(line)
            continue
        end_paragraph()
        if not line:
            reading.is_inside = False
        elif isinstance(marked, tuple):
            reading.item(marked[0], is_numbered=marked[1])
        elif marked is not None:
            reading.add(marked)
    end_paragraph()
    reading.end_list()
    return tuple(reading.blocks)


def _marked(line: str) -> Heading | Picture | Remark | tuple[str, bool] | None:
    """What a line is by its first signs; an item is its text and whether it has a number."""
    for pattern, meaning in MARKS:
        if found := pattern.fullmatch(line):
            return meaning(found)
    return None


def inline(text: str) -> Line:
    """The runs of a line."""
    runs, end = list[Words](), 0
    for found in _INLINE.finditer(text):
        if found.start() > end:
            runs.append(Words(text[end : found.start()]))
        if found[1]:
            runs.append(Words(found[1], is_strong=True))
        else:
            runs.append(Words(found[2], address=found[3]))
        end = found.end()
    if end < len(text):
        runs.append(Words(text[end:]))
    return tuple(runs)


def is_ours(address: str) -> bool:
    """Whether a link leads to a page of ours."""
    return _OURS.fullmatch(address) is not None


def lines(blocks: Collection[Block]) -> Iterator[Line]:
    """The lines of a text, those in lists too; pictures have none."""
    for block in blocks:
        if isinstance(block, Listing):
            for item in block.items:
                yield from lines(item)
        elif not isinstance(block, Picture):
            yield block.words


def pictures(blocks: Collection[Block]) -> Iterator[Picture]:
    """The pictures of a text, those in lists too."""
    for block in blocks:
        if isinstance(block, Listing):
            for item in block.items:
                yield from pictures(item)
        elif isinstance(block, Picture):
            yield block


def anchors(body: str) -> list[str]:
    """The places that a text explains, in its order."""
    return [b.anchor for b in read(body) if isinstance(b, Heading) and b.anchor]


def section(body: str, anchor: str) -> tuple[Line, tuple[Block, ...]]:
    """The heading of that place and what stands under it; raises KeyError."""
    blocks = read(body)
    for at, block in enumerate(blocks):
        if isinstance(block, Heading) and block.anchor == anchor:
            rest = blocks[at + 1 :]
            ends = (n for n, b in enumerate(rest) if isinstance(b, Heading)
                    and (block.is_small or not b.is_small))  # fmt: skip
            return block.words, rest[: next(ends, len(rest))]
    raise KeyError(anchor)


def plain(body: str) -> str:
    """The words alone, for search."""
    blocks = read(body)
    spoken = ["".join(run.text for run in line) for line in lines(blocks)]
    return " ".join([*spoken, *(picture.words for picture in pictures(blocks))])
