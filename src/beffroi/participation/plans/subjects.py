from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, SubjectKind, subject_kinds
from beffroi.kernel.text import excerpt
from beffroi.participation.plans import rules
from beffroi.participation.plans.actions.annotating import COUNTERS, KIND, address, count, set_hidden, subject_of
from beffroi.participation.plans.models import Annotation
from beffroi.participation.spaces.cards import card_in


class AnnotationSubject(SubjectKind):
    kind = KIND
    label = _("annotation on a plan")
    label_plural = _("annotations on plans")
    knows = frozenset({"withdraw_support", "answer"})
    verbs = {
        "see": rules.may_see,
        "support": rules.may_support,
        "withdraw_support": rules.may_take_support_back,
        "comment": rules.may_comment,
        "follow": rules.may_follow,
        "answer": rules.may_speak,
    }

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Annotation.objects.filter(pk__in=ids).select_related("plan__component__process")
        return {
            row.pk: card_in(
                row.plan.component,
                subject_of(row),
                title=excerpt(row.text, 80),
                url=address(row),
                excerpt=row.excerpt,
                shown=row.is_there,
                voice_id=row.voice_id,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = Annotation.objects.select_related("plan__component__process").filter(pk=id).first()
        if row is None:
            return Refusal("gone", _("This annotation no longer exists."))
        if verb == "flag":
            return rules.must_be_there(row)
        if verb not in self.verbs:
            return Refusal("closed", _("This is not possible on an annotation."))
        return rules.may_see(person, row, at) or self.verbs[verb](person, row, at)

    def count(self, id: int, counter: str, by: int) -> None:
        count(annotation_id=id, counter=counter, by=by)

    def counters(self, counter: str, after: int, size: int) -> dict[int, int]:
        if counter not in COUNTERS:
            return {}
        return dict(Annotation.objects.filter(pk__gt=after).order_by("pk").values_list("pk", COUNTERS[counter])[:size])

    def set_hidden(self, id: int, hidden: bool) -> None:
        set_hidden(annotation_id=id, hidden=hidden, at=clock.now())


subject_kinds.register(AnnotationSubject())
