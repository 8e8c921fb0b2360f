from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, SubjectKind, subject_kinds
from beffroi.kernel.text import excerpt
from beffroi.participation.debates import rules
from beffroi.participation.debates.actions import KIND, address, count, set_hidden, subject_of
from beffroi.participation.debates.models import Debate
from beffroi.participation.spaces.cards import card_in


class DebateSubject(SubjectKind):
    kind = KIND
    label = _("debate")
    label_plural = _("debates")
    knows = frozenset({"support_message", "answer"})
    verbs = {
        "see": rules.may_see,
        "comment": rules.may_contribute,
        "support_message": rules.may_support,
        "follow": rules.may_follow,
        "answer": rules.may_speak,
        "flag": rules.may_see,
    }

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Debate.objects.filter(pk__in=ids).select_related("component__process")
        return {
            row.pk: card_in(
                row.component,
                subject_of(row),
                title=row.question,
                url=address(row),
                excerpt=excerpt(row.conclusion or row.text or row.component.intro, 240),
                shown=row.hidden_at is None,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = Debate.objects.select_related("component__process").filter(pk=id).first()
        if row is None:
            return Refusal("gone", _("This debate no longer exists."))
        if verb not in self.verbs:
            return Refusal("closed", _("Support the contributions instead."))
        return self.verbs[verb](person, row, at)

    def count(self, id: int, counter: str, by: int) -> None:
        count(debate_id=id, counter=counter, by=by)

    def counters(self, counter: str, after: int, size: int) -> dict[int, int]:
        if counter != "follows":
            return {}
        return dict(Debate.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "follows_count")[:size])

    def set_hidden(self, id: int, hidden: bool) -> None:
        set_hidden(debate_id=id, hidden=hidden, at=clock.now())


subject_kinds.register(DebateSubject())
