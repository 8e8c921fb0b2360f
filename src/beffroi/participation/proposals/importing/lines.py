"""The lines of the files of a consultation: proposals with their votes, arguments for and against, one JSON object each."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

LONGEST_LINE = 1_000_000
LONGEST_TITLE, LONGEST_TEXT, LONGEST_ARGUMENT = 250, 50_000, 20_000
MOST = 2**31 - 1  # what a column for numbers holds


class BadLine(ValueError):
    """A sentence that says what is wrong with the line."""


@dataclass(frozen=True)
class Opinion:
    id: int
    title: str
    text: str
    section: str
    votes: dict[str, int]


@dataclass(frozen=True)
class Argument:
    id: int
    opinion: int
    is_for: bool
    text: str
    votes: int


def raw(path: Path) -> Iterator[tuple[int, bytes]]:
    """Lines with their number; one that is too long is cut, so that it never fills the memory."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            yield number, line
            while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE + 1)
                if not line:
                    return


def read(line: bytes) -> Opinion | Argument | None:
    """What a line says; None for an empty one. Raises BadLine."""
    if not line.strip():
        return None
    if len(line) > LONGEST_LINE:
        raise BadLine(_("the line is too long"))
    try:
        said = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadLine(_("this is not UTF-8")) from None
    except (ValueError, RecursionError):
        raise BadLine(_("this is not JSON")) from None
    if not isinstance(said, dict):
        raise BadLine(_("this is not an object"))
    return _argument(said) if "opinion" in said else _opinion(said)


def _opinion(said: dict[str, Any]) -> Opinion:
    votes = said.get("votes")
    if not isinstance(votes, list) or len(votes) != 3:
        raise BadLine(_("“%(name)s” has three numbers: agree, mixed, disagree") % {"name": "votes"})
    agree, mixed, disagree = (_number(one, "votes") for one in votes)
    return Opinion(
        id=_number(said.get("id"), "id"),
        title=_text(said.get("title"), "title", LONGEST_TITLE),
        text=_text(said.get("body"), "body", LONGEST_TEXT),
        section=_text(said.get("section_title", "-"), "section_title", LONGEST_TITLE),
        votes={"agree": agree, "mixed": mixed, "disagree": disagree},
    )


def _argument(said: dict[str, Any]) -> Argument:
    side = said.get("type")
    if side not in (0, 1) or isinstance(side, bool):
        raise BadLine(_("“%(name)s” is 1 (for) or 0 (against)") % {"name": "type"})
    return Argument(
        id=_number(said.get("id"), "id"),
        opinion=_number(said.get("opinion"), "opinion"),
        is_for=side == 1,
        text=_text(said.get("text"), "text", LONGEST_ARGUMENT),
        votes=_number(said.get("votes", 0), "votes"),
    )


def _number(value: Any, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
        raise BadLine(_("“%(name)s” is missing or is no number") % {"name": name})
    return value


def _text(value: Any, name: str, most: int) -> str:
    if not isinstance(value, str):
        raise BadLine(_("“%(name)s” is missing or is no text") % {"name": name})
    text = value.replace("\0", "").replace("\r\n", "\n").strip()
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, as JSON may hold
        raise BadLine(_("“%(name)s” holds signs that are none") % {"name": name}) from None
    if not text:
        raise BadLine(_("“%(name)s” is empty") % {"name": name})
    if len(text) > most:
        raise BadLine(_("“%(name)s” has %(n)d signs, %(most)d at most") % {"name": name, "n": len(text), "most": most})
    return text
