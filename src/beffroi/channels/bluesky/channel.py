from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.channels.base import media, private
from beffroi.channels.base.counting import Counting, count
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
    WITHDRAW,
    Channel,
    ChannelError,
    Connection,
    Figure,
    Health,
    Incoming,
    Limits,
    Message,
    Picture,
    Receipt,
    Step,
    channels,
    hour_of,
)
from beffroi.channels.base.wire import WireError
from beffroi.channels.bluesky import listening, messages, moderating, records
from beffroi.channels.bluesky.client import CONFLICT, GATE, LABEL, POST, Client, open_session, origin, rkey_of, server_in, web_address
from beffroi.channels.bluesky.forms import BlueskyForm
from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal

PICTURE_BYTES = 1_000_000
FILES_LAST = timedelta(hours=1)  # files that no record uses are swept by the server
GUIDE = (
    Step(
        gettext_lazy("Make an app password"),
        gettext_lazy(
            "On Bluesky, open “Settings”, “Privacy and security”, “App passwords”, “Add App Password”, and call it Beffroi. "
            "Tick the access to direct messages if they are to be answered from here."
        ),
        "https://bsky.app/settings/app-passwords",
    ),
    Step(
        gettext_lazy("Copy it at once"),
        gettext_lazy("Bluesky shows it only once. If you lose it, delete it there and make another one."),
    ),
    Step(
        gettext_lazy("Type it below with the name of the account"),
        gettext_lazy("You can take it back on Bluesky at any time, without changing the password of the account."),
    ),
)


class Bluesky(Channel):
    kind = "bluesky"
    label = LABEL
    limits = Limits(
        characters=300, bytes=3000, counting=Counting.GRAPHEMES, pictures=4, alt=2000, picture_bytes=PICTURE_BYTES, clips=True,
        clip_bytes=100_000_000, clip_seconds=180,
    )  # fmt: skip
    private_limits = Limits(characters=1000, bytes=10_000, counting=Counting.GRAPHEMES)  # chat.bsky.convo.defs#messageInput, read 2026-11
    capabilities = frozenset({KEYED, READ_BACK, WITHDRAW, INCOMING, REPLY, MODERATE, INSIGHTS})
    acts = frozenset({HIDE, RESTORE, BLOCK, UNBLOCK, REPORT})
    account_form = BlueskyForm
    guide = GUIDE
    cannot = (
        gettext_lazy("Bluesky has no corrections: withdraw a publication and publish it anew."),
        gettext_lazy("Bluesky does not count how often a publication was seen."),
        gettext_lazy("Bluesky has no polls."),
        gettext_lazy("Private messages, unless you choose it when you connect the account; those of groups never."),
        gettext_lazy("An answer can only be hidden under a publication of the commune; whoever wants to see it still can."),
    )
    spacing = 2
    takes_address = False

    def __init__(self, *, scheme: str = "https") -> None:
        self.scheme = scheme

    # Publishing

    def length(self, message: Message) -> int:
        return count(records.words_of(message), self.limits.counting)

    def prepare(self, account: Account, message: Message) -> list[Refusal]:
        found = super().prepare(account, message)
        most = self.limits.bytes or 0
        if len(records.words_of(message).encode()) > most >= len(message.text.encode()):
            found.append(Refusal("too_long", _("With its link this is more than the %(most)d bytes that Bluesky takes.") % {"most": most}))
        if message.clip and message.pictures:
            found.append(Refusal("mixed", _("On Bluesky a video goes alone, without pictures.")))
        return found

    def stage(self, account: Account, message: Message, *, key: str, handles: dict[str, Any]) -> dict[str, Any]:
        """Give the files, find who is mentioned, and keep the hour: a second try must write the very same record."""
        at, client = clock.now(), Client.of(account)
        kept = {"at": records.stamp(hour_of(message) or at), **handles}
        if "files_at" not in kept or datetime.fromisoformat(kept["files_at"]) < at - FILES_LAST:
            kept |= self._files(client, message) | {"files_at": at.isoformat()}
        if "dids" not in kept:
            kept["dids"] = {name: did for name in records.names_in(records.words_of(message)) if (did := _did(client, name))}
        return kept

    def _files(self, client: Client, message: Message) -> dict[str, Any]:
        given: dict[str, Any] = {}
        if message.pictures:
            given["blobs"] = [_give(client, picture) for picture in message.pictures]
        if message.clip:
            content, kind = media.clip_bytes(message.clip)
            given["video"] = client.upload(content, kind)
            if said := media.captions(message.clip):
                given["captions"] = client.upload(said.encode(), "text/vtt")
        if records.has_card(message) and (image := message.extra.get("card", {}).get("image_id")):
            given["thumb"] = _give(client, Picture(image, ""))["blob"]
        return given

    def publish(self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None) -> Receipt:
        kept = handles or self.stage(account, message, key=key, handles={})
        client = Client.of(account)
        reply = moderating.reply_to(client, message.reply_to) if message.reply_to else None
        receipt = self._put(client, account, records.post(message, kept, at=kept["at"], reply=reply), key)
        who = str(message.extra.get("replies") or account.settings.get("replies") or "")
        if who in records.RULES and not reply:
            self._close(client, receipt, who, at=kept["at"])
        return receipt

    def _put(self, client: Client, account: Account, record: dict[str, Any], key: str) -> Receipt:
        """Something else at this address is never overwritten; the same words from another second are ours."""
        rkey = records.rkey_for(key)
        try:
            made = client.put(POST, rkey, record, once=True)
        except WireError as error:
            if error.code != CONFLICT:
                raise
            return self._found(account, client.record(POST, rkey), record)
        return Receipt(made["uri"], web_address(account.settings["name"], made["uri"]))

    def _found(self, account: Account, there: Mapping[str, Any] | None, record: Mapping[str, Any]) -> Receipt:
        if there is None or not records.is_same(there["value"], record):
            raise ChannelError(_("Something else stands on Bluesky in the place of this publication."), permanent=True)
        return Receipt(there["uri"], web_address(account.settings["name"], there["uri"]))

    def _close(self, client: Client, receipt: Receipt, who: str, *, at: str) -> None:
        """Who may answer. The post is out by now: a failure makes the whole call unknown, and the next try closes it."""
        try:
            client.put(GATE, rkey_of(receipt.remote_id), records.gate(receipt.remote_id, who, at=at), once=True)
        except WireError as error:
            if error.code != CONFLICT:
                raise WireError(str(error), unknown=True, status=error.status, code=error.code, wait=error.wait) from error

    def reconcile(
        self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None, since: datetime | None = None
    ) -> Receipt | None:
        client = Client.of(account)
        there = client.record(POST, records.rkey_for(key))
        if there is None:
            return None
        kept = handles or self.stage(account, message, key=key, handles={})
        reply = there["value"].get("reply")
        return self._found(account, there, records.post(message, kept, at=kept["at"], reply=reply))

    def withdraw(self, account: Account, remote_id: str) -> None:
        client = Client.of(account)
        if remote_id.startswith(messages.DM):
            messages.refuse_to_withdraw()
        client.delete(POST, rkey_of(remote_id))
        client.delete(GATE, rkey_of(remote_id))

    # Listening

    def incoming(self, account: Account, *, since: datetime) -> Iterable[Incoming]:
        yield from listening.incoming(account, since=since)
        yield from private.read(account, lambda: messages.incoming(Client.of(account), private.since(account)))

    def reply(self, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
        client = Client.of(account)
        if remote_id.startswith(messages.DM):
            return messages.answer(client, account, remote_id, message, key=key)
        kept = self.stage(account, message, key=key, handles={})
        record = records.post(message, kept, at=kept["at"], reply=moderating.reply_to(client, remote_id))
        return self._put(client, account, record, key)

    def moderate(self, account: Account, remote_id: str, act: str, *, author: str = "", reason: str = "") -> None:
        moderating.moderate(Client.of(account), remote_id, act, reason)

    def insights(self, account: Account, remote_ids: Iterable[str], *, since: datetime) -> Iterable[Figure]:
        return listening.figures(account, list(remote_ids))

    # The account

    def connect(self, data: Mapping[str, Any]) -> Connection:
        service = origin(data.get("service") or "", scheme=self.scheme)
        session = open_session(service, data["name"], data["password"])
        return Connection(
            remote_id=session["did"],
            name=f"@{session['handle']}",
            address=f"https://bsky.app/profile/{session['handle']}",
            settings={
                "service": server_in(session, service, scheme=self.scheme),
                "name": session["handle"],
                "replies": data.get("replies") or records.EVERYBODY,
                private.WANTED: bool(data.get("messages")),
            },
            secrets={"password": data["password"], "access": session["accessJwt"], "refresh": session["refreshJwt"]},
        )

    def probe(self, account: Account) -> Health:
        try:
            session = Client.of(account).get("com.atproto.server.getSession")
        except ChannelError as error:
            return Health(ok=False, sentence=str(error), needs_person=error.reauthorise)
        if session.get("active") is False:
            return Health(ok=False, sentence=_("Bluesky has closed or suspended this account."), needs_person=True)
        health = Health(ok=True, name=f"@{session['handle']}", address=f"https://bsky.app/profile/{session['handle']}")
        sentence = _("Make an app password that allows access to direct messages, and connect the account again with it.")
        return private.probed(account, health, lambda: messages.probe(Client.of(account)), sentence=sentence)


def _give(client: Client, picture: Picture) -> dict[str, Any]:
    content = media.jpeg(picture, most_bytes=PICTURE_BYTES)
    return {"blob": client.upload(content, "image/jpeg"), "size": list(media.size_of(content))}


def _did(client: Client, name: str) -> str:
    """Who is mentioned; "" if there is nobody of that name."""
    try:
        return client.get("com.atproto.identity.resolveHandle", handle=name)["did"]
    except WireError as error:
        if error.status in (400, 404):
            return ""
        raise


channels.register(Bluesky())
