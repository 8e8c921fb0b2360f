"""What pages, files and tables say of votes. Writes nothing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from beffroi.kernel.fragments import until_changed
from beffroi.participation.spaces.rules import day_and_time, until
from beffroi.participation.spaces.types import Table
from beffroi.participation.votes import counting
from beffroi.participation.votes.methods.base import Asked, Method
from beffroi.participation.votes.methods.yes_no import WORDS
from beffroi.participation.votes.models import COUNTED, OPEN, READY, STOPPED, NetworkPoll, Outcome, Question, Vote


@dataclass(frozen=True)
class Result:
    """One question with what came out, ready for a page."""

    question: Question
    asked: Asked
    method: Method
    outcome: Outcome
    told: dict[str, Any]
    parts: list[str]
    networks: list[dict[str, Any]]

    @property
    def template(self) -> str:
        return f"votes/results/_{self.method.template}.html"


def number(n: int) -> str:
    return number_format(n, force_grouping=True)


def kept_results(vote: Vote) -> list[Result]:
    """The same until something changes in the town, in each language."""
    return until_changed(f"votes:results:{vote.pk}:{get_language()}", lambda: results(vote))


def results(vote: Vote) -> list[Result]:
    """Of every question that has figures: some queries, whatever the ballots."""
    found = []
    rows = vote.questions.select_related("outcome").prefetch_related("options__image", "network_polls")
    for question in rows:
        outcome = getattr(question, "outcome", None)
        if outcome is None:
            continue
        said, method = counting.asked(question), counting.method(question)
        apart = bool(outcome.paper) and not method.needs_ballots
        parts = {pgettext("votes", "Online"): outcome.online, pgettext("votes", "On paper"): outcome.paper} if apart else {}
        told = method.told(said, json.loads(outcome.result), parts)
        polls = [_network(said, poll) for poll in question.network_polls.all()]
        found.append(Result(question, said, method, outcome, told, list(parts), polls))
    return found


def _network(said: Asked, poll: NetworkPoll) -> dict[str, Any]:
    words = {key: str(word) for key, word in WORDS.items()} | {option.key: option.title for option in said.options}
    rows = [{"label": words.get(key, key), "count": n} for key, n in poll.counts.items()]
    return {"place": poll.place, "url": poll.url, "rows": rows, "at": poll.at, "total": sum(poll.counts.values())}


def tables(vote: Vote) -> Iterator[Table]:
    """For spreadsheets and the open data."""
    for result in results(vote):
        columns, rows = result.method.table(result.asked, json.loads(result.outcome.result))
        yield Table(result.question.key, result.question.title, columns, rows)
    days = participation(vote)
    yield Table("participation", _("Participation by day"), [_("Day"), pgettext("votes", "Ballots")], [[day, n] for day, n in days])


def participation(vote: Vote) -> list[tuple[date, int]]:
    """How many ballots came in on each day; no finer."""
    return list(vote.days.filter(count__gt=0).order_by("day").values_list("day", "count"))


def state_said(vote: Vote, at: datetime) -> tuple[str, str]:
    """Where the vote is, and the tone of it."""
    if vote.state == STOPPED:
        return pgettext("vote", "Stopped"), "brick"
    if vote.state == COUNTED:
        return pgettext("vote", "Counted"), "good"
    if vote.is_open(at):
        return pgettext("vote", "Open now"), "town"
    if vote.state == READY and vote.opens_at and at < vote.opens_at:
        return pgettext("vote", "Coming"), ""
    return (pgettext("vote", "Being counted"), "bell") if vote.is_over(at) else (pgettext("vote", "In preparation"), "")


def clock_said(vote: Vote, at: datetime) -> str:
    """When it opens or closes, in words."""
    if vote.state == STOPPED or vote.opens_at is None or vote.closes_at is None:
        return ""
    if at < vote.opens_at:
        return _("Opens on %(when)s") % {"when": day_and_time(vote.opens_at)}
    if at < vote.closes_at and vote.state == READY:
        return _("Vote until %(when)s") % {"when": until(vote.closes_at)}
    return _("Closed on %(when)s") % {"when": until(vote.closes_at)}


def ballots_said(vote: Vote, n: int, registered: int | None) -> str:
    """How many voted, and of how many, where that is known."""
    said = ngettext("%(n)s ballot", "%(n)s ballots", n) % {"n": number(n)}
    if registered:
        words = {"ballots": said, "percent": number_format(100 * n / registered, 1), "all": number(registered)}
        said = _("%(ballots)s: %(percent)s %% of the %(all)s people who may vote") % words
    return said


def quorum_said(vote: Vote, registered: int | None) -> str:
    """Whether enough people voted, where a quorum was set."""
    if not vote.quorum or not registered:
        return ""
    up, down = (int(part) for part in vote.quorum.split("/"))
    needed = -(-registered * up // down)
    words = {"needed": number(needed), "n": number(vote.total)}
    if vote.state != COUNTED:
        return _("The result counts if at least %(needed)s people vote.") % words
    if vote.total >= needed:
        return _("The quorum of %(needed)s ballots is reached: there are %(n)s.") % words
    return _("The quorum of %(needed)s ballots is not reached: there are %(n)s. The council is told so.") % words


def mode_said(vote: Vote) -> str:
    """What the mode means for whoever votes, in one or two sentences."""
    if vote.mode == OPEN:
        each = (
            _("One vote for each person.")
            if vote.voter == "person"
            else _("One vote for each browser, remembered by a small cookie that serves nothing else: an indication, no more.")
        )
        return each + " " + _("The site knows what you answered until the end of the poll, then forgets it. It is never shown.")
    if vote.mode == "anonymous":
        return _(
            "Your name is ticked on the list of voters; your ballot goes into an urn that knows no name. Nobody can put them together."
        )
    return _("Your ballot is encrypted on your own device. Nobody can read it, and anyone can check that the count is right.")
