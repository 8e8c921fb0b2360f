"""Others: their actors and keys as last read, their servers' rules and health, and who may be shown."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Heard
from beffroi.channels.fediverse import reading
from beffroi.channels.fediverse.actors_read import ReadActor
from beffroi.channels.fediverse.facts import ContactAdmitted
from beffroi.channels.fediverse.models import FediverseActor, Follower, Host, Parcel, Policy, RemoteActor, RemoteKey
from beffroi.channels.fediverse.rules import may_manage
from beffroi.ground.people.models import Account as Person
from beffroi.kernel import edition
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require

PAUSE_AFTER, PAUSE = 10, timedelta(seconds=60)
DEAD_AFTER = 7  # different days


@transaction.atomic
def keep_remote(*, read: ReadActor, at: datetime) -> RemoteActor:
    """An actor as its server describes it now. Keys it no longer claims are forgotten."""
    remote, _made = RemoteActor.objects.update_or_create(
        uri=read.uri,
        defaults={
            "host": reading.host(read.uri),
            "type": read.type,
            "username": read.username,
            "name": read.name,
            "url": read.url,
            "inbox": read.inbox,
            "shared_inbox": read.shared_inbox,
            "followers_uri": read.followers,
            "multikeys": read.multikeys,
            "also_known_as": read.also_known_as,
            "moved_to": read.moved_to,
            "fetched_at": at,
            "gone_at": None,
        },
    )
    for key_id, pem in read.keys.items():
        keep_key(remote=remote, key_id=key_id, pem=pem, at=at)
    if read.keys:
        # Keys that are served apart are checked again when they are next used.
        RemoteKey.objects.filter(owner=remote, fetched_at__lt=at).delete()
    return remote


@transaction.atomic
def keep_key(*, remote: RemoteActor, key_id: str, pem: str, at: datetime) -> None:
    """A key whose owner claims it. One id has one owner: whoever serves it on the owner's server says which."""
    RemoteKey.objects.update_or_create(key_id=key_id, defaults={"owner": remote, "pem": pem, "fetched_at": at})


@transaction.atomic
def note_alive(*, name: str) -> None:
    """A signed request came from there, or it took something: it lives."""
    Host.objects.filter(name=name).exclude(failures=0, failing_days=0, dead_at=None, paused_until=None).update(
        failures=0, failing_days=0, failed_on=None, dead_at=None, paused_until=None
    )


@transaction.atomic
def note_way(*, name: str, way: str) -> None:
    """How that server takes a signed POST; learnt from answers to POSTs, or from how it signs its own."""
    if not Host.objects.filter(name=name).exclude(way=way).update(way=way):
        Host.objects.get_or_create(name=name, defaults={"way": way})


@transaction.atomic
def note_failure(*, name: str, at: datetime) -> None:
    """It did not answer. After many in a row it is left in peace for a minute; after seven days of it, for good."""
    host, _made = Host.objects.select_for_update().get_or_create(name=name)
    host.failures += 1
    if host.failures >= PAUSE_AFTER:
        host.failures, host.paused_until = 0, at + PAUSE
    if host.failed_on != at.date():
        host.failed_on, host.failing_days = at.date(), host.failing_days + 1
    if host.failing_days >= DEAD_AFTER and host.dead_at is None:
        host.dead_at = at
        Parcel.objects.filter(host=name, state=Parcel.WAITING).update(state=Parcel.DROPPED, error="the server is gone")
    host.save()


@transaction.atomic
def set_policy(*, person: Person, mode: str, holds_first_contacts: bool, signed_reading: bool, quotes: str = Policy.ANYBODY) -> Policy:
    require(may_manage(person))
    said = {"mode": mode, "holds_first_contacts": holds_first_contacts, "signed_reading": signed_reading, "quotes": quotes}
    policy, _made = Policy.objects.update_or_create(pk=1, defaults=said)
    edition.bump()
    return policy


@transaction.atomic
def set_rule(*, person: Person, name: str, rule: str, reason: str = "", at: datetime) -> Host:
    """Block, limit or allow a server, or take the rule back. A block takes its people's follows and waiting words away."""
    require(may_manage(person))
    return _rule(name, rule, reason, at)


@transaction.atomic
def import_rules(*, person: Person, rows: Iterable[Mapping[str, str]], at: datetime) -> int:
    """Rows of a block list (name, rule, reason); a rule that stands here already is kept. Gives the new ones."""
    require(may_manage(person))
    taken = set(Host.objects.exclude(rule="").values_list("name", flat=True))
    fresh = {row["name"]: row for row in rows if row["name"] not in taken}
    for row in fresh.values():
        _rule(row["name"], row["rule"], row["reason"], at)
    return len(fresh)


def _rule(name: str, rule: str, reason: str, at: datetime) -> Host:
    host, _made = Host.objects.update_or_create(name=name, defaults={"rule": rule, "reason": reason[:300]})
    if rule == Host.BLOCKED:
        inside = Q(host=name) | Q(host__endswith=f".{name}")
        gone = Follower.objects.filter(remote__in=RemoteActor.objects.filter(inside))
        _lose_followers(gone)
        Parcel.objects.filter(inside, state=Parcel.WAITING).update(state=Parcel.DROPPED, error="blocked")
    edition.bump()
    return host


def _lose_followers(rows: Any) -> None:
    """Take follows away, the counts with them."""
    for actor_id in list(rows.values_list("actor_id", flat=True)):
        FediverseActor.objects.filter(pk=actor_id, followers_count__gt=0).update(followers_count=F("followers_count") - 1)
    rows.delete()


@transaction.atomic
def lose_followers(*, remote: RemoteActor) -> None:
    _lose_followers(Follower.objects.filter(remote=remote))


@transaction.atomic
def lose_inbox(*, inbox: str) -> None:
    """A personal inbox is gone for good: so is its follower."""
    _lose_followers(Follower.objects.filter(remote__inbox=inbox))


@transaction.atomic
def admit(*, person: Person, remote: RemoteActor, at: datetime) -> None:
    """The team looked at the first message: what this person says may be shown."""
    require(may_manage(person))
    if RemoteActor.objects.filter(pk=remote.pk, admitted_at=None).update(admitted_at=at, blocked_at=None):
        record(ContactAdmitted(remote_id=remote.pk, address=remote.address))


@transaction.atomic
def set_blocked(*, remote: RemoteActor, blocked: bool, at: datetime) -> None:
    """This person no longer follows us, and is not heard; or is again. Who asks for it is checked by the caller."""
    moved = RemoteActor.objects.filter(uri=remote.moved_to).first() if remote.moved_to else None
    same = RemoteActor.objects.filter(pk__in=[remote.pk, *([moved.pk] if moved and remote.uri in moved.also_known_as else [])])
    same.update(blocked_at=at if blocked else None)
    if blocked:
        _lose_followers(Follower.objects.filter(remote__in=same))


@transaction.atomic
def refuse(*, person: Person, remote: RemoteActor, at: datetime) -> None:
    """The team looked at the first message and does not want more of it; what was said is put out of sight."""
    require(may_manage(person))
    set_blocked(remote=remote, blocked=True, at=at)
    for pk in Heard.objects.filter(account__kind="fediverse", author_key=remote.address, hidden_at=None).values_list("pk", flat=True):
        base.set_hidden(heard_id=pk, hidden=True, at=at)
