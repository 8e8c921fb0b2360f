from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from beffroi.kernel.subjects import Subject
from beffroi.participation.budgets import states
from beffroi.participation.budgets.actions import address, budget_of, save_budget, save_envelopes, set_up
from beffroi.participation.budgets.actions.settings import FIELDS, Wanted
from beffroi.participation.budgets.exports import count_rows, envelope_rows, project_rows, tables
from beffroi.participation.budgets.models import Budget, Project
from beffroi.participation.budgets.settings_form import BudgetSettings
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


class Budgets(ComponentType):
    kind = "budget"
    label = gettext_lazy("Participatory budget")
    explanation = gettext_lazy("People propose projects, the services price them, everybody votes on how the money is shared out.")
    path = "budget"
    urls = "beffroi.participation.budgets.urls"
    desk_urls = "beffroi.participation.budgets.desk_urls"
    drawing = "works"
    verbs = {
        "propose": pgettext_lazy("budgets", "Propose an idea"),
        "support": pgettext_lazy("budgets", "Support"),
        "comment": pgettext_lazy("budgets", "Comment"),
        "vote": pgettext_lazy("budgets", "Vote"),
    }
    settings_form = BudgetSettings

    def set_up(self, component: Component) -> None:
        set_up(component=component)

    def copy(self, source: Component, target: Component) -> None:
        """Envelopes and rules; never what citizens wrote."""
        old = budget_of(source)
        save_budget(component=target, person=None, fields={name: getattr(old, name) for name in FIELDS})
        save_envelopes(
            component=target, person=None, wanted=[Wanted(None, one.title, one.amount, one.district) for one in old.envelopes.all()]
        )

    def missing(self, component: Component, at: datetime) -> list[str]:
        if not budget_of(component).envelopes.exists():
            return [_("Say how much money there is: add an envelope.")]
        return []

    def summary(self, component: Component, at: datetime) -> Summary:
        budget = Budget.objects.filter(component=component).first()
        many = budget.ideas_count if budget else 0
        rows = list(Project.objects.filter(component=component, in_list=True).order_by("-supports_count", "-pk")[:3])
        for row in rows:
            row.component = component
        if budget and budget.is_counted:
            won = Project.objects.filter(component=component, state=states.WON, in_list=True)
            done, all_ = won.filter(works=states.DONE).count(), won.count()
            said = ngettext("%(n)d project chosen", "%(n)d projects chosen", all_) % {"n": all_}
            if done:
                said = _("%(chosen)s, %(done)s") % {
                    "chosen": said,
                    "done": ngettext("%(n)d finished", "%(n)d finished", done) % {"n": done},
                }
        elif budget and budget.is_frozen:
            on_ballot = sum(budget.envelopes.values_list("projects_count", flat=True))
            said = ngettext("%(n)d project put to the vote", "%(n)d projects put to the vote", on_ballot) % {"n": on_ballot}
        else:
            said = ngettext("%(n)d idea", "%(n)d ideas", many) % {"n": many} if many else _("No idea yet: be the first")
        return Summary(said, many, [(row.title, address(row)) for row in rows])

    def results(self, component: Component) -> Iterable[Table]:
        for name, title, columns, rows in (
            ("projects", _("Projects"), tables()["projects"], project_rows(component)),
            ("envelopes", _("Envelopes"), tables()["envelopes"], envelope_rows(component)),
            ("counts", _("What each rule gives"), tables()["counts"], count_rows(component)),
        ):
            yield Table(name, str(title), [str(column) for column in columns], rows)


component_types.register(Budgets())


class ProjectSource(ContributionSource):
    """Ideas and projects: a decision may come from them."""

    kind = "budget"

    def search(self, component: Component, text: str = "") -> list[Contribution]:
        rows = Project.objects.filter(component=component, in_list=True).select_related("component__process")
        if text:
            rows = rows.filter(title__icontains=text)
        return [
            Contribution(
                Subject("project", row.pk), row.title, address(row), (row.voice_id,), row.supports_count, row.text, row.place, row.longitude,
                row.latitude,
            )
            for row in rows.order_by("-supports_count", "-pk")[:50]
        ]  # fmt: skip

    def voices(self, component: Component) -> Iterable[int]:
        rows = Project.objects.filter(component=component, in_list=True)
        return rows.order_by("voice_id").values_list("voice_id", flat=True).distinct()


contributions.register(ProjectSource())
