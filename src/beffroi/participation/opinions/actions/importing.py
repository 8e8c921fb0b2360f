"""A conversation held elsewhere, from the files that Polis exports: what was said, and who (by number) said what of it."""

import csv
import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from beffroi.kernel.facts import record
from beffroi.kernel.later import Later
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.tables import FORMULAS
from beffroi.participation.opinions.actions.counting import mark_dirty
from beffroi.participation.opinions.actions.stating import index_statements, tidy
from beffroi.participation.opinions.facts import StatementsAdded
from beffroi.participation.opinions.models import AGREE, DISAGREE, PASS, OpinionMap, Participant, Statement, Vote
from beffroi.participation.opinions.rules import may_edit
from beffroi.participation.spaces.actions import count_contributions

if TYPE_CHECKING:
    from beffroi.engines.opinions import votes as tables
else:
    tables = Later("beffroi.engines.opinions.votes")

MOST_STATEMENTS, MOST_VOTES, LONGEST = 2_000, 1_000_000, 280
BATCH = 2000
WORDS = {"1": AGREE, "0": PASS, "-1": DISAGREE}


class BadFile(ValueError):
    """What is wrong with a file, in a sentence for who sent it."""


@transaction.atomic
def take_files(*, map: OpinionMap, person: Any, comments: bytes, votes: bytes | None, at: datetime) -> tuple[int, int]:
    """Statements and votes of a conversation held elsewhere, into a map where nobody has said anything. (statements, votes).

    `votes`: participants-votes.csv or votes.csv. Raises BadFile and writes nothing.
    """
    if person is not None:
        require(may_edit(person, map))
    OpinionMap.objects.select_for_update(of=("self",)).get(pk=map.pk)
    require(_must_be_empty(map))
    rows = _statements(map, comments, at)
    made = Statement.objects.bulk_create(rows, batch_size=500)
    by_number = {str(row.number): row for row in made}
    cast = _votes(votes, set(by_number)) if votes else []
    numbers = sorted({person for person, _statement, _value in cast})
    people = Participant.objects.bulk_create([Participant(map=map, number=number) for number in numbers], batch_size=BATCH)
    by_person = {row.number: row for row in people}
    Vote.objects.bulk_create(
        [Vote(participant=by_person[who], statement=by_number[what], value=value, on=localdate(at)) for who, what, value in cast],
        batch_size=BATCH,
    )
    shown = sum(row.in_list for row in made)
    OpinionMap.objects.filter(pk=map.pk).update(statements_count=F("statements_count") + shown, version=F("version") + 1)
    count_contributions(process_id=map.component.process_id, by=shown)
    index_statements(map, made, at)
    mark_dirty(map_id=map.pk)
    record(StatementsAdded(map_id=map.pk, process_id=map.component.process_id, statement_ids=[row.pk for row in made]))
    return len(made), len(cast)


def _must_be_empty(map: OpinionMap) -> Refusal | None:
    if map.statements.exists():
        return Refusal("used", _("This map has statements already: files go into a new one."))
    return None


def _rows(data: bytes, *needed: str) -> csv.DictReader:
    try:
        text = data.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        raise BadFile(_("The file is not text in UTF-8.")) from None
    rows = csv.DictReader(io.StringIO(text, newline=""))
    try:
        missing = [name for name in needed if name not in (rows.fieldnames or [])]
    except csv.Error as error:
        raise BadFile(str(error)) from None
    if missing:
        raise BadFile(_("The column “%(name)s” is missing.") % {"name": missing[0]})
    return rows


def _statements(map: OpinionMap, data: bytes, at: datetime) -> list[Statement]:
    found: dict[int, Statement] = {}
    rows = _rows(data, "comment-id", "comment-body")
    try:
        for row in rows:
            number, text = _number(row["comment-id"], rows.line_num), _armed(tidy(row["comment-body"] or ""))
            if number in found:
                raise BadFile(_("Line %(line)d: the statement %(n)d is there twice.") % {"line": rows.line_num, "n": number})
            if not text:
                continue
            state = Statement.REFUSED if (row.get("moderated") or "").strip() == "-1" else Statement.SHOWN
            found[number] = Statement(
                map=map, number=number, text=text[:LONGEST], state=state, in_list=state == Statement.SHOWN, origin=Statement.IMPORTED,
                is_meta=(row.get("is-meta") or "").strip().lower() in ("1", "true"), created_at=at,
            )  # fmt: skip
    except csv.Error as error:
        raise BadFile(str(error)) from None
    if not found:
        raise BadFile(_("There is no statement in this file."))
    if len(found) > MOST_STATEMENTS:
        raise BadFile(_("%(n)d statements are too many: %(most)d at most.") % {"n": len(found), "most": MOST_STATEMENTS})
    return list(found.values())


def _armed(text: str) -> str:
    """Our own files put an apostrophe before what a spreadsheet would take for a formula."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULAS) else text


def _number(text: str | None, line: int) -> int:
    text = (text or "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise BadFile(_("Line %(line)d: “%(text)s” is no number.") % {"line": line, "text": text[:30]})
    return int(text)


def _votes(data: bytes, known: set[str]) -> list[tuple[int, str, int]]:
    """(participant, statement, vote), from the table or from the list of votes; the last word of each counts."""
    head = data[:2000].decode("utf-8", "replace")
    cast = _listed(data, known) if "voter-id" in head.split("\n")[0] else _tabled(data, known)
    if len(cast) > MOST_VOTES:
        raise BadFile(_("%(n)d votes are too many: %(most)d at most.") % {"n": len(cast), "most": MOST_VOTES})
    return cast


def _listed(data: bytes, known: set[str]) -> list[tuple[int, str, int]]:
    rows, last = _rows(data, "voter-id", "comment-id", "vote"), {}  # type: Any, dict[tuple[int, str], int]
    try:
        for row in rows:
            value = WORDS.get((row["vote"] or "").strip())
            if value is None:
                raise BadFile(_("Line %(line)d: a vote is 1, 0 or -1.") % {"line": rows.line_num})
            statement = str(_number(row["comment-id"], rows.line_num))
            if statement in known:
                last[_number(row["voter-id"], rows.line_num), statement] = value
    except csv.Error as error:
        raise BadFile(str(error)) from None
    return [(who, what, value) for (who, what), value in last.items()]


def _tabled(data: bytes, known: set[str]) -> list[tuple[int, str, int]]:
    try:
        votes = tables.read(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadFile(_("The file is not text in UTF-8.")) from None
    except tables.BadFile as error:
        raise BadFile(_("Line %(line)d of the votes cannot be understood.") % {"line": error.line}) from None
    found: dict[tuple[int, str], int] = {}
    for person, cells in zip(votes.participants, votes.table.tolist(), strict=True):
        number = _number(person, 1)
        for what, value in zip(votes.statements, cells, strict=True):
            if value != tables.UNSEEN and what in known:
                found[number, what] = value
    return [(who, what, value) for (who, what), value in found.items()]
