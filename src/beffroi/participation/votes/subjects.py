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
from beffroi.participation.votes import rules
from beffroi.participation.votes.actions import count_follows, set_hidden
from beffroi.participation.votes.actions.texts import KIND, address
from beffroi.participation.votes.models import DRAFT, Vote


class VoteSubject(SubjectKind):
    kind = KIND
    label = pgettext_lazy("subject", "vote")
    label_plural = pgettext_lazy("subject", "votes")
    verbs = {"see": rules.may_see, "follow": rules.may_follow, "flag": rules.may_see}

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Vote.objects.filter(pk__in=ids).select_related("component__process")
        return {
            row.pk: card_in(
                row.component,
                row.subject,
                title=row.title,
                url=address(row),
                excerpt=excerpt(row.conclusion or row.text, 240),
                shown=not row.hidden_at and row.state != DRAFT,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = Vote.objects.select_related("component__process").filter(pk=id).first()
        if row is None:
            return Refusal("gone", _("This vote no longer exists."))
        if verb not in self.verbs:
            return Refusal("closed", _("Vote instead."))
        return self.verbs[verb](person, row, at)

    def count(self, id: int, counter: str, by: int) -> None:
        if counter == "follows":
            count_follows(vote_id=id, by=by)

    def counters(self, counter: str, after: int, size: int) -> dict[int, int]:
        if counter != "follows":
            return {}
        return dict(Vote.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "follows_count")[:size])

    def set_hidden(self, id: int, hidden: bool) -> None:
        set_hidden(vote_id=id, hidden=hidden, at=clock.now())


subject_kinds.register(VoteSubject())
