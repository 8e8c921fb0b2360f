from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from beffroi.channels.base.models import Account
from beffroi.channels.base.types import (
    BLOCK,
    HIDE,
    INCOMING,
    INSIGHTS,
    KEYED,
    MODERATE,
    READ_BACK,
    REPLY,
    REPORT,
    RESTORE,
    UNBLOCK,
    UPDATE,
    WITHDRAW,
    Channel,
    ChannelError,
    Connection,
    Figure,
    Health,
    Incoming,
    Limits,
    Message,
    Receipt,
    Step,
    channels,
    hour_of,
)
from beffroi.channels.fediverse import documents, ours, rules
from beffroi.channels.fediverse.actions import actors, outgoing, passing, publishing, remotes
from beffroi.channels.fediverse.forms import TownActorForm
from beffroi.channels.fediverse.models import FediverseActor, Publication, RemoteActor, RemoteNote
from beffroi.kernel import clock
from beffroi.kernel.text import plain

GUIDE = (
    Step(
        gettext_lazy("Choose a name"),
        gettext_lazy(
            "People find the commune by @name@its-site. The name stays for good: choose one that will still be true in ten years."
        ),
    ),
    Step(
        gettext_lazy("That is all"),
        gettext_lazy("No account elsewhere is needed: this site itself is the server. Publish, and tell people the name."),
    ),
)


class Fediverse(Channel):
    kind = "fediverse"
    label = pgettext_lazy("fediverse", "Fediverse, from this site")
    is_local = True  # publishing writes rows; the parcels travel by themselves
    limits = Limits(
        characters=20_000, title=200, pictures=4, alt=1500, clips=True, poll_options=10, poll_option_characters=200,
    )  # fmt: skip
    capabilities = frozenset({KEYED, READ_BACK, UPDATE, WITHDRAW, INCOMING, REPLY, MODERATE, INSIGHTS})
    acts = frozenset({HIDE, RESTORE, BLOCK, UNBLOCK, REPORT})
    account_form = TownActorForm
    guide = GUIDE
    cannot = (
        gettext_lazy("Nobody counts how often a publication was seen on other servers."),
        gettext_lazy("Hiding an answer hides it here: on its own server it stays, unless you report it to those who run it."),
        gettext_lazy("A server that received a publication may keep a copy though it was taken back."),
    )

    # Publishing

    def publish(self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None) -> Receipt:
        at = hour_of(message) or clock.now()
        above = RemoteNote.objects.select_related("remote").filter(uri=message.reply_to).first() if message.reply_to else None
        return receipt(publishing.publish(actor=_speaking(account), message=message, key=key, at=min(at, clock.now()), answers=above))

    def reconcile(self, account: Account, message: Message, *, key: str, handles: Any = None, since: Any = None) -> Receipt | None:
        found = Publication.objects.filter(actor=_actor(account), key=key).first()
        return receipt(found) if found else None

    def update(self, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
        found = Publication.objects.select_related("actor").filter(actor=_actor(account), key=key).first() or ours.publication(remote_id)
        if found is None or found.uri != remote_id:
            raise ChannelError(_("This publication is no longer there."), permanent=True)
        return receipt(publishing.revise(publication=found, message=_with_correction(message), at=clock.now()))

    def withdraw(self, account: Account, remote_id: str) -> None:
        if found := ours.publication(remote_id):
            publishing.withdraw(publication=found, at=clock.now())

    # Listening

    def incoming(self, account: Account, *, since: datetime) -> Iterable[Incoming]:
        """Nothing is to be asked for: what is said comes by itself (views.inbox)."""
        return []

    def reply(self, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
        """To its author by name, as openly as they spoke."""
        note = RemoteNote.objects.select_related("remote", "publication__actor").filter(uri=remote_id, gone_at=None).first()
        if note is None or note.remote.gone_at:
            raise ChannelError(_("What you answer is no longer there."), permanent=True)
        if note.remote.blocked_at or note.remote.blocks_us_at:
            raise ChannelError(_("This person and the commune do not speak with each other there."), permanent=True)
        actor = note.publication.actor if note.publication else _actor(account)
        return receipt(publishing.publish(actor=actor, message=message, key=key, at=clock.now(), answers=note))

    def moderate(self, account: Account, remote_id: str, act: str, *, author: str = "", reason: str = "") -> None:
        if act in (HIDE, RESTORE):
            self._stand_for(remote_id, act == RESTORE)
            return  # `base` puts it out of sight here
        note = RemoteNote.objects.select_related("remote").filter(uri=remote_id).first()
        remote = note.remote if note else _known(author)
        if remote is None:
            raise ChannelError(_("This person is not known here."), permanent=True)
        at = clock.now()
        if act == REPORT:
            object = [remote.uri, remote_id] if note else [remote.uri]
            instance = actors.ensure_instance(at=at)
            inbox = remote.shared_inbox or remote.inbox
            outgoing.tell(actor=instance, type="Flag", object=object, at=at, inboxes=[inbox], to=[remote.uri], content=plain(reason)[:1000])
        elif act in (BLOCK, UNBLOCK):
            remotes.set_blocked(remote=remote, blocked=act == BLOCK, at=at)
        else:
            raise ChannelError(_("This cannot be done there."), permanent=True)

    def _stand_for(self, remote_id: str, stands: bool) -> None:
        """A group no longer passes on what is hidden here."""
        note = RemoteNote.objects.select_related("remote", "actor", "publication__actor").filter(uri=remote_id, gone_at=None).first()
        if note and not stands:
            passing.take_back(note=note, at=clock.now())
        elif note and rules.may_be_shown(note.remote):
            passing.release(note=note, at=clock.now())

    def insights(self, account: Account, remote_ids: Iterable[str], *, since: datetime) -> Iterable[Figure]:
        actor = _actor(account)
        yield Figure("followers", actor.followers_count)
        for remote_id in remote_ids:
            if found := ours.publication(remote_id):
                yield Figure("likes", found.likes_count, remote_id)
                yield Figure("shares", found.shares_count, remote_id)
                yield Figure("replies", found.replies_count, remote_id)

    # The account

    def connect(self, data: Mapping[str, Any]) -> Connection:
        if not settings.BASE_URL:
            raise ChannelError(_("Set the public address of the site (BASE_URL) first: it becomes part of the name."), permanent=True)
        actor, _account = actors.ensure_town(username=data["username"], name=data["name"], summary=data.get("summary", ""), at=clock.now())
        return Connection(remote_id=str(actor.pk), name=documents.handle(actor), address=actor.uri)

    def probe(self, account: Account) -> Health:
        found = FediverseActor.objects.filter(pk=account.remote_id, closed_at=None).first() if account.remote_id.isdecimal() else None
        if found is None:
            return Health(ok=False, sentence=_("The town’s account is not made yet."), needs_person=True)
        if found.moved_to:
            sentence = _("This account moved to %(uri)s: publish there.") % {"uri": found.moved_to}
            return Health(ok=False, sentence=sentence, needs_person=True)
        if not settings.BASE_URL.startswith("https://"):
            return Health(ok=False, sentence=_("Other servers need the site to have an address that begins with https://."))
        return Health(ok=True, address=found.uri, name=documents.handle(found))


def _with_correction(message: Message) -> Message:
    """Whoever read it before is told what was changed, if its author wishes so."""
    line = str(message.extra.get("correction_line", ""))
    if not line:
        return message
    html = message.html + format_html("<p>{}</p>", line) if message.html else ""
    return replace(message, text=f"{message.text}\n\n{line}", html=html)


def _actor(account: Account) -> FediverseActor:
    found = FediverseActor.objects.filter(pk=account.remote_id).first() if account.remote_id.isdecimal() else None
    if found is None:
        raise ChannelError(_("The town’s account is not made yet."), permanent=True)
    return found


def _speaking(account: Account) -> FediverseActor:
    """The actor, unless its followers were sent elsewhere."""
    found = _actor(account)
    if found.moved_to:
        raise ChannelError(_("This account moved to %(uri)s: publish there.") % {"uri": found.moved_to}, permanent=True)
    return found


def _known(address: str) -> RemoteActor | None:
    username, _at, host = address.lstrip("@").partition("@")
    return RemoteActor.objects.filter(username=username, host=host).first()


def receipt(publication: Publication) -> Receipt:
    return Receipt(publication.uri, publication.uri)


channels.register(Fediverse())
