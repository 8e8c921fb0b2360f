"""Whether the ballots of a vote can be cast now and how many took part, whatever the mode: what pages ask."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from beffroi.ground.verification import requirements
from beffroi.ground.verification.asking import step
from beffroi.ground.verification.rules import meets
from beffroi.kernel.fragments import until_changed
from beffroi.kernel.rules import Refusal
from beffroi.participation.ballots import reading as urns
from beffroi.participation.ballots import rules as ballots
from beffroi.participation.ballots.models import Election
from beffroi.participation.votes import actions, reading, rules
from beffroi.participation.votes.actions.urn import election_of, people, totals
from beffroi.participation.votes.models import COUNTED, OPEN, Vote

__all__ = ["election_of", "people", "totals"]


def must_be_time(vote: Vote, election: Election | None, at: datetime) -> Refusal | None:
    """Open now; of an urn, also that its keys and codes are ready."""
    if refusal := rules.must_be_time(vote, at):
        return refusal
    if vote.mode != OPEN and (election is None or not election.is_open(at)):
        return Refusal("keys", _("The urn is being prepared: its keys and the codes of the voters are not ready yet."))
    return None


def is_open(vote: Vote, election: Election | None, at: datetime) -> bool:
    return must_be_time(vote, election, at) is None


def must_be_able_to_vote(person: object, vote: Vote, election: Election, at: datetime) -> Refusal | None:
    """Asked before the ballot is shown: what she chooses is never kept beside her name while she proves who she is."""
    refusal = rules.may_vote(person, vote, at) or must_be_time(vote, election, at) or ballots.must_be_able_to_vote(person, election, at)
    if refusal is None and requirements.asks(election.requirement) and not meets(person, election.requirement, at):  # type: ignore[arg-type]
        return step(election.requirement)
    return refusal


def participation(vote: Vote, election: Election | None) -> list[tuple[date, int]]:
    """How many took part on each day, until something changes in the town."""
    if election is not None:
        return urns.participation(election)
    return until_changed(f"votes:days:{vote.pk}", lambda: reading.participation(vote))


def counted(vote: Vote, election: Election | None) -> int:
    """How many voted so far."""
    return vote.total if election is None or vote.state == COUNTED else people(election)


def registered(vote: Vote, election: Election | None) -> int | None:
    """How many may vote: the roll says it, where there is one."""
    return (election.voters_count if election is not None else 0) or vote.registered


def count(vote: Vote, at: datetime) -> bool:
    """Count a vote that is over, if what it needs is there."""
    if vote.mode == OPEN:
        actions.count(vote=vote, at=at)
        return True
    found = totals(vote)
    if found is None:
        return False
    election = election_of(vote)
    actions.count(vote=vote, at=at, totals=found, registered=election.voters_count if election else 0)
    return True
