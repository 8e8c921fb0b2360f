"""From ballots to outcomes: what methods need of the rows, and totals of a vote. Reads; actions write."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from beffroi.participation.votes.methods import METHODS
from beffroi.participation.votes.methods.base import Asked, Choice, Method, Totals, add, times, written
from beffroi.participation.votes.models import Option, PaperSheet, Pattern, Question, Vote

__all__ = ["add", "written"]


def questions_of(vote: Vote) -> list[Question]:
    """With their options and pictures: three queries."""
    return list(vote.questions.prefetch_related("options__image"))


def asked(question: Question) -> Asked:
    options = sorted(question.options.all(), key=lambda option: (option.position, option.pk))
    return Asked(
        key=question.key, title=question.title, text=question.text, rule=question.rule, parameters=question.parameters,
        options=tuple(_choice(option) for option in options), lot=tuple(question.lot),
    )  # fmt: skip


def _choice(option: Option) -> Choice:
    return Choice(option.key, option.title, option.text, option.image)


def method(question: Question) -> Method:
    return METHODS[question.rule]


def online_totals(question: Question) -> Totals:
    """Of an open poll, from how often each answer was given."""
    said = asked(question)
    rows = Pattern.objects.filter(question=question, count__gt=0).values_list("answer", "count")
    return sum_up(said, ((json.loads(answer), n) for answer, n in rows.iterator()))


def sum_up(said: Asked, answers: Iterable[tuple[Any, int]]) -> Totals:
    """Totals of answers with how many gave each."""
    rule = METHODS[said.rule]
    found = rule.nothing(said)
    if rule.needs_ballots:
        ballots = found["ballots"]
        for answer, n in answers:
            text = written(answer)
            ballots[text] = ballots.get(text, 0) + n
        return found
    for answer, n in answers:
        found = add(found, times(rule.one(said, answer), n))
    return found


def settled_sheets(vote: Vote) -> dict[str, PaperSheet | None]:
    """Each table with the count that two agents agree on; None where they do not (yet)."""
    tables: dict[str, list[PaperSheet]] = {}
    for sheet in vote.sheets.order_by("at", "pk"):
        tables.setdefault(sheet.table, []).append(sheet)
    return {table: _agreed(sheets) for table, sheets in sorted(tables.items())}


def _agreed(sheets: list[PaperSheet]) -> PaperSheet | None:
    """The count that at least two have, if it is one only."""
    groups: dict[str, list[PaperSheet]] = {}
    for sheet in sheets:
        groups.setdefault(written([sheet.figures, sheet.ballots]), []).append(sheet)
    found = [group for group in groups.values() if len(group) >= 2]
    return found[0][0] if len(found) == 1 else None


def paper_totals(question: Question, settled: Mapping[str, PaperSheet | None]) -> Totals:
    found = METHODS[question.rule].nothing(asked(question))
    for sheet in settled.values():
        if sheet is not None:
            found = add(found, sheet.figures[question.key])
    return found


def rules_of(vote: Vote, questions: list[Question]) -> dict[str, Any]:
    """All that is fixed, as it is hashed into the ledger."""
    return {
        "title": vote.title, "text": vote.text, "council": vote.council, "who": vote.who, "mode": vote.mode, "voter": vote.voter,
        "shown": vote.shown, "paper": vote.paper, "opens_at": _said(vote.opens_at), "closes_at": _said(vote.closes_at),
        "registered": vote.registered, "quorum": vote.quorum,
        "questions": [
            {
                "key": question.key, "title": question.title, "text": question.text, "rule": question.rule,
                "parameters": question.parameters,
                "options": [[option.key, option.title, option.text] for option in question.options.all()],
            }
            for question in questions
        ],
    }  # fmt: skip


def hash_of(rules: Mapping[str, Any]) -> str:
    return hashlib.sha256(written(rules).encode()).hexdigest()


def lot_of(rules_hash: str, said: Asked) -> list[str]:
    """An order that nobody chose: that of the digests of the fixed rules and each answer. Anyone can draw it again."""
    return sorted(said.keys, key=lambda key: hashlib.sha256(f"{rules_hash} {said.key} {key}".encode()).hexdigest())


def _said(at: datetime | None) -> str:
    return at.isoformat() if at else ""
