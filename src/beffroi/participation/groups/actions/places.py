"""Groups that also meet where no machine may write: what to copy there, and that it is done."""

from datetime import datetime
from typing import Any

from django.db import transaction

from beffroi.kernel.rules import require
from beffroi.participation.groups import rules
from beffroi.participation.groups.models import Copied, Group, Place, Topic


@transaction.atomic
def add_place(*, group: Group, person: Any, network: str, name: str, url: str, at: datetime) -> Place:
    if person is not None:
        rules.forget(person)
        require(rules.may_lead(person, group))
    return Place.objects.get_or_create(group=group, network=network, name=name.strip(), defaults={"url": url})[0]


@transaction.atomic
def remove_place(*, place: Place, person: Any, at: datetime) -> None:
    rules.forget(person)
    require(rules.may_lead(person, place.group))
    place.delete()


@transaction.atomic
def note_copied(*, place: Place, topic: Topic, person: Any, at: datetime) -> Copied:
    """Any member may say that she wrote it there."""
    rules.forget(person)
    require(rules.must_be_member(person, place.group))
    return Copied.objects.get_or_create(place=place, topic=topic, defaults={"voice": person.voice, "at": at})[0]
