"""What a bucket says of its files, and of what went wrong: XML, read without trust."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote_plus
from xml.parsers import expat


@dataclass(frozen=True)
class Found:
    """A stored file, as a list or a look at it says."""

    key: str
    size: int
    modified: datetime
    tag: str = ""


def read(text: bytes) -> dict[str, list[str]]:
    """The words of each element, by its path; without declarations of types, which no such answer needs."""
    found: dict[str, list[str]] = {}
    path: list[str] = []
    words: list[str] = []
    parser = expat.ParserCreate()

    def begin(name: str, _attributes: object) -> None:
        path.append(name)
        words.clear()

    def end(_name: str) -> None:
        found.setdefault("/".join(path[1:]), []).append("".join(words))
        words.clear()
        path.pop()

    def refuse(*_said: object) -> None:
        raise ValueError("a declaration of types")

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = words.append, refuse
    parser.Parse(text, True)
    return found


class Page:
    """One page of a list."""

    def __init__(self, text: bytes) -> None:
        said = read(text)
        name = unquote_plus if said.get("EncodingType") == ["url"] else str
        columns = [said.get(f"Contents/{column}", []) for column in ("Key", "Size", "LastModified", "ETag")]
        self.files = [
            Found(name(key), int(size), datetime.fromisoformat(modified), tag) for key, size, modified, tag in zip(*columns, strict=True)
        ]
        self.folders = [name(one) for one in said.get("CommonPrefixes/Prefix", [])]
        self.is_cut = said.get("IsTruncated") == ["true"]
        self.following = said.get("NextContinuationToken", [""])[0]
