import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from beffroi.kernel import edition
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.spaces.actions import count_contributions
from beffroi.participation.votes.actions.closing import refresh_live
from beffroi.participation.votes.actions.texts import locked
from beffroi.participation.votes.methods.base import written
from beffroi.participation.votes.models import LIVE, PERSON, Ballot, Pattern, PollDay, Question, Vote
from beffroi.participation.votes.rules import may_cast_open

AT_ONCE = 300  # with more ballots than this, the figures of an open poll are made again by a job


def browser_key(word: str) -> str:
    """What is kept of the word that a browser holds."""
    return hashlib.sha256(f"beffroi.votes {word}".encode()).hexdigest()


@transaction.atomic
def cast(*, vote: Vote, person: Any, answers: Mapping[str, Any], at: datetime, browser: str = "") -> Ballot:
    """Put a ballot into an open poll, or change the one that is there: the last one counts.

    `answers` {question: answer} as the forms of the methods give them; `browser`: the word of a browser, where that is what counts.
    """
    vote = locked(vote)
    require(may_cast_open(person, vote, at))
    questions = {question.key: question for question in vote.questions.all()}
    require(None if answers.keys() == questions.keys() else Refusal("incomplete", "Every question has its answer."))
    who: dict[str, Any] = {"voice": person.voice} if vote.voter == PERSON else {"browser": browser_key(browser)}
    ballot = Ballot.objects.filter(vote=vote, **who).first()
    if ballot is None:
        ballot = Ballot.objects.create(vote=vote, answers=dict(answers), day=localdate(at), **who)
        Vote.objects.filter(pk=vote.pk).update(ballots_count=F("ballots_count") + 1, version=F("version") + 1)
        _count_day(vote, ballot.day, 1)
        count_contributions(process_id=vote.component.process_id, by=1)
    else:
        for key, answer in ballot.answers.items():
            _add(questions[key], answer, -1)
        ballot.answers = dict(answers)
        ballot.save(update_fields=["answers"])
    for key, answer in answers.items():
        _add(questions[key], answer, 1)
    _shown_again(vote, at)
    return ballot


@transaction.atomic
def take_back(*, vote: Vote, person: Any, at: datetime, browser: str = "") -> None:
    """Withdraw one's ballot of an open poll while it is open."""
    vote = locked(vote)
    require(may_cast_open(person, vote, at))
    who: dict[str, Any] = {"voice": person.voice} if vote.voter == PERSON else {"browser": browser_key(browser)}
    _remove(vote, Ballot.objects.filter(vote=vote, **who).first())
    _shown_again(vote, at)


def _remove(vote: Vote, ballot: Ballot | None) -> None:
    if ballot is None:
        return
    questions = {question.key: question for question in vote.questions.all()}
    for key, answer in ballot.answers.items():
        _add(questions[key], answer, -1)
    ballot.delete()
    _count_day(vote, ballot.day, -1)
    Vote.objects.filter(pk=vote.pk).update(ballots_count=F("ballots_count") - 1, version=F("version") + 1)
    count_contributions(process_id=vote.component.process_id, by=-1)


def _count_day(vote: Vote, day: date, by: int) -> None:
    if not PollDay.objects.filter(vote=vote, day=day).update(count=F("count") + by):
        PollDay.objects.create(vote=vote, day=day, count=by)


def _add(question: Question, answer: Any, by: int) -> None:
    text = written(answer)
    digest = hashlib.sha256(text.encode()).hexdigest()
    if not Pattern.objects.filter(question=question, digest=digest).update(count=F("count") + by):
        Pattern.objects.create(question=question, answer=text, digest=digest, count=by)


def _shown_again(vote: Vote, at: datetime) -> None:
    edition.bump()
    vote.refresh_from_db(fields=["ballots_count", "version"])
    if vote.shown == LIVE and vote.ballots_count <= AT_ONCE:
        refresh_live(vote=vote, at=at)
