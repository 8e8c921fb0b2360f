import time
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.channels.base import media
from beffroi.channels.base.counting import Counting, count
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import (
    BLOCK,
    INCOMING,
    INSIGHTS,
    KEYED,
    MODERATE,
    READ_BACK,
    REPLY,
    REPORT,
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
)
from beffroi.channels.base.wire import WireError, told_by_others, with_link
from beffroi.channels.mastodon import listening
from beffroi.channels.mastodon.client import LABEL, Client, consent, id_of, limits_in, origin, register, token_for, written_at
from beffroi.channels.mastodon.forms import MastodonForm
from beffroi.channels.mastodon.words import HIDDEN, focus_of, full_address, is_of, poll_of, receipt, status_of
from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal

KEY_LASTS = timedelta(minutes=50)  # Mastodon remembers an Idempotency-Key for an hour
FILES_LAST = timedelta(hours=20)  # files that no status uses are swept after a day
PROCESSING = 60.0  # seconds a server may work on a video before we come back later
GUIDE = (
    Step(
        gettext_lazy("Have an account there"),
        gettext_lazy("Create it on the server that you chose, in the name of the commune and with a shared e-mail address."),
    ),
    Step(
        gettext_lazy("Type its address below"),
        gettext_lazy("“Go on” leads you to your server. Sign in there as the commune if you are asked to."),
    ),
    Step(
        gettext_lazy("Authorize Beffroi there"),
        gettext_lazy("The server shows what Beffroi may do: press “Authorize”. You come back here by yourself."),
    ),
)


class Mastodon(Channel):
    kind = "mastodon"
    label = LABEL
    limits = Limits(
        characters=500, pictures=4, alt=1500, counting=Counting.LINKS, picture_bytes=16 * 1024 * 1024, clips=True,
        clip_bytes=99 * 1024 * 1024, poll_options=4, poll_option_characters=50,
    )  # fmt: skip
    capabilities = frozenset({KEYED, READ_BACK, UPDATE, WITHDRAW, INCOMING, REPLY, MODERATE, INSIGHTS})
    acts = frozenset({BLOCK, UNBLOCK, REPORT})
    account_form = MastodonForm
    guide = GUIDE
    cannot = (
        gettext_lazy(
            "Mastodon does not let anybody hide the answer of somebody else: block its author, or report it to the server’s team."
        ),
        gettext_lazy("Mastodon does not count how often a publication was seen."),
        gettext_lazy("A video there has a description, but no captions of its own: write them into the picture."),
    )
    spacing = 2
    takes_address = False
    patience = 2.0  # seconds between two looks at a file that is being worked on

    def __init__(self, *, scheme: str = "https") -> None:
        self.scheme = scheme

    # Publishing

    def read_limits(self, account: Account) -> dict[str, Any]:
        return limits_in(Client.of(account).find("/api/v2/instance") or {})

    def length(self, message: Message) -> int:
        spoiler = str(message.extra.get("spoiler", ""))
        return count(with_link(message), self.limits.counting, link_length=self.limits.link_length) + len(spoiler)

    def prepare(self, account: Account, message: Message) -> list[Refusal]:
        found = super().prepare(account, message)
        limits = self.limits_for(account)
        if message.poll and (message.pictures or message.clip):
            found.append(Refusal("poll", _("On Mastodon a poll goes without pictures or video.")))
        if message.clip and message.pictures:
            found.append(Refusal("mixed", _("On Mastodon a video goes alone, without pictures.")))
        if message.poll and any(len(option) > limits.poll_option_characters for option in message.poll.options):
            most = {"most": limits.poll_option_characters}
            found.append(Refusal("poll", _("Answers of a poll have at most %(most)d characters there.") % most))
        return found

    def stage(self, account: Account, message: Message, *, key: str, handles: dict[str, Any]) -> dict[str, Any]:
        """Give the files, and remember since when the key is in use."""
        at = clock.now()
        kept = {"first_at": at.isoformat(), **handles}
        is_old = "files_at" in kept and datetime.fromisoformat(kept["files_at"]) < at - FILES_LAST
        if (message.pictures or message.clip) and ("files" not in kept or is_old):
            kept |= {"files": self._give_files(account, message), "files_at": at.isoformat()}
        return kept

    def _give_files(self, account: Account, message: Message) -> list[str]:
        client, most = Client.of(account), self.limits_for(account).picture_bytes
        files = [
            client.upload(media.jpeg(picture, most_bytes=most), "image/jpeg", alt=picture.alt, focus=focus_of(picture))
            for picture in message.pictures
        ]
        if message.clip:
            content, kind = media.clip_bytes(message.clip)
            files.append(client.upload(content, kind, alt=message.clip.alt))
        end = time.monotonic() + PROCESSING
        while not all(client.is_processed(file) for file in files):
            if time.monotonic() > end:
                raise ChannelError(_("The server still works on the video."), wait=60)
            time.sleep(self.patience)
        return files

    def publish(self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None) -> Receipt:
        kept = handles or {}
        begun = datetime.fromisoformat(kept["first_at"]) if kept.get("first_at") else None
        if begun and begun < clock.now() - KEY_LASTS:  # the server may have forgotten the key: look first
            if found := self.reconcile(account, message, key=key, handles=kept, since=begun - timedelta(minutes=2)):
                return found
        said = status_of(message, visibility=_visibility(account, message), media=kept.get("files", []))
        return receipt(Client.of(account).ask("POST", "/api/v1/statuses", once=True, key=key, json=said).data)

    def reconcile(
        self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None, since: datetime | None = None
    ) -> Receipt | None:
        """Among our own statuses since then: the one with these files or these words that no other delivery has."""
        client, since = Client.of(account), since or clock.now() - timedelta(hours=1)
        rows = client.pages(f"/api/v1/accounts/{account.remote_id}/statuses", params={"limit": 40, "exclude_reblogs": "true"})
        found = []
        for status in rows:
            if written_at(status) < since:
                break
            if is_of(status, message, (handles or {}).get("files", [])):
                found.append(status)
        taken = told_by_others(account, key, [str(status["id"]) for status in found])
        free = [status for status in found if str(status["id"]) not in taken]
        return receipt(free[-1]) if free else None

    def update(self, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
        """The server keeps the former versions in sight. A poll that is told again keeps its votes."""
        client = Client.of(account)
        status_id = id_of(remote_id)
        there = client.find(f"/api/v1/statuses/{status_id}")
        if there is None:
            raise ChannelError(_("This publication is no longer there."), permanent=True)
        files = self._give_files(account, message) if message.pictures or message.clip else []
        said = status_of(message, visibility=there["visibility"], media=files)
        if message.poll and (poll := there.get("poll")):
            left = datetime.fromisoformat(poll["expires_at"]) - clock.now() if poll.get("expires_at") else timedelta()
            said["poll"] = poll_of(message, seconds=max(int(left.total_seconds()), 300))
        del said["visibility"]
        return receipt(client.ask("PUT", f"/api/v1/statuses/{status_id}", json=said).data)

    def withdraw(self, account: Account, remote_id: str) -> None:
        try:
            Client.of(account).ask("DELETE", f"/api/v1/statuses/{id_of(remote_id)}")
        except WireError as error:
            if error.status not in (404, 410):
                raise

    # Listening

    def incoming(self, account: Account, *, since: datetime) -> Iterable[Incoming]:
        return listening.incoming(account, since=since)

    def reply(self, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
        """Named, so that the person is told; as visible as what is answered, never more."""
        client = Client.of(account)
        there = client.find(f"/api/v1/statuses/{remote_id}")
        if there is None:
            raise ChannelError(_("What you answer is no longer there."), permanent=True)
        address = full_address(there["account"], account.settings["instance"])
        text = message.text if address.lower() in message.text.lower() else f"{address} {message.text}"
        visibility = there["visibility"] if there["visibility"] in (HIDDEN, "private", "unlisted") else "public"
        said = status_of(message, visibility=HIDDEN if visibility == "private" else visibility, media=[])
        said |= {"status": with_link(Message(text, link=message.link)), "in_reply_to_id": remote_id}
        return receipt(client.ask("POST", "/api/v1/statuses", once=True, key=key, json=said).data)

    def moderate(self, account: Account, remote_id: str, act: str, *, author: str = "", reason: str = "") -> None:
        if act not in self.acts:
            raise ChannelError(str(self.cannot[0]), permanent=True)
        client = Client.of(account)
        status = client.find(f"/api/v1/statuses/{remote_id}")
        whom = status["account"] if status else client.find("/api/v1/accounts/lookup", acct=author.lstrip("@"))
        if whom is None:
            if act == BLOCK or not author:
                return  # neither the words nor their author are there any more
            raise ChannelError(_("This person is no longer there."), permanent=True)
        if act == REPORT:
            said = {"account_id": whom["id"], "comment": reason[:1000], "category": "other", "forward": True}
            client.ask("POST", "/api/v1/reports", json=said | ({"status_ids": [remote_id]} if status else {}))
        else:
            client.ask("POST", f"/api/v1/accounts/{whom['id']}/{'block' if act == BLOCK else 'unblock'}")

    def insights(self, account: Account, remote_ids: Iterable[str], *, since: datetime) -> Iterable[Figure]:
        return listening.figures(account, list(remote_ids))

    # The account

    def connect(self, data: Mapping[str, Any]) -> Connection:
        """With a token that the person made herself (Preferences, Development)."""
        return _connection(origin(data["instance"], scheme=self.scheme), data["token"], data.get("visibility") or "public", {})

    def authorize_url(self, data: Mapping[str, Any], *, redirect: str, state: str) -> tuple[str, dict[str, Any]] | None:
        if data.get("token"):
            return None
        instance = origin(data["instance"], scheme=self.scheme)
        app = register(instance, redirect=redirect)
        url, verifier = consent(instance, app, redirect=redirect, state=state)
        return url, {"instance": instance, "app": app, "verifier": verifier, "visibility": data.get("visibility") or "public"}

    def authorized(self, kept: Mapping[str, Any], answer: Mapping[str, str], *, redirect: str) -> list[Connection]:
        if not answer.get("code"):
            raise ChannelError(_("Your server says that you did not agree."), permanent=True)
        token = token_for(kept["instance"], kept["app"], answer["code"], redirect=redirect, verifier=kept["verifier"])
        return [_connection(kept["instance"], token, kept["visibility"], kept["app"])]

    def probe(self, account: Account) -> Health:
        try:
            me = Client.of(account).get("/api/v1/accounts/verify_credentials")
        except ChannelError as error:
            return Health(ok=False, sentence=str(error), needs_person=error.reauthorise)
        return Health(ok=True, address=me["url"], name=me.get("display_name") or me["username"])


def _visibility(account: Account, message: Message) -> str:
    return str(message.extra.get("visibility") or account.settings.get("visibility") or "public")


def _connection(instance: str, token: str, visibility: str, app: Mapping[str, str]) -> Connection:
    me = Client(instance, token).get("/api/v1/accounts/verify_credentials")
    return Connection(
        remote_id=str(me["id"]),
        name=full_address(me, instance),
        address=me["url"],
        settings={"instance": instance, "visibility": visibility},
        secrets={"token": token, **app},
    )


channels.register(Mastodon())
