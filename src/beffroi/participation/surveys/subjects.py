from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, SubjectKind, subject_kinds
from beffroi.kernel.text import excerpt
from beffroi.participation.spaces.cards import card_in
from beffroi.participation.surveys import rules
from beffroi.participation.surveys.actions.answering import follow_count
from beffroi.participation.surveys.actions.editing import KIND, address, set_hidden, subject_of
from beffroi.participation.surveys.models import Survey


class SurveySubject(SubjectKind):
    kind = KIND
    label = pgettext_lazy("subject", "survey")
    label_plural = pgettext_lazy("subject", "surveys")
    verbs = {"see": rules.may_see, "follow": rules.may_follow, "flag": rules.may_see}

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Survey.objects.filter(pk__in=ids).select_related("component__process")
        return {
            row.pk: card_in(
                row.component,
                subject_of(row),
                title=row.title,
                url=address(row),
                excerpt=excerpt(row.outcome or row.intro, 240),
                shown=row.hidden_at is None and row.is_public,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = Survey.objects.select_related("component__process").filter(pk=id).first()
        if row is None:
            return Refusal("gone", _("This survey no longer exists."))
        if verb not in self.verbs:
            return Refusal("closed", _("Answer the survey instead."))
        return self.verbs[verb](person, row, at)

    def count(self, id: int, counter: str, by: int) -> None:
        if counter == "follows":
            follow_count(survey_id=id, by=by)

    def counters(self, counter: str, after: int, size: int) -> dict[int, int]:
        if counter != "follows":
            return {}
        return dict(Survey.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "follows_count")[:size])

    def set_hidden(self, id: int, hidden: bool) -> None:
        set_hidden(survey=Survey.objects.select_related("component__process").get(pk=id), hidden=hidden, at=clock.now())


subject_kinds.register(SurveySubject())
