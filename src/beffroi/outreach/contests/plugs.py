from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.channels.base.models import Heard
from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Account
from beffroi.ground.people.types import GuestAct, guest_acts
from beffroi.kernel.asked import Asked, answer, asked
from beffroi.kernel.routes import mount
from beffroi.kernel.rules import Refusal, Refused
from beffroi.kernel.sitemaps import SitemapSection, sitemap_sections
from beffroi.outreach.contests import actions, holder, notices
from beffroi.outreach.contests.access import RUN
from beffroi.outreach.contests.models import Contest, Entry
from beffroi.outreach.origins.types import Use, uses
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks
from beffroi.ui.nav import Entry as Link

__all__ = ["holder", "notices"]

mount("jeux/", "beffroi.outreach.contests.urls")
mount("bureau/jeux/", "beffroi.outreach.contests.desk_urls")


def is_used() -> bool:
    return bool(answer("contests"))


asked.register(Asked("contests", lambda: Contest.objects.public().values("pk")))
LABEL = pgettext_lazy("contests", "Games and contests")
nav.footer.register(Link("contests", LABEL, "contests:index", order=16, group=nav.TOWN_HALL, shown=is_used))
nav.desk.register(Link("contests", LABEL, "contests_desk:index", order=14, icon="star", right=RUN, group=_("Speak")))


def perform(person: Account, data: dict, at: datetime) -> str:
    """What a visitor sent, now that she said who she is."""
    contest = Contest.objects.public().filter(pk=data["contest"]).first()
    if contest is None:
        raise Refused(Refusal("gone", _("This page no longer exists.")))
    image = Image.objects.filter(pk=data["image"]).first() if data.get("image") else None
    if contest.kind == Contest.PHOTO and image is None:
        raise Refused(Refusal("gone", _("The photo is no longer there: send it again.")))
    actions.enter(
        contest=contest, person=person, choice=data.get("choice"), text=data.get("text", ""), image=image,
        shows_name=data.get("shows_name", False), at=at,
    )  # fmt: skip
    return reverse("contests:mine", args=[contest.slug])


guest_acts.register(GuestAct(kind="contests:enter", label=_("take part in a contest"), perform=perform))


class EntryUse(Use):
    """What is taken back where it was said is taken back here."""

    kind = "contest_entry"

    def withdraw(self, id: int, at: datetime) -> None:
        if entry := Entry.objects.filter(pk=id).first():
            actions.take_back(entry=entry, at=at)

    def put_back(self, id: int, heard: Heard, at: datetime) -> None:
        if entry := Entry.objects.filter(pk=id).first():
            actions.put_back(entry=entry, heard=heard)

    def revise(self, id: int, heard: Heard, at: datetime) -> None:
        """The first words count."""


uses.register(EntryUse())


def to_look_at(person: Any, at: datetime) -> int:
    return Entry.objects.waiting().filter(contest__state=Contest.PUBLISHED).count()


def to_decide(person: Any, at: datetime) -> int:
    return Contest.objects.to_decide(at).count()


INDEX = reverse_lazy("contests_desk:index")
desk_tasks.register(DeskTask("contests-entries", _("Entries of contests to look at"), RUN, to_look_at, INDEX, icon="star", order=28))
desk_tasks.register(DeskTask("contests-decide", _("Contests whose winners are to be chosen"), RUN, to_decide, INDEX, icon="star", order=29))


def pages() -> Iterable[tuple[str, datetime | None]]:
    if not is_used():
        return
    yield reverse("contests:index"), None
    for contest in Contest.objects.public().only("slug", "published_at", "decided_at").order_by("-pk")[:5000]:
        yield contest.get_absolute_url(), contest.decided_at or contest.published_at


sitemap_sections.register(SitemapSection("contests", pages))
