"""Accounts elsewhere of people here: linked by proof, unlinked by a word; what was said before becomes hers if she asks."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from beffroi.channels.fediverse.models import RemoteActor
from beffroi.commons.privacy.actions.consents import give_consent, withdraw_consent
from beffroi.crossings.presence.models import LinkCode, LinkedAccount, LinkErrand, ServerApp
from beffroi.ground.people import actions as people
from beffroi.ground.people.models import Account, Voice
from beffroi.kernel.rules import Refusal, require

CONSENT = "linked-accounts"
LONGEST = timedelta(hours=1)
MOST = 10  # accounts of one person
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
# Which channels name people of a network by the same address.
CHANNELS = {LinkedAccount.FEDIVERSE: ("fediverse", "mastodon"), LinkedAccount.BLUESKY: ("bluesky",)}
NETWORKS = {channel: network for network, channels in CHANNELS.items() for channel in channels}


@transaction.atomic
def link(
    *, account: Account, network: str, addresses: Iterable[str], way: str, at: datetime, actor_uri: str = "", url: str = "",
    is_shown: bool = False,
) -> LinkedAccount:  # fmt: skip
    """It was shown that this account elsewhere is hers. `addresses`: the first is how it is called, others mean the same.

    If it belonged to somebody else here, it no longer does: the proof is of today.
    """
    called, *others = [address.lower()[:300] for address in addresses]
    require(must_have_room(account))
    LinkedAccount.objects.filter(network=network, address=called).exclude(account=account).delete()
    said = {"actor_uri": actor_uri[:500], "url": url[:500], "way": way, "is_shown": is_shown, "linked_at": at}
    row, _made = LinkedAccount.objects.update_or_create(account=account, network=network, address=called, defaults=said)
    for channel in CHANNELS[network]:
        people.link_voice(voice=account.voice, channel=channel, address=called, url=url, is_shown=is_shown, at=at)
        for other in others:
            people.link_voice(voice=account.voice, channel=channel, address=other, at=at)
    give_consent(account=account, kind=CONSENT, at=at)
    return row


@transaction.atomic
def unlink(*, account: Account, linked: LinkedAccount, at: datetime) -> None:
    """What comes from there is somebody's again who is not known here; what was hers stays hers."""
    if linked.account_id != account.pk:
        return
    _forget(account, linked)
    if not LinkedAccount.objects.filter(account=account).exists():
        withdraw_consent(account=account, kind=CONSENT, at=at)


def _forget(account: Account, linked: LinkedAccount) -> None:
    voice = Voice.objects.filter(account=account).first()
    if voice is not None:
        name = linked.address.rpartition("@")[0]  # "@alice" of "@alice@mamot.fr": other hosts that mean the same
        same = Q(address=linked.address) | (Q(address__startswith=f"{name}@", url="") if name else Q(pk__in=[]))
        same |= Q(address=linked.actor_uri.lower(), url="") if linked.actor_uri else Q(pk__in=[])
        for link_of in voice.links.filter(same, channel__in=CHANNELS[linked.network]):
            people.unlink_voice(voice=voice, channel=link_of.channel, address=link_of.address)
    linked.delete()


@transaction.atomic
def unlink_all(*, account: Account) -> None:
    """She withdraws her consent, or leaves."""
    for row in LinkedAccount.objects.filter(account=account):
        _forget(account, row)
    LinkCode.objects.filter(account=account).delete()
    LinkErrand.objects.filter(account=account).delete()


@transaction.atomic
def show(*, account: Account, linked: LinkedAccount, is_shown: bool) -> None:
    """On her page here, or not. Where that page is the proof, it stays shown."""
    if linked.account_id == account.pk:
        LinkedAccount.objects.filter(pk=linked.pk).update(is_shown=is_shown)
        people.show_links(voice=account.voice, addresses=[linked.address], is_shown=is_shown)


def earlier(linked: LinkedAccount) -> list[Voice]:
    """Who spoke here from that account before it was linked."""
    rows = Voice.objects.filter(kind=Voice.ELSEWHERE, origin_channel__in=CHANNELS[linked.network])
    hers = (
        Q(origin_address__iexact=linked.actor_uri or linked.address)
        if linked.network == LinkedAccount.BLUESKY
        else Q(origin_address__iexact=linked.address)
    )
    return list(rows.filter(hers).order_by("pk"))


@transaction.atomic
def take_over(*, account: Account, linked: LinkedAccount, at: datetime) -> int:
    """What was said from there before is hers too."""
    if linked.account_id != account.pk:
        return 0
    found = earlier(linked)
    for voice in found:
        people.join_voices(source=voice, target=account.voice, at=at)
    return len(found)


@transaction.atomic
def keep_app(*, host: str, scope: str, redirect: str, keys: dict[str, str], at: datetime) -> ServerApp:
    """How a server knows us."""
    said = {"scope": scope, "redirect": redirect[:300], "keys": keys, "made_at": at}
    return ServerApp.objects.update_or_create(host=host, defaults=said)[0]


@transaction.atomic
def begin_errand(*, account: Account, app: ServerApp, verifier: str, at: datetime) -> LinkErrand:
    """She goes to her server; one errand at a time."""
    LinkErrand.objects.filter(account=account).delete()
    return LinkErrand.objects.create(
        state=secrets.token_urlsafe(32), account=account, app=app, kept={"verifier": verifier}, begun_at=at
    )  # fmt: skip


@transaction.atomic
def end_errand(*, errand: LinkErrand) -> None:
    errand.delete()


def digest_of(code: str) -> str:
    plain = "".join(sign for sign in code.upper() if sign in ALPHABET)
    return salted_hmac("beffroi.presence.code", plain, algorithm="sha256").hexdigest()


@transaction.atomic
def make_code(*, account: Account, network: str, address: str, at: datetime) -> str:
    """A code that is good for an hour, once, from that address only."""
    require(must_have_room(account))
    signs = "".join(secrets.choice(ALPHABET) for _n in range(12))
    said = {"digest": digest_of(signs), "network": network, "address": address.lower()[:300], "made_at": at}
    LinkCode.objects.update_or_create(account=account, defaults=said)
    return "-".join(signs[n : n + 4] for n in (0, 4, 8))


@transaction.atomic
def use_code(*, code: str, channel: str, address: str, at: datetime, url: str = "", key: str = "") -> LinkedAccount | None:
    """The code came from the address that it was made for."""
    network = NETWORKS.get(channel, "")
    found = LinkCode.objects.select_for_update(of=("self",)).select_related("account__voice").filter(digest=digest_of(code)).first()
    if found is None or found.made_at < at - LONGEST or found.network != network or found.address != address.lower():
        return None
    account = found.account
    found.delete()
    known = key if key and key.lower() != address.lower() else ""  # what stays hers when she takes another name there
    addresses = [address, known] if known else [address]
    return link(account=account, network=network, addresses=addresses, way=LinkedAccount.MESSAGE, actor_uri=known, url=url, at=at)


@transaction.atomic
def follow_move(*, remote: RemoteActor, target: RemoteActor, at: datetime) -> LinkedAccount | None:
    """She moved to another account, which says so too: it is hers as the former one was."""
    former = LinkedAccount.objects.select_related("account__voice").filter(network=LinkedAccount.FEDIVERSE, address=remote.address.lower())
    row = former.first()
    if row is None or LinkedAccount.objects.filter(network=row.network, address=target.address.lower()).exists():
        return None
    return link(
        account=row.account, network=row.network, addresses=[target.address], way=LinkedAccount.MOVE, actor_uri=target.uri,
        url=target.url, is_shown=row.is_shown, at=at,
    )  # fmt: skip


@transaction.atomic
def forget_unfinished(*, before: datetime) -> None:
    LinkErrand.objects.filter(begun_at__lt=before).delete()
    LinkCode.objects.filter(made_at__lt=before).delete()


def must_have_room(account: Any) -> Refusal | None:
    if LinkedAccount.objects.filter(account=account).count() >= MOST:
        return Refusal("many", _("You have linked many accounts already: unlink one first."))
    return None
