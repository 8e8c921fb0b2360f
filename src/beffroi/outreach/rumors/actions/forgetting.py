"""Addresses are there to tell what came of it, and go soon after."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from beffroi.ground.people.models import Voice
from beffroi.outreach.rumors.models import Rumor, Sighting

KEPT = timedelta(days=30)  # after the outcome: a correction of the first days still reaches who asked
LONGEST = timedelta(days=365)  # without an outcome


@transaction.atomic
def forget_addresses(*, at: datetime) -> int:
    """Of those who were told a month ago; and of those who asked a year ago, whatever became of it."""
    over = Q(told_at__lt=at - KEPT) | Q(seen_at__lt=at - LONGEST)
    told = Sighting.objects.filter(over).exclude(email="").update(email="")
    public = Q(rumor__state=Rumor.PUBLISHED, rumor__changed_at__lt=at - LONGEST)
    settled = public | Q(rumor__state=Rumor.CLOSED, rumor__closed_at__lt=at - LONGEST)
    Sighting.objects.filter(settled | Q(withdrawn_at__lt=at - KEPT)).update(text="", voice=None)
    return told


@transaction.atomic
def forget_address_of(*, sighting: Sighting) -> None:
    """She does not want to be told after all."""
    Sighting.objects.filter(pk=sighting.pk).update(email="")


@transaction.atomic
def forget_voice(*, voice: Voice) -> None:
    Sighting.objects.filter(voice=voice).update(voice=None, text="")
