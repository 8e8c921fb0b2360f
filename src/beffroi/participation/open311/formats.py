"""The words of GeoReport v2 on the wire: XML and JSON, both ways. Knows no database.

One structure of dicts and lists is written in both forms. XML names the rows of each list; JSON is the bare list, as the
standard shows it. What is not known is an empty element in XML and left out in JSON: the official schemas disagree about null.
"""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, TreeBuilder, tostring
from xml.parsers import expat

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

XML, JSON = "xml", "json"
TYPES = {XML: "text/xml; charset=utf-8", JSON: "application/json; charset=utf-8"}
ROWS = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
MOST_ELEMENTS, MOST_DEPTH = 100_000, 12
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Unreadable(ValueError):
    """The other side sent something that is not GeoReport."""


# Writing.


def write(name: str, value: Any, form: str) -> bytes:
    """`name` is the root in XML ("services"); the bytes of the answer in the form asked for."""
    if form == JSON:
        return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")).encode()
    root = Element(name)
    _grow(root, name, value)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="utf-8", xml_declaration=False)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items() if part is not None}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, datetime):
        return moment(value)
    return _CONTROL.sub("", value) if isinstance(value, str) else value


def _grow(element: Element, name: str, value: Any) -> None:
    if isinstance(value, dict):
        for key, part in value.items():
            _grow(SubElement(element, key), key, part)
    elif isinstance(value, list | tuple):
        row = ROWS.get(name, "item")
        for part in value:
            _grow(SubElement(element, row), row, part)
    elif value is not None:
        element.text = _said(value)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return moment(value)
    return _CONTROL.sub("", str(value))


def moment(at: datetime) -> str:
    """A moment as the standard asks: W3C, with the zone, to the second."""
    return timezone.localtime(at).isoformat(timespec="seconds")


# Reading.


def read_moment(text: str) -> datetime | None:
    """A moment from an address or from another server; None if it is none. A date alone begins at midnight."""
    text = text.strip()
    if re.search(r"T\d\d:\d\d(:\d\d(\.\d+)?)? \d\d:?\d\d$", text):
        text = "+".join(text.rsplit(" ", 1))  # a plus sign that nobody escaped
    try:
        found = parse_datetime(text)
        if found is None:
            day: date | None = parse_date(text)
            found = datetime.combine(day, time.min) if day else None
        if found is None or not 1900 <= found.year <= 9000:
            return None
        return found if timezone.is_aware(found) else timezone.make_aware(found)
    except (ValueError, OverflowError):
        return None


def read(content: bytes, content_type: str = "") -> Any:
    """What another server answered, as dicts and lists of text, whatever its form; Unreadable if it is neither."""
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<" or (content_type.endswith("xml") and start not in (b"[", b"{")):
        return _shape(_tree(content))
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise Unreadable("neither XML nor JSON") from None


def rows(found: Any, name: str) -> list[dict[str, Any]]:
    """The rows of a list that was read: a bare list, a list under its name, or one row alone."""
    if isinstance(found, dict) and name in found:
        found = found[name]
    if isinstance(found, dict) and ROWS.get(name, "") in found:
        found = found[ROWS[name]]
    if isinstance(found, dict):
        found = [found] if found else []
    if found in ("", None):
        found = []
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise Unreadable(f"no list of {name}")
    return found


def text(row: dict[str, Any], name: str, most: int = 4000) -> str:
    """One field of a row, as text; numbers and truths too."""
    value = row.get(name)
    if value is None or isinstance(value, dict | list):
        return ""
    return _CONTROL.sub("", _said(value)).strip()[:most]


def errors_of(content: bytes) -> str:
    """What another server says is wrong, in one line; "" if it does not say."""
    try:
        found = rows(read(content), "errors")
    except Unreadable:
        return ""
    return " ".join(filter(None, (text(row, "description", 300) for row in found)))[:500]


def _tree(content: bytes) -> Element:
    """The root, without namespaces; no document type, no entities, not too much."""
    builder, depth, count = TreeBuilder(), 0, 0
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > MOST_DEPTH or count > MOST_ELEMENTS:
            raise Unreadable("too deep, or too much")
        builder.start(name.rpartition("}")[2], attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name.rpartition("}")[2])

    def refuse(*_arguments: object) -> None:
        raise Unreadable("document types and entities are not read")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, builder.data
    for name in ("StartDoctypeDeclHandler", "EntityDeclHandler", "ExternalEntityRefHandler"):
        setattr(parser, name, refuse)
    try:
        parser.Parse(content, True)
        return builder.close()
    except (expat.ExpatError, ParseError, UnicodeError, AssertionError) as error:
        raise Unreadable(f"not XML: {error}") from None


def _shape(element: Element) -> Any:
    """An element as text, a dict, or a list where the standard has one."""
    children = list(element)
    if not children:
        return (element.text or "").strip() if element.tag not in ROWS else []
    if element.tag in ROWS and all(child.tag == ROWS[element.tag] for child in children):
        return [_shape(child) for child in children]
    found: dict[str, Any] = {}
    for child in children:
        found.setdefault(child.tag, _shape(child))
    return found


# Form fields.

_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,100})\](\[\])?")


def attributes_of(pairs: Iterable[tuple[str, list[str]]]) -> dict[str, list[str]]:
    """The answers of a form: attribute[code]=one, attribute[code][]=one of several."""
    found: dict[str, list[str]] = {}
    for name, values in pairs:
        if match := _ATTRIBUTE.fullmatch(name):
            found.setdefault(match[1], []).extend(values)
    return found
