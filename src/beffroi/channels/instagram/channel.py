"""Instagram, by containers. What is uncertain is asked of the container itself."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.channels.base import media
from beffroi.channels.base.graph import (
    VERSION,
    Access,
    Graph,
    GraphError,
    Metric,
    answer_to_challenge,
    entries_of,
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
    MODERATE,
    POST,
    READ_BACK,
    REEL,
    REPLY,
    RESTORE,
    STORY,
    ChannelError,
    Figure,
    Incoming,
    Limits,
    Message,
    Receipt,
    channels,
)
from beffroi.channels.base.wire import moment, with_link
from beffroi.channels.instagram import reading
from beffroi.channels.instagram.forms import GUIDE, InstagramForm
from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal

SCOPES = ",".join(
    f"instagram_business_{name}" for name in ("basic", "content_publish", "manage_comments", "manage_messages", "manage_insights")
)
CONSENT = "https://www.instagram.com/oauth/authorize"
EVENTS = "comments,live_comments,mentions,messages"
TALL = (9 / 16, 9 / 16)
LOOKED_AT = 50  # last publications whose comments are read
SAID = "id,text,timestamp,username,from"
OF_ACCOUNT = (
    Metric("reach", "reach"),
    Metric("views", "views"),
    Metric("likes", "likes"),
    Metric("replies", "comments"),
    Metric("shares", "shares"),
    Metric("saves", "saves"),
)
OF_MEDIA = (*OF_ACCOUNT[:5], Metric("saves", "saved"))
OF_STORY = (Metric("reach", "reach"), Metric("views", "views"), Metric("replies", "replies"), Metric("shares", "shares"))
REASONS = {
    "2207003": gettext_lazy("it could not fetch the file in time"),
    "2207004": gettext_lazy("the picture is larger than 8 MB"),
    "2207005": gettext_lazy("the picture is not a JPEG"),
    "2207009": gettext_lazy("the shape of the picture is not accepted: between 4:5 and 1.91:1"),
    "2207010": gettext_lazy("the text is longer than 2,200 characters"),
    "2207026": gettext_lazy("the format of the video is not accepted: MP4 with H.264 is needed"),
    "2207050": gettext_lazy("the account is restricted: sign in to Instagram on the phone and do what it asks"),
    "2207051": gettext_lazy("it takes this for unwanted advertising; publish it from the phone"),
    "2207052": gettext_lazy("it could not fetch the file from this site: is the site’s address public?"),
}


class Instagram(LongLivedTokens):
    kind = "instagram"
    label = "Instagram"
    consent, scopes, grants, fields = CONSENT, SCOPES, "ig", "user_id,username,name,account_type"
    limits = Limits(
        characters=2200,
        hashtags=30,
        pictures=10,
        alt=1000,
        picture_bytes=8_000_000,
        ratio=(4 / 5, 1.91),
        clips=True,
        clip_bytes=300_000_000,
        clip_seconds=900,
        forms=(POST, STORY, REEL, CAROUSEL),
        wordless=(STORY,),
        needs_media=True,
        links_work=False,
    )
    private_limits = Limits(characters=1000, bytes=1000)  # of the Send API: bytes of UTF-8
    capabilities = frozenset({READ_BACK, INCOMING, REPLY, MODERATE, INSIGHTS})
    acts = frozenset({HIDE, RESTORE})
    spacing = 60
    hears_events = True
    cannot = (
        gettext_lazy("Reading where others write the account’s name: only pictures in which it is tagged are given."),
        gettext_lazy("Changing or taking back a publication: it must be done on the phone."),
        gettext_lazy("Blocking or reporting somebody: it must be done on the phone."),
        gettext_lazy("Links in the text: they are shown, but cannot be followed."),
        gettext_lazy("Answering a private message after 24 hours: Instagram refuses it."),
    )
    account_form = InstagramForm
    guide = GUIDE
    passing = frozenset({"2207003", "2207052", "2207001", "2207020"})

    def __init__(self, root: str = "https://graph.instagram.com", login: str = "https://api.instagram.com", **options: Any) -> None:
        self.graph = Graph(self.label, f"{root}/{VERSION}", **options)
        self.tokens, self.login = Graph(self.label, root, **options), Graph(self.label, login, **options)

    # Publishing

    def prepare(self, account: Account, message: Message) -> list[Refusal]:
        found = super().prepare(account, message)
        items = len(message.pictures) + bool(message.clip)
        if message.form == STORY and items > 1:
            found.append(Refusal("one_picture", _("A story on Instagram is one picture or one video.")))
        if message.form == REEL and (not message.clip or message.pictures):
            found.append(Refusal("needs_clip", _("A reel on Instagram is one video.")))
        if message.form == CAROUSEL and items < 2:
            found.append(Refusal("needs_two", _("A carousel on Instagram has at least two pictures or videos.")))
        if items > self.limits.pictures:
            found.append(Refusal("too_many_pictures", _("Instagram takes at most ten pictures and videos together.")))
        return found

    def words(self, message: Message) -> str:
        return "" if message.form == STORY else with_link(message)

    def pieces(self, account: Account, message: Message) -> list[dict[str, Any]]:
        at, is_story = clock.now(), message.form == STORY
        ratio = TALL if is_story else self.limits.ratio
        story = {"media_type": "STORIES"} if is_story else {}
        found: list[dict[str, Any]] = [
            {"image_url": media.public_address(one, at=at, ratio=ratio), **(story or {"alt_text": one.alt})} for one in message.pictures
        ]
        if message.clip:
            sort = story or {"media_type": "VIDEO" if found else "REELS"}
            found.append({"video_url": media.clip_address(message.clip, at=at), **sort})
        return found

    def whole(self, account: Account, message: Message) -> dict[str, Any]:
        return {"caption": self.words(message)}

    def make(self, account: Account, said: dict[str, Any]) -> str:
        return str(self.graph.post(f"{account.remote_id}/media", self.access(account), **said)["id"])

    def status_of(self, account: Account, container: str) -> tuple[str, str]:
        said = self.graph.get(container, self.access(account), to_speak=True, fields="status_code,status")
        return str(said.get("status_code")), str(said.get("status") or "")

    def reason(self, why: str) -> str:
        return str(next((sentence for code, sentence in REASONS.items() if code in why), why))

    def room(self, account: Account, message: Message) -> tuple[int, int]:
        path = f"{account.remote_id}/content_publishing_limit"
        said = next(iter(self.graph.get(path, self.access(account), to_speak=True, fields="quota_usage,config").get("data", [])), {})
        return int(said.get("quota_usage") or 0), int((said.get("config") or {}).get("quota_total") or 0)

    def publish_container(self, account: Account, container: str) -> str:
        return str(self.graph.post(f"{account.remote_id}/media_publish", self.access(account), once=True, creation_id=container)["id"])

    def published_since(self, account: Account, message: Message, since: datetime) -> Iterable[dict[str, Any]]:
        edge = "stories" if message.form == STORY else "media"
        fields = "id,caption,timestamp,permalink"
        for row in self.graph.walk(f"{account.remote_id}/{edge}", self.access(account), most=1, to_speak=True, fields=fields, limit=50):
            yield {**row, "words": str(row.get("caption") or "")}

    # Listening

    def incoming(self, account: Account, *, since: datetime) -> Iterable[Incoming]:
        access, own = self.access(account), account.settings.get("username", "")
        comments = f"comments.limit(50){{{SAID},replies{{{SAID}}}}}"
        rows = self.graph.walk(f"{account.remote_id}/media", access, most=1, fields=f"id,permalink,{comments}", limit=LOOKED_AT)
        found = list(reading.of_media(list(rows), own))
        tagged = self.graph.may_read(f"{account.remote_id}/tags", access, most=2, fields="id,username,caption,permalink,timestamp")
        found += [reading.mention(row) for row in tagged]
        fields = "id,updated_time,messages.limit(20){id,from,message,created_time}"
        for thread in self.graph.may_read(f"{account.remote_id}/conversations", access, most=2, platform="instagram", fields=fields):
            for row in (thread.get("messages") or {}).get("data", []):
                if (row.get("from") or {}).get("username") != own:
                    found.append(reading.private(row.get("from") or {}, row["id"], row.get("message") or "", moment(row["created_time"])))
        return [one for one in found if one.sent_at >= since]

    def received(self, account: Account, *, headers: Mapping[str, str], body: bytes) -> list[Incoming] | None:
        data = events_in(body, headers, account.secrets.get("app_secret", ""))
        if data is None or data.get("object") != "instagram":
            return None
        own = account.remote_id
        return [one for entry in entries_of(data, own) for one in reading.pushed(entry, own)]

    def events_word(self, account: Account) -> str:
        return word_for_events(account)

    def challenge(self, account: Account, asked: Mapping[str, str]) -> str | None:
        return answer_to_challenge(asked, self.events_word(account))

    def reply(self, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
        access, text = self.access(account), with_link(message)
        if remote_id.startswith(reading.DM):
            said = {"recipient": {"id": remote_id.split(":")[1]}, "message": {"text": text}}
            return Receipt(str(self.graph.post(f"{account.remote_id}/messages", access, once=True, **said)["message_id"]))
        return Receipt(str(self.graph.post(f"{remote_id}/replies", access, once=True, message=text)["id"]), account.address)

    def moderate(self, account: Account, remote_id: str, act: str, *, author: str = "", reason: str = "") -> None:
        if act not in self.acts or remote_id.startswith(reading.DM):
            raise ChannelError(_("Instagram does not offer this: do it on the phone."), permanent=True)
        try:
            self.graph.post(remote_id, self.access(account), hide=act == HIDE)
        except GraphError as error:
            if not error.is_gone:
                raise

    def insights(self, account: Account, remote_ids: Iterable[str], *, since: datetime) -> Iterable[Figure]:
        access, at = self.access(account), clock.now()
        start = max(since, at - timedelta(days=30))  # no more at once
        period: dict[str, Any] = {
            "period": "day",
            "metric_type": "total_value",
            "since": int(start.timestamp()),
            "until": int(at.timestamp()),
        }
        figures = self.graph.measure(f"{account.remote_id}/insights", access, OF_ACCOUNT, **period)
        followers = self.graph.get("me", access, fields="followers_count").get("followers_count")
        figures.append(Figure("followers", followers, "", "ok" if followers is not None else "unavailable"))
        figures += self.ages(account, f"{account.remote_id}/insights")
        for remote_id in remote_ids:
            try:
                sort = self.graph.get(remote_id, access, fields="media_product_type").get("media_product_type")
                metrics = OF_STORY if sort == "STORY" else OF_MEDIA
                figures += self.graph.measure(f"{remote_id}/insights", access, metrics, remote_id=remote_id)
            except GraphError as error:
                if not error.is_gone:
                    raise
        return figures

    # The account

    def page_of(self, username: str) -> str:
        return f"https://www.instagram.com/{username}/"

    def short_token(self, app: dict[str, Any]) -> str:
        """Given by another host, sometimes in a list."""
        said = self.login.post("oauth/access_token", Access(), **app)
        return (said.get("data") or [said])[0]["access_token"]

    def also_probe(self, account: Account) -> None:
        """Meta ends the pushing of events now and then: asked for again."""
        self.graph.post(f"{account.remote_id}/subscribed_apps", self.access(account), subscribed_fields=EVENTS)


channels.register(Instagram())
