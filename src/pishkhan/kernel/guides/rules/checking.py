"""What a text of a guide must be before it is kept."""

from collections.abc import Collection, Iterator, Sequence

from pishkhan.foundation.errors import DomainError
from pishkhan.kernel.guides.errors import (
    EmptyGuide,
    GuideTooLong,
    NoSuchPicture,
    OutsideLink,
    PictureWithoutWords,
    SameAnchorTwice,
)
from pishkhan.kernel.guides.rules import markup
from pishkhan.kernel.guides.rules.markup import Block


LONGEST = 50_000


def check(title: str, body: str, *, known: Collection[str]) -> None:
    """Pass, or raise the first fault of a text; `known` are the names of its pictures."""
    if not title.strip() or not body.strip():
        raise EmptyGuide
    if len(body) > LONGEST:
        raise GuideTooLong(limit=LONGEST)
    blocks = markup.read(body)
    for fault in (*_of_pictures(blocks, known), *_of_links(blocks), *_of_anchors(body)):
        raise fault


def _of_pictures(blocks: Sequence[Block], known: Collection[str]) -> Iterator[DomainError]:
    for picture in markup.pictures(blocks):
        if not picture.words:
            yield PictureWithoutWords(name=picture.name)
        if picture.name not in known:
            yield NoSuchPicture(name=picture.name)


def _of_links(blocks: Sequence[Block]) -> Iterator[DomainError]:
    for run in (run for line in markup.lines(blocks) for run in line):
        if run.address and not markup.is_ours(run.address):
            yield OutsideLink(address=run.address)


def _of_anchors(body: str) -> Iterator[DomainError]:
    anchors = markup.anchors(body)
    for at, anchor in enumerate(anchors):
        if anchor in anchors[:at]:
            yield SameAnchorTwice(anchor=anchor)
