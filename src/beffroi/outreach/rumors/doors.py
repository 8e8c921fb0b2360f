"""“I doubt that this is true”: beside the reasons of a report to the moderators, but for those who check, and nothing is hidden."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beffroi.commons.moderation.types import FlagDoor, flag_doors
from beffroi.kernel.subjects import Subject
from beffroi.outreach.rumors import actions


class Doubt(FlagDoor):
    kind = "doubtful"
    label = _("I doubt that it is true: have it checked")

    def take(self, *, subject: Subject, person: Any, text: str, email: str, language: str, key: str, at: datetime) -> str:
        sighting = actions.doubt(subject=subject, person=person, text=text, email=email, language=language, key=key, at=at)
        return reverse("rumors:asked", args=[sighting.key])


flag_doors.register(Doubt())
