from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds
from beffroi.kernel.text import excerpt
from beffroi.participation.accountability import rules
from beffroi.participation.accountability.actions.decisions import count, set_hidden
from beffroi.participation.accountability.actions.finding import KIND, MEMBER, VOTE, address, member_address, subject_of, vote_address
from beffroi.participation.accountability.models import CouncilVote, Decision, Representative
from beffroi.participation.spaces.cards import card_in

COUNTED = {"supports": "supports_count", "follows": "follows_count"}


class DecisionSubject(SubjectKind):
    kind = KIND
    label = _("decision")
    label_plural = _("decisions")
    knows = frozenset({"answer"})
    verbs = {
        "see": rules.may_see,
        "comment": rules.may_comment,
        "support": rules.may_support,
        "follow": rules.may_follow,
        "answer": rules.may_speak,
    }

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Decision.objects.filter(pk__in=ids).select_related("component__process")
        return {
            row.pk: card_in(
                row.component,
                subject_of(row),
                title=row.title,
                url=address(row),
                excerpt=row.excerpt,
                shown=row.is_public,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = Decision.objects.select_related("component__process").filter(pk=id).first()
        if row is None:
            return Refusal("gone", _("This decision no longer exists."))
        if verb not in self.verbs:
            return Refusal("closed", _("This is not possible on a decision."))
        return self.verbs[verb](person, row, at)

    def count(self, id: int, counter: str, by: int) -> None:
        count(decision_id=id, counter=counter, by=by)

    def counters(self, counter: str, after: int, size: int) -> dict[int, int]:
        if counter not in COUNTED:
            return {}
        return dict(Decision.objects.filter(pk__gt=after).order_by("pk").values_list("pk", COUNTED[counter])[:size])

    def set_hidden(self, id: int, hidden: bool) -> None:
        set_hidden(decision_id=id, hidden=hidden, at=clock.now())


class ReadOnly(SubjectKind):
    """What can be seen and found; it is spoken of through decisions."""

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        return None if verb == "see" else Refusal("closed", _("This is not possible here."))


class VoteSubject(ReadOnly):
    kind = VOTE
    label = _("vote of the council")
    label_plural = _("votes of the council")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = CouncilVote.objects.filter(pk__in=ids)
        return {row.pk: Card(Subject(VOTE, row.pk), row.title, vote_address(row), excerpt(row.summary, 240)) for row in rows}


class RepresentativeSubject(ReadOnly):
    kind = MEMBER
    label = _("elected representative")
    label_plural = _("elected representatives")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Representative.objects.filter(pk__in=ids)
        return {row.pk: Card(Subject(MEMBER, row.pk), row.name, member_address(row), row.mandate, voice_id=row.voice_id) for row in rows}


subject_kinds.register(DecisionSubject())
subject_kinds.register(VoteSubject())
subject_kinds.register(RepresentativeSubject())
