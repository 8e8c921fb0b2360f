from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from beffroi.kernel.subjects import Subject
from beffroi.participation.missions.actions import create_mission, save_fields
from beffroi.participation.missions.actions.missions import WRITTEN, Wanted
from beffroi.participation.missions.actions.texts import address, mission_address
from beffroi.participation.missions.exports import COLUMNS, rows_of, rows_of_mission
from beffroi.participation.missions.models import Contribution, Mission
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.types import (
    ComponentType,
    ContributionSource,
    Summary,
    Table,
    component_types,
    contributions,
)
from beffroi.participation.spaces.types import Contribution as Contributed


class Missions(ComponentType):
    kind = "mission"
    label = pgettext_lazy("missions", "Missions")
    explanation = gettext_lazy(
        "Calls for photos, observations, memories, measures or helping hands; each one reviewed, on the map, in the open."
    )
    path = "missions"
    urls = "beffroi.participation.missions.urls"
    desk_urls = "beffroi.participation.missions.desk_urls"
    drawing = "together"
    verbs = {"contribute": pgettext_lazy("missions", "Contribute"), "volunteer": gettext_lazy("Lend a hand")}

    def copy(self, source: Component, target: Component) -> None:
        """The calls and what they ask, as drafts; never what people sent, nor tasks, whose hours are past."""
        for old in source.missions.order_by("pk").prefetch_related("fields"):
            fields: dict[str, Any] = {name: getattr(old, name) for name in WRITTEN} | {"ends_at": None}
            new = create_mission(component=target, person=None, fields=fields, at=target.process.created_at)
            wanted = [Wanted(None, f.label, f.kind, f.help, f.options, f.unit, f.least, f.most, f.is_required) for f in old.fields.all()]
            save_fields(mission=new, person=None, wanted=wanted)

    def missing(self, component: Component, at: datetime) -> list[str]:
        if not component.missions.exclude(published_at=None).exists():
            return [_("Prepare a mission and publish it: what is looked for, and what is asked.")]
        return []

    def summary(self, component: Component, at: datetime) -> Summary:
        rows = list(component.missions.exclude(published_at=None).order_by("closed_at", "-published_at", "-pk")[:3])
        sums = component.missions.aggregate(sent=Sum("accepted_count"), hands=Sum("volunteers_count"))
        sent, hands = sums["sent"] or 0, sums["hands"] or 0
        said = []
        if sent:
            said.append(ngettext("%(n)d contribution", "%(n)d contributions", sent) % {"n": sent})
        if hands:
            said.append(ngettext("%(n)d volunteer", "%(n)d volunteers", hands) % {"n": hands})
        for row in rows:
            row.component = component
        return Summary(", ".join(said) or _("Be the first to take part"), sent, [(row.title, mission_address(row)) for row in rows])

    def results(self, component: Component) -> Iterable[Table]:
        yield Table("contributions", str(_("Contributions")), [str(label) for _name, label, _type in COLUMNS], rows_of(component))
        for mission in component.missions.exclude(published_at=None).exclude(kind=Mission.VOLUNTEER).order_by("pk")[:20]:
            mission.component = component
            if fields := list(mission.fields.all()):
                columns = [*(str(label) for _name, label, _type in COLUMNS), *(field.label for field in fields)]
                yield Table(f"mission-{mission.pk}", mission.title, columns, rows_of_mission(mission, fields))


component_types.register(Missions())


class MissionSource(ContributionSource):
    """What people sent to missions: a decision may come from it."""

    kind = "mission"

    def search(self, component: Component, text: str = "") -> list[Contributed]:
        rows = Contribution.objects.filter(mission__component=component, in_list=True)
        if text:
            rows = rows.filter(Q(title__icontains=text) | Q(text__icontains=text))
        found = rows.select_related("mission__component__process").order_by("-supports_count", "-pk")[:50]
        return [Contributed(Subject("contribution", r.pk), r.title, address(r), (r.voice_id,), r.supports_count) for r in found]

    def voices(self, component: Component) -> Iterable[int]:
        rows = Contribution.objects.filter(mission__component=component, in_list=True)
        return rows.order_by("voice_id").values_list("voice_id", flat=True).distinct()


contributions.register(MissionSource())
