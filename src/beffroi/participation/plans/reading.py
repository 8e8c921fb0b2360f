"""What pages read: the plan with its parts, kept until something changes; the list in its orders."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel.fragments import until_changed
from beffroi.kernel.paging import Page, page
from beffroi.participation.plans.models import Annotation, Part, Plan
from beffroi.participation.spaces.models import Component

SIZE = 20
ORDERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "recentes": (pgettext_lazy("plans", "Latest"), ("-number",)),
    "soutenues": (pgettext_lazy("plans", "Most supported"), ("-supports_count", "-number")),
    "discutees": (pgettext_lazy("plans", "Most discussed"), ("-messages_count", "-number")),
}
ANSWERED = _("With an answer from the town")


@dataclass(frozen=True)
class Choices:
    """What the visitor asked for, checked: an unknown word is as if it were not there."""

    order: str
    kind: str
    part: Part | None
    answered: bool

    @property
    def is_filtered(self) -> bool:
        return bool(self.kind or self.part or self.answered)


def plan_of(component: Component, *, fresh: bool = False) -> tuple[Plan, list[Part]]:
    """The plan without its heavy columns, and its parts in order."""

    def read() -> tuple[Plan | None, list[Part]]:
        plan = Plan.objects.defer("layer", "drawing").select_related("image").filter(component_id=component.pk).first()
        return plan, list(plan.parts.order_by("position")) if plan else []

    plan, parts = read() if fresh else until_changed(f"plans:plan:{component.pk}", read)
    if plan is None:
        raise Http404
    plan.component = component
    return plan, parts


def ground_url(plan: Plan) -> str:
    """The address of the drawing; it changes with the drawing, so that browsers may keep it for ever."""
    component = plan.component
    return reverse("plans:ground", args=[component.process.slug, component.pk, int(plan.drawn_at.timestamp())]) if plan.drawn_at else ""


def read(query: QueryDict, parts: list[Part]) -> Choices:
    return Choices(
        order=str(query.get("tri")) if query.get("tri") in ORDERS else "recentes",
        kind=str(query.get("genre")) if query.get("genre") in dict(Annotation.KINDS) else "",
        part=next((part for part in parts if str(part.pk) == query.get("partie")), None),
        answered=query.get("reponse") == "oui",
    )


def listed(plan: Plan, chosen: Choices, after: str) -> Page:
    found = Annotation.objects.filter(plan_id=plan.pk, in_list=True).defer("text", "answer", "answer_html")
    if chosen.kind:
        found = found.filter(kind=chosen.kind)
    if chosen.part:
        found = found.filter(part=chosen.part)
    if chosen.answered:
        found = found.exclude(state="")
    return page(found.select_related("voice__avatar", "part"), order=ORDERS[chosen.order][1], after=after, size=SIZE)


def annotation_of(component: Component, pk: int) -> Annotation:
    rows = Annotation.objects.select_related("plan__image", "part", "voice__avatar", "answered_by")
    rows = rows.defer("plan__layer", "plan__drawing")
    row = get_object_or_404(rows, pk=pk, plan__component_id=component.pk)
    row.plan.component = component
    return row
