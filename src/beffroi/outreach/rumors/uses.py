"""What follows the source: objected to, deleted or changed where it was said."""

from datetime import datetime

from beffroi.channels.base.models import Heard
from beffroi.outreach.origins.types import Use, uses
from beffroi.outreach.rumors import actions
from beffroi.outreach.rumors.models import Sighting


class SightingUse(Use):
    kind = "rumor_sighting"

    def withdraw(self, id: int, at: datetime) -> None:
        if sighting := Sighting.objects.filter(pk=id).first():
            actions.withdraw(sighting=sighting, at=at)

    def put_back(self, id: int, heard: Heard, at: datetime) -> None:
        if sighting := Sighting.objects.filter(pk=id).first():
            actions.put_back(sighting=sighting, heard=heard, at=at)

    def revise(self, id: int, heard: Heard, at: datetime) -> None:
        if sighting := Sighting.objects.filter(pk=id).first():
            actions.revise(sighting=sighting, heard=heard)


uses.register(SightingUse())
