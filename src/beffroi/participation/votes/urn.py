"""Between votes and the urn of `participation.ballots`: anonymous and secret votes."""

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from beffroi.kernel.fragments import until_changed
from beffroi.kernel.rules import Refusal
from beffroi.participation.votes import actions, reading, rules
from beffroi.participation.votes.models import OPEN, Vote


def election_of(vote: Vote) -> Any:
    return None


def must_be_time(vote: Vote, election: Any, at: datetime) -> Refusal | None:
    return rules.must_be_time(vote, at)


def is_open(vote: Vote, election: Any, at: datetime) -> bool:
    return vote.is_open(at)


def participation(vote: Vote, election: Any) -> list[tuple[date, int]]:
    return until_changed(f"votes:days:{vote.pk}", lambda: reading.participation(vote))


__all__ = ["OPEN"]


def count(vote: Vote, at: datetime) -> bool:
    """Count a vote that is over, if what it needs is there."""
    if vote.mode == OPEN:
        actions.count(vote=vote, at=at)
        return True
    return False


def booth(request: HttpRequest, vote: Vote) -> HttpResponse:
    raise Http404
