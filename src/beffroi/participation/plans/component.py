from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from beffroi.kernel.subjects import Subject
from beffroi.participation.plans.actions import address, copy_drawing, open_plan
from beffroi.participation.plans.models import Annotation, Plan
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.types import (
    ComponentType,
    Contribution,
    ContributionSource,
    Summary,
    Table,
    component_types,
    contributions,
)

CHUNK = 500


class Plans(ComponentType):
    kind = "plan"
    label = pgettext_lazy("plans", "Annotated plan")
    explanation = gettext_lazy("People point at a place of a plan and say what they think of it; others support and reply.")
    path = "plan"
    urls = "beffroi.participation.plans.urls"
    desk_urls = "beffroi.participation.plans.desk_urls"
    drawing = "signpost"
    verbs = {
        "annotate": pgettext_lazy("plans", "Annotate"),
        "support": gettext_lazy("Support"),
        "comment": gettext_lazy("Comment"),
    }
    settings_form = forms.Form

    def set_up(self, component: Component) -> None:
        open_plan(component=component)

    def copy(self, source: Component, target: Component) -> None:
        """The drawing and its parts; annotations belong to those who made them."""
        copy_drawing(source=Plan.objects.get(component=source), target=open_plan(component=target), at=target.process.created_at)

    def missing(self, component: Component, at: datetime) -> list[str]:
        plan = Plan.objects.filter(component=component).first()
        return [] if plan and plan.is_drawn else [_("Put up the plan: a picture or a GeoJSON layer.")]

    def summary(self, component: Component, at: datetime) -> Summary:
        plan = Plan.objects.filter(component=component).first()
        n = plan.annotations_count if plan else 0
        if plan is None or not n:
            return Summary(_("No annotation yet"))
        said = ngettext("%(n)d annotation on the plan", "%(n)d annotations on the plan", n) % {"n": n}
        first = Annotation.objects.filter(plan=plan, in_list=True).select_related("plan__component__process")
        return Summary(said, n, [(row.excerpt[:90], address(row)) for row in first.order_by("-supports_count", "-number")[:3]])

    def results(self, component: Component) -> Iterable[Table]:
        plan = Plan.objects.get(component=component)
        columns = [
            pgettext("plans", "Number"), _("Kind"), pgettext("plans", "Part"), _("From the left (%)"), _("From the top (%)"), _("Longitude"),
            _("Latitude"), _("Text"), _("Author"), _("Supports"), _("Replies"), pgettext("plans", "What became of it"), _("On"),
        ]  # fmt: skip
        yield Table("annotations", str(_("Annotations on the plan")), [str(one) for one in columns], _said(plan))
        kinds = dict(Annotation.KINDS)
        counts = Annotation.objects.filter(plan=plan, in_list=True).values_list("kind").annotate(n=Count("pk")).order_by("-n")
        heads = [str(_("Kind")), str(_("Annotations"))]
        yield Table("kinds", str(_("What kinds of annotations")), heads, [[str(kinds[kind]), n] for kind, n in counts])
        parts = plan.parts.order_by("position")
        heads = [str(pgettext("plans", "Part")), str(_("Annotations"))]
        yield Table("parts", str(_("Annotations by part of the plan")), heads, [[str(row), row.annotations_count] for row in parts])


def _said(plan: Plan) -> Iterator[list[Any]]:
    rows = Annotation.objects.filter(plan=plan, in_list=True).select_related("voice", "part").order_by("number")
    for row in rows.iterator(chunk_size=CHUNK):
        yield [
            row.number, str(row.get_kind_display()), str(row.part or ""), round(row.x * 100, 1), round(row.y * 100, 1), row.longitude,
            row.latitude, row.text, row.voice.display_name, row.supports_count, row.messages_count,
            str(row.get_state_display()) if row.state else "", row.created_at,
        ]  # fmt: skip


component_types.register(Plans())


class AnnotationSource(ContributionSource):
    """What was said of a plan: a decision may come from it."""

    kind = "plan"

    def search(self, component: Component, text: str = "") -> list[Contribution]:
        found = Annotation.objects.filter(plan__component=component, in_list=True).select_related("plan__component__process")
        if text:
            found = found.filter(text__icontains=text)
        rows = found.order_by("-supports_count", "-number")[:50]
        return [Contribution(Subject("annotation", r.pk), r.excerpt, address(r), (r.voice_id,), r.supports_count) for r in rows]

    def voices(self, component: Component) -> Iterable[int]:
        found = Annotation.objects.filter(plan__component=component, in_list=True)
        return found.order_by("voice_id").values_list("voice_id", flat=True).distinct()


contributions.register(AnnotationSource())
