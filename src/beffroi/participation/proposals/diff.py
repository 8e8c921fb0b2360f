"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, REMOVED = "same", "added", "removed"
LONGEST = 20_000  # words; a longer text is compared line by line


@dataclass(frozen=True)
class Piece:
    kind: str
    text: str

    @property
    def is_added(self) -> bool:
        return self.kind == ADDED

    @property
    def is_removed(self) -> bool:
        return self.kind == REMOVED


def words(before: str, after: str) -> list[Piece]:
    """Pieces of the two texts in reading order: what stayed, what went, what came."""
    split = re.compile(r"\s+|[^\s\w]|\w+") if len(before) + len(after) < LONGEST * 6 else re.compile(r"[^\n]*\n?")
    old, new = split.findall(before), split.findall(after)
    return list(_joined(_pieces(old, new)))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for kind, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=len(old) > 2000).get_opcodes():
        if kind == "equal":
            yield Piece(SAME, "".join(old[a:b]))
            continue
        if a < b:
            yield Piece(REMOVED, "".join(old[a:b]))
        if c < d:
            yield Piece(ADDED, "".join(new[c:d]))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """A lone space between two changes belongs to them: fewer, longer pieces are easier to read."""
    removed, added = "", ""
    for piece in pieces:
        if piece.kind == REMOVED:
            removed += piece.text
        elif piece.kind == ADDED:
            added += piece.text
        elif piece.text.isspace() and "\n" not in piece.text and (removed or added):
            removed, added = removed + piece.text, added + piece.text
        else:
            yield from _changes(removed, added)
            removed, added = "", ""
            yield piece
    yield from _changes(removed, added)


def _changes(removed: str, added: str) -> Iterator[Piece]:
    if removed.endswith(" ") and added.endswith(" "):
        common = " "
        removed, added = removed[:-1], added[:-1]
    else:
        common = ""
    if removed:
        yield Piece(REMOVED, removed)
    if added:
        yield Piece(ADDED, added)
    if common:
        yield Piece(SAME, common)
