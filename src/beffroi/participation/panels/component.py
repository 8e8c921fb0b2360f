from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from beffroi.participation.panels import actions, states
from beffroi.participation.panels.models import Panel
from beffroi.participation.panels.pool import features_of
from beffroi.participation.panels.wording import quota_said
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.types import ComponentType, Summary, Table, component_types


class Panels(ComponentType):
    kind = "panel"
    label = pgettext_lazy("component", "Citizens’ panel")
    explanation = gettext_lazy("People drawn by lot study a question: letters, sign-up, quotas, and a draw by dice that anyone can check.")
    path = "panels"
    urls = "beffroi.participation.panels.urls"
    desk_urls = "beffroi.participation.panels.desk_urls"
    drawing = "together"
    verbs = {"join": pgettext_lazy("panels", "Sign up for the draw")}

    def set_up(self, component: Component) -> None:
        actions.set_up(component=component)

    def copy(self, source: Component, target: Component) -> None:
        actions.copy_panel(source=source.panel, target=target.panel)

    def missing(self, component: Component, at: datetime) -> list[str]:
        found, panel = [], component.panel
        if not panel.mandate:
            found.append(_("Write what the panel is asked."))
        if not panel.features.exists():
            found.append(_("Say what the panel must mirror: at least one question with its quotas."))
        return found

    def summary(self, component: Component, at: datetime) -> Summary:
        panel: Panel | None = Panel.objects.filter(component=component).first()
        if panel is None:
            return Summary("")
        state = str(states.STATES[panel.state].title)
        people = ngettext("%(n)d person drawn by lot", "%(n)d people drawn by lot", panel.size) % {"n": panel.size}
        said = _("%(people)s – %(state)s") % {"people": people, "state": state[:1].lower() + state[1:]}
        return Summary(said, panel.candidates_count, [])

    def results(self, component: Component) -> Iterable[Table]:
        """Figures by answer, once the panels are public. No person, no combination of answers."""
        panel = Panel.objects.filter(component=component, state__in=states.SEEN).first()
        if panel is None or not panel.published_at:
            return
        columns = [
            pgettext("column of a panel", "question"), pgettext("column of a panel", "answer"),
            pgettext("column of a panel", "share of the population (%)"), pgettext("column of a panel", "quota"),
            pgettext("column of a panel", "drawn"),
        ]  # fmt: skip
        drawn = {(line["feature"], line["value"]): line["panel"] for line in panel.figures.get("report", [])}
        rows = [
            [f.question, v.label, "" if v.share is None else float(v.share), quota_said(v), drawn.get((f.key, v.key), "")]
            for f in features_of(panel)
            for v in f.values.all()
        ]
        yield Table("panel", pgettext("component", "Citizens’ panel"), columns, rows)


component_types.register(Panels())
