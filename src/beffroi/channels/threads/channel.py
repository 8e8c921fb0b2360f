"""Threads, by containers. What is uncertain is asked of the container itself."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import regex
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.channels.base import media
from beffroi.channels.base.graph import (
    Graph,
    GraphError,
    Metric,
    answer_to_challenge,
    events_in,
    word_for_events,
)
from beffroi.channels.base.long_lived import LongLivedTokens
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import (
    CAROUSEL,
    HIDE,
    INCOMING,
    INSIGHTS,
    MENTION,
    MODERATE,
    POST,
    READ_BACK,
    REPLY,
    RESTORE,
    WITHDRAW,
    ChannelError,
    Figure,
    Incoming,
    Limits,
    Message,
    Receipt,
    channels,
)
from beffroi.channels.base.wire import with_link
from beffroi.channels.threads import reading
from beffroi.channels.threads.forms import GUIDE, ThreadsForm
from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal

API = "v1.0"
SCOPES = ",".join(
    f"threads_{name}"
    for name in ("basic", "content_publish", "manage_replies", "read_replies", "manage_mentions", "manage_insights", "delete")
)
CONSENT = "https://threads.net/oauth/authorize"
LOOKED_AT = 10  # last publications whose replies are read at each look: one call each
OF_ACCOUNT = (
    Metric("views", "views"),
    Metric("likes", "likes"),
    Metric("replies", "replies"),
    Metric("shares", "reposts"),
    Metric("quotes", "quotes"),
)
OF_POST = OF_ACCOUNT
FOLLOWERS = (Metric("followers", "followers_count"),)
OPTIONS = ("option_a", "option_b", "option_c", "option_d")
_PICTOGRAM = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}|[\u200d\ufe0f\u20e3]|\p{Emoji_Modifier}")


class Threads(LongLivedTokens):
    kind = "threads"
    label = "Threads"
    consent, scopes, grants, fields = CONSENT, SCOPES, "th", "id,username,name"
    limits = Limits(
        characters=500,
        pictures=20,
        alt=1000,
        picture_bytes=8_000_000,
        clips=True,
        clip_bytes=1_000_000_000,
        clip_seconds=300,
        poll_options=4,
        poll_option_characters=25,
        forms=(POST, CAROUSEL),
    )
    capabilities = frozenset({READ_BACK, WITHDRAW, INCOMING, REPLY, MODERATE, INSIGHTS})
    acts = frozenset({HIDE, RESTORE})
    spacing = 60
    hears_events = True
    cannot = (
        gettext_lazy("Changing what was published: take it back and publish it again."),
        gettext_lazy("Hiding a reply to a reply: only replies directly under a publication can be hidden, with all that is under them."),
        gettext_lazy("Blocking or reporting somebody: it must be done in Threads."),
        gettext_lazy("Private messages: Threads gives no access to them."),
    )
    account_form = ThreadsForm
    guide = GUIDE
    passing = frozenset({"FAILED_DOWNLOADING_VIDEO", "FAILED_DOWNLOADING_IMAGE", "UNKNOWN"})

    def __init__(self, root: str = "https://graph.threads.net", **options: Any) -> None:
        self.graph, self.tokens = Graph(self.label, f"{root}/{API}", **options), Graph(self.label, root, **options)

    # Publishing

    def length(self, message: Message) -> int:
        """Emoji count as many as their bytes. A link beside words alone is a card, and counts for nothing."""
        return sum(len(letter.encode()) if _PICTOGRAM.match(letter) else 1 for letter in self.words(message))

    def prepare(self, account: Account, message: Message) -> list[Refusal]:
        found = super().prepare(account, message)
        if message.form == CAROUSEL and len(message.pictures) + bool(message.clip) < 2:
            found.append(Refusal("needs_two", _("A carousel on Threads has at least two pictures or videos.")))
        if message.poll and (message.pictures or message.clip):
            found.append(Refusal("poll_alone", _("A poll on Threads stands without pictures.")))
        if message.poll and any(len(option) > self.limits.poll_option_characters for option in message.poll.options):
            found.append(Refusal("poll_too_long", _("An answer of a poll on Threads has at most 25 characters.")))
        return found

    def _has_media(self, message: Message) -> bool:
        return bool(message.pictures or message.clip)

    def words(self, message: Message) -> str:
        return with_link(message) if self._has_media(message) or message.poll else message.text.strip()

    def pieces(self, account: Account, message: Message) -> list[dict[str, Any]]:
        at = clock.now()
        found: list[dict[str, Any]] = [
            {"media_type": "IMAGE", "image_url": media.public_address(one, at=at), "alt_text": one.alt} for one in message.pictures
        ]
        if message.clip:
            found.append({"media_type": "VIDEO", "video_url": media.clip_address(message.clip, at=at), "alt_text": message.clip.alt})
        return found

    def whole(self, account: Account, message: Message) -> dict[str, Any]:
        said: dict[str, Any] = {"text": self.words(message), "reply_to_id": message.reply_to}
        if not self._has_media(message):
            said["media_type"] = "TEXT"
            if message.poll:
                said["poll_attachment"] = dict(zip(OPTIONS, message.poll.options, strict=False))
            elif message.link and message.link not in message.text:
                said["link_attachment"] = message.link
        return said

    def make(self, account: Account, said: dict[str, Any]) -> str:
        return str(self.graph.post(f"{account.remote_id}/threads", self.access(account), **said)["id"])

    def status_of(self, account: Account, container: str) -> tuple[str, str]:
        said = self.graph.get(container, self.access(account), to_speak=True, fields="status,error_message")
        return str(said.get("status")), str(said.get("error_message") or "")

    def room(self, account: Account, message: Message) -> tuple[int, int]:
        prefix = "reply_" if message.reply_to else ""
        names = ("reply_quota_usage", "reply_config") if prefix else ("quota_usage", "config")
        path = f"{account.remote_id}/threads_publishing_limit"
        said = next(iter(self.graph.get(path, self.access(account), to_speak=True, fields=",".join(names)).get("data", [])), {})
        return int(said.get(names[0]) or 0), int((said.get(names[1]) or {}).get("quota_total") or 0)

    def publish_container(self, account: Account, container: str) -> str:
        return str(self.graph.post(f"{account.remote_id}/threads_publish", self.access(account), once=True, creation_id=container)["id"])

    def published_since(self, account: Account, message: Message, since: datetime) -> Iterable[dict[str, Any]]:
        edge = "replies" if message.reply_to else "threads"
        fields, start = "id,text,timestamp,permalink", int(since.timestamp())
        for row in self.graph.walk(
            f"{account.remote_id}/{edge}", self.access(account), most=1, to_speak=True, fields=fields, since=start, limit=50
        ):
            yield {**row, "words": str(row.get("text") or "")}

    def withdraw(self, account: Account, remote_id: str) -> None:
        self.graph.delete(remote_id, self.access(account))

    # Listening

    def incoming(self, account: Account, *, since: datetime) -> Iterable[Incoming]:
        access, own = self.access(account), account.settings.get("username", "")
        posts = self.graph.walk(f"{account.remote_id}/threads", access, most=1, fields="id,has_replies", limit=LOOKED_AT)
        found = []
        for post in [str(row["id"]) for row in posts if row.get("has_replies", True)]:
            rows = self.graph.walk(f"{post}/conversation", access, most=3, fields=reading.FIELDS, reverse=True)
            found += [reading.said(row, root=post) for row in rows if not row.get("is_reply_owned_by_me") and row.get("username") != own]
        mentions = self.graph.may_read(f"{account.remote_id}/mentions", access, most=2, fields="id,text,username,timestamp,permalink")
        known = {one.remote_id for one in found}
        found += [reading.said(row, kind=MENTION) for row in mentions if str(row["id"]) not in known]
        return [one for one in found if one.sent_at >= since]

    def received(self, account: Account, *, headers: Mapping[str, str], body: bytes) -> list[Incoming] | None:
        data = events_in(body, headers, account.secrets.get("app_secret", ""))
        return None if data is None else reading.pushed(data, account.settings.get("username", ""))

    def events_word(self, account: Account) -> str:
        return word_for_events(account)

    def challenge(self, account: Account, asked: Mapping[str, str]) -> str | None:
        return answer_to_challenge(asked, self.events_word(account))

    def reply(self, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
        answer = Message(message.text, link=message.link, language=message.language, reply_to=remote_id)
        return self.publish(account, answer, key=key)

    def moderate(self, account: Account, remote_id: str, act: str, *, author: str = "", reason: str = "") -> None:
        if act not in self.acts:
            raise ChannelError(_("Threads does not offer this here: do it in Threads itself."), permanent=True)
        try:
            self.graph.post(f"{remote_id}/manage_reply", self.access(account), hide=act == HIDE)
        except GraphError as error:
            if not error.is_gone:
                raise

    def insights(self, account: Account, remote_ids: Iterable[str], *, since: datetime) -> Iterable[Figure]:
        access, path = self.access(account), f"{account.remote_id}/threads_insights"
        period: dict[str, Any] = {"since": int(since.timestamp()), "until": int(clock.now().timestamp())}
        figures = self.graph.measure(path, access, OF_ACCOUNT, **period) + self.graph.measure(path, access, FOLLOWERS)
        figures += self.ages(account, path)
        for remote_id in remote_ids:
            try:
                figures += self.graph.measure(f"{remote_id}/insights", access, OF_POST, remote_id=remote_id)
            except GraphError as error:
                if not error.is_gone:
                    raise
        return figures

    # The account

    def page_of(self, username: str) -> str:
        return f"https://www.threads.com/@{username}"


channels.register(Threads())
