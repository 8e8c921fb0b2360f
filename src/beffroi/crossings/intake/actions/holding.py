"""The first contribution of somebody whom nobody here knows: somebody of the team looks at it."""

from datetime import datetime

from django.db import transaction

from beffroi.channels.base.models import Heard
from beffroi.channels.base.types import author_key
from beffroi.channels.fediverse.actions import remotes
from beffroi.channels.fediverse.models import RemoteActor
from beffroi.channels.fediverse.rules import may_manage
from beffroi.crossings.intake.models import Held
from beffroi.crossings.intake.rules import FEDIVERSE, may_take
from beffroi.ground.people.models import Account
from beffroi.kernel import edition
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.outreach.origins import actions as origins


@transaction.atomic
def hold(*, heard: Heard, subject: Subject, at: datetime) -> Held:
    """Kept aside, once."""
    held, _made = Held.objects.get_or_create(heard=heard, defaults={"subject_kind": subject.kind, "subject_id": subject.id, "at": at})
    edition.bump()
    return held


@transaction.atomic
def release(*, held: Held, at: datetime) -> bool:
    """It no longer waits; False if somebody else settled it."""
    edition.bump()
    return bool(Held.objects.filter(pk=held.pk, settled_at=None).update(settled_at=at))


@transaction.atomic
def admit(*, heard: Heard, by: Account, at: datetime) -> None:
    """What its author says is shown from now on, and what waited of hers too (by a reaction)."""
    require(may_take(by))
    origins.admit(channel=heard.account.kind, address=author_key(heard), called=heard.author_address, by=by, at=at)
    remote = _remote(heard)
    if remote and may_manage(by) is None:
        remotes.admit(person=by, remote=remote, at=at)


@transaction.atomic
def set_aside(*, held: Held, by: Account, at: datetime) -> None:
    """Not this one: it stays in the messages. Of its author nothing is decided."""
    require(may_take(by))
    release(held=held, at=at)


@transaction.atomic
def refuse(*, held: Held, by: Account, at: datetime) -> None:
    """Nothing of hers is taken in; what waited goes. On the network she is left alone."""
    require(may_take(by))
    heard = held.heard
    origins.refuse(channel=heard.account.kind, address=author_key(heard), called=heard.author_address, by=by, at=at)


def _remote(heard: Heard) -> RemoteActor | None:
    if heard.account.kind != FEDIVERSE:
        return None
    name, _at, host = heard.author_address.lstrip("@").partition("@")
    return RemoteActor.objects.filter(username=name, host=host).first()
