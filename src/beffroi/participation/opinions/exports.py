"""The files that Polis exports, from our tables: any program that reads these reads ours. Agree is 1, pass 0, disagree -1.

Authors are nobody (-1): a number that writes and a number that votes are never joined. Times are days.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from beffroi.kernel.later import Later
from beffroi.kernel.tables import cell, csv_lines
from beffroi.participation.opinions.actions.counting import table_of
from beffroi.participation.opinions.actions.editing import address
from beffroi.participation.opinions.models import Count, OpinionMap, Statement, Vote

if TYPE_CHECKING:
    from beffroi.engines.opinions import result as engine
    from beffroi.engines.opinions import votes as tables
else:
    engine, tables = Later("beffroi.engines.opinions.result"), Later("beffroi.engines.opinions.votes")

NOBODY = -1
COMMENTS = ["timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "is-meta", "comment-body"]
VOTES = ["timestamp", "datetime", "comment-id", "voter-id", "vote"]
LOG = ["comment-id", "decided-on", "state", "reason", "note", "comment-body"]


def _moment(day: date) -> tuple[int, str]:
    """A day as Polis writes moments: milliseconds and words."""
    noon = datetime.combine(day, time(12), UTC)
    return int(noon.timestamp() * 1000), noon.strftime("%a %b %d %H:%M:%S UTC %Y")


def _lines(head: list[str], rows: Iterator[list[Any]]) -> Iterator[str]:
    return csv_lines(head, rows, mark=False, end="\n")


def comments(map: OpinionMap, *, whole: bool = False) -> Iterator[str]:
    """Statements. Of those that are not shown the number alone, but for the team (`whole`)."""
    rows = map.statements.order_by("number")
    rows = rows if whole else rows.exclude(state=Statement.WAITING)

    def each() -> Iterator[list[Any]]:
        for row in rows.iterator(chunk_size=1000):
            moderated = 1 if row.in_list else 0 if row.state == Statement.WAITING else -1
            text = cell(row.text) if row.in_list or whole else ""
            yield [
                *_moment(row.created_at.date()),
                row.number,
                NOBODY,
                row.agree_count,
                row.disagree_count,
                moderated,
                int(row.is_meta),
                text,
            ]

    return _lines(COMMENTS, each())


def votes(map: OpinionMap) -> Iterator[str]:
    rows = Vote.objects.filter(participant__map=map).order_by("on", "statement__number", "participant__number")

    def each() -> Iterator[list[Any]]:
        found = rows.values_list("on", "statement__number", "participant__number", "value")
        for day, statement, participant, value in found.iterator(chunk_size=5000):
            yield [*_moment(day), statement, participant, value]

    return _lines(VOTES, each())


def _counted(map: OpinionMap) -> tuple[Any, dict[str, int | None]]:
    """The table of votes, and the group of each number; of groups under five nothing is said."""
    statements = {row.pk: row for row in map.statements.exclude(state=Statement.WAITING).order_by("number")}
    found, _important = table_of(map, statements)
    count = Count.objects.filter(map=map).first()
    shown = {group["id"] for group in count.result.get("groups", []) if group["shown"]} if count else set()
    people = count.result.get("participants", []) if count else []
    return found, {one["id"]: one["group"] for one in people if one["group"] in shown}


def participants_votes(map: OpinionMap) -> Iterator[str]:
    table, groups = _counted(map)
    yield tables.write(table, groups)


def comment_groups(map: OpinionMap) -> Iterator[str]:
    table, groups = _counted(map)
    texts = {str(number): cell(text) for number, text in map.statements.filter(in_list=True).values_list("number", "text")}
    yield tables.write_counts(table, groups, texts)


def summary(map: OpinionMap) -> Iterator[str]:
    count = Count.objects.filter(map=map).first()
    groups = [group for group in count.result.get("groups", []) if group["shown"]] if count else []
    counts = count.result.get("counts", {}) if count else {}
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(
        [
            ["topic", cell(map.question)],
            ["url", address(map)],
            ["voters", counts.get("participants", 0)],
            ["voters-in-conv", counts.get("counted", 0)],
            ["commenters", map.statements.exclude(voice=None).values("voice").distinct().count()],
            ["comments", map.statements_count],
            ["groups", len(groups)],
            ["conversation-description", cell(map.text)],
        ]
    )
    yield out.getvalue()


def result(map: OpinionMap) -> Iterator[str]:
    """The result file, as `python -m beffroi.engines.opinions check` reads it."""
    count = Count.objects.filter(map=map).first()
    yield engine.dumps(count.result) if count and count.result else "{}\n"


def previous(map: OpinionMap) -> Iterator[str]:
    """Who was where in the count before: `--previous` of the check."""
    count = Count.objects.filter(map=map).first()
    yield json.dumps(count.previous if count else {}, ensure_ascii=False) + "\n"


def log(map: OpinionMap) -> Iterator[str]:
    """What was decided about statements, for the team: with their words."""
    rows = map.statements.exclude(decided_at=None).order_by("decided_at", "number")

    def each() -> Iterator[list[Any]]:
        for row in rows.iterator(chunk_size=1000):
            day = row.decided_at.date().isoformat() if row.decided_at else ""
            yield [row.number, day, row.state, str(row.get_reason_display()), cell(row.note), cell(row.text)]

    return _lines(LOG, each())


CSV, JSON = "text/csv; charset=utf-8", "application/json"
# By name: how to write it, its type, and whether it shows what single numbers say.
FILES: dict[str, tuple[Callable[[OpinionMap], Iterator[str]], str, bool]] = {
    "summary.csv": (summary, CSV, False),
    "comments.csv": (comments, CSV, False),
    "comment-groups.csv": (comment_groups, CSV, False),
    "participants-votes.csv": (participants_votes, CSV, True),
    "votes.csv": (votes, CSV, True),
    "result.json": (result, JSON, True),
    "previous.json": (previous, JSON, True),
}


def explained() -> dict[str, str]:
    return {
        "summary.csv": _("The question and the numbers."),
        "comments.csv": _("Statements, with how many agree and disagree."),
        "comment-groups.csv": _("Statements, counted in each group."),
        "participants-votes.csv": _("A line for each participant, by number: what was said of each statement."),
        "votes.csv": _("A line for each vote, by day."),
        "result.json": _("The result, to be computed again by anyone."),
        "previous.json": _("The count before, which the check needs."),
    }
