"""Who said what of which statement, as a table; files as Polis exports them, read and written."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

AGREE, PASS, DISAGREE, UNSEEN = 1, 0, -1, 2
WORDS = {"1": AGREE, "0": PASS, "-1": DISAGREE, "1.0": AGREE, "0.0": PASS, "-1.0": DISAGREE, "": UNSEEN}
FIRST_COLUMNS = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")


class BadFile(ValueError):
    """What is wrong with a file, and in which line (from 1)."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line


@dataclass(frozen=True, eq=False)
class Votes:
    """`table[i, j]`: what participant i said of statement j (int8). `out`: statements that moderation took out."""

    participants: Sequence[str]
    statements: Sequence[str]
    table: Any
    out: frozenset[str] = frozenset()
    meta: frozenset[str] = frozenset()  # about the conversation itself: always shown early
    given_groups: Sequence[str] = field(default=())

    @property
    def kept(self) -> Any:
        """Which statements count (a mask)."""
        return np.array([one not in self.out for one in self.statements], dtype=bool)


def votes_of(rows: Iterable[tuple[str, str, int]], *, out: Iterable[str] = (), meta: Iterable[str] = ()) -> Votes:
    """A table from (participant, statement, vote) in the order of time: the last one counts. ValueError on another vote."""
    last: dict[tuple[str, str], int] = {}
    people: dict[str, int] = {}
    statements: dict[str, int] = {}
    for person, statement, vote in rows:
        if vote not in (AGREE, PASS, DISAGREE):
            raise ValueError(f"{vote} is no vote: 1, 0 or -1")
        people.setdefault(person, len(people))
        statements.setdefault(statement, len(statements))
        last[person, statement] = vote
    table = np.full((len(people), len(statements)), UNSEEN, dtype=np.int8)
    for (person, statement), vote in last.items():
        table[people[person], statements[statement]] = vote
    return Votes(list(people), list(statements), table, frozenset(out), frozenset(meta))


def read(text: str, *, out: Iterable[str] = (), meta: Iterable[str] = ()) -> Votes:
    """The table of a `participants-votes.csv` (agree is 1). BadFile says the line that cannot be understood."""
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    people, groups, lines = [], [], []  # type: list[str], list[str], list[list[int]]
    try:
        header = [cell.strip() for cell in next(rows, [])]
        if not header or header[0] != "participant":
            raise BadFile(1, "the first column is not “participant”")
        first = len([name for name in header if name in FIRST_COLUMNS])
        statements = header[first:]
        if len(set(statements)) != len(statements) or not statements:
            raise BadFile(1, "each statement needs its own column")
        for cells in rows:
            if not any(cells):
                continue
            if len(cells) != len(header):
                raise BadFile(rows.line_num, f"{len(cells)} cells, {len(header)} are needed")
            try:
                lines.append([WORDS[cell.strip()] for cell in cells[first:]])
            except KeyError as error:
                raise BadFile(rows.line_num, f"{error.args[0]} is no vote: 1, 0, -1 or nothing") from None
            people.append(cells[0].strip())
            groups.append(cells[1].strip() if first > 1 else "")
    except csv.Error as error:
        raise BadFile(rows.line_num, str(error)) from None
    if len(set(people)) != len(people):
        raise BadFile(1, "a participant is there twice")
    table = np.array(lines, dtype=np.int8).reshape(len(people), len(statements))
    return Votes(people, statements, table, frozenset(out), frozenset(meta), groups)


def moderated(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Of a `comments.csv`: ids that moderation took out (-1), ids about the conversation itself."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    out, meta = set(), set()
    for row in rows:
        if (row.get("moderated") or "").strip() == "-1":
            out.add((row.get("comment-id") or "").strip())
        if (row.get("is-meta") or "").strip().lower() in ("1", "true"):
            meta.add((row.get("comment-id") or "").strip())
    return frozenset(out), frozenset(meta)


def write(votes: Votes, groups: Mapping[str, int | None], authored: Mapping[str, int] | None = None) -> str:
    """The text of a `participants-votes.csv`. `groups`: the group of each participant, if any."""
    out = io.StringIO()
    to = csv.writer(out, lineterminator="\n")
    to.writerow([*FIRST_COLUMNS, *votes.statements])
    sums = np.stack(
        [(votes.table != UNSEEN).sum(axis=1), (votes.table == AGREE).sum(axis=1), (votes.table == DISAGREE).sum(axis=1)], axis=1
    )
    words = np.array(["0", "1", "", "-1"], dtype=object)  # by cell: 2 is unseen, -1 the last
    for person, counts, row in zip(votes.participants, sums.tolist(), votes.table, strict=True):
        group = groups.get(person)
        to.writerow([person, "" if group is None else group, (authored or {}).get(person, 0), *counts, *words[row].tolist()])
    return out.getvalue()


def write_counts(votes: Votes, groups: Mapping[str, int | None], texts: Mapping[str, str] | None = None) -> str:
    """The text of a `comment-groups.csv`: counts of each statement in all and in each group."""
    members = np.array([-1 if groups.get(one) is None else groups[one] for one in votes.participants], dtype=np.int64)
    numbers = sorted(set(members.tolist()) - {-1})
    out = io.StringIO()
    to = csv.writer(out, lineterminator="\n")
    names = ["votes", "agrees", "disagrees", "passes"]
    per_group = [f"group-{chr(97 + number)}-{name}" for number in numbers for name in names]
    to.writerow(["comment-id", "comment", *(f"total-{name}" for name in names), *per_group])
    for column, statement in enumerate(votes.statements):
        cells = votes.table[:, column]
        sets = [cells, *(cells[members == number] for number in numbers)]
        counts = [n for cells in sets for n in _counts(cells)]
        to.writerow([statement, (texts or {}).get(statement, ""), *counts])
    return out.getvalue()


def _counts(cells: Any) -> list[int]:
    return [int((cells != UNSEEN).sum()), int((cells == AGREE).sum()), int((cells == DISAGREE).sum()), int((cells == PASS).sum())]
