from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.commons.moderation.types import Context, Whole, contexts
from beffroi.ground.people.models import Account
from beffroi.ground.people.types import GuestAct, guest_acts
from beffroi.kernel.asked import Asked, answer, asked
from beffroi.kernel.demo import DemoPart, demo_parts
from beffroi.kernel.routes import mount
from beffroi.kernel.rules import Refusal, Refused
from beffroi.kernel.sitemaps import MOST, SitemapSection, sitemap_sections
from beffroi.kernel.subjects import Card, subject_kinds
from beffroi.participation.opinions import holder, notices
from beffroi.participation.opinions.access import MODERATE
from beffroi.participation.opinions.actions import address, state, statement_address
from beffroi.participation.opinions.models import STATEMENT, OpinionMap, Statement
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks

__all__ = ["holder", "notices"]
PATIENCE = timedelta(days=2)

mount("opinions/", "beffroi.participation.opinions.town_urls")
mount("bureau/opinions/", "beffroi.participation.opinions.team_urls")


def is_used() -> bool:
    return bool(answer("opinions"))


asked.register(Asked("opinions", lambda: OpinionMap.objects.public().values("pk")))
nav.footer.register(nav.Entry("opinions", _("Opinion maps"), "opinions_town:index", order=25, group=nav.TAKE_PART, shown=is_used))
nav.desk.register(
    nav.Entry("opinions", _("Opinion maps"), "opinions_team:index", icon="speeches", right=MODERATE, order=46, group=_("Participation"))
)


def send(person: Account, data: dict, at: datetime) -> str:
    """What a visitor wrote, now that she said who she is."""
    map = OpinionMap.objects.select_related("component__process").filter(pk=data["map"]).first()
    if map is None:
        raise Refused(Refusal("gone", _("This page no longer exists.")))
    row = state(map=map, person=person, text=data["text"], at=at)
    return statement_address(row) if row.in_list else f"{address(map)}voter/?merci=1"


guest_acts.register(GuestAct(kind="opinions:state", label=_("add a statement"), perform=send, preview=lambda data: [data["text"]]))


def pages() -> Iterator[tuple[str, datetime | None]]:
    if not is_used():
        return
    yield reverse("opinions_town:index"), None
    for row in OpinionMap.objects.public().select_related("component__process").order_by("-pk")[: MOST // 10].iterator():
        yield address(row), row.concluded_at or row.edited_at or row.component.published_at


sitemap_sections.register(SitemapSection("opinions", pages))


def waiting(person: Any, at: datetime) -> int:
    """Statements that wait to be read."""
    return Statement.objects.waiting().count()


def late(person: Any, at: datetime) -> int:
    """Those that have waited for more than two days: who wrote them looks for them in vain."""
    return Statement.objects.waiting().filter(created_at__lt=at - PATIENCE).count()


desk_tasks.register(
    DeskTask(
        "opinions-moderate",
        _("Statements to read"),
        MODERATE,
        waiting,
        reverse_lazy("opinions_team:index"),
        late,
        icon="speeches",
        order=28,
    )
)


class StatementContext(Context):
    """All that a moderator must see of a statement."""

    kind = STATEMENT

    def whole(self, id: int) -> Whole | None:
        row = Statement.objects.filter(pk=id).first()
        return Whole(text=row.text, written_at=row.created_at) if row else None

    def with_same_voice(self, voice_id: int, limit: int) -> list[Card]:
        numbers = list(Statement.objects.filter(voice_id=voice_id).order_by("-pk").values_list("pk", flat=True)[:limit])
        known = subject_kinds[STATEMENT].cards(numbers)
        return [known[number] for number in numbers if number in known]


contexts.register(StatementContext())
demo_parts.register(
    DemoPart("opinions", 48, "beffroi.participation.opinions.demo.fill", pgettext_lazy("demo", "An opinion map with three groups"))
)
