"""A Facebook Page. No key of its own: what is uncertain is read back among the Page's posts."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.channels.base import media
from beffroi.channels.base.graph import (
    VERSION,
    Access,
    GraphError,
    Metric,
    answer_to_challenge,
    code_in,
    consent_url,
    entries_of,
    events_in,
    word_for_events,
)
from beffroi.channels.base.models import Account
from beffroi.channels.base.subtitles import srt
from beffroi.channels.base.types import (
    BLOCK,
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
    channels,
)
from beffroi.channels.base.wire import is_same, moment, said_twice, told_by_others, with_link
from beffroi.channels.facebook import reading
from beffroi.channels.facebook.client import DIALOG, REELS, SCOPES, VIDEO_STORIES, Pages
from beffroi.channels.facebook.forms import GUIDE, FacebookForm
from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal

NEEDED = frozenset({"pages_manage_posts", "pages_read_engagement", "pages_manage_engagement", "pages_read_user_content"})
HELD = timedelta(hours=23)  # Facebook forgets an unpublished picture after a day
LOOKED_AT = 60  # days of posts whose comments are read
EDGES = {REEL: REELS, STORY: VIDEO_STORIES}
OF_PAGE = (
    Metric("reach", "page_total_media_view_unique"),
    Metric("views", "page_media_view"),
    Metric("engagements", "page_post_engagements"),
    Metric("new_followers", "page_daily_follows"),
)
OF_POST = (
    Metric("reach", "post_total_media_view_unique"),
    Metric("likes", "post_reactions_by_type_total"),
    Metric("clicks", "post_clicks"),
)


class Facebook(Channel):
    kind = "facebook"
    label = "Facebook"
    limits = Limits(
        characters=63_206,
        pictures=10,
        alt=1000,
        picture_bytes=4_000_000,
        picture_types=("image/jpeg", "image/png"),
        clips=True,
        clip_bytes=1_000_000_000,
        clip_seconds=1200,
        forms=(POST, STORY, REEL),
        wordless=(STORY,),
    )
    private_limits = Limits(characters=2000)  # of the Send API
    capabilities = frozenset({READ_BACK, UPDATE, WITHDRAW, INCOMING, REPLY, MODERATE, INSIGHTS})
    acts = frozenset({HIDE, RESTORE, BLOCK, UNBLOCK})
    spacing = 60
    hears_events = True
    cannot = (
        gettext_lazy("Reporting somebody’s comment to Facebook: it must be done on Facebook itself."),
        gettext_lazy("Reading groups, or Pages of others: Facebook gives no access to them."),
        gettext_lazy("Answering a private message after 24 hours: Facebook refuses it."),
        gettext_lazy("Changing the pictures of a published post: only its words can be changed."),
    )
    account_form = FacebookForm
    guide = GUIDE

    def __init__(self, api: str = f"https://graph.facebook.com/{VERSION}", **options: Any) -> None:
        self.pages = Pages(self.label, api, **options)

    def _access(self, account: Account) -> Access:
        return Access(account.secrets.get("token", ""), account.secrets.get("app_secret", ""))

    # Publishing

    def prepare(self, account: Account, message: Message) -> list[Refusal]:
        found = super().prepare(account, message)
        if message.form == STORY and not message.clip and len(message.pictures) != 1:
            found.append(Refusal("one_picture", _("A story on Facebook is one picture or one video.")))
        if message.form == REEL and not message.clip:
            found.append(Refusal("needs_clip", _("A reel on Facebook is a video.")))
        if message.clip and message.pictures:
            found.append(Refusal("clip_or_pictures", _("A post on Facebook holds pictures or a video, not both.")))
        return found

    def stage(self, account: Account, message: Message, *, key: str, handles: dict[str, Any]) -> dict[str, Any]:
        """Pictures are left with Facebook unpublished; reels and video stories as drafts. A day later they are made again."""
        at = clock.now()
        if handles.get("at") and at - datetime.fromisoformat(handles["at"]) < HELD:
            return handles
        staged: dict[str, Any] = {"at": at.isoformat()}
        page, access = account.remote_id, self._access(account)
        if message.clip and message.form in EDGES:
            url = media.clip_address(message.clip, at=at)
            return staged | {"video": self.pages.draft_video(page, access, edge=EDGES[message.form], url=url)}
        photos = [self.pages.photo(page, access, url=media.public_address(picture, at=at), alt=picture.alt) for picture in message.pictures]
        return staged | ({"photos": photos} if photos else {})

    def publish(self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None) -> Receipt:
        handles = handles if handles is not None else self.stage(account, message, key=key, handles={})
        page, access, text = account.remote_id, self._access(account), with_link(message)
        if message.clip and message.form in EDGES:
            edge = EDGES[message.form]
            return self._receipt(self.pages.finish_video(page, access, edge=edge, video=handles["video"], description=text))
        if message.form == STORY:
            return self._receipt(self.pages.photo_story(page, access, handles["photos"][0]))
        if message.clip:
            url = media.clip_address(message.clip, at=clock.now())
            video = self.pages.video(page, access, url=url, description=text, title=message.title[:250])
            self._caption(video, access, message)
            return self._receipt(video)
        photos = handles.get("photos", [])
        words = text if photos else message.text  # with pictures there is no card of the link
        try:
            made = self.pages.post_to_feed(page, access, message=words, link="" if photos else message.link, photos=photos)
        except GraphError as error:
            raise said_twice(self.label, handles) if error.is_twice else error from None
        return self._receipt(made)

    def _caption(self, video: str, access: Access, message: Message) -> None:
        """Captions follow the video; that it is out is certain by now, so their failure changes nothing."""
        try:
            if message.clip and (words := srt(media.captions(message.clip))):
                self.pages.caption(video, access, srt=words, language=message.language)
        except ChannelError:
            return

    def _receipt(self, remote_id: str, url: str = "") -> Receipt:
        return Receipt(remote_id, url or f"https://www.facebook.com/{remote_id}")

    def reconcile(
        self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None, since: datetime | None = None
    ) -> Receipt | None:
        page, access, handles = account.remote_id, self._access(account), handles or {}
        start = int((since or clock.now() - timedelta(days=1)).timestamp())
        if message.form == REEL:
            video = handles.get("video", "")
            return self._receipt(video) if video and self.pages.is_published(video, access) else None
        if message.form == STORY:
            ids = {str(id) for id in [handles.get("video"), *handles.get("photos", [])] if id}
            found = [row for row in self.pages.stories(page, access, since=start) if str(row.get("media_id")) in ids]
        elif message.clip:
            rows = self.pages.videos(page, access, since=start)
            found = [row for row in rows if is_same(row.get("description", ""), with_link(message))]
        else:
            photos = handles.get("photos", [])
            words = with_link(message) if photos else message.text
            rows = self.pages.published(page, access, since=start)
            found = [row for row in rows if is_same(row.get("message", ""), words) and _attached(row) >= set(photos)]
        same = [str(row.get("post_id") or row["id"]) for row in found]
        others = told_by_others(account, key, same)
        return next((self._receipt(id) for id in same if id not in others), None)

    def update(self, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
        field = "message" if "_" in remote_id else "description"
        said: dict[str, Any] = {field: with_link(message)}
        self.pages.post(remote_id, self._access(account), **said)
        return self._receipt(remote_id)

    def withdraw(self, account: Account, remote_id: str) -> None:
        self.pages.delete(remote_id, self._access(account))

    # Listening

    def incoming(self, account: Account, *, since: datetime) -> Iterable[Incoming]:
        page, access = account.remote_id, self._access(account)
        found = list(reading.of_wall(self.pages.wall(page, access, days=LOOKED_AT), page))
        tagged = self.pages.may_read(f"{page}/tagged", access, most=2, fields="id,message,from,created_time,permalink_url")
        found += [reading.said(row, kind="mention") for row in tagged]
        fields = "created_time,recommendation_type,review_text,reviewer,open_graph_story{id}"
        found += [reading.review(row) for row in self.pages.may_read(f"{page}/ratings", access, most=2, fields=fields)]
        for thread in self.pages.conversations(page, access):
            rows = (thread.get("messages") or {}).get("data", [])
            found += [reading.said(row, kind="private") for row in rows if str((row.get("from") or {}).get("id")) != page]
        return [one for one in found if one.sent_at >= since]

    def received(self, account: Account, *, headers: Mapping[str, str], body: bytes) -> list[Incoming] | None:
        data = events_in(body, headers, account.secrets.get("app_secret", ""))
        if data is None or data.get("object") != "page":
            return None
        page = account.remote_id
        return [one for entry in entries_of(data, page) for one in reading.pushed(entry, page)]

    def challenge(self, account: Account, asked: Mapping[str, str]) -> str | None:
        return answer_to_challenge(asked, self.events_word(account))

    def events_word(self, account: Account) -> str:
        return word_for_events(account)

    def reply(self, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
        page, access = account.remote_id, self._access(account)
        if remote_id.startswith("m_"):
            person = str((self.pages.get(remote_id, access, fields="from").get("from") or {}).get("id") or "")
            said = {"recipient": {"id": person}, "messaging_type": "RESPONSE", "message": {"text": with_link(message)}}
            return Receipt(str(self.pages.post(f"{page}/messages", access, once=True, **said)["message_id"]))
        return self._receipt(str(self.pages.post(f"{remote_id}/comments", access, once=True, message=with_link(message))["id"]))

    def moderate(self, account: Account, remote_id: str, act: str, *, author: str = "", reason: str = "") -> None:
        page, access = account.remote_id, self._access(account)
        if act in (HIDE, RESTORE):
            try:
                self.pages.post(remote_id, access, is_hidden=act == HIDE)
            except GraphError as error:
                if not error.is_gone:
                    raise
        elif act == BLOCK:
            self.pages.post(f"{page}/blocked", access, user=author)
        elif act == UNBLOCK:
            self.pages.delete(f"{page}/blocked", access, user=author)
        else:
            raise ChannelError(_("Facebook takes no reports from here."), permanent=True)

    def insights(self, account: Account, remote_ids: Iterable[str], *, since: datetime) -> Iterable[Figure]:
        page, access = account.remote_id, self._access(account)
        figures = self.pages.measure(f"{page}/insights", access, OF_PAGE, period="day", since=int(since.timestamp()))
        followers = self.pages.get(page, access, fields="followers_count").get("followers_count")
        figures.append(Figure("followers", followers, "", "ok" if followers is not None else "unavailable"))
        for remote_id in remote_ids:
            figures += self._of_post(remote_id, access)
        return figures

    def _of_post(self, remote_id: str, access: Access) -> list[Figure]:
        try:
            figures = self.pages.measure(f"{remote_id}/insights", access, OF_POST, remote_id=remote_id)
            counts = self.pages.get(remote_id, access, fields="comments.summary(true).limit(0),shares")
        except GraphError as error:
            if error.is_gone:
                return []
            raise
        comments = (counts.get("comments") or {}).get("summary", {}).get("total_count")
        figures.append(Figure("replies", comments, remote_id, "ok" if comments is not None else "unavailable"))
        return [*figures, Figure("shares", int((counts.get("shares") or {}).get("count", 0)), remote_id)]

    # The account

    def authorize_url(self, data: Mapping[str, Any], *, redirect: str, state: str) -> tuple[str, dict[str, Any]]:
        kept = {"app_id": data["app_id"], "app_secret": data["app_secret"]}
        params = {"client_id": data["app_id"], "redirect_uri": redirect, "state": state, "scope": SCOPES, "response_type": "code"}
        return consent_url(DIALOG, **params), kept

    def authorized(self, kept: Mapping[str, Any], answer: Mapping[str, str], *, redirect: str) -> list[Connection]:
        app = {"client_id": kept["app_id"], "client_secret": kept["app_secret"]}
        token = self.pages.user_token(app, code_in(answer, self.label), redirect)
        found = []
        for page in self.pages.pages(Access(token, kept["app_secret"])):
            ends, granted = self.pages.consent(app, page["access_token"])
            found.append(
                Connection(
                    remote_id=str(page["id"]),
                    name=str(page["name"]),
                    address=str(page.get("link") or f"https://www.facebook.com/{page['id']}"),
                    settings={"app_id": kept["app_id"], "missing": sorted(NEEDED - granted) if granted else []},
                    secrets={"token": page["access_token"], "app_secret": kept["app_secret"]},
                    expires_at=moment(ends) if ends else None,
                )
            )
        if not found:
            sentence = _("No Page was found: accept that the app manages the Page, with a Facebook account that administers it.")
            raise ChannelError(sentence, permanent=True)
        return found

    def probe(self, account: Account) -> Health:
        page, access = account.remote_id, self._access(account)
        try:
            said = self.pages.get(page, access, fields="id,name,link")
            self.pages.subscribe(page, access)
        except ChannelError as error:
            if not error.reauthorise:
                raise
            return Health(ok=False, sentence=str(error), needs_person=True)
        if missing := ", ".join(account.settings.get("missing") or []):
            sentence = _("Facebook was not allowed to give this: %(missing)s. Connect the account again, and accept everything.")
            return Health(ok=False, sentence=sentence % {"missing": missing})
        return Health(ok=True, name=str(said.get("name", "")), address=str(said.get("link", "")), expires_at=account.expires_at)


def _attached(row: Mapping[str, Any]) -> set[str]:
    """Ids of the pictures of a post."""
    top = (row.get("attachments") or {}).get("data", [])
    inner = [one for attachment in top for one in (attachment.get("subattachments") or {}).get("data", [])]
    return {str((one.get("target") or {}).get("id")) for one in [*top, *inner]}


channels.register(Facebook())
