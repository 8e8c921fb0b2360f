import re
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from beffroi.ground.verification.rules import must_be_verified
from beffroi.kernel.rules import Refusal
from beffroi.participation.spaces import calendar
from beffroi.participation.spaces.rules import (
    day_and_time,
    has_right_in,
    must_be_published,
    must_be_running,
    must_have_right_in,
    must_take_part,
    requirement_of,
)
from beffroi.participation.votes.access import EDIT, PAPER
from beffroi.participation.votes.methods import METHODS
from beffroi.participation.votes.models import COUNTED, DRAFT, LIST, LIVE, OPEN, PERSON, READY, SECRET, STOPPED, Vote

VOTE = "vote"
LEAST_OPTIONS, MOST_OPTIONS, MOST_QUESTIONS = 2, 60, 20
SHORTEST = timedelta(hours=1)
# A local referendum and a “consultation des électeurs” are held on paper, by rules of their own (code général des
# collectivités territoriales, LO1112-1 and L1112-15 on): an online vote that bore these names could be annulled.
FORBIDDEN = re.compile(r"\b(referendum|referenda|referendums|consultations? des electeurs|scrutin officiel)\b")


def plain(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(one)).replace("’", "'")


def must_not_be_called(*words: str) -> Refusal | None:
    """An online vote never bears the name of a vote that the law holds on paper."""
    if any(FORBIDDEN.search(" ".join(plain(text).split())) for text in words):
        return Refusal(
            "name",
            gettext_lazy(
                "An online vote cannot be called a referendum or a “consultation des électeurs”: the law holds these on paper, by rules of "
                "their own. Say “vote” or “advisory vote”."
            ),
        )
    return None


def may_edit(person: Any, vote: Vote) -> Refusal | None:
    return must_have_right_in(person, vote.component.process, EDIT)


def may_count_paper(person: Any, vote: Vote) -> Refusal | None:
    return must_have_right_in(person, vote.component.process, PAPER)


def is_team(person: Any, vote: Vote) -> bool:
    return person.is_authenticated and has_right_in(person, vote.component.process, EDIT)


def may_see(person: Any, vote: Vote, at: datetime) -> Refusal | None:
    return must_be_published(vote.component, at, person) or must_not_be_hidden(vote)


def must_not_be_hidden(vote: Vote) -> Refusal | None:
    return Refusal("hidden", gettext_lazy("This vote was hidden by moderation.")) if vote.hidden_at else None


def must_be_draft(vote: Vote) -> Refusal | None:
    """Once fixed, nothing that counts can be changed."""
    if vote.state == DRAFT:
        return None
    return Refusal("frozen", gettext_lazy("The rules of this vote are fixed: nothing that counts can be changed any more."))


def must_be_time(vote: Vote, at: datetime) -> Refusal | None:
    """It is open now; else when it opens, or that it is over."""
    if vote.hidden_at:
        return must_not_be_hidden(vote)
    if vote.state == DRAFT or vote.opens_at is None or vote.closes_at is None:
        return Refusal("draft", gettext_lazy("This vote is being prepared."))
    if vote.state == STOPPED:
        return Refusal("stopped", gettext_lazy("This vote was stopped."))
    if at < vote.opens_at:
        return Refusal("not_yet", _("This vote opens on %(when)s.") % {"when": day_and_time(vote.opens_at)})
    if vote.state == COUNTED or vote.closes_at <= at:
        return Refusal("closed", _("This vote closed on %(when)s.") % {"when": day_and_time(vote.closes_at)})
    return must_be_running(vote.component.process)


def may_vote(person: Any, vote: Vote, at: datetime) -> Refusal | None:
    """Whether the ballot is shown; who she is, is asked when it is sent."""
    refusal = may_see(person, vote, at) or must_be_time(vote, at)
    if refusal or not (person.is_authenticated or vote.component.process.is_group):
        return refusal
    return must_take_part(person, vote.component.process)


def may_cast_open(person: Any, vote: Vote, at: datetime) -> Refusal | None:
    """Put a ballot into an open poll."""
    if refusal := may_vote(person, vote, at):
        return refusal
    if vote.mode != OPEN:
        return Refusal("urn", gettext_lazy("The ballots of this vote go into an urn."))
    if vote.voter == PERSON and not person.is_authenticated:
        return Refusal("anonymous", gettext_lazy("Sign in to vote: each person votes once."))
    return must_be_verified(person, requirement_of(vote.component, VOTE), at)


def may_see_figures(vote: Vote, at: datetime) -> Refusal | None:
    """Results: when it is counted; before that only those of an open poll that shows them at once. Nobody is excepted."""
    if vote.state == COUNTED:
        return None
    if vote.state == READY and vote.mode == OPEN and vote.shown == LIVE and vote.opens_at and vote.opens_at <= at:
        return None
    return Refusal("not_yet", gettext_lazy("Nobody sees any result before the end of the vote."))


def coming(vote: Vote, at: datetime) -> str:
    """When a vote that is being prepared is to open, by the phases of its process."""
    spell = calendar.next_opening(vote.component, VOTE, at)
    return day_and_time(spell.starts_at) if spell else ""


def may_follow(person: Any, vote: Vote, at: datetime) -> Refusal | None:
    if not person.is_authenticated:
        return Refusal("anonymous", gettext_lazy("Sign in to follow this vote."))
    return may_see(person, vote, at)


def may_count(vote: Vote, at: datetime) -> Refusal | None:
    if vote.state != READY or vote.closes_at is None or at < vote.closes_at:
        return Refusal("not_yet", gettext_lazy("Votes are counted when they are over."))
    return None


def must_take_paper(vote: Vote, at: datetime) -> Refusal | None:
    if not vote.paper:
        return Refusal("no_paper", gettext_lazy("There is no paper in this vote."))
    if vote.state == COUNTED:
        return Refusal("counted", gettext_lazy("This vote is counted."))
    if vote.state != READY or vote.closes_at is None or at < vote.closes_at:
        return Refusal("not_yet", gettext_lazy("Boxes are opened when the vote is over."))
    return None


def missing(vote: Vote, at: datetime) -> list[str]:
    """What must be there before the rules are fixed, as sentences; what the law asks to be said is among them."""
    found = []
    if refusal := must_not_be_called(vote.title, *(question.title for question in vote.questions.all())):
        found.append(str(refusal))
    if not vote.title:
        found.append(_("Write what is voted on."))
    if not vote.text.strip():
        found.append(_("Write what people need to know before they vote: the facts, the cost, the arguments."))
    if not vote.council.strip():
        found.append(_("Say what the council does with the result, and when."))
    if not vote.who.strip():
        found.append(_("Say who may vote."))
    if vote.opens_at is None or vote.closes_at is None:
        found.append(_("Say from when until when one can vote."))
    elif vote.closes_at - max(vote.opens_at, at) < SHORTEST:
        found.append(_("The vote must last at least an hour from now."))
    if vote.quorum and not vote.registered and vote.mode != SECRET and vote.voter != LIST:
        found.append(_("A quorum needs the number of people who may vote."))
    questions = list(vote.questions.all())
    if not questions:
        found.append(_("Write the first question."))
    for question in questions:
        found += _missing_in(vote, question)
    return found


def _missing_in(vote: Vote, question: Any) -> list[str]:
    method, n = METHODS[question.rule], len(question.options.all())
    found = []
    if method.has_options and n < LEAST_OPTIONS:
        words = {"question": question.title, "n": LEAST_OPTIONS}
        found.append(ngettext("“%(question)s” needs %(n)d answer.", "“%(question)s” needs %(n)d answers.", LEAST_OPTIONS) % words)
    most = question.parameters.get("most")
    if method.has_options and most and most > n >= LEAST_OPTIONS:
        found.append(_("“%(question)s”: one cannot choose more answers than there are.") % {"question": question.title})
    return found
