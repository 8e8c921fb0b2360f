from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal
from beffroi.outreach.contests.access import RUN
from beffroi.outreach.contests.models import Contest, Entry

MOST_WINNERS = 20


def may_run(person: Any) -> Refusal | None:
    return must_have_right(person, RUN)


def must_be_draft(contest: Contest) -> Refusal | None:
    if contest.state != Contest.DRAFT:
        return Refusal("published", _("This contest is published: its rules no longer change."))
    return None


def must_be_published(contest: Contest) -> Refusal | None:
    if contest.state != Contest.PUBLISHED:
        return Refusal("not_running", _("This contest is not running."))
    return None


def must_be_whole(contest: Contest, at: datetime) -> Refusal | None:
    """What the law and fairness ask for before anybody takes part."""
    if contest.closes_at <= at:
        return Refusal("over", _("It would close in the past: choose later dates."))
    if contest.kind == Contest.QUIZ and (not contest.question or len(contest.options) < 2 or contest.right is None):
        return Refusal("quiz", _("A quiz needs its question, its answers and the right one."))
    return None


def must_be_open(contest: Contest, at: datetime) -> Refusal | None:
    """Can anybody enter now?"""
    if contest.state == Contest.CANCELLED:
        return Refusal("cancelled", _("This contest was cancelled."))
    if contest.state == Contest.PUBLISHED and at < contest.opens_at:
        return Refusal("early", _("This contest has not begun."))
    if not contest.is_open(at):
        return Refusal("closed", _("This contest is closed."))
    return None


def may_enter(person: Any, contest: Contest, at: datetime) -> Refusal | None:
    if refusal := must_be_open(contest, at):
        return refusal
    if not person.is_authenticated:
        return Refusal("anonymous", _("Say who you are to take part."))
    if person.is_team:
        return Refusal("team", _("Who works on this site does not take part: it would not be fair."))
    if Entry.objects.filter(contest=contest, voice=person.voice).exists():
        return Refusal("again", _("You take part already. Each person does so once."))
    return None


def may_take_back(person: Any, entry: Entry, at: datetime) -> Refusal | None:
    if not person.is_authenticated or entry.voice_id is None or entry.voice_id != person.voice.pk:
        return Refusal("not_yours", _("Only who took part can take it back."))
    if entry.state == Entry.WITHDRAWN:
        return Refusal("gone", _("You have taken it back already."))
    if entry.contest.closed_at:
        return Refusal("listed", _("The list of tickets is closed."))
    return None


def must_be_over(contest: Contest, at: datetime) -> Refusal | None:
    if at < contest.closes_at:
        return Refusal("open", _("This contest is still open."))
    return None


def must_be_sorted(contest: Contest) -> Refusal | None:
    if contest.entries.waiting().exists():
        return Refusal("waiting", _("Entries still have to be looked at."))
    return None


def must_be_listed(contest: Contest) -> Refusal | None:
    if contest.closed_at is None:
        return Refusal("not_listed", _("Close the list of tickets first."))
    return None


def must_not_be_listed(contest: Contest) -> Refusal | None:
    if contest.closed_at:
        return Refusal("listed", _("The list of tickets is closed."))
    return None


def must_be_winner(entry: Entry) -> Refusal | None:
    if entry.outcome != Entry.WINNER:
        return Refusal("not_winner", _("This person is no winner who still waits for the prize."))
    return None
