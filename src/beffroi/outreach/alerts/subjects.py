from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds
from beffroi.outreach.alerts.access import READ
from beffroi.outreach.alerts.models import Alert


class AlertSubject(SubjectKind):
    """An alert: public once it was issued for real; before, and as an exercise, the team's alone."""

    kind = "alert"
    label = pgettext_lazy("alerts", "Alert")
    label_plural = pgettext_lazy("alerts", "Alerts")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        found = {}
        for pk, headline, happens, state, is_exercise in Alert.objects.filter(pk__in=ids).values_list(
            "pk", "headline", "happens", "state", "is_exercise"
        ):
            is_public = not is_exercise and state in (Alert.ISSUED, Alert.ENDED, Alert.CANCELLED)
            url = reverse("alerts:show" if is_public else "alerts_desk:show", args=[pk])
            found[pk] = Card(Subject(self.kind, pk), headline, url, excerpt=happens[:200], is_public=is_public)
        return found

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        alert = Alert.objects.filter(pk=id).first()
        if verb == "see" and alert and (not alert.is_exercise and not alert.is_draft):
            return None
        if verb == "see":
            return must_have_right(person, READ)
        return Refusal("not_here", _("This cannot be done with an alert."))


subject_kinds.register(AlertSubject())
