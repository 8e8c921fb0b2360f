from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from beffroi.kernel.subjects import Subject, cards_of
from beffroi.participation.accountability.actions.finding import KIND, address
from beffroi.participation.accountability.models import Decision, DecisionUpdate, Source
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.types import ComponentType, Summary, Table, component_types

CHUNK = 200


class Accountability(ComponentType):
    kind = KIND
    label = gettext_lazy("Decisions and follow-up")
    explanation = gettext_lazy("What was decided, why, from which contributions, and how far it is.")
    path = "decisions"
    urls = "beffroi.participation.accountability.urls"
    desk_urls = "beffroi.participation.accountability.desk_urls"
    drawing = "works"
    verbs = {"comment": gettext_lazy("Comment"), "support": gettext_lazy("Support")}

    def summary(self, component: Component, at: datetime) -> Summary:
        rows = list(_public(component).select_related("component__process").order_by("-decided_on", "-pk")[:200])
        if not rows:
            return Summary(_("No decision yet"))
        n, done = len(rows), sum(row.state == Decision.DONE for row in rows)
        said = ngettext("%(n)d decision", "%(n)d decisions", n) % {"n": n}
        if done:
            more = ngettext("%(n)d is done", "%(n)d are done", done) % {"n": done}
            said = _("%(decisions)s, %(done)s") % {"decisions": said, "done": more}
        return Summary(said, n, [(row.title, address(row)) for row in rows[:3]])

    def results(self, component: Component) -> Iterable[Table]:
        columns = [
            _("Number"), _("Part of"), _("Title"), _("Text"), _("Reasons"), _("Decided by"), _("Decided on"), _("Reference"), _("State"),
            _("Progress (%)"), _("Begins"), _("Planned end"), _("Budget (cents)"), _("Spent (cents)"), _("Longitude"), _("Latitude"),
            _("Place"), _("Supports"), _("It is what was promised: yes"), _("In part"), _("No"),
        ]  # fmt: skip
        yield Table("decisions", str(_("Decisions")), [str(one) for one in columns], _decisions(component))
        columns = [_("Decision"), _("Kind"), _("Title"), _("Taken up"), _("Why"), _("Address")]
        yield Table("sources", str(_("Contributions that led to them")), [str(one) for one in columns], _sources(component))
        columns = [_("Decision"), _("Date"), _("Title"), _("Text"), _("State"), _("Progress (%)")]
        yield Table("updates", str(_("News of the decisions")), [str(one) for one in columns], _updates(component))


def _public(component: Component) -> Any:
    return Decision.objects.filter(component=component, published_at__isnull=False, hidden_at=None)


def _decisions(component: Component) -> Iterator[list[Any]]:
    for row in _public(component).order_by("pk").iterator(chunk_size=CHUNK):
        yield [
            row.pk, row.parent_id, row.title, row.text, row.reasons, row.decided_by, row.decided_on, row.reference,
            str(row.get_state_display()), row.progress, row.starts_on, row.ends_on, row.budget, row.spent, row.longitude, row.latitude,
            row.address, row.supports_count, row.yes_count, row.partly_count, row.no_count,
        ]  # fmt: skip


def _sources(component: Component) -> Iterator[list[Any]]:
    rows = list(Source.objects.filter(decision__in=_public(component)).order_by("decision_id", "pk"))
    cards = cards_of({Subject(row.subject_kind, row.subject_id) for row in rows})
    for row in rows:
        card = cards.get(Subject(row.subject_kind, row.subject_id))
        if card and card.is_public:
            yield [row.decision_id, row.subject_kind, card.title, str(row.get_part_display()), row.note, card.url]


def _updates(component: Component) -> Iterator[list[Any]]:
    rows = DecisionUpdate.objects.filter(decision__in=_public(component)).order_by("decision_id", "happened_on", "pk")
    for row in rows.iterator(chunk_size=CHUNK):
        yield [row.decision_id, row.happened_on, row.title, row.text, str(row.get_state_display()), row.progress]


component_types.register(Accountability())
