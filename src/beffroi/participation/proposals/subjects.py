from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds
from beffroi.participation.proposals import rules
from beffroi.participation.proposals.actions.amendments import set_amendment_hidden
from beffroi.participation.proposals.actions.counting import note_threshold
from beffroi.participation.proposals.actions.texts import address, set_hidden
from beffroi.participation.proposals.models import Amendment, Proposal
from beffroi.participation.spaces.cards import card_in

COUNTERS = {"supports": "supports_count", "messages": "messages_count", "follows": "follows_count"}


class ProposalSubject(SubjectKind):
    kind = "proposal"
    label = _("proposal")
    label_plural = _("proposals")
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
        rows = Proposal.objects.filter(pk__in=ids).select_related("component__process")
        return {
            row.pk: card_in(
                row.component,
                Subject("proposal", row.pk),
                title=row.title,
                url=address(row),
                excerpt=row.excerpt,
                shown=row.is_public,
                voice_id=row.voice_id,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = Proposal.objects.select_related("component__process").filter(pk=id).first()
        if row is None:
            return Refusal("gone", _("This proposal no longer exists."))
        if verb == "flag":
            return rules.must_be_there(row)
        if verb not in self.verbs:
            return Refusal("closed", _("This is not possible on a proposal."))
        return rules.may_see(person, row, at) or self.verbs[verb](person, row, at)

    def count(self, id: int, counter: str, by: int) -> None:
        if counter not in COUNTERS:
            return
        name = COUNTERS[counter]
        Proposal.objects.filter(pk=id).update(**{name: F(name) + by, "version": F("version") + 1})
        if counter == "supports" and by > 0:
            note_threshold(proposal_id=id, at=clock.now())

    def counters(self, counter: str, after: int, size: int) -> dict[int, int]:
        if counter not in COUNTERS:
            return {}
        rows = Proposal.objects.filter(pk__gt=after).order_by("pk")
        if counter == "supports":
            return dict(rows.annotate(here=F("supports_count") - F("imported_supports")).values_list("pk", "here")[:size])
        return dict(rows.values_list("pk", COUNTERS[counter])[:size])

    def set_hidden(self, id: int, hidden: bool) -> None:
        row = Proposal.objects.select_related("component__process").get(pk=id)
        set_hidden(proposal=row, hidden=hidden, at=clock.now())


class AmendmentSubject(SubjectKind):
    kind = "amendment"
    label = _("suggested change")
    label_plural = _("suggested changes")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Amendment.objects.filter(pk__in=ids).select_related("proposal__component__process")
        return {
            row.pk: card_in(
                row.proposal.component,
                Subject("amendment", row.pk),
                title=_("A change to “%(title)s”") % {"title": row.proposal.title},
                url=f"{address(row.proposal)}#amendment-{row.pk}",
                excerpt=row.reason,
                shown=row.hidden_at is None and row.proposal.is_public,
                voice_id=row.voice_id,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = Amendment.objects.select_related("proposal__component__process").filter(pk=id).first()
        if row is None:
            return Refusal("gone", _("This change no longer exists."))
        if verb in ("see", "flag"):
            return rules.may_see(person, row.proposal, at) or (
                Refusal("hidden", _("This change was hidden by moderation.")) if row.hidden_at else None
            )
        return Refusal("closed", _("This is not possible on a suggested change."))

    def set_hidden(self, id: int, hidden: bool) -> None:
        row = Amendment.objects.select_related("proposal").get(pk=id)
        set_amendment_hidden(amendment=row, hidden=hidden, at=clock.now())


subject_kinds.register(ProposalSubject())
subject_kinds.register(AmendmentSubject())
