"""Statements: written by people, put in by the team, taken from networks and from other parts of the site; read, accepted, refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from beffroi.commons.search import actions as search
from beffroi.ground.people.models import Voice
from beffroi.kernel import edition
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.kernel.subjects import Subject
from beffroi.participation.opinions.facts import StatementsAdded, StatementsDecided
from beffroi.participation.opinions.models import MAP, OpinionMap, Statement
from beffroi.participation.opinions.rules import (
    STATE,
    may_moderate,
    may_state,
    must_be_one_idea,
    must_be_without_votes,
    must_go_on,
    setting,
)
from beffroi.participation.opinions.settings_form import BEFORE
from beffroi.participation.spaces.actions import count_contributions
from beffroi.participation.spaces.rules import must_be_open
from beffroi.participation.spaces.types import component_types


@dataclass(frozen=True)
class Seed:
    """A statement of the team, perhaps drawn from something that stands on this site."""

    text: str
    key: str = ""
    url: str = ""


@transaction.atomic
def state(*, map: OpinionMap, person: Any, text: str, at: datetime) -> Statement:
    """Write a statement. It is shown at once, or waits to be read, as the map says."""
    require(may_state(person, map, at), must_be_one_idea(text := tidy(text), setting(map.component, "longest")))
    waits = setting(map.component, "moderation") == BEFORE
    return _add(map, [_new(map, text, at, voice=person.voice, state=Statement.WAITING if waits else Statement.SHOWN)], at)[0]


@transaction.atomic
def seed(*, map: OpinionMap, person: Any, seeds: Sequence[Seed], at: datetime) -> list[Statement]:
    """Statements of the team, many at once; what stands there already is left out. `person` None: a command."""
    if person is not None:
        require(may_moderate(person, map))
    longest = setting(map.component, "longest")
    there = {one.casefold() for one in map.statements.values_list("text", flat=True)}
    keys = set(map.statements.exclude(origin_key="").values_list("origin_key", flat=True))
    rows = []
    for one in seeds:
        text = tidy(one.text)
        if not text or text.casefold() in there or (one.key and one.key in keys):
            continue
        require(must_be_one_idea(text, longest))
        there.add(text.casefold())
        keys.add(one.key)
        origin = Statement.TAKEN if one.key else Statement.TEAM
        rows.append(_new(map, text, at, origin=origin, origin_key=one.key, origin_url=one.url, state=Statement.SHOWN))
    return _add(map, rows, at)


@transaction.atomic
def take_from_network(*, map: OpinionMap, text: str, voice: Voice | None, key: str, url: str, at: datetime) -> Statement:
    """What somebody said on a network, put into one sentence by the team. Once for each `key`."""
    if already := map.statements.filter(origin_key=key).first():
        return already
    require(
        must_go_on(map), must_be_open(map.component, STATE, at), must_be_one_idea(text := tidy(text), setting(map.component, "longest"))
    )
    row = _new(map, text, at, origin=Statement.NETWORK, origin_key=key, origin_url=url[:500], voice=voice, state=Statement.SHOWN)
    return _add(map, [row], at)[0]


def tidy(text: str) -> str:
    return " ".join(text.replace("\0", "").split())


def _new(map: OpinionMap, text: str, at: datetime, **more: Any) -> Statement:
    return Statement(map=map, text=text, created_at=at, in_list=more.get("state") == Statement.SHOWN, **more)


def _add(map: OpinionMap, rows: list[Statement], at: datetime) -> list[Statement]:
    """Numbered under the lock of the map."""
    if not rows:
        return []
    OpinionMap.objects.select_for_update(of=("self",)).get(pk=map.pk)
    last = map.statements.aggregate(last=Max("number"))["last"] or 0
    for number, row in enumerate(rows, last + 1):
        row.number = number
    rows = Statement.objects.bulk_create(rows)
    _count(map, sum(row.in_list for row in rows))
    index_statements(map, rows, at)
    record(StatementsAdded(map_id=map.pk, process_id=map.component.process_id, statement_ids=[row.pk for row in rows]))
    return rows


def _count(map: OpinionMap, by: int) -> None:
    if by:
        OpinionMap.objects.filter(pk=map.pk).update(statements_count=F("statements_count") + by, version=F("version") + 1)
        count_contributions(process_id=map.component.process_id, by=by)


@transaction.atomic
def decide(*, map: OpinionMap, statements: Iterable[int], person: Any, accept: bool, at: datetime, reason: str = "", note: str = "") -> int:
    """Accept or refuse statements, one or many; a refusal says why. What was shown can be refused too, and the other way round."""
    require(may_moderate(person, map), None if accept else _must_have_reason(reason))
    rows = list(map.statements.select_for_update(of=("self",)).filter(pk__in=list(statements), withdrawn_at=None).order_by("pk"))
    said = {"reason": "", "note": ""} if accept else {"reason": reason, "note": note.strip()[:300]}
    state = Statement.SHOWN if accept else Statement.REFUSED
    rows = [row for row in rows if row.state != state]
    for row in rows:
        row.state, row.decided_at, row.decided_by = state, at, person.voice
        for name, value in said.items():
            setattr(row, name, value)
        _save(row, "state", "decided_at", "decided_by", *said)
    _tell(map, rows, at)
    return len(rows)


def _must_have_reason(reason: str) -> Refusal | None:
    return None if reason in dict(Statement.REASONS) else Refusal("reason", _("Say why: choose a reason."))


@transaction.atomic
def correct(*, statement: Statement, person: Any, text: str, is_meta: bool, at: datetime) -> Statement:
    """Its words, as long as nobody has answered it; whether it is about the map itself."""
    map = statement.map
    require(may_moderate(person, map))
    row = Statement.objects.select_for_update(of=("self",)).get(pk=statement.pk)
    if (text := tidy(text)) != row.text:
        require(must_be_without_votes(row), must_be_one_idea(text, setting(map.component, "longest")))
        if map.statements.filter(text__iexact=text).exclude(pk=row.pk).exists():
            raise Refused(Refusal("double", _("This statement is there already.")))
    row.text, row.is_meta = text, is_meta
    _save(row, "text", "is_meta")
    _tell(map, [row], at)
    return row


@transaction.atomic
def hide_statement(*, statement_id: int, hidden: bool, at: datetime) -> None:
    """Moderation took it out of sight, or put it back."""
    row = Statement.objects.select_related("map__component__process").get(pk=statement_id)
    row.hidden_at = at if hidden else None
    _save(row, "hidden_at")
    _tell(row.map, [row], at)


@transaction.atomic
def withdraw_elsewhere(*, statement: Statement, at: datetime) -> None:
    """Its author took the message away where it was said, or does not want it here."""
    row = Statement.objects.select_related("map__component__process").get(pk=statement.pk)
    if row.withdrawn_at is None and row.origin == Statement.NETWORK:
        row.withdrawn_at = at
        _save(row, "withdrawn_at")
        _tell(row.map, [row], at)


@transaction.atomic
def put_back_elsewhere(*, statement: Statement, at: datetime) -> None:
    """It was withdrawn by mistake, or by a stranger."""
    row = Statement.objects.select_related("map__component__process").get(pk=statement.pk)
    if row.withdrawn_at is not None and row.origin == Statement.NETWORK:
        row.withdrawn_at = None
        _save(row, "withdrawn_at")
        _tell(row.map, [row], at)


def _save(row: Statement, *names: str) -> None:
    was, row.in_list = row.in_list, row.state == Statement.SHOWN and not row.hidden_at and not row.withdrawn_at
    row.version = F("version") + 1
    row.save(update_fields=[*names, "in_list", "version"])
    row.refresh_from_db(fields=["version"])
    if was != row.in_list:
        _count(row.map, 1 if row.in_list else -1)


def _tell(map: OpinionMap, rows: list[Statement], at: datetime) -> None:
    """The next count knows it, the search too."""
    if not rows:
        return
    OpinionMap.objects.filter(pk=map.pk).update(is_dirty=True)
    index_statements(map, rows, at)
    record(StatementsDecided(map_id=map.pk, process_id=map.component.process_id, statement_ids=[row.pk for row in rows]))
    edition.bump()


def index_statements(map: OpinionMap, rows: Iterable[Statement], at: datetime) -> None:
    """What is shown can be found, and is held beside what somebody writes."""
    component = map.component
    is_public = component.is_public and component.process.is_public and not map.hidden_at
    for row in rows:
        if not (is_public and row.in_list):
            search.remove(subject=row.subject)
            continue
        search.put(
            subject=row.subject, title=row.text, text="", url=statement_address(row, map), at=at, weight=0.5,
            space=Subject("process", component.process_id),
        )  # fmt: skip


def statement_address(statement: Statement, map: OpinionMap | None = None) -> str:
    """Its page in the town's first language. `component.process` must be loaded."""
    with override(settings.LANGUAGE_CODE):
        return component_types[MAP].url((map or statement.map).component, "statement", statement.number)
