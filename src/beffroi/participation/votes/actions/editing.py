from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from beffroi.ground.media.models import Image
from beffroi.kernel.facts import record
from beffroi.kernel.html import from_markdown
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.spaces import editing
from beffroi.participation.spaces.models import Component
from beffroi.participation.votes.actions.texts import KIND, locked
from beffroi.participation.votes.facts import VoteEdited
from beffroi.participation.votes.methods import METHODS
from beffroi.participation.votes.models import Option, Question, Vote
from beffroi.participation.votes.rules import MOST_OPTIONS, MOST_QUESTIONS, may_edit, must_be_draft, must_not_be_called

FIELDS = (
    "title", "text", "council", "who", "mode", "voter", "shown", "paper", "networks", "opens_at", "closes_at", "registered", "quorum", "grid",
)  # fmt: skip


@transaction.atomic
def create(*, component: Component, title: str = "") -> Vote:
    """The row that a new component needs; calling it again changes nothing."""
    vote, _created = Vote.objects.get_or_create(component=component, defaults={"title": title or component.title})
    return vote


@transaction.atomic
def edit(*, vote: Vote, person: Any, base_version: int, at: datetime, changes: Mapping[str, Any]) -> Vote:
    """Change what the vote says of itself, while it is a draft. `person` None: a command.

    Raises spaces.editing.Stale if somebody else changed the same texts meanwhile.
    """
    vote = locked(vote)
    if person is not None:
        require(may_edit(person, vote))
    require(must_be_draft(vote), must_not_be_called(changes.get("title", "")))
    mine = {name: changes[name] for name in FIELDS if name in changes}
    writes = editing.merge(kind=KIND, row=vote, seen=base_version, mine=mine)
    if not writes:
        return vote
    if "text" in writes:
        vote.html = from_markdown(writes["text"])
    vote.edited_at = at
    process = vote.component.process
    editing.apply(kind=KIND, row=vote, process=process, writes=writes, person=person, at=at, derived=("html", "edited_at"))
    return vote


Line = tuple[str, str, Image | None]


@transaction.atomic
def add_question(
    *, vote: Vote, person: Any, title: str, rule: str, parameters: Mapping[str, Any], options: Sequence[Line] = (), text: str = ""
) -> Question:
    """A question at the end, with its answers (title, words, picture)."""
    vote = locked(vote)
    _must_write(vote, person, title, options)
    require(None if vote.questions.count() < MOST_QUESTIONS else Refusal("many", _("This vote has all the questions that it can take.")))
    last = vote.questions.aggregate(last=Max("position"))["last"]
    number = (last or 0) + 1
    taken = set(vote.questions.values_list("key", flat=True))
    key = next(f"q{n}" for n in range(1, MOST_QUESTIONS + 2) if f"q{n}" not in taken)
    question = Question.objects.create(
        vote=vote, key=key, position=number, title=title, text=text, rule=METHODS[rule].kind, parameters=dict(parameters)
    )
    _keep_options(question, options)
    _changed(vote)
    return question


@transaction.atomic
def edit_question(
    *, question: Question, person: Any, title: str, rule: str, parameters: Mapping[str, Any], options: Sequence[Line] = (), text: str = ""
) -> Question:
    vote = locked(question.vote)
    _must_write(vote, person, title, options)
    question.title, question.text, question.rule, question.parameters = title, text, METHODS[rule].kind, dict(parameters)
    question.save(update_fields=["title", "text", "rule", "parameters"])
    question.options.all().delete()
    _keep_options(question, options)
    _changed(vote)
    return question


@transaction.atomic
def remove_question(*, question: Question, person: Any) -> None:
    vote = locked(question.vote)
    _must_write(vote, person, "", ())
    question.delete()
    _changed(vote)


@transaction.atomic
def move_question(*, question: Question, person: Any, up: bool) -> None:
    """Change places with the neighbour."""
    vote = locked(question.vote)
    _must_write(vote, person, "", ())
    rows = list(vote.questions.all())
    place = next(n for n, row in enumerate(rows) if row.pk == question.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        for position, row in enumerate(rows, 1):
            row.position = position
        Question.objects.bulk_update(rows, ["position"])
        _changed(vote)


def _must_write(vote: Vote, person: Any, title: str, options: Sequence[Line]) -> None:
    if person is not None:
        require(may_edit(person, vote))
    require(must_be_draft(vote), must_not_be_called(title))
    require(Refusal("many", _("This question has all the answers that it can take.")) if len(options) > MOST_OPTIONS else None)


def _keep_options(question: Question, options: Sequence[Line]) -> None:
    if METHODS[question.rule].has_options:
        Option.objects.bulk_create(
            Option(question=question, key=f"a{n}", position=n, title=title, text=text, image=image)
            for n, (title, text, image) in enumerate(options, 1)
        )


def _changed(vote: Vote) -> None:
    Vote.objects.filter(pk=vote.pk).update(version=F("version") + 1)
    record(VoteEdited(vote_id=vote.pk, process_id=vote.component.process_id))


@transaction.atomic
def copy(*, source: Vote, target: Vote, at: datetime) -> Vote:
    """The texts, the questions and their rules, as a draft without dates."""
    changes = {name: getattr(source, name) for name in FIELDS if name not in ("opens_at", "closes_at")}
    target = edit(vote=target, person=None, base_version=target.edits, at=at, changes=changes)
    for question in source.questions.prefetch_related("options__image"):
        lines = [(option.title, option.text, option.image) for option in question.options.all()]
        add_question(
            vote=target, person=None, title=question.title, text=question.text, rule=question.rule, parameters=question.parameters,
            options=lines,
        )  # fmt: skip
    return target
