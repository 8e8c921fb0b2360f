from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from beffroi.ground.people.rules import must_be_signed_in
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds
from beffroi.outreach.rumors.models import Rumor, Sighting


class RumorSubject(SubjectKind):
    """Public once there is a verdict. Before, its page says that it is being checked, and not what is said."""

    kind = "rumor"
    label = pgettext_lazy("rumors", "Fact check")
    label_plural = pgettext_lazy("rumors", "Fact checks")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        return {row.pk: card(row, Subject(self.kind, row.pk)) for row in Rumor.objects.filter(pk__in=ids)}

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        if verb in ("see", "follow") and Rumor.objects.public().filter(pk=id).exists():
            return must_be_signed_in(person) if verb == "follow" else None
        return Refusal("not_here", _("This cannot be done with a fact check."))


class SightingSubject(SubjectKind):
    """What a message from elsewhere became: its author is told, and may object."""

    kind = "rumor_sighting"
    label = pgettext_lazy("rumors", "Rumour to check")
    label_plural = pgettext_lazy("rumors", "Rumours to check")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Sighting.objects.filter(pk__in=ids).select_related("rumor")
        return {row.pk: card(row.rumor, Subject(self.kind, row.pk)) for row in rows}

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        return Refusal("not_here", _("This cannot be done with a fact check."))


def card(rumor: Rumor, subject: Subject) -> Card:
    """The claim itself is shown nowhere before it is checked: repeating it would spread it."""
    is_public = rumor.is_public
    title = rumor.headline if is_public else pgettext("rumors", "A rumour to check")
    return Card(subject, title, rumor.get_absolute_url(), excerpt=rumor.truth if is_public else "", is_public=is_public)


subject_kinds.register(RumorSubject())
subject_kinds.register(SightingSubject())
