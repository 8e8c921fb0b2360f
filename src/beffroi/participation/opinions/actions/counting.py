"""The count: the table of votes, the engine, and what is kept of its result. Never in a request."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from beffroi.kernel.facts import record
from beffroi.kernel.later import Later
from beffroi.participation.opinions.facts import MapCounted
from beffroi.participation.opinions.figures import page_of
from beffroi.participation.opinions.models import AGREE, DISAGREE, PASS, Count, OpinionMap, Participant, Statement, Vote
from beffroi.participation.opinions.rules import over_since

if TYPE_CHECKING:
    import numpy as np

    from beffroi.engines.opinions import result as engine
    from beffroi.engines.opinions import votes as tables
else:
    np, engine, tables = Later("numpy"), Later("beffroi.engines.opinions.result"), Later("beffroi.engines.opinions.votes")

KEYS = timedelta(days=90)  # after the end, nothing leads to participants any more
CHANGED = ("agree_count", "disagree_count", "pass_count", "important_count", "by_group", "gathers", "divides", "priority")
DIGITS = 6


def mark_dirty(*, map_id: int) -> None:
    """Something was said: the next count is due. Writes nothing while it is due already, so that votes do not wait for each other."""
    OpinionMap.objects.filter(pk=map_id, is_dirty=False).update(is_dirty=True)


def count_now(*, map: OpinionMap, at: datetime) -> Count:
    """Count, and keep what came out. What is said meanwhile makes the map dirty again."""
    OpinionMap.objects.filter(pk=map.pk).update(is_dirty=False)
    statements = {row.pk: row for row in map.statements.exclude(state=Statement.WAITING).order_by("number")}
    votes, important = table_of(map, statements)
    last = Count.objects.filter(map=map).first()
    previous = engine.kept_of(last.result) if last and last.result.get("participants") else {}
    result = engine.of_votes(votes, previous=previous or None, seed=map.pk)
    return _keep(map, votes, important, result, previous, list(statements.values()), at)


def table_of(map: OpinionMap, statements: dict[int, Statement]) -> tuple["tables.Votes", dict[int, int]]:
    """Everybody who voted, in the order of their numbers, by every statement that is or was shown; and how often each is important."""
    rows = Vote.objects.filter(participant__map=map).order_by("participant__number")
    said = rows.values_list("participant__number", "statement_id", "value", "is_important")
    voted: set[int] = set()
    people: dict[int, int] = {}
    cells: list[tuple[int, int, int]] = []
    important: dict[int, int] = {}
    for number, statement, value, is_important in said.iterator(chunk_size=5000):
        if statement not in statements:
            continue
        cells.append((people.setdefault(number, len(people)), statement, value))
        voted.add(statement)
        if is_important:
            important[statement] = important.get(statement, 0) + 1
    shown = [pk for pk, row in statements.items() if row.in_list or pk in voted]
    columns = {pk: place for place, pk in enumerate(shown)}
    table = np.full((len(people), len(shown)), tables.UNSEEN, dtype=np.int8)
    if cells:
        places = np.array([(person, columns[statement], value) for person, statement, value in cells])
        table[places[:, 0], places[:, 1]] = places[:, 2]
    out = frozenset(str(statements[pk].number) for pk in shown if not statements[pk].in_list)
    meta = frozenset(str(statements[pk].number) for pk in shown if statements[pk].is_meta)
    return tables.Votes([str(number) for number in people], [str(statements[pk].number) for pk in shown], table, out, meta), important


@transaction.atomic
def _keep(
    map: OpinionMap,
    votes: "tables.Votes",
    important: dict[int, int],
    result: dict[str, Any],
    previous: dict[str, Any],
    statements: list[Statement],
    at: datetime,
) -> Count:
    found = {one["id"]: one for one in result["statements"]}
    columns = {name: votes.table[:, place] for place, name in enumerate(votes.statements)}
    changed = []
    for row in statements:
        one, cells = found.get(str(row.number)), columns.get(str(row.number))
        if one is None or cells is None:
            continue
        before = [getattr(row, name) for name in CHANGED]
        counts = (int((cells == value).sum()) for value in (AGREE, DISAGREE, PASS))
        row.agree_count, row.disagree_count, row.pass_count = counts
        row.important_count, row.by_group = important.get(row.pk, 0), one["by_group"]
        row.gathers, row.divides, row.priority = one["agree"], apart(one["by_group"]), one["priority"]
        if before != [getattr(row, name) for name in CHANGED]:
            row.version += 1
            changed.append(row)
    Statement.objects.bulk_update(changed, [*CHANGED, "version"], batch_size=100)
    shown = [row for row in statements if row.in_list]
    count, _made = Count.objects.update_or_create(
        map=map, defaults={"made_at": at, "result": result, "previous": previous, "page": page_of(result, shown)}
    )
    OpinionMap.objects.filter(pk=map.pk).update(
        participants_count=result["counts"]["participants"], votes_count=result["counts"]["votes"], version=F("version") + 1
    )
    record(MapCounted(map_id=map.pk, process_id=map.component.process_id))
    return count


def apart(by_group: list[list[int] | None]) -> float:
    """How far the shares of agreement of groups lie from each other: 0 to 1."""
    shares = [(agree + 1) / (seen + 2) for agree, _disagree, seen in filter(None, by_group) if seen]
    return round(max(shares) - min(shares), DIGITS) if len(shares) > 1 else 0.0


@transaction.atomic
def forget_keys(*, at: datetime) -> int:
    """Some time after the end of a map, nothing leads to its participants."""
    forgotten = 0
    for map in OpinionMap.objects.filter(forgotten_at=None).select_related("component__process"):
        ended = over_since(map, at)
        if ended and ended < at - KEYS:
            forgotten += Participant.objects.filter(map=map, key__isnull=False).update(key=None)
            OpinionMap.objects.filter(pk=map.pk).update(forgotten_at=at)
    return forgotten
