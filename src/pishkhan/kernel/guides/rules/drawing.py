"""Blocks of a guide as HTML. Every letter of the text is escaped; the tags are all written here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from pishkhan.kernel.guides.rules.markup import (
    Block,
    Heading,
    Line,
    Listing,
    Picture,
    Remark,
    Text,
    Words,
    is_ours,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Where a picture is shown and how large it is."""

    address: str
    width: int
    height: int


Pictures = Mapping[str, Drawn]


def html(blocks: Iterable[Block], pictures: Pictures, *, anchored: bool = True) -> str:
    """The HTML; a picture that is not among `pictures` is its words.

    `anchored` gives headings their ids; leave it where the text stands twice in a page.
    """
    return "\n".join(_block(block, pictures, anchored=anchored) for block in blocks)


def _block(block: Block, pictures: Pictures, *, anchored: bool) -> str:
    match block:
        case Heading():
            tag = "h3" if block.is_small else "h2"
            place = f' id="{escape(block.anchor)}"' if block.anchor and anchored else ""
            return f"<{tag}{place}>{line(block.words)}</{tag}>"
        case Picture():
            return _picture(block, pictures)
        case Text():
            return f"<p>{line(block.words)}</p>"
        case Remark():
            return f"<blockquote><p>{line(block.words)}</p></blockquote>"
        case Listing():
            tag = "ol" if block.is_numbered else "ul"
            items = "".join(f"<li>{_item(item, pictures)}</li>" for item in block.items)
            return f"<{tag}>{items}</{tag}>"


def _item(item: Iterable[Text | Picture], pictures: Pictures) -> str:
    return "".join(_block(part, pictures, anchored=False) for part in item)


def _picture(picture: Picture, pictures: Pictures) -> str:
    drawn = pictures.get(picture.name)
    if drawn is None:
        return f"<p>{escape(picture.words)}</p>"
    words = escape(picture.words)
    return (
        f'<figure><img src="{escape(drawn.address)}" alt="{words}"'
        f' width="{drawn.width}" height="{drawn.height}" loading="lazy">'
        f'<figcaption aria-hidden="true">{words}</figcaption></figure>'  # heard once, as the picture
    )


def line(words: Line) -> str:
    """Runs of text as HTML."""
    return "".join(map(_words, words))


def _words(run: Words) -> str:
    text = escape(run.text)
    if run.is_strong:
        return f"<strong>{text}</strong>"
    if run.address and is_ours(run.address):
        return f'<a href="{escape(run.address)}">{text}</a>'
    return text
