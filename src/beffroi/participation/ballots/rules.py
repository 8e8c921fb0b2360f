"""Who may vote, and what may still be changed, as refusals."""

from datetime import datetime
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from beffroi.kernel.rules import Refusal
from beffroi.participation.ballots import urns
from beffroi.participation.ballots.models import Election, Mark, Urn, Voter
from beffroi.participation.spaces.rules import day_and_time, has_right_in, must_be_published, must_be_running, must_take_part

PREPARE, MARK, COUNT = "ballots:election:prepare", "ballots:roll:mark", "ballots:paper:count"


def email_key(email: str) -> str:
    """The keyed hash by which an account is found on the roll."""
    clean = email.strip().casefold()
    return salted_hmac("beffroi.ballots.email", clean, algorithm="sha256").hexdigest() if clean else ""


def voter_of(person: Any, election: Election) -> Voter | None:
    """Her line of the roll, found by the address of her account."""
    if not person.is_authenticated or not person.email:
        return None
    return Voter.objects.filter(election=election, email_key=email_key(person.email)).first()


def must_be_open(election: Election, at: datetime) -> Refusal | None:
    if election.is_over or at >= election.closes_at:
        return Refusal("closed", _("This vote is over."))
    if not election.is_open(at):
        return Refusal("not_yet", _("This vote opens on %(when)s.") % {"when": day_and_time(election.opens_at)})
    return must_be_running(election.component.process)


def must_be_able_to_vote(person: Any, election: Election, at: datetime) -> Refusal | None:
    """Open now, signed in, on the roll, and not yet on paper."""
    if refusal := must_be_open(election, at):
        return refusal
    if refusal := must_be_published(election.component, at, person):
        return refusal
    if not person.is_authenticated:
        return Refusal("anonymous", _("Sign in to vote."))
    if refusal := must_take_part(person, election.component.process):
        return refusal
    voter = voter_of(person, election) if election.roll == Election.LIST else None
    if election.roll == Election.LIST and voter is None:
        return Refusal(
            "not_listed",
            _("The e-mail address of your account is not on the list of those who may vote. Ask the town hall, or vote on paper."),
        )
    mark = urns.is_marked(election, urns.word_of(person, voter))
    if mark is not None and mark.way == Mark.PAPER:
        return Refusal("paper", _("You have voted on paper."))
    return None


def has_voted(person: Any, election: Election) -> bool:
    """Whether she took part online. For her own pages only: never make a list of it."""
    if not person.is_authenticated:
        return False
    voter = voter_of(person, election) if election.roll == Election.LIST else None
    if election.roll == Election.LIST and voter is None:
        return False
    word = urns.word_of(person, voter)
    if urns.is_marked(election, word):
        return True
    urn = Urn.objects.filter(election=election).first()
    return urn is not None and word in urns.pending(urn)


def must_be_changeable(election: Election) -> Refusal | None:
    if election.is_frozen:
        return Refusal("frozen", _("This vote has begun: nothing of it can be changed any more."))
    return None


def must_be_over(election: Election) -> Refusal | None:
    """Nobody learns how a vote goes before its end: neither the public nor the team."""
    if not election.is_over:
        return Refusal("not_yet", _("Nobody sees how people voted before the end, not even the team."))
    return None


def may_read_result(election: Election) -> Refusal | None:
    if election.state != Election.COUNTED:
        return must_be_over(election) or Refusal("not_yet", _("The vote is being counted."))
    return None


def may_prepare(person: Any, election: Election) -> bool:
    return has_right_in(person, election.component.process, PREPARE)
