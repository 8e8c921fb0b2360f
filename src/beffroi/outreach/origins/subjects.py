from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, cards_of, subject_kinds
from beffroi.outreach.origins.access import READ
from beffroi.outreach.origins.models import Origin


class OriginSubject(SubjectKind):
    """What the deliveries that tell people back are about: leads to what their message became."""

    kind = "origin"
    label = _("Receipt to somebody on a network")
    label_plural = _("Receipts to people on networks")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = list(Origin.objects.filter(pk__in=ids))
        about = cards_of({row.subject for row in rows})
        return {
            row.pk: Card(Subject(self.kind, row.pk), card.title, card.url, is_public=False)
            for row in rows
            if (card := about.get(row.subject))
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        if verb == "see":
            return must_have_right(person, READ)
        return Refusal("not_here", _("This cannot be done with a receipt."))


subject_kinds.register(OriginSubject())
