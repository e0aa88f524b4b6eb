"""XML of strangers: no DTD, no entities, nothing from outside, not too deep and not too much."""

from enum import StrEnum
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat


LARGEST_BYTES, DEEPEST, MOST_ELEMENTS = 1_000_000, 60, 20_000


class Unsound(StrEnum):
    """Why XML is not read."""

    TOO_LARGE = "too large"
    TOO_MUCH = "too deep, or too many elements"
    DOCTYPE = "a DTD"
    NOT_XML = "not well-formed"


class UnsoundXml(ValueError):
    """It is not read; `line` counts from 1 where it is not well-formed."""

    def __init__(self, why: Unsound, line: int = 0) -> None:
        super().__init__(f"{why} at line {line}" if line else why.value)
        self.why, self.line = why, line


def tree(data: bytes) -> Element:
    """The root element; raises UnsoundXml."""
    if len(data) > LARGEST_BYTES:
        raise UnsoundXml(Unsound.TOO_LARGE)
    growing = _Growing()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartDoctypeDeclHandler = growing.forbid
    parser.EntityDeclHandler = growing.forbid
    parser.ExternalEntityRefHandler = growing.forbid
    parser.StartElementHandler, parser.EndElementHandler = growing.begin, growing.end
    parser.CharacterDataHandler = growing.builder.data
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes it by position only
        root = growing.builder.close()
    except UnsoundXml:
        raise
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UnsoundXml(Unsound.NOT_XML, parser.CurrentLineNumber) from error
    if not isinstance(root, Element):
        raise UnsoundXml(Unsound.NOT_XML, parser.CurrentLineNumber)
    return root


class _Growing:
    """What expat reports, within limits."""

    def __init__(self) -> None:
        self.builder = TreeBuilder()
        self.depth = self.count = 0

    def forbid(self, *_args: object) -> int:
        """A DTD: it can blow up and reach outside, and nothing that we read needs one."""
        raise UnsoundXml(Unsound.DOCTYPE)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        self.depth, self.count = self.depth + 1, self.count + 1
        if self.depth > DEEPEST or self.count > MOST_ELEMENTS:
            raise UnsoundXml(Unsound.TOO_MUCH)
        named = {_named(key): value for key, value in attributes.items()}
        self.builder.start(_named(name), named)

    def end(self, name: str) -> None:
        """It closes."""
        self.depth -= 1
        self.builder.end(_named(name))


def _named(name: str) -> str:
    return "{" + name if "}" in name else name
