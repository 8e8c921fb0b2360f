from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.people.models import Account
from beffroi.ground.people.types import GuestAct, guest_acts
from beffroi.kernel.asked import Asked, answer, asked
from beffroi.kernel.demo import DemoPart, demo_parts
from beffroi.kernel.routes import mount
from beffroi.kernel.rules import Refusal, Refused
from beffroi.kernel.sealing import CannotOpen, unseal
from beffroi.kernel.sitemaps import MOST, SitemapSection, sitemap_sections
from beffroi.participation.panels import holder, notices, states
from beffroi.participation.panels.access import CONTACT, EDIT
from beffroi.participation.panels.actions import Answers, join, stored
from beffroi.participation.panels.models import Panel, Seat
from beffroi.participation.panels.types import WAITING_SEAL
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks

__all__ = ["holder", "notices"]

mount("panels/", "beffroi.participation.panels.town_urls")
mount("bureau/panels/", "beffroi.participation.panels.team_urls")


def is_used() -> bool:
    return bool(answer("panels"))


asked.register(Asked("panels", lambda: Panel.objects.shown().values("pk")))
nav.footer.register(
    nav.Entry("panels", pgettext_lazy("footer", "Citizens’ panels"), "panels_town:index", order=27, group=nav.TAKE_PART, shown=is_used)
)
nav.desk.register(
    nav.Entry(
        "panels",
        pgettext_lazy("desk", "Citizens’ panels"),
        "panels_team:index",
        icon="people",
        right=EDIT,
        order=45,
        group=_("Participation"),
    )
)


def join_as(person: Account, data: dict, at: datetime) -> str:
    """A volunteer, now that she said who she is."""
    panel = Panel.objects.select_related("component__process").filter(pk=data["panel"]).first()
    if panel is None:
        raise Refused(Refusal("gone", _("This page no longer exists.")))
    try:
        said = unseal(data["sealed"], place=WAITING_SEAL)
    except CannotOpen:
        raise Refused(Refusal("stale", _("This was too long ago. Sign up again."))) from None
    contact = {"email": person.email} | said["contact"]
    row = join(panel=panel, given=Answers(said["values"], contact, said["needs"]), account=person, at=at)
    return reverse("panels_town:mine", args=[row.contact["code"]])


guest_acts.register(GuestAct(kind="panels:join", label=_("sign up for a draw"), perform=join_as, preview=lambda data: [data["title"]]))


def pages() -> Iterator[tuple[str, datetime | None]]:
    if not is_used():
        return
    yield reverse("panels_town:index"), None
    yield reverse("panels_town:how"), None
    for row in Panel.objects.shown().select_related("component__process").order_by("-pk")[: MOST - 2].iterator():
        yield stored(row), row.drawn_at or row.published_at or row.created_at


sitemap_sections.register(SitemapSection("panels", pages))


def to_draw(person: Any, at: datetime) -> int:
    """Draws that are ready to be published, dice whose hour has come."""
    return Panel.objects.filter(state=states.READY).count() + Panel.objects.filter(state=states.PUBLISHED, throw_at__lte=at).count()


def to_fill(person: Any, at: datetime) -> int:
    """Places that are empty, or whose answer is late, in panels that are under way."""
    taken = Seat.objects.filter(replaces=OuterRef("pk"))
    rows = Seat.objects.filter(panel__state=states.DRAWN)
    empty = rows.exclude(state__in=Seat.HERE).exclude(Exists(taken)).count()
    return empty + rows.filter(state=Seat.ASKED, answer_by__lt=at).count()


index_url = reverse_lazy("panels_team:index")
desk_tasks.register(DeskTask("panels-draw", _("Draws of panels to publish or to throw"), EDIT, to_draw, index_url, icon="people", order=30))
desk_tasks.register(DeskTask("panels-places", _("Places in panels to fill"), CONTACT, to_fill, index_url, icon="people", order=31))

demo_parts.register(DemoPart("panels", 58, "beffroi.participation.panels.demo.fill", _("A citizens’ panel, drawn by dice")))
