from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, SubjectKind, subject_kinds
from beffroi.kernel.text import excerpt
from beffroi.participation.opinions import rules
from beffroi.participation.opinions.actions import address, count_follows, hide_statement, set_hidden, statement_address
from beffroi.participation.opinions.models import MAP, STATEMENT, OpinionMap, Statement
from beffroi.participation.spaces.cards import card_in


class MapSubject(SubjectKind):
    kind = MAP
    label = _("opinion map")
    label_plural = _("opinion maps")
    verbs = {"see": rules.may_see, "follow": rules.may_follow, "flag": rules.may_see}

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = OpinionMap.objects.filter(pk__in=ids).select_related("component__process")
        return {
            row.pk: card_in(
                row.component,
                row.subject,
                title=row.question,
                url=address(row),
                excerpt=excerpt(row.outcome or row.text or row.component.intro, 240),
                shown=row.hidden_at is None,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = OpinionMap.objects.select_related("component__process").filter(pk=id).first()
        if row is None:
            return Refusal("gone", _("This opinion map no longer exists."))
        if verb not in self.verbs:
            return Refusal("closed", _("Answer the statements instead."))
        return self.verbs[verb](person, row, at)

    def count(self, id: int, counter: str, by: int) -> None:
        if counter == "follows":
            count_follows(map_id=id, by=by)

    def counters(self, counter: str, after: int, size: int) -> dict[int, int]:
        if counter != "follows":
            return {}
        return dict(OpinionMap.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "follows_count")[:size])

    def set_hidden(self, id: int, hidden: bool) -> None:
        set_hidden(map_id=id, hidden=hidden, at=clock.now())


class StatementSubject(SubjectKind):
    kind = STATEMENT
    label = pgettext_lazy("opinions", "statement")
    label_plural = pgettext_lazy("opinions", "statements")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Statement.objects.filter(pk__in=ids).select_related("map__component__process")
        return {
            row.pk: card_in(
                row.map.component,
                row.subject,
                title=row.text,
                url=statement_address(row),
                shown=row.in_list and row.map.hidden_at is None,
                voice_id=row.voice_id,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = Statement.objects.select_related("map__component__process").filter(pk=id).first()
        if row is None:
            return Refusal("gone", _("This statement no longer exists."))
        if verb not in ("see", "flag"):
            return Refusal("closed", _("A statement is answered by agree, disagree or pass."))
        return rules.may_see(person, row.map, at) or rules.must_be_shown(row)

    def set_hidden(self, id: int, hidden: bool) -> None:
        hide_statement(statement_id=id, hidden=hidden, at=clock.now())


subject_kinds.register(MapSubject())
subject_kinds.register(StatementSubject())
