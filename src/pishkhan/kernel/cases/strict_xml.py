"""XML of strangers: no DTD, no entities, nothing from outside, not too deep and not too much."""

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from pishkhan.kernel.cases.drawing_faults import HasDoctype, NotXml, TooLarge, TooMuch
from pishkhan.kernel.cases.errors import UnreadableDrawing


LARGEST_BYTES, DEEPEST, MOST_ELEMENTS = 1_000_000, 60, 20_000


def tree(data: bytes) -> Element:
    """The root element; raises UnreadableDrawing."""
    if len(data) > LARGEST_BYTES:
        raise UnreadableDrawing(TooLarge())
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
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UnreadableDrawing(NotXml(line=parser.CurrentLineNumber)) from error
    if not isinstance(root, Element):
        raise UnreadableDrawing(NotXml(line=parser.CurrentLineNumber))
    return root


class _Growing:
    """What expat reports, within limits."""

    def __init__(self) -> None:
        self.builder = TreeBuilder()
        self.depth = self.count = 0

    def forbid(self, *_args: object) -> int:
        """A DTD: it can blow up and reach outside, and a drawing needs none."""
        raise UnreadableDrawing(HasDoctype())

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        self.depth, self.count = self.depth + 1, self.count + 1
        if self.depth > DEEPEST or self.count > MOST_ELEMENTS:
            raise UnreadableDrawing(TooMuch())
        named = {_named(key): value for key, value in attributes.items()}
        self.builder.start(_named(name), named)

    def end(self, name: str) -> None:
        """It closes."""
        self.depth -= 1
        self.builder.end(_named(name))


def _named(name: str) -> str:
    return "{" + name if "}" in name else name
