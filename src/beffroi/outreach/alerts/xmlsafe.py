"""XML from elsewhere: no document type, no entities, no bombs, not too much."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.parsers import expat

MOST_BYTES = 4 * 1024 * 1024
MOST_ELEMENTS = 100_000
MOST_DEPTH = 60


class Unsafe(ValueError):
    """Not XML, or XML that one does not read from a stranger."""


def parse(content: bytes) -> Element:
    """The root. Names are without their namespace: the feeds that we read disagree about it."""
    if len(content) > MOST_BYTES:
        raise Unsafe("too large")
    builder, depth, count = TreeBuilder(), 0, 0
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > MOST_DEPTH or count > MOST_ELEMENTS:
            raise Unsafe("too deep or too many elements")
        builder.start(local(name), {local(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(local(name))

    def refuse(*_arguments: object) -> None:
        raise Unsafe("document types and entities are not read")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, builder.data
    for name in ("StartDoctypeDeclHandler", "EntityDeclHandler", "ExternalEntityRefHandler"):
        setattr(parser, name, refuse)
    try:
        parser.Parse(content, True)
        return builder.close()
    except (expat.ExpatError, ParseError, UnicodeError, AssertionError) as error:
        raise Unsafe(f"not XML: {error}") from None


def local(name: str) -> str:
    return name.rpartition("}")[2]


def text(element: Element, name: str) -> str:
    """What the first child of that name says, trimmed."""
    return (element.findtext(name) or "").strip()


def children(element: Element, name: str) -> Iterator[Element]:
    return element.iter(name)
