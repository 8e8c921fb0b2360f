from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.commons.moderation.types import Context, Whole, contexts
from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Account, Voice
from beffroi.ground.people.types import GuestAct, VoicePage, guest_acts, voice_pages
from beffroi.ground.places.queries import district_at
from beffroi.ground.places.types import MapPoint, map_layers
from beffroi.kernel import html
from beffroi.kernel.asked import Asked, answer, asked
from beffroi.kernel.demo import DemoPart, demo_parts
from beffroi.kernel.routes import mount
from beffroi.kernel.rules import Refusal, Refused
from beffroi.kernel.sitemaps import MOST, SitemapSection, sitemap_sections
from beffroi.kernel.subjects import Card, subject_kinds
from beffroi.participation.budgets import holder, notices, states
from beffroi.participation.budgets.access import DECIDE, STUDY
from beffroi.participation.budgets.actions import propose, stored
from beffroi.participation.budgets.actions.texts import stored_page
from beffroi.participation.budgets.models import Analysis, Budget, Project
from beffroi.participation.spaces.models import Component
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks

__all__ = ["holder", "notices"]

mount("bureau/budgets/", "beffroi.participation.budgets.waiting_urls")
mount("budgets/", "beffroi.participation.budgets.town_urls")


def is_used() -> bool:
    return bool(answer("budgets"))


def _shown() -> QuerySet:
    return Component.objects.filter(kind="budget", published_at__isnull=False, process__published_at__isnull=False).values("pk")


asked.register(Asked("budgets", _shown))
nav.desk.register(
    nav.Entry("budgets", _("Participatory budgets"), "budgets_waiting:index", icon="euro", right=STUDY, order=43, group=_("Participation"))
)
nav.footer.register(nav.Entry("budgets", _("Participatory budgets"), "budgets_town:index", order=13, group=nav.TAKE_PART, shown=is_used))


def propose_as(person: Account, data: dict, at: datetime) -> str:
    """What a visitor wrote, now that she said who she is."""
    component = Component.objects.select_related("process").filter(pk=data["component"], kind="budget").first()
    if component is None:
        raise Refused(Refusal("gone", _("This page no longer exists.")))
    fields = {name: value for name, value in data.items() if name not in ("component", "image")}
    if data.get("image"):
        fields["image"] = Image.objects.filter(pk=data["image"]).first()
    if data.get("longitude") is not None and data.get("latitude") is not None:
        fields["district"] = district_at(data["longitude"], data["latitude"])
    return stored(propose(component=component, person=person, fields=fields, at=at))


guest_acts.register(GuestAct(kind="budgets:propose", label=_("propose an idea for a participatory budget"), perform=propose_as))


class ProjectLayer:
    """Projects of participatory budgets, on the town's map."""

    kind = "project"
    label = _("Participatory budgets")

    def points(self, limit: int) -> list[MapPoint]:
        rows = Project.objects.shown().filter(longitude__isnull=False, latitude__isnull=False).exclude(state=states.REFUSED)
        found = rows.select_related("component__process").order_by("-published_at")[:limit]
        return [MapPoint(r.longitude, r.latitude, r.title, stored(r), r.place, self.kind) for r in found]  # type: ignore[arg-type]


map_layers.register(ProjectLayer())


def of_voice(voice: Voice, at: datetime, limit: int) -> Iterable[Card]:
    """What she proposed in public, the latest first."""
    numbers = list(Project.objects.filter(voice=voice, in_list=True).order_by("-published_at").values_list("pk", flat=True)[:limit])
    known = subject_kinds["project"].cards(numbers)
    return [known[number] for number in numbers if number in known and known[number].is_public]


voice_pages.register(VoicePage(kind="project", label=pgettext_lazy("voice", "Ideas for participatory budgets"), cards=of_voice, order=12))


def pages() -> Iterator[tuple[str, datetime | None]]:
    counted = Budget.objects.filter(counted_at__isnull=False, component__published_at__isnull=False)
    if is_used():
        yield reverse("budgets_town:index"), None
    for budget in counted.filter(component__process__published_at__isnull=False).select_related("component__process"):
        yield stored_page(budget.component, "results"), budget.counted_at
    for row in Project.objects.shown().select_related("component__process").order_by("-pk")[: MOST - 200].iterator():
        yield stored(row), row.saved_at


sitemap_sections.register(SitemapSection("budgets", pages))

waiting_url = reverse_lazy("budgets_waiting:index")


def _mine(person: Any) -> QuerySet[Analysis]:
    return Analysis.objects.filter(account=person, given_at=None, project__state__in=states.STUDIED)


def to_study(person: Any, at: datetime) -> int:
    return _mine(person).count()


def to_study_late(person: Any, at: datetime) -> int:
    return _mine(person).filter(due_on__lt=at.date()).count()


def to_decide(person: Any, at: datetime) -> int:
    return Project.objects.filter(state=states.STUDY, supervised_at__isnull=False, in_list=True).count()


desk_tasks.register(
    DeskTask(
        "budgets-study", _("Ideas of participatory budgets to study"), STUDY, to_study, waiting_url, to_study_late, icon="euro", order=24
    )
)
desk_tasks.register(
    DeskTask("budgets-decide", _("Ideas of participatory budgets to decide on"), DECIDE, to_decide, waiting_url, icon="euro", order=23)
)


class ProjectContext(Context):
    """All that a moderator must see of an idea."""

    kind = "project"

    def whole(self, id: int) -> Whole | None:
        row = Project.objects.filter(pk=id).first()
        if row is None:
            return None
        same = Project.objects.filter(text=row.text, published_at__isnull=False).exclude(pk=row.pk).count()
        return Whole(text=f"{row.title}\n\n{row.text}", html=html.clean(row.html), written_at=row.published_at, same_text=same)

    def with_same_voice(self, voice_id: int, limit: int) -> list[Card]:
        rows = Project.objects.filter(voice_id=voice_id, published_at__isnull=False).order_by("-published_at")
        ids = list(rows.values_list("pk", flat=True)[:limit])
        known = subject_kinds["project"].cards(ids)
        return [known[pk] for pk in ids if pk in known]


contexts.register(ProjectContext())
demo_parts.register(
    DemoPart(
        "budgets", 57, "beffroi.participation.budgets.demo.fill", pgettext_lazy("demo", "Two participatory budgets: works, and a vote")
    )
)
