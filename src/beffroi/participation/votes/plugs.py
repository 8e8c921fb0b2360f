from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.commons.moderation.types import Context, Whole, contexts
from beffroi.ground.people.models import Account
from beffroi.ground.people.types import GuestAct, guest_acts
from beffroi.kernel import html
from beffroi.kernel.asked import Asked, answer, asked
from beffroi.kernel.demo import DemoPart, demo_parts
from beffroi.kernel.routes import mount
from beffroi.kernel.rules import Refusal, Refused
from beffroi.kernel.sitemaps import MOST, SitemapSection, sitemap_sections
from beffroi.participation.votes import actions, holder, notices
from beffroi.participation.votes.access import EDIT, PAPER, READ
from beffroi.participation.votes.actions.texts import address
from beffroi.participation.votes.models import COUNTED, OPEN, READY, Vote
from beffroi.ui import nav
from beffroi.ui.dated import Dated, DatedSource, dated_sources
from beffroi.ui.desk import DeskTask, desk_tasks

__all__ = ["holder", "notices"]

mount("votes/", "beffroi.participation.votes.town_urls")
mount("bureau/votes/", "beffroi.participation.votes.team_urls")


def is_used() -> bool:
    return bool(answer("votes"))


asked.register(Asked("votes", lambda: Vote.objects.public().values("pk")))
nav.footer.register(nav.Entry("votes", pgettext_lazy("footer", "Votes"), "votes_town:index", order=23, group=nav.TAKE_PART, shown=is_used))
nav.desk.register(
    nav.Entry("votes", pgettext_lazy("desk", "Votes"), "votes_team:index", icon="check", right=READ, order=43, group=_("Participation"))
)


def cast(person: Account, data: dict, at: datetime) -> str:
    """What a visitor chose in an open poll, now that she said who she is."""
    vote = Vote.objects.select_related("component__process").filter(pk=data["vote"], mode=OPEN).first()
    if vote is None:
        raise Refused(Refusal("gone", _("This vote no longer exists.")))
    actions.cast(vote=vote, person=person, answers=data["answers"], at=at)
    return address(vote, "done")


guest_acts.register(GuestAct(kind="votes:cast", label=_("vote in a poll"), perform=cast, preview=lambda data: []))


def pages() -> Iterator[tuple[str, datetime | None]]:
    for row in Vote.objects.public().select_related("component__process").order_by("-pk")[:MOST].iterator():
        yield address(row), row.concluded_at or row.counted_at or row.frozen_at


sitemap_sections.register(SitemapSection("votes", pages))


class VoteContext(Context):
    """All that a moderator must see of a vote: its own words."""

    kind = "vote"

    def whole(self, id: int) -> Whole | None:
        row = Vote.objects.filter(pk=id).first()
        if row is None:
            return None
        said = "\n".join([row.title, row.text, *row.questions.values_list("title", flat=True)])
        return Whole(text=said, html=html.clean(row.html), written_at=row.frozen_at)


contexts.register(VoteContext())


class VoteDays(DatedSource):
    """When votes end, in the calendar of the team."""

    kind, label, right = "votes", pgettext_lazy("calendar", "Votes"), EDIT

    def between(self, start: datetime, end: datetime, at: datetime) -> list[Dated]:
        rows = Vote.objects.public().filter(closes_at__gte=start, closes_at__lt=end).select_related("component__process")
        known = [(row, row.closes_at) for row in rows.order_by("closes_at")[:100]]
        return [Dated(key=f"vote-{row.pk}", title=row.title, starts_at=ends, url=address(row)) for row, ends in known if ends is not None]


dated_sources.register(VoteDays())


def to_conclude(person: Any, at: datetime) -> int:
    """Counted, but nobody has said what the council decided."""
    return Vote.objects.filter(state=COUNTED, concluded_at=None, hidden_at=None).count()


def boxes_to_count(person: Any, at: datetime) -> int:
    return Vote.objects.filter(state=READY, paper=True, closes_at__lte=at).count()


team_url = reverse_lazy("votes_team:index")
desk_tasks.register(
    DeskTask("votes-conclude", _("Votes of which the outcome is to be told"), EDIT, to_conclude, team_url, icon="check", order=33)
)
desk_tasks.register(DeskTask("votes-paper", _("Paper ballots to count"), PAPER, boxes_to_count, team_url, icon="check", order=34))
demo_parts.register(DemoPart("votes", 48, "beffroi.participation.votes.demo.fill", _("Its votes")))
