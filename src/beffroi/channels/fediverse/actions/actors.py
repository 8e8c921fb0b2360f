"""Our own actors: made once with their keys, described, closed. Keys are never made again: peers remember them."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from beffroi.channels.base.models import Account
from beffroi.channels.fediverse import keys
from beffroi.channels.fediverse.documents import handle, site_host
from beffroi.channels.fediverse.models import INSTANCE, TOWN, FediverseActor
from beffroi.kernel import edition

KIND = "fediverse"


def ensure_actor(*, kind: str, id: int, username: str, name: str, at: datetime, summary: str = "", url: str = "") -> FediverseActor:
    """The actor that speaks for "kind:id"; made with a free name near `username` if there is none."""
    subject = f"{kind}:{id}"
    found = FediverseActor.objects.filter(subject=subject).first()
    if found is None:
        pair = keys.make()
        for tried in (username, *(f"{username[:56]}_{n}" for n in range(2, 100))):
            if FediverseActor.objects.filter(username=tried).exists():
                continue
            try:
                with transaction.atomic():
                    found, _made = FediverseActor.objects.get_or_create(
                        subject=subject,
                        defaults={
                            "kind": kind,
                            "username": tried,
                            "name": name[:200],
                            "summary": summary,
                            "url": url,
                            "public_pem": pair.public_pem,
                            "multikey": pair.multikey,
                            "private": pair.private,
                            "made_at": at,
                        },
                    )
                    edition.bump()
            except IntegrityError:  # somebody took the name in the same moment
                continue
            break
        if found is None:
            raise ValueError(f"no free name near {username}")
    return found


def ensure_instance(*, at: datetime) -> FediverseActor:
    """The server itself: it signs what we read."""
    return ensure_actor(kind=INSTANCE, id=1, username=site_host() or "localhost", name=site_host() or "localhost", at=at)


@transaction.atomic
def ensure_town(*, username: str, name: str, at: datetime, summary: str = "") -> tuple[FediverseActor, Account]:
    """The town's actor and the account of the channel that speaks through it."""
    ensure_instance(at=at)
    actor = ensure_actor(kind=TOWN, id=1, username=username, name=name, summary=summary, at=at)
    account, _made = Account.objects.get_or_create(
        kind=KIND, remote_id=str(actor.pk), defaults={"name": handle(actor)[:120], "address": actor.uri}
    )
    return actor, account


@transaction.atomic
def describe(*, actor: FediverseActor, name: str, summary: str, at: datetime) -> FediverseActor:
    """How it is shown; followers' servers are told by `outgoing.tell_changed`."""
    FediverseActor.objects.filter(pk=actor.pk).update(name=name[:200], summary=summary, version=F("version") + 1)
    edition.bump()
    actor.refresh_from_db()
    return actor


@transaction.atomic
def set_closed(*, actor: FediverseActor, closed: bool, at: datetime) -> FediverseActor:
    """Nobody finds it any more, or again. Its keys and its name stay: peers remember them."""
    FediverseActor.objects.filter(pk=actor.pk).update(closed_at=at if closed else None, version=F("version") + 1)
    edition.bump()
    actor.refresh_from_db()
    return actor


def account_of(*, actor: FediverseActor) -> Account | None:
    """Which account of the channel hears what is said to an actor: its own, else the town's."""
    rows = Account.objects.filter(kind=KIND, closed_at=None)
    found = rows.filter(remote_id=str(actor.pk)).first()
    return (
        found
        or rows.filter(remote_id__in=[str(pk) for pk in FediverseActor.objects.filter(kind=TOWN).values_list("pk", flat=True)]).first()
    )
