"""Moving (both ways): an account elsewhere that becomes this one, or this one that goes on elsewhere. Each must name the other."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.channels.fediverse import rules
from beffroi.channels.fediverse.actions import outgoing
from beffroi.channels.fediverse.models import FediverseActor, RemoteActor
from beffroi.ground.people.models import Account as Person
from beffroi.kernel import edition
from beffroi.kernel.rules import Refusal, require

MOST_NAMES = 10


@transaction.atomic
def name_former(*, person: Person, actor: FediverseActor, remote: RemoteActor, at: datetime) -> FediverseActor:
    """Say that an account elsewhere is ours too: it may then send those who follow it here."""
    require(rules.may_move(person))
    if remote.uri in actor.also_known_as:
        return actor
    if len(actor.also_known_as) >= MOST_NAMES:
        require(Refusal("many", _("Ten other accounts are named already.")))
    return _changed(actor, at, also_known_as=[*actor.also_known_as, remote.uri])


@transaction.atomic
def forget_former(*, person: Person, actor: FediverseActor, uri: str, at: datetime) -> FediverseActor:
    """No longer say that an account elsewhere is ours."""
    require(rules.may_move(person))
    return _changed(actor, at, also_known_as=[one for one in actor.also_known_as if one != uri])


@transaction.atomic
def move_away(*, person: Person, actor: FediverseActor, target: RemoteActor, at: datetime) -> FediverseActor:
    """Send those who follow to an account elsewhere, which already says that it is this one. Their servers do it, and tell them."""
    require(rules.may_move(person), rules.must_name_us(target, actor))
    actor = _changed(actor, at, moved_to=target.uri, moved_at=at)
    outgoing.tell_followers(actor=actor, type="Move", object=actor.uri, at=at, target=target.uri)
    return actor


@transaction.atomic
def stay(*, person: Person, actor: FediverseActor, at: datetime) -> FediverseActor:
    """Speak from here again. Who was sent elsewhere stays there, unless they come back by themselves."""
    require(rules.may_move(person))
    return _changed(actor, at, moved_to="", moved_at=None)


def _changed(actor: FediverseActor, at: datetime, **values: object) -> FediverseActor:
    FediverseActor.objects.filter(pk=actor.pk).update(version=F("version") + 1, **values)
    actor.refresh_from_db()
    outgoing.tell_changed(actor=actor, at=at)
    edition.bump()
    return actor
