from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, SubjectKind, subject_kinds
from beffroi.kernel.text import excerpt
from beffroi.participation.panels import rules
from beffroi.participation.panels.actions import address
from beffroi.participation.panels.models import Panel
from beffroi.participation.spaces.cards import card_in


class PanelSubject(SubjectKind):
    kind = "panel"
    label = pgettext_lazy("subject", "citizens’ panel")
    label_plural = pgettext_lazy("subject", "citizens’ panels")
    verbs = {"see": rules.may_see, "follow": rules.may_follow}

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Panel.objects.filter(pk__in=ids).select_related("component__process")
        return {
            row.pk: card_in(
                row.component,
                row.subject,
                title=row.component.title,
                url=address(row),
                excerpt=excerpt(row.mandate),
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = Panel.objects.select_related("component__process").filter(pk=id).first()
        if row is None:
            return Refusal("gone", _("This panel no longer exists."))
        if verb not in self.verbs:
            return Refusal("closed", _("This is not possible on a panel."))
        return self.verbs[verb](person, row, at)

    def count(self, id: int, counter: str, by: int) -> None:
        if counter == "follows":
            Panel.objects.filter(pk=id).update(follows_count=F("follows_count") + by, version=F("version") + 1)

    def counters(self, counter: str, after: int, size: int) -> dict[int, int]:
        if counter != "follows":
            return {}
        return dict(Panel.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "follows_count")[:size])


subject_kinds.register(PanelSubject())
