from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, SubjectKind, subject_kinds
from beffroi.participation.initiatives import rules
from beffroi.participation.initiatives.actions.texts import address, set_hidden
from beffroi.participation.initiatives.models import Initiative
from beffroi.participation.spaces.cards import card_in

COUNTERS = {"messages": "messages_count", "follows": "follows_count"}


class InitiativeSubject(SubjectKind):
    kind = "initiative"
    label = pgettext_lazy("subject", "initiative")
    label_plural = pgettext_lazy("subject", "initiatives")
    verbs = {"see": rules.may_see, "comment": rules.may_comment, "follow": rules.may_follow}

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Initiative.objects.filter(pk__in=ids).select_related("component__process")
        return {
            row.pk: card_in(
                row.component,
                row.subject,
                title=row.title,
                url=address(row),
                excerpt=row.excerpt,
                shown=row.is_public,
                voice_id=row.voice_id,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = Initiative.objects.select_related("component__process").filter(pk=id).first()
        if row is None:
            return Refusal("gone", _("This initiative no longer exists."))
        if verb == "flag":
            return rules.must_be_there(row)
        if verb == "support":
            return Refusal("closed", _("Sign this initiative: signatures count, not supports."))
        if verb not in self.verbs:
            return Refusal("closed", _("This is not possible on an initiative."))
        return rules.may_see(person, row, at) or self.verbs[verb](person, row, at)

    def count(self, id: int, counter: str, by: int) -> None:
        if counter in COUNTERS:
            name = COUNTERS[counter]
            Initiative.objects.filter(pk=id).update(**{name: F(name) + by, "version": F("version") + 1})

    def counters(self, counter: str, after: int, size: int) -> dict[int, int]:
        if counter not in COUNTERS:
            return {}
        return dict(Initiative.objects.filter(pk__gt=after).order_by("pk").values_list("pk", COUNTERS[counter])[:size])

    def set_hidden(self, id: int, hidden: bool) -> None:
        row = Initiative.objects.select_related("component__process").get(pk=id)
        set_hidden(initiative=row, hidden=hidden, at=clock.now())


subject_kinds.register(InitiativeSubject())
