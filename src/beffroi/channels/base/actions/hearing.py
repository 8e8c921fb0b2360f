"""What comes in from a network, and what moderation does to it there."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.channels.base.facts import HeardChanged, HeardGone, MessageHeard, NetworkModerated
from beffroi.channels.base.models import Account, Delivery, Heard, Measure
from beffroi.channels.base.rules import may_moderate
from beffroi.channels.base.types import HIDE, RESTORE, Figure, Incoming, author_key, channels
from beffroi.ground.people.models import Account as Person
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject


@transaction.atomic
def keep_heard(*, account: Account, incoming: Iterable[Incoming], at: datetime, is_whole: bool = True) -> int:
    """Keep what came in, once each; what its author changed or took away is changed or emptied here. Gives the new ones.

    `is_whole`: everything up to now was read (not a single pushed event).
    """
    new = 0
    if is_whole:
        Account.objects.filter(pk=account.pk).update(heard_at=at)
    for told in incoming:
        one = _storable(told)
        delivery = Delivery.objects.filter(account=account, remote_id=one.root).first() if one.root else None
        found = Heard.objects.select_for_update().filter(account=account, remote_id=one.remote_id).first()
        if found is None:
            if one.is_gone:
                continue
            made = Heard.objects.create(
                account=account,
                remote_id=one.remote_id,
                kind=one.kind,
                author_address=one.author_address[:300],
                author_key=(one.author_key or one.author_address)[:300],
                author_name=one.author_name[:200],
                text=one.text,
                url=one.url,
                language=one.language,
                in_reply_to=one.in_reply_to,
                root=one.root,
                delivery=delivery,
                is_private=one.is_private,
                rating=one.rating,
                sent_at=one.sent_at,
                heard_at=at,
            )
            record(MessageHeard(heard_id=made.pk, account_id=account.pk, channel=account.kind, is_private=one.is_private))
            new += 1
        elif one.is_gone and not found.gone_at:
            Heard.objects.filter(pk=found.pk).update(gone_at=at, text="", version=F("version") + 1)
            record(HeardGone(heard_id=found.pk))
        elif not one.is_gone and not found.gone_at and (one.text != found.text or (one.is_private and not found.is_private)):
            is_private = found.is_private or one.is_private  # what was public may be closed, never the other way round
            Heard.objects.filter(pk=found.pk).update(text=one.text, is_private=is_private, version=F("version") + 1)
            record(HeardChanged(heard_id=found.pk))
    return new


def _storable(one: Incoming) -> Incoming:
    """Without the null characters that PostgreSQL takes in no text."""
    said = {field.name: getattr(one, field.name) for field in fields(one)}
    words: dict[str, Any] = {name: word.replace("\0", "") for name, word in said.items() if isinstance(word, str)}
    return replace(one, **words)


@transaction.atomic
def keep_measures(*, account: Account, figures: Iterable[Figure], at: datetime) -> int:
    """Figures of one moment. What the network no longer measures is kept as such, never as zero."""
    rows = list(figures)
    ids = {row.remote_id for row in rows if row.remote_id}
    deliveries = dict(Delivery.objects.filter(account=account, remote_id__in=ids).values_list("remote_id", "pk"))
    kept = [
        Measure(account=account, delivery_id=deliveries.get(row.remote_id), name=row.name, value=row.value, status=row.status, at=at)
        for row in rows
        if not row.remote_id or row.remote_id in deliveries
    ]
    Measure.objects.bulk_create(kept)
    return len(kept)


@transaction.atomic
def set_hidden(*, heard_id: int, hidden: bool, at: datetime) -> None:
    """Moderation decided; the network is told by a job."""
    Heard.objects.filter(pk=heard_id).update(hidden_at=at if hidden else None, refused="", version=F("version") + 1)


def moderate(*, heard: Heard, act: str, at: datetime, reason: str = "") -> None:
    """Do on the network what was decided here. ChannelError if it cannot."""
    channels[heard.account.kind].moderate(heard.account, heard.remote_id, act, author=author_key(heard), reason=reason)
    if act in (HIDE, RESTORE):
        set_hidden(heard_id=heard.pk, hidden=act == HIDE, at=at)


@transaction.atomic
def log_act(*, heard: Heard, act: str, reason: str, person: Person, at: datetime) -> None:
    """Who asked what of a network, and why: in the ledger by number, in the log in words."""
    require(may_moderate(person))
    ledger.append(kind="network_moderated", subject=Subject("heard", heard.pk), data={"act": act, "by": person.pk}, at=at)
    record(NetworkModerated(heard_id=heard.pk, channel=heard.account.kind, act=act, reason=reason))


@transaction.atomic
def note_moderation(*, heard: Heard, sentence: str) -> None:
    """The network refused what was decided here: the team reads why."""
    Heard.objects.filter(pk=heard.pk).update(refused=sentence, version=F("version") + 1)


@transaction.atomic
def forget_heard(*, before: datetime) -> int:
    """What was heard long ago: private words go, public ones lose their author's name."""
    old = Heard.objects.filter(sent_at__lt=before)
    gone = old.filter(is_private=True).delete()[0]
    return gone + old.exclude(author_name="").update(author_name="", author_address="", author_key="", text="")
