"""Anonymous and secret votes: their urn is that of `participation.ballots`, which knows no rule of counting and no question of ours."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from beffroi.kernel.rules import Refusal
from beffroi.participation.ballots import actions as ballots
from beffroi.participation.ballots import reading
from beffroi.participation.ballots.models import Election
from beffroi.participation.spaces.rules import requirement_of
from beffroi.participation.votes import counting
from beffroi.participation.votes.methods.base import Totals
from beffroi.participation.votes.models import LIST, OPEN, SECRET, Question, Vote


def election_of(vote: Vote) -> Election | None:
    if vote.mode == OPEN:
        return None
    found = Election.objects.filter(component_id=vote.component_id, ref="").first()
    if found is not None:
        found.component = vote.component
    return found


def prepare(vote: Vote, questions: Sequence[Question], at: datetime) -> Election:
    """The urn of a vote whose rules were just fixed; without keys or a list to wait for, it opens by itself at its hour."""
    if vote.opens_at is None or vote.closes_at is None:
        raise ValueError("a vote whose rules are fixed has its hours")
    with override(settings.LANGUAGE_CODE):
        sealed = [pair for question in questions for pair in counting.method(question).sealed(counting.asked(question))]
        paper_at = reverse("votes_desk:paper", args=[vote.component.process_id, vote.component_id]) if vote.paper else ""
    rules = {"votes": vote.rules_hash, "kinds": [kind for _question, kind in sealed]} | ({"paper_at": paper_at} if paper_at else {})
    election = ballots.prepare(
        component=vote.component, title=vote.title, mode=Election.SECRET if vote.mode == SECRET else Election.ANONYMOUS,
        questions=[question for question, _kind in sealed], opens_at=vote.opens_at, closes_at=vote.closes_at, rules=rules,
        roll=Election.LIST if vote.voter == LIST or vote.mode == SECRET else Election.EVERYBODY,
        requirement=requirement_of(vote.component, "vote"), has_paper=vote.paper, at=at,
    )  # fmt: skip
    if not ballots.missing(election):
        ballots.make_ready(election=election, is_ready=True, at=at)
        if election.opens_at <= at:
            election = ballots.open(election=election, at=at)
    return election


def must_not_have_begun(vote: Vote) -> Refusal | None:
    """An urn that is open cannot be stopped: nothing secret can be loosened."""
    election = election_of(vote)
    if election is None or not election.is_frozen:
        return None
    return Refusal("begun", _("This urn is open: it closes at its hour, and nobody can stop it before."))


def give_up(vote: Vote, at: datetime) -> None:
    election = election_of(vote)
    if election is not None:
        ballots.make_ready(election=election, is_ready=False, at=at)


def totals(vote: Vote) -> dict[str, Totals] | None:
    """What came out of the urn, question by question; None until it is counted."""
    election = election_of(vote)
    if election is None or election.state != Election.COUNTED:
        return None
    questions = counting.questions_of(vote)
    if vote.mode != SECRET:
        choices = reading.plain_ballots(election)
        return {
            question.key: counting.sum_up(counting.asked(question), ((one[question.key], 1) for one in choices)) for question in questions
        }
    found: dict[str, Any] = reading.result(election) or {}
    parts, made = list(found.get("questions", [])), {}
    for question in questions:
        said, method = counting.asked(question), counting.method(question)
        size = len(method.sealed(said))
        made[question.key], parts = method.opened(said, parts[:size], int(found["counted"])), parts[size:]
    return made


def people(election: Election) -> int:
    """How many took part, online; those on paper are counted from their sheets."""
    return int(reading.totals(election)["voted_count"])
