"""Who may vote, and what may still be changed, as refusals."""

from datetime import datetime
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from beffroi.ground.verification import requirements
from beffroi.ground.verification.rules import meets
from beffroi.kernel.prepared import Prepared
from beffroi.kernel.rules import Refusal
from beffroi.participation.ballots import urns
from beffroi.participation.ballots.models import Election, Mark, Urn, Voter
from beffroi.participation.spaces.rules import day_and_time, has_right_in, must_be_published, must_be_running, must_take_part

PREPARE, MARK, COUNT = "ballots:election:prepare", "ballots:roll:mark", "ballots:paper:count"


def email_key(email: str) -> str:
    """The keyed hash by which an account is found on the roll."""
    clean = email.strip().casefold()
    return salted_hmac("beffroi.ballots.email", clean, algorithm="sha256").hexdigest() if clean else ""


# What every ballot asks: their SQL is written once.
_NUMBER = models.BigIntegerField()
_VOTER: Prepared[tuple[int, int]] = Prepared(
    lambda election, key: Voter.objects.filter(election=election, email_key=key).values_list("pk", "weight")[:1],
    election=_NUMBER,
    key=models.CharField(),
)
_STATE: Prepared[tuple[Any, ...]] = Prepared(
    lambda election: Election.objects.filter(pk=election).values_list("state", "opens_at", "closes_at"), election=_NUMBER
)


def voter_of(person: Any, election: Election) -> tuple[int, int] | None:
    """Her line of the roll and its weight, found by the address of her account."""
    if not person.is_authenticated or not person.email:
        return None
    return _VOTER.first(election=election.pk, key=email_key(person.email))


def refresh(election: Election) -> None:
    """State and hours as they are now; asked under the lock of the urn."""
    found = _STATE.first(election=election.pk)
    if found is not None:
        election.state, election.opens_at, election.closes_at = found


def must_be_open(election: Election, at: datetime) -> Refusal | None:
    if election.is_over or at >= election.closes_at:
        return Refusal("closed", _("This vote is over."))
    if not election.is_open(at):
        return Refusal("not_yet", _("This vote opens on %(when)s.") % {"when": day_and_time(election.opens_at)})
    return must_be_running(election.component.process)


def must_be_able_to_vote(person: Any, election: Election, at: datetime) -> Refusal | None:
    """Open now, signed in, on the roll, and not yet on paper."""
    refusal, word = standing(person, election, at)
    return refusal or must_not_be_on_paper(election, word)


def standing(person: Any, election: Election, at: datetime) -> tuple[Refusal | None, str]:
    """Why she may not vote, apart from a paper ballot; and how she is written in the sealed set."""
    refusal = must_be_open(election, at) or must_be_published(election.component, at, person)
    if refusal:
        return refusal, ""
    if not person.is_authenticated:
        return Refusal("anonymous", _("Sign in to vote.")), ""
    word = word_of(person, election)
    if not word:
        said = _("The e-mail address of your account is not on the list of those who may vote. Ask the town hall, or vote on paper.")
        return Refusal("not_listed", said), ""
    return must_take_part(person, election.component.process), word


def must_have_shown_who(person: Any, election: Election, at: datetime) -> Refusal | None:
    """What the vote asks beyond an account. Never as a step that keeps what was sent: choices do not wait beside a name."""
    if not requirements.asks(election.requirement) or (person.is_authenticated and meets(person, election.requirement, at)):
        return None
    return Refusal(
        "unverified",
        _("Show first who you are, then come back to vote."),
        way_out=f"{reverse('verification:mine')}?{urlencode({'besoin': requirements.word(election.requirement)})}",
        way_out_label=_("Show who I am"),
    )


def word_of(person: Any, election: Election) -> str:
    """Her line of the roll, or her account where everybody votes; empty if she is not on the roll."""
    if election.roll != Election.LIST:
        return f"a{person.pk}"
    found = voter_of(person, election)
    return f"v{found[0]}" if found else ""


def must_not_be_on_paper(election: Election, word: str) -> Refusal | None:
    if urns.way_of(election, word) == Mark.PAPER:
        return Refusal("paper", _("You have voted on paper."))
    return None


def has_voted(person: Any, election: Election) -> bool:
    """Whether she took part. For her own pages only: never make a list of it."""
    word = word_of(person, election) if person.is_authenticated else ""
    if not word:
        return False
    if urns.way_of(election, word):
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
