"""X: no key, no free call. The same words are refused twice, so a refusal may mean that they are out: it is read back."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.channels.base import media, private
from beffroi.channels.base.counting import Counting
from beffroi.channels.base.graph import code_in, consent_url
from beffroi.channels.base.models import Account, Heard
from beffroi.channels.base.subtitles import srt
from beffroi.channels.base.types import (
    ANSWER,
    BLOCK,
    HIDE,
    INCOMING,
    INSIGHTS,
    MENTION,
    MODERATE,
    READ_BACK,
    REPLY,
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
    Receipt,
    channels,
)
from beffroi.channels.base.wire import Answer, WireError, is_same, moment, said_twice, told_by_others, with_link
from beffroi.channels.x import actions, messages, rules
from beffroi.channels.x.client import CONSENT, SCOPES, SCOPES_OF_MESSAGES, XWire, verifier, words_of
from beffroi.channels.x.forms import GUIDE, XForm
from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal, Refused

HELD = timedelta(hours=23)
READ_LATER = 6 * 3600
FIGURES = {"views": "impression_count", "likes": "like_count", "replies": "reply_count", "shares": "retweet_count", "quotes": "quote_count"}
DETAILS = {"tweet.fields": "author_id,conversation_id,created_at,lang,referenced_tweets,in_reply_to_user_id"}


class X(Channel):
    kind = "x"
    label = "X"
    limits = Limits(
        characters=280,
        counting=Counting.WEIGHTED,
        pictures=4,
        alt=1000,
        picture_bytes=5_000_000,
        clips=True,
        clip_bytes=512_000_000,
        clip_seconds=140,
        poll_options=4,
        poll_option_characters=25,
    )
    private_limits = Limits(characters=10_000)  # of /2/dm_conversations, not weighted
    capabilities = frozenset({READ_BACK, WITHDRAW, INCOMING, REPLY, MODERATE, INSIGHTS})
    acts = frozenset({HIDE, RESTORE, BLOCK, UNBLOCK})
    spacing = 60
    cannot = (
        gettext_lazy("Changing what was published: take it back and publish it again, which costs again."),
        gettext_lazy(
            "Private messages, unless you choose it when you connect the account: each one costs. Encrypted ones and groups never."
        ),
        gettext_lazy("Reporting somebody: it is done on X itself."),
        gettext_lazy("A link makes a publication cost about €0.20 instead of €0.015: leave it out on X where you can."),
    )
    account_form = XForm
    guide = GUIDE

    def __init__(self, api: str = "https://api.x.com", **options: Any) -> None:
        self.wire = XWire(self.label, api, **options)

    @property
    def is_offered(self) -> bool:  # type: ignore[override]
        """Only where the settings give it money."""
        return settings.X_MONTHLY_BUDGET > 0

    # Publishing

    def length(self, message: Message) -> int:
        return super().length(Message(with_link(message)))

    def cost(self, account: Account, message: Message) -> int:
        return rules.cost_of(message)

    def prepare(self, account: Account, message: Message) -> list[Refusal]:
        found = super().prepare(account, message)
        if account.pk and (refusal := rules.must_have_money(account, rules.cost_of(message), clock.now())):
            found.append(refusal)
        if sum(map(bool, (message.pictures, message.clip, message.poll))) > 1:
            found.append(Refusal("one_sort", _("A publication on X holds pictures, or one video, or a poll.")))
        if message.poll and any(len(option) > self.limits.poll_option_characters for option in message.poll.options):
            found.append(Refusal("poll_too_long", _("An answer of a poll on X has at most 25 characters.")))
        return found

    def stage(self, account: Account, message: Message, *, key: str, handles: dict[str, Any]) -> dict[str, Any]:
        at = clock.now()
        if refusal := rules.must_have_money(account, rules.cost_of(message), at, key=_charge(key)):
            raise ChannelError(str(refusal.message), permanent=True)
        if handles.get("at") and at - datetime.fromisoformat(handles["at"]) < HELD:
            return handles
        ids = [self._picture(account, picture) for picture in message.pictures]
        if message.clip:
            ids.append(self._video(account, message))
        return {**handles, "at": at.isoformat(), "media": ids}

    def _picture(self, account: Account, picture: Any) -> str:
        content = media.jpeg(picture, most_bytes=self.limits.picture_bytes)
        uploaded, _state = self.wire.upload(account, content, kind="image/jpeg", category="tweet_image")
        self.wire.describe(account, uploaded, picture.alt)
        return uploaded

    def _video(self, account: Account, message: Message) -> str:
        assert message.clip
        content, kind = media.clip_bytes(message.clip)
        video, _state = self.wire.upload(account, content, kind=kind, category="tweet_video")
        self.wire.describe(account, video, message.clip.alt)
        if words := srt(media.captions(message.clip)):
            captions, _state = self.wire.upload(account, words.encode(), kind="text/srt", category="subtitles")
            self.wire.caption(account, video, captions, message.language)
        return video

    def publish(self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None) -> Receipt:
        handles = handles if handles is not None else self.stage(account, message, key=key, handles={})
        if message.clip:
            self._must_be_ready(account, handles["media"][-1])
        said: dict[str, Any] = {"text": with_link(message)}
        if handles.get("media"):
            said["media"] = {"media_ids": handles["media"]}
        if message.reply_to:
            said["reply"] = {"in_reply_to_tweet_id": message.reply_to}
        if message.poll:
            said["poll"] = {"options": list(message.poll.options), "duration_minutes": min(message.poll.hours * 60, 10_080)}
        try:
            answer = self._paid(account, _charge(key), rules.cost_of(message), "POST", "/2/tweets", once=True, json=said)
        except WireError as error:
            raise said_twice(self.label, handles) if error.code == "twice" else error from None
        return self._receipt(account, str(answer.data["data"]["id"]))

    def _paid(self, account: Account, key: str, amount: int, method: str, path: str, **options: Any) -> Answer:
        """Counted first; given back if X refused it for certain."""
        try:
            actions.charge(account=account, key=key, amount=amount, at=clock.now())
        except Refused as refused:
            raise ChannelError(str(refused), permanent=True) from None
        try:
            return self.wire.call(account, method, path, **options)
        except WireError as error:
            if not error.unknown and error.code != "twice":
                actions.give_back(account=account, key=key)
            raise

    def _must_be_ready(self, account: Account, video: str) -> None:
        state = self.wire.state_of(account, video)
        if state.get("state") == "failed":
            why = (state.get("error") or {}).get("message", "")
            raise ChannelError(_("X could not prepare the video: %(why)s") % {"why": why}, permanent=True)
        if state.get("state") in ("pending", "in_progress"):
            raise ChannelError(_("X is still preparing the video."), wait=max(int(state.get("check_after_secs") or 10), 10))

    def _receipt(self, account: Account, remote_id: str) -> Receipt:
        return Receipt(remote_id, f"https://x.com/{account.settings.get('username') or 'i'}/status/{remote_id}")

    def reconcile(
        self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None, since: datetime | None = None
    ) -> Receipt | None:
        at = clock.now()
        start = since or at - timedelta(days=1)
        asked = {"start_time": _stamp(start), "max_results": "20", "tweet.fields": "created_at,entities"}
        rows = self.wire.call(account, "GET", f"/2/users/{account.remote_id}/tweets", params=asked).data.get("data") or []
        actions.note_reading(account=account, what="own", amount=rules.OWN_READ * len(rows), at=at)
        same = [str(row["id"]) for row in rows if is_same(words_of(row), with_link(message))]
        others = told_by_others(account, key, same)
        return next((self._receipt(account, id) for id in same if id not in others), None)

    def withdraw(self, account: Account, remote_id: str) -> None:
        path = f"/2/dm_events/{messages.event_in(remote_id)}" if remote_id.startswith(messages.DM) else f"/2/tweets/{remote_id}"
        try:
            self._paid(account, f"delete:{remote_id}", rules.WRITING, "DELETE", path)
        except WireError as error:
            if error.status != 404:
                raise

    # Listening

    def incoming(self, account: Account, *, since: datetime) -> Iterable[Incoming]:
        at = clock.now()
        if refusal := rules.must_have_money_to_read(account, at):
            raise ChannelError(str(refusal.message), wait=READ_LATER)
        ids = [
            int(id)
            for id in Heard.objects.filter(account=account).order_by("-sent_at").values_list("remote_id", flat=True)[:50]
            if id.isdecimal()
        ]
        asked = {"max_results": "100", **DETAILS, **({"since_id": str(max(ids))} if ids else {"start_time": _stamp(since)})}
        rows = self.wire.call(account, "GET", f"/2/users/{account.remote_id}/mentions", params=asked).data.get("data") or []
        actions.note_reading(account=account, what="mentions", amount=rules.OWN_READ * len(rows), at=at)
        names = self._names(account, {str(row["author_id"]) for row in rows}, at)
        found = [self._heard(row, names) for row in rows if str(row["author_id"]) != account.remote_id]
        return found + private.read(account, lambda: messages.incoming(self.wire, account, private.since(account), self._names))

    def _names(self, account: Account, people: set[str], at: datetime) -> dict[str, str]:
        """Names that are known already are not bought again."""
        known = dict(Heard.objects.filter(account=account, author_key__in=people).values_list("author_key", "author_name"))
        new = sorted(people - set(known) - {account.remote_id})[:100]
        if new:
            rows = self.wire.call(account, "GET", "/2/users", params={"ids": ",".join(new)}).data.get("data") or []
            actions.note_reading(account=account, what="people", amount=rules.PERSON * len(rows), at=at)
            known |= {str(row["id"]): f"@{row['username']}" for row in rows}
        return known

    def _heard(self, row: dict[str, Any], names: dict[str, str]) -> Incoming:
        author = str(row["author_id"])
        above = next((str(one["id"]) for one in row.get("referenced_tweets") or [] if one.get("type") == "replied_to"), "")
        return Incoming(
            remote_id=str(row["id"]),
            author_address=author,
            author_name=names.get(author) or _("Somebody on X"),
            text=words_of(row),
            sent_at=moment(row["created_at"]),
            in_reply_to=above,
            kind=ANSWER if above else MENTION,
            url=f"https://x.com/i/status/{row['id']}",
            root=str(row.get("conversation_id") or "") if above else "",
            language=str(row.get("lang") or ""),
        )

    def reply(self, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
        if remote_id.startswith(messages.DM):
            return self._answer_in_private(account, messages.person_in(remote_id), message, key)
        return self.publish(account, Message(message.text, link=message.link, reply_to=remote_id), key=key, handles={})

    def _answer_in_private(self, account: Account, person: str, message: Message, key: str) -> Receipt:
        path, said = f"/2/dm_conversations/with/{person}/messages", {"text": with_link(message)}
        data = self._paid(account, _charge(key), rules.WRITING, "POST", path, once=True, json=said).data["data"]
        return Receipt(f"{messages.DM}{person}:{data['dm_event_id']}")

    def moderate(self, account: Account, remote_id: str, act: str, *, author: str = "", reason: str = "") -> None:
        me, key = account.remote_id, f"{act}:{remote_id}"
        if act in (HIDE, RESTORE) and remote_id.startswith(messages.DM):
            raise ChannelError(_("A private message cannot be hidden: only the two of you see it."), permanent=True)
        calls: dict[str, tuple[str, str, Any]] = {
            HIDE: ("PUT", f"/2/tweets/{remote_id}/hidden", {"hidden": True}),
            RESTORE: ("PUT", f"/2/tweets/{remote_id}/hidden", {"hidden": False}),
            BLOCK: ("POST", f"/2/users/{me}/blocking", {"target_user_id": author}),
            UNBLOCK: ("DELETE", f"/2/users/{me}/blocking/{author}", None),
        }
        if act not in calls:
            raise ChannelError(_("X takes no reports from here."), permanent=True)
        method, path, body = calls[act]
        try:
            self._paid(account, f"{key}:{clock.now():%Y%m%d%H%M%S}", rules.WRITING, method, path, json=body)
        except WireError as error:
            if error.status != 404:
                raise

    def insights(self, account: Account, remote_ids: Iterable[str], *, since: datetime) -> Iterable[Figure]:
        at, figures = clock.now(), []
        if refusal := rules.must_have_money_to_read(account, at):
            raise ChannelError(str(refusal.message), wait=READ_LATER)
        if ids := ",".join(list(remote_ids)[:100]):
            rows = self.wire.call(account, "GET", "/2/tweets", params={"ids": ids, "tweet.fields": "public_metrics"}).data.get("data") or []
            actions.note_reading(account=account, what="own", amount=rules.OWN_READ * len(rows), at=at)
            for row in rows:
                figures += [_figure(name, (row.get("public_metrics") or {}).get(said), str(row["id"])) for name, said in FIGURES.items()]
        return [*figures, _figure("followers", (self._me(account).get("public_metrics") or {}).get("followers_count"))]

    # The account

    def authorize_url(self, data: Mapping[str, Any], *, redirect: str, state: str) -> tuple[str, dict[str, Any]]:
        kept, shown = verifier()
        scope = SCOPES + (SCOPES_OF_MESSAGES if data.get("messages") else "")
        params = {"response_type": "code", "client_id": data["client_id"], "redirect_uri": redirect, "scope": scope, "state": state}
        url = consent_url(CONSENT, **params, code_challenge=shown, code_challenge_method="S256")
        told = {name: data[name] for name in ("client_id", "client_secret", "budget")}
        return url, {**told, private.WANTED: bool(data.get("messages")), "verifier": kept}

    def authorized(self, kept: Mapping[str, Any], answer: Mapping[str, str], *, redirect: str) -> list[Connection]:
        client = {name: kept[name] for name in ("client_id", "client_secret")}
        asked = {"grant_type": "authorization_code", "redirect_uri": redirect, "code_verifier": kept["verifier"]}
        tokens = self.wire.token(client, **asked, code=code_in(answer, self.label), client_id=client["client_id"])
        headers = {"Authorization": f"Bearer {tokens['token']}"}
        me = self.wire.ask("GET", f"{self.wire.api}/2/users/me", headers=headers).data["data"]
        said = {"username": me["username"], "budget": int(kept["budget"]), private.WANTED: bool(kept.get(private.WANTED))}
        address = f"https://x.com/{me['username']}"
        return [Connection(str(me["id"]), f"@{me['username']}", address, settings=said, secrets={**client, **tokens})]

    def _me(self, account: Account) -> dict[str, Any]:
        me = self.wire.call(account, "GET", "/2/users/me", params={"user.fields": "public_metrics"}).data["data"]
        actions.note_daily(account=account, what="me", amount=rules.PERSON, at=clock.now())
        return me

    def probe(self, account: Account) -> Health:
        try:
            me = self._me(account)
        except ChannelError as error:
            if not error.reauthorise:
                raise
            return Health(ok=False, sentence=str(error), needs_person=True)
        refusal = rules.must_have_money(account, rules.POST, clock.now())
        sentence = refusal.message if refusal else rules.money_said(account, clock.now())
        health = Health(ok=refusal is None, sentence=str(sentence), name=f"@{me['username']}", address=f"https://x.com/{me['username']}")
        why = _("Let the app read and send direct messages in X’s developer console, and connect the account again.")
        return private.probed(account, health, lambda: messages.newest(self.wire, account), sentence=why)


def _charge(key: str) -> str:
    return f"post:{key}"[:150]


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _figure(name: str, value: int | None, remote_id: str = "") -> Figure:
    return Figure(name, value, remote_id, "ok" if value is not None else "unavailable")


channels.register(X())
