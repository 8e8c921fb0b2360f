"""Reports of other servers' moderators: a case for ours where something of ours, or passed on by us, is named; else words to the team."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Heard
from beffroi.channels.base.types import PRIVATE, Incoming
from beffroi.channels.fediverse import ours, reading
from beffroi.channels.fediverse.actions import actors
from beffroi.channels.fediverse.models import TOWN, FediverseActor, RemoteActor
from beffroi.channels.fediverse.reading import Document, ident
from beffroi.commons.moderation import actions as moderation
from beffroi.commons.moderation.models import Flag
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import plain

MOST, MOST_WORDS = 20, 2000


@transaction.atomic
def take(*, activity: Document, remote: RemoteActor, at: datetime) -> None:
    """Who reports is a server; whom it speaks for it does not say."""
    uris = list(dict.fromkeys(reading.idents(activity.get("object"))))[:MOST]
    words = plain(reading.html(activity))[:MOST_WORDS]
    if not any(_case(uri, words, remote, at) for uri in uris):
        _tell_team(activity, words, [uri for uri in uris if uri.startswith(f"{settings.BASE_URL}/")], remote, at)


def _case(uri: str, words: str, remote: RemoteActor, at: datetime) -> bool:
    """Whether a case of our moderators holds it now."""
    if publication := ours.publication(uri):
        subject = Subject("fediverse_publication", publication.pk)
        try:
            moderation.flag(
                subject=subject, person=AnonymousUser(), reason=Flag.OTHER, text=words, name=remote.host[:120], at=at, key=remote.host
            )
        except Refused:  # too many reports from there within the hour
            return False
        return True
    heard = Heard.objects.filter(remote_id=uri, account__kind=actors.KIND, gone_at=None, is_private=False).first()
    if heard is None:
        return False
    moderation.open_case(subject=Subject("heard", heard.pk), at=at)
    return False  # its words and where they come from are told to the team as well


def _tell_team(activity: Document, words: str, uris: list[str], remote: RemoteActor, at: datetime) -> None:
    town = FediverseActor.objects.filter(kind=TOWN).first()
    account = actors.account_of(actor=town) if town else None
    if account is None or not (uris or Heard.objects.filter(remote_id__in=reading.idents(activity.get("object"))[:MOST]).exists()):
        return
    incoming = Incoming(
        remote_id=ident(activity),
        author_address=remote.address,
        author_name=remote.host,
        text="\n".join(["⚑", words, *(uris or reading.idents(activity.get("object"))[:MOST])]),
        sent_at=at,
        is_private=True,
        kind=PRIVATE,
    )
    base.keep_heard(account=account, incoming=[incoming], at=at, is_whole=False)
