from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds
from beffroi.participation.budgets import rules
from beffroi.participation.budgets.actions import address, count_on, page_of, set_hidden
from beffroi.participation.budgets.actions.ideas import COUNTERS
from beffroi.participation.budgets.models import Project
from beffroi.participation.spaces.cards import card_in
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import must_be_published


class ProjectSubject(SubjectKind):
    kind = "project"
    label = pgettext_lazy("budgets", "project of a participatory budget")
    label_plural = pgettext_lazy("budgets", "projects of participatory budgets")
    knows = frozenset({"withdraw_support", "answer"})
    verbs = {
        "support": rules.may_support,
        "withdraw_support": rules.may_follow,
        "comment": rules.may_comment,
        "follow": rules.may_follow,
        "answer": rules.may_speak,
    }

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Project.objects.filter(pk__in=ids).select_related("component__process")
        return {
            row.pk: card_in(
                row.component,
                Subject("project", row.pk),
                title=row.title,
                url=address(row),
                excerpt=row.excerpt,
                shown=row.in_list,
                voice_id=row.voice_id,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = Project.objects.select_related("component__process").filter(pk=id).first()
        if row is None:
            return Refusal("gone", _("This idea no longer exists."))
        if refusal := rules.may_see(person, row, at):
            return refusal
        if verb in ("see", "flag"):
            return rules.must_be_there(row) if verb == "flag" else None
        if verb not in self.verbs:
            return Refusal("closed", _("This is not possible on an idea."))
        return self.verbs[verb](person, row, at)

    def count(self, id: int, counter: str, by: int) -> None:
        if counter in COUNTERS:
            count_on(project_id=id, counter=counter, by=by)

    def counters(self, counter: str, after: int, size: int) -> dict[int, int]:
        if counter not in COUNTERS:
            return {}
        return dict(Project.objects.filter(pk__gt=after).order_by("pk").values_list("pk", COUNTERS[counter])[:size])

    def set_hidden(self, id: int, hidden: bool) -> None:
        row = Project.objects.select_related("component__process").get(pk=id)
        set_hidden(project=row, hidden=hidden, at=clock.now())


class BudgetSubject(SubjectKind):
    """A whole participatory budget; its number is that of its component."""

    kind = "budget"
    label = _("participatory budget")
    label_plural = _("participatory budgets")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Component.objects.filter(pk__in=ids, kind="budget").select_related("process")
        return {
            row.pk: card_in(
                row,
                Subject("budget", row.pk),
                title=row.title,
                url=page_of(row),
                excerpt=row.intro,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = Component.objects.filter(pk=id, kind="budget").select_related("process").first()
        if row is None:
            return Refusal("gone", _("This participatory budget no longer exists."))
        if verb == "see":
            return must_be_published(row, at, person)
        return Refusal("closed", _("This is not possible on a participatory budget."))


subject_kinds.register(ProjectSubject())
subject_kinds.register(BudgetSubject())
