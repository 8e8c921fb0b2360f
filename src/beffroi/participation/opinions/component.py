from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from beffroi.participation.opinions.actions import edit, open_map, seed, statement_address
from beffroi.participation.opinions.actions.stating import Seed
from beffroi.participation.opinions.models import MAP, OpinionMap, Statement
from beffroi.participation.opinions.rules import LEAST_STATEMENTS, setting
from beffroi.participation.opinions.settings_form import CLOSED, MapSettings
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


class Opinions(ComponentType):
    kind = MAP
    label = gettext_lazy("Opinion map")
    explanation = gettext_lazy(
        "Short statements to agree or disagree with, on a phone, without an account; a map shows what gathers and what divides."
    )
    path = "opinions"
    urls = "beffroi.participation.opinions.urls"
    desk_urls = "beffroi.participation.opinions.desk_urls"
    drawing = "together"
    verbs = {"vote": pgettext_lazy("opinions", "Give an opinion"), "state": gettext_lazy("Add statements")}
    settings_form = MapSettings

    def set_up(self, component: Component) -> None:
        open_map(component=component)

    def copy(self, source: Component, target: Component) -> None:
        """The question and the statements of the team; never what people wrote or answered."""
        old, new = OpinionMap.objects.get(component=source), open_map(component=target)
        at = old.edited_at or target.process.created_at
        edit(map=new, person=None, base_version=new.edits, at=at, question=old.question, text=old.text)
        texts = old.statements.filter(origin=Statement.TEAM, in_list=True).order_by("number").values_list("text", flat=True)
        seed(map=new, person=None, seeds=[Seed(text) for text in texts], at=at)

    def missing(self, component: Component, at: datetime) -> list[str]:
        map = OpinionMap.objects.filter(component=component).first()
        found = []
        if map is None or not map.question:
            found.append(_("Write the question that the opinion map is about."))
        if map is None or map.statements_count < LEAST_STATEMENTS:
            found.append(_("Write some statements to begin with: at least %(n)d.") % {"n": LEAST_STATEMENTS})
        return found

    def summary(self, component: Component, at: datetime) -> Summary:
        map = OpinionMap.objects.filter(component=component).first()
        if map is None or not map.statements_count:
            return Summary(_("No statement yet"))
        said = ngettext("%(n)d statement", "%(n)d statements", map.statements_count) % {"n": map.statements_count}
        if map.participants_count:
            people = ngettext("%(n)d person gave an opinion", "%(n)d people gave an opinion", map.participants_count)
            said = _("%(people)s on %(statements)s") % {"people": people % {"n": map.participants_count}, "statements": said}
        return Summary(said, map.statements_count, [(map.question, self.url(component))] if map.question != component.title else [])

    def results(self, component: Component) -> Iterable[Table]:
        map = OpinionMap.objects.get(component=component)
        columns = [_("Number"), _("Statement"), pgettext("opinions", "From"), pgettext("opinions", "Written on")]
        is_counted = setting(component, "results") != CLOSED or map.closed_at or map.concluded_at or component.process.is_archived
        if is_counted:
            columns += [
                pgettext("opinions", "Agree"),
                pgettext("opinions", "Disagree"),
                pgettext("opinions", "Pass"),
                _("Important to"),
                _("Gathers"),
                _("Divides"),
            ]
        yield Table("statements", str(_("Statements")), [str(one) for one in columns], _rows(map, bool(is_counted)))


def _rows(map: OpinionMap, is_counted: bool) -> Iterator[list[Any]]:
    rows = Statement.objects.filter(map=map, in_list=True).order_by("number")
    for row in rows.iterator(chunk_size=CHUNK):
        counts = [row.agree_count, row.disagree_count, row.pass_count, row.important_count, row.gathers, row.divides]
        yield [row.number, row.text, str(row.get_origin_display()), row.created_at.date(), *(counts if is_counted else [])]


component_types.register(Opinions())


class StatementSource(ContributionSource):
    """A decision may come from a statement."""

    kind = MAP

    def search(self, component: Component, text: str = "") -> list[Contribution]:
        found = Statement.objects.filter(map__component=component, in_list=True)
        if text:
            found = found.filter(text__icontains=text)
        rows = found.select_related("map__component__process").order_by("-gathers", "-number")[:50]
        return [Contribution(row.subject, row.text, statement_address(row), (), row.agree_count) for row in rows]

    def voices(self, component: Component) -> Iterable[int]:
        """Nobody: who wrote a statement is not told, and who answered is not known."""
        return []


contributions.register(StatementSource())
