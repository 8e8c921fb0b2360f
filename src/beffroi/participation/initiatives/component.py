from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from beffroi.participation.initiatives import states
from beffroi.participation.initiatives.actions.texts import address
from beffroi.participation.initiatives.actions.types import copy_types, save_type
from beffroi.participation.initiatives.exports import COLUMNS, rows_of
from beffroi.participation.initiatives.models import Initiative, InitiativeType, Member
from beffroi.participation.initiatives.rules import setting
from beffroi.participation.initiatives.settings_form import InitiativeSettings
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


class Initiatives(ComponentType):
    kind = "initiative"
    label = pgettext_lazy("component", "Initiatives")
    explanation = gettext_lazy("A committee asks something of the council; with enough signatures, the answer is due by a known day.")
    path = "initiatives"
    urls = "beffroi.participation.initiatives.urls"
    desk_urls = "beffroi.participation.initiatives.desk_urls"
    drawing = "ideas"
    verbs = {
        "start": gettext_lazy("Start an initiative"),
        "sign": gettext_lazy("Sign initiatives"),
        "comment": gettext_lazy("Discuss initiatives"),
    }
    settings_form = InitiativeSettings

    def set_up(self, component: Component) -> None:
        """One type that works as it is."""
        if not component.initiative_types.exists():
            fields = {
                "title": pgettext("initiatives", "Petition to the council"),
                "text": _("You ask the council to take up a matter. With enough signatures, it answers you with reasons."),
                "who": _("Whoever lives in the commune, from the age of 16."),
                "minimum_age": 16,
                "threshold": setting(component, "threshold"),
            }
            save_type(component=component, person=None, fields=fields)

    def copy(self, source: Component, target: Component) -> None:
        copy_types(source=source, target=target)

    def missing(self, component: Component, at: datetime) -> list[str]:
        found = []
        if not component.initiative_types.filter(closed_at=None).exists():
            found.append(_("Offer at least one type of initiative."))
        if component.initiative_types.filter(closed_at=None, check_kind=InitiativeType.ROLL, roll=None).exists():
            found.append(_("Import the list of those who may sign, or choose another way to verify signatures."))
        return found

    def summary(self, component: Component, at: datetime) -> Summary:
        found = Initiative.objects.filter(component=component, in_list=True)
        counts = found.aggregate(
            all=Count("pk"), open=Count("pk", filter=Q(state__in=states.OPEN)), answered=Count("pk", filter=Q(state=states.ANSWERED))
        )
        first = found.filter(state__in=states.OPEN).select_related("component__process").order_by("-signatures_count", "-pk")[:3]
        said = ngettext("%(n)d initiative", "%(n)d initiatives", counts["all"]) % {"n": counts["all"]}
        if not counts["all"]:
            said = _("No initiative yet")
        elif counts["answered"]:
            more = ngettext("%(n)d answered", "%(n)d answered", counts["answered"]) % {"n": counts["answered"]}
            said = _("%(initiatives)s, %(answered)s") % {"initiatives": said, "answered": more}
        return Summary(said, counts["all"], [(row.title, address(row)) for row in first])

    def results(self, component: Component) -> Iterable[Table]:
        title = pgettext("component", "Initiatives")
        yield Table("initiatives", title, [str(label) for _name, label in COLUMNS], rows_of(component))


component_types.register(Initiatives())


class InitiativeSource(ContributionSource):
    """A decision may come from an initiative."""

    kind = "initiative"

    def search(self, component: Component, text: str = "") -> list[Contribution]:
        found = Initiative.objects.filter(component=component, in_list=True)
        if text:
            found = found.filter(title__icontains=text)
        rows = found.select_related("component__process").order_by("-signatures_count", "-pk")[:50]
        return [Contribution(row.subject, row.title, address(row), (row.voice_id,), row.signatures_count) for row in rows]

    def voices(self, component: Component) -> Iterable[int]:
        rows = Member.objects.filter(initiative__component=component, initiative__in_list=True, state=Member.ACCEPTED)
        return rows.order_by("voice_id").values_list("voice_id", flat=True).distinct()


contributions.register(InitiativeSource())
