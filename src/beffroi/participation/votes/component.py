from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

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
from beffroi.participation.votes import actions, reading
from beffroi.participation.votes.models import COUNTED, DRAFT, Vote


class Votes(ComponentType):
    kind = "vote"
    label = pgettext_lazy("component", "Vote")
    explanation = gettext_lazy(
        "An open poll, an anonymous vote, or a secret vote that anyone can check; counted by a rule that is explained."
    )
    path = "votes"
    urls = "beffroi.participation.votes.urls"
    desk_urls = "beffroi.participation.votes.desk_urls"
    drawing = "consultation"
    verbs = {"vote": pgettext_lazy("votes", "Vote")}
    settings_form = forms.Form

    def set_up(self, component: Component) -> None:
        actions.create(component=component)

    def copy(self, source: Component, target: Component) -> None:
        """The questions and their rules; ballots belong to the vote that was held."""
        old, new = Vote.objects.filter(component=source).first(), actions.create(component=target)
        if old is not None:
            actions.copy(source=old, target=new, at=target.process.created_at)

    def missing(self, component: Component, at: datetime) -> list[str]:
        """Nothing: a process may be published while its vote is being prepared. Its own page says what it still lacks."""
        return []

    def summary(self, component: Component, at: datetime) -> Summary:
        vote = Vote.objects.filter(component=component).first()
        if vote is None or vote.state == DRAFT:
            return Summary(_("This vote is being prepared."))
        n = vote.total
        said = ngettext("%(n)d ballot", "%(n)d ballots", n) % {"n": n} if n else _("Nobody has voted yet")
        if vote.state == COUNTED:
            said = _("Counted: %(ballots)s") % {"ballots": said}
        return Summary(said, n, [(vote.title, self.url(component))] if vote.title != component.title else [])

    def results(self, component: Component) -> Iterable[Table]:
        vote = Vote.objects.select_related("component__process").filter(component=component).first()
        if vote is not None and vote.state == COUNTED and not vote.hidden_at:
            yield from reading.tables(vote)


component_types.register(Votes())


class VoteSource(ContributionSource):
    """A vote that is counted: a decision may come from it. Nobody stands behind it by name."""

    kind = "vote"

    def search(self, component: Component, text: str = "") -> list[Contribution]:
        rows = Vote.objects.filter(component=component, state=COUNTED, hidden_at=None, title__icontains=text)
        return [Contribution(row.subject, row.title, self._url(component), (), row.total) for row in rows]

    def _url(self, component: Component) -> str:
        return component_types["vote"].url(component)

    def voices(self, component: Component) -> list[int]:
        return []


contributions.register(VoteSource())
