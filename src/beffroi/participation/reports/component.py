from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from beffroi.kernel.subjects import Subject
from beffroi.participation.reports import states
from beffroi.participation.reports.actions.opening import address
from beffroi.participation.reports.models import Category, Report
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.types import (
    ComponentType,
    Contribution,
    ContributionSource,
    Summary,
    Table,
    component_types,
    contributions,
)  # fmt: skip

COLUMNS = [
    gettext_lazy("number"), gettext_lazy("category"), gettext_lazy("title"), gettext_lazy("text"), gettext_lazy("place"),
    pgettext_lazy("reports table", "longitude"), pgettext_lazy("reports table", "latitude"), gettext_lazy("state"),
    pgettext_lazy("reports table", "reported on"), pgettext_lazy("reports table", "ended on"), gettext_lazy("supports"),
]  # fmt: skip


class ReportSettings(forms.Form):
    """Nothing to choose: categories and services are those of the town."""


class Reports(ComponentType):
    kind = "report"
    label = gettext_lazy("Reports and suggestions on the map")
    explanation = gettext_lazy("People say what they see at a place, or what they would like there; the town says what becomes of it.")
    path = "signalements"
    urls = "beffroi.participation.reports.urls"
    drawing = "map"
    verbs = {"report": gettext_lazy("Report and suggest on the map")}
    settings_form = ReportSettings

    def missing(self, component: Component, at: datetime) -> list[str]:

        if not Category.objects.open().exists():
            return [_("Say what can be reported: the town has no category yet.")]
        return []

    def summary(self, component: Component, at: datetime) -> Summary:
        found = Report.objects.filter(component=component, in_list=True)
        counts = found.aggregate(all=Count("pk"), done=Count("pk", filter=Q(state__in=states.DONE_STATES)))
        said = ngettext("%(n)d report or suggestion", "%(n)d reports and suggestions", counts["all"]) % {"n": counts["all"]}
        if not counts["all"]:
            said = _("Nothing was reported yet")
        elif counts["done"]:
            said = _("%(reports)s, %(n)d repaired or done") % {"reports": said, "n": counts["done"]}
        rows = [(row.title, address(row)) for row in found.order_by("-opened_at", "-pk")[:3]]
        return Summary(said, counts["all"], rows)

    def results(self, component: Component) -> Iterable[Table]:
        rows = Report.objects.filter(component=component, in_list=True).select_related("category").order_by("pk")
        yield Table(
            "reports",
            str(_("Reports and suggestions on the map")),
            [str(label) for label in COLUMNS],
            (
                [
                    row.pk, row.category.name, row.title, row.text, row.place, row.longitude, row.latitude, row.state_said,
                    row.opened_at.isoformat(), row.ended_at.isoformat() if row.ended_at else "", row.supports_count,
                ]
                for row in rows.iterator(chunk_size=500)
            ),
        )  # fmt: skip


component_types.register(Reports())


class ReportSource(ContributionSource):
    kind = "report"

    def search(self, component: Component, text: str = "") -> list[Contribution]:
        found = Report.objects.filter(component=component, in_list=True)
        if text:
            found = found.filter(Q(title__icontains=text) | Q(text__icontains=text))
        return [
            Contribution(
                Subject("report", row.pk),
                row.title,
                address(row),
                (row.voice_id,) if row.voice_id and row.shows_name else (),
                row.supports_count,
            )
            for row in found.order_by("-supports_count", "-pk")[:50]
        ]

    def voices(self, component: Component) -> Iterable[int]:
        rows = Report.objects.filter(component=component, in_list=True).exclude(voice=None)
        return rows.order_by("voice_id").values_list("voice_id", flat=True).distinct()


contributions.register(ReportSource())
