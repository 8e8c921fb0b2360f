"""What authors do: send, change, take back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from beffroi.ground.people.models import Account, Voice
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.participation.missions.actions.texts import count_waiting, ids, place_in_list, told_gone, write
from beffroi.participation.missions.facts import ContributionSent
from beffroi.participation.missions.models import Contribution, Mission
from beffroi.participation.missions.rules import may_contribute, may_edit, may_withdraw

TWICE = timedelta(minutes=10)


@transaction.atomic
def contribute(*, mission: Mission, person: Any, fields: Mapping[str, Any], at: datetime) -> Contribution:
    """Send it to the team; the same words sent twice within minutes are one contribution."""
    require(may_contribute(person, mission, at))
    contribution = Contribution(
        mission=mission, voice=person.voice, licence=mission.licence, agreed_at=at, created_at=at, origin_channel=person.came_by
    )
    write(contribution, fields)
    same = Contribution.objects.filter(
        mission=mission, voice=person.voice, title=contribution.title, text=contribution.text, answers=contribution.answers,
        place=contribution.place, created_at__gt=at - TWICE, state=Contribution.WAITING,
    ).first()  # fmt: skip
    if same is not None and contribution.image_id is None:
        return same
    contribution.save()
    count_waiting(mission.pk, 1)
    record(ContributionSent(**ids(contribution)))
    return contribution


@transaction.atomic
def change(*, contribution: Contribution, person: Any, fields: Mapping[str, Any], at: datetime) -> Contribution:
    """Its author writes it again; it goes back to the team, and is not shown until then."""
    contribution = locked(contribution)
    require(may_edit(person, contribution, at))
    was_waiting, was_shown = contribution.state == Contribution.WAITING, contribution.in_list
    write(contribution, fields)
    contribution.state, contribution.reason = Contribution.WAITING, ""
    place_in_list(contribution, at)
    count_waiting(contribution.mission_id, 0 if was_waiting else 1)
    if was_shown:
        told_gone(contribution)
    if not was_waiting:
        record(ContributionSent(**ids(contribution)))
    return contribution


@transaction.atomic
def withdraw(*, contribution: Contribution, person: Any, at: datetime) -> Contribution:
    """Its author takes it back: it leaves the gallery, the map, the search and the open data."""
    contribution = locked(contribution)
    require(may_withdraw(person, contribution))
    was_waiting = contribution.state == Contribution.WAITING
    contribution.state = Contribution.WITHDRAWN
    contribution.image = None  # its file goes too, unless a story shows it
    place_in_list(contribution, at)
    count_waiting(contribution.mission_id, -1 if was_waiting else 0)
    told_gone(contribution)
    return contribution


@transaction.atomic
def set_hidden(*, contribution: Contribution, hidden: bool, at: datetime) -> None:
    """Moderation took it out of sight, or put it back."""
    contribution = locked(contribution)
    contribution.hidden_at = at if hidden else None
    place_in_list(contribution, at)
    told_gone(contribution)


@transaction.atomic
def forget_author(*, account: Account, at: datetime) -> None:
    """The person is leaving: what is not public goes; what is stays, without a name. Registrations go with their contacts."""
    voice = Voice.objects.filter(account=account).first()
    if voice is None:
        return
    for row in Contribution.objects.filter(voice=voice, in_list=False).iterator():
        if row.state == Contribution.WAITING:
            count_waiting(row.mission_id, -1)
        row.delete()


def locked(contribution: Contribution) -> Contribution:
    rows = Contribution.objects.select_for_update(of=("self",)).select_related("mission__component__process", "image")
    return rows.get(pk=contribution.pk)
