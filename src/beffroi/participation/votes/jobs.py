from datetime import datetime, timedelta

from django.db.models import F

from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.participation.spaces.rules import until
from beffroi.participation.votes import actions, counting, reactions, urn
from beffroi.participation.votes.models import LIVE, OPEN, READY, Vote


def _next_hour(at: datetime) -> datetime | None:
    rows = Vote.objects.filter(state=READY)
    opens = rows.filter(opens_at__gt=at).order_by("opens_at").values_list("opens_at", flat=True).first()
    closes = rows.filter(closes_at__gt=at).order_by("closes_at").values_list("closes_at", flat=True).first()
    return min((moment for moment in (opens, closes) if moment), default=None)


@task(every=timedelta(minutes=1), longest=timedelta(minutes=10), ahead=_next_hour)
def keep_votes_going() -> None:
    """Tell what opens; count what is over, unless boxes of paper are still open; make live figures again."""
    at = clock.now()
    rows = Vote.objects.filter(state=READY).select_related("component__process")
    for vote in rows.filter(opened_at=None, opens_at__lte=at, closes_at__gt=at):
        if urn.is_open(vote, urn.election_of(vote), at):
            actions.tell_opening(vote=vote, at=at)
    for vote in rows.filter(closes_at__lte=at):
        if not vote.paper or _boxes_are_settled(vote):
            urn.count(vote, at)
    for vote in rows.filter(mode=OPEN, shown=LIVE, opens_at__lte=at, closes_at__gt=at).exclude(shown_count=F("ballots_count")):
        actions.refresh_live(vote=vote, at=at)


def _boxes_are_settled(vote: Vote) -> bool:
    """Two agents agree on every box, and there is one at least; where no sheet came in, the team says so at the desk."""
    settled = counting.settled_sheets(vote)
    return bool(settled) and all(settled.values())


@task(every=timedelta(hours=1))
def tell_what_ends() -> None:
    """Two days before the end, those who follow a vote are told once."""
    at = clock.now()
    rows = Vote.objects.filter(state=READY, hidden_at=None, closes_at__gt=at, closes_at__lte=at + timedelta(days=2))
    for vote in rows.filter(opens_at__lte=at - timedelta(days=2)).select_related("component__process"):
        if vote.closes_at is not None:
            reactions.tell_all(vote, "ending", when=until(vote.closes_at))
