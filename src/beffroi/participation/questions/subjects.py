from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, SubjectKind, subject_kinds
from beffroi.participation.questions import rules
from beffroi.participation.questions.actions.asking import COUNTERS, address, count, set_hidden
from beffroi.participation.questions.models import Question
from beffroi.participation.spaces.cards import card_in


class QuestionSubject(SubjectKind):
    kind = "question"
    label = _("question to an elected official")
    label_plural = _("questions to elected officials")
    knows = frozenset({"withdraw_support"})
    verbs = {
        "see": rules.may_see,
        "support": rules.may_support,
        "withdraw_support": rules.may_take_support_back,
        "comment": rules.may_comment,
        "follow": rules.may_follow,
    }

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Question.objects.filter(pk__in=ids).select_related("component__process")
        return {
            row.pk: card_in(
                row.component,
                row.subject,
                title=row.title,
                url=address(row),
                excerpt=row.excerpt,
                shown=row.hidden_at is None,
                voice_id=row.voice_id,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = Question.objects.select_related("component__process").filter(pk=id).first()
        if row is None:
            return Refusal("gone", _("This question no longer exists."))
        if verb == "flag":
            return rules.must_be_there(row)
        if verb not in self.verbs:
            return Refusal("closed", _("This is not possible on a question."))
        return rules.may_see(person, row, at) or self.verbs[verb](person, row, at)

    def count(self, id: int, counter: str, by: int) -> None:
        count(question_id=id, counter=counter, by=by)

    def counters(self, counter: str, after: int, size: int) -> dict[int, int]:
        if counter not in COUNTERS:
            return {}
        return dict(Question.objects.filter(pk__gt=after).order_by("pk").values_list("pk", COUNTERS[counter])[:size])

    def set_hidden(self, id: int, hidden: bool) -> None:
        row = Question.objects.select_related("component__process").get(pk=id)
        set_hidden(question=row, hidden=hidden, at=clock.now())


subject_kinds.register(QuestionSubject())
