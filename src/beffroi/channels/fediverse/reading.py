"""Documents of others, read tolerantly: everything may be a string, an object or a list of them. Contexts are not looked at."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from beffroi.kernel.html import clean

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
_PUBLICS = {PUBLIC, "as:Public", "Public"}
LONGEST_URI = 500

Document = dict[str, Any]


def many(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def ident(value: Any) -> str:
    """The id of a thing that is given as its id, an object or a list of one; "" if it has none."""
    for each in many(value)[:1]:
        if isinstance(each, str):
            return each[: LONGEST_URI + 1]
        if isinstance(each, dict) and isinstance(each.get("id"), str):
            return str(each["id"])[: LONGEST_URI + 1]
    return ""


def idents(value: Any) -> list[str]:
    return [found for each in many(value)[:200] if (found := ident(each))]


def embedded(value: Any) -> Document | None:
    """The object itself, where it is given."""
    return next((each for each in many(value)[:1] if isinstance(each, dict)), None)


def kind(document: Document) -> str:
    """Its first type."""
    return next((each for each in many(document.get("type")) if isinstance(each, str)), "")


def host(uri: str) -> str:
    try:
        return (urlsplit(uri).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""


def is_usable(uri: str) -> bool:
    """An address that may name an actor or a thing."""
    return len(uri) <= LONGEST_URI and scheme(uri) in ("https", "http") and bool(host(uri)) and "\x00" not in uri


def scheme(uri: str) -> str:
    try:
        return urlsplit(uri).scheme
    except ValueError:
        return ""


def audience(*documents: Document) -> set[str]:
    found: set[str] = set()
    for document in documents:
        for name in ("to", "cc", "audience"):
            found |= set(idents(document.get(name)))
    return found


def is_public(*documents: Document) -> bool:
    return bool(audience(*documents) & _PUBLICS)


def words(document: Document, name: str, most: int = 500) -> str:
    """A short text of a document."""
    value = document.get(name)
    if not isinstance(value, str):
        mapped = document.get(f"{name}Map")
        value = next((each for each in mapped.values() if isinstance(each, str)), "") if isinstance(mapped, dict) else ""
    return " ".join(value.replace("\x00", "").split())[:most]


def html(document: Document) -> str:
    """What it says, cleaned; title and warning first."""
    content = document.get("content")
    if not isinstance(content, str):
        mapped = document.get("contentMap")
        content = next((each for each in mapped.values() if isinstance(each, str)), "") if isinstance(mapped, dict) else ""
    return str(clean(content.replace("\x00", "")))


def language(document: Document) -> str:
    mapped, content = document.get("contentMap"), document.get("content")
    if not isinstance(mapped, dict):
        return ""
    return next((str(code)[:8] for code, each in mapped.items() if each == content), "")


def moment(document: Document, name: str, at: datetime) -> datetime:
    """A date of a document; never in the future, nor before there were any."""
    value = document.get(name)
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else at
    except ValueError:
        return at
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found if datetime(2008, 1, 1, tzinfo=UTC) < found < at else at


def mentions(document: Document) -> set[str]:
    return {
        tag["href"]
        for tag in many(document.get("tag"))[:200]
        if isinstance(tag, dict) and kind(tag) == "Mention" and isinstance(tag.get("href"), str)
    }


def quoted(document: Document) -> str:
    """What a note quotes, in any of the ways of saying so; "" if nothing."""
    for name in ("quote", "quoteUri", "quoteUrl", "_misskey_quote"):
        if found := ident(document.get(name)):
            return found
    for tag in many(document.get("tag"))[:200]:
        if isinstance(tag, dict) and kind(tag) == "Link" and "quote" in str(tag.get("rel", "")) and isinstance(tag.get("href"), str):
            return str(tag["href"])[: LONGEST_URI + 1]
    return ""


def link(document: Document) -> str:
    """Where people read it."""
    for each in many(document.get("url")):
        found = each if isinstance(each, str) else each.get("href") if isinstance(each, dict) else None
        if isinstance(found, str) and scheme(found) in ("https", "http") and len(found) <= LONGEST_URI:
            return found
    return ident(document)[:LONGEST_URI]
