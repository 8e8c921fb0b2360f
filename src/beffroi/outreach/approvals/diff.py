"""What changed between two wordings, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORD = re.compile(r"\s+|\w+|[^\w\s]", re.UNICODE)
MOST = 6000  # words on either side; beyond it only whole lines are compared


@dataclass(frozen=True)
class Piece:
    """A run of words: "same", "new" or "gone"."""

    kind: str
    text: str


def word_diff(before: str, after: str) -> list[Piece]:
    """Runs in reading order; words that were replaced stand before those that replace them."""
    old, new = _parts(before), _parts(after)
    if max(len(old), len(new)) > MOST:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    for word, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if word == "equal":
            pieces.append(Piece("same", "".join(new[j1:j2])))
            continue
        if i2 > i1:
            pieces.append(Piece("gone", "".join(old[i1:i2])))
        if j2 > j1:
            pieces.append(Piece("new", "".join(new[j1:j2])))
    return pieces


def _parts(text: str) -> list[str]:
    return WORD.findall(text.replace("\r\n", "\n"))
