"""A LinkedIn Page. No key: what is uncertain is read back among the Page's posts. The number of a post comes in a header."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.channels.base import media
from beffroi.channels.base.counting import Counting
from beffroi.channels.base.graph import code_in, consent_url, ends_in
from beffroi.channels.base.models import Account
from beffroi.channels.base.subtitles import srt
from beffroi.channels.base.types import (
    HIDE,
    INCOMING,
    INSIGHTS,
    MODERATE,
    READ_BACK,
    REPLY,
    UPDATE,
    WITHDRAW,
    Channel,
    ChannelError,
    Clip,
    Connection,
    Figure,
    Health,
    Incoming,
    Limits,
    Message,
    Picture,
    Receipt,
    channels,
)
from beffroi.channels.base.wire import Answer, WireError, is_same, moment, said_twice, told_by_others, with_link
from beffroi.channels.linkedin import reading, words
from beffroi.channels.linkedin.client import CONSENT, FINDER, SCOPES, LinkedInWire, encoded, listed, token_of, version_ends
from beffroi.channels.linkedin.forms import GUIDE, LinkedInForm
from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal

HELD = timedelta(days=1)
MOST_COMMENT = 1250
LOOKED_AT = 10  # last publications whose comments are read
BETWEEN_LOOKS = 30 * 60  # its daily allowance is small
FIGURES = {
    "views": "impressionCount",
    "reach": "uniqueImpressionsCount",
    "clicks": "clickCount",
    "likes": "likeCount",
    "replies": "commentCount",
    "shares": "shareCount",
}
DAYS = ((24, "ONE_DAY"), (72, "THREE_DAYS"), (168, "SEVEN_DAYS"))


class LinkedIn(Channel):
    kind = "linkedin"
    label = "LinkedIn"
    limits = Limits(
        characters=3000,
        counting=Counting.LITTLE,
        pictures=20,
        alt=4086,
        picture_bytes=8_000_000,
        clips=True,
        clip_bytes=200_000_000,
        clip_seconds=600,
        poll_options=4,
        poll_option_characters=30,
    )
    capabilities = frozenset({READ_BACK, UPDATE, WITHDRAW, INCOMING, REPLY, MODERATE, INSIGHTS})
    acts = frozenset({HIDE})
    spacing = 60
    hears_events = True
    cannot = (
        gettext_lazy("Hiding a comment: LinkedIn only deletes it, for good."),
        gettext_lazy("The names of those who comment: LinkedIn keeps them to itself."),
        gettext_lazy("Private messages, blocking and reporting: they are done on LinkedIn itself."),
        gettext_lazy("Changing pictures, or a consent without end: a person connects the account again every two months."),
    )
    account_form = LinkedInForm
    guide = GUIDE

    def __init__(self, api: str = "https://api.linkedin.com", login: str = "https://www.linkedin.com", **options: Any) -> None:
        self.wire = LinkedInWire(self.label, api, login, **options)

    def _call(self, account: Account, method: str, path: str, **options: Any) -> Answer:
        return self.wire.call(token_of(account), method, path, **options)

    # Publishing

    def length(self, message: Message) -> int:
        return super().length(Message(self._words(message)))

    def prepare(self, account: Account, message: Message) -> list[Refusal]:
        found = super().prepare(account, message)
        if sum(map(bool, (message.pictures, message.clip, message.poll))) > 1:
            found.append(Refusal("one_sort", _("A publication on LinkedIn holds pictures, or one video, or a poll.")))
        if message.poll and any(len(option) > self.limits.poll_option_characters for option in message.poll.options):
            found.append(Refusal("poll_too_long", _("An answer of a poll on LinkedIn has at most 30 characters.")))
        if account.expires_at and account.expires_at <= clock.now():
            found.append(Refusal("consent_ended", _("The consent for LinkedIn has ended: connect the account again.")))
        return found

    def _words(self, message: Message) -> str:
        """A link beside words alone becomes a card; else it stands in the words."""
        return with_link(message) if message.pictures or message.clip or message.poll else message.text.strip()

    def stage(self, account: Account, message: Message, *, key: str, handles: dict[str, Any]) -> dict[str, Any]:
        at = clock.now()
        if handles.get("at") and at - datetime.fromisoformat(handles["at"]) < HELD:
            return handles
        staged: dict[str, Any] = {**handles, "at": at.isoformat(), "images": [self._picture(account, one) for one in message.pictures]}
        return staged | ({"video": self._video(account, message.clip, message.language)} if message.clip else {})

    def _picture(self, account: Account, picture: Picture) -> str:
        place = self.wire.upload(account, "images", {})
        self.wire.put(account, place["uploadUrl"], media.jpeg(picture, most_bytes=self.limits.picture_bytes))
        return str(place["image"])

    def _video(self, account: Account, clip: Clip, language: str) -> str:
        """In pieces, whose marks are given back at the end; captions are welcome, never a condition."""
        content, _kind = media.clip_bytes(clip)
        captions = srt(media.captions(clip))
        asked = {"fileSizeBytes": len(content), "uploadCaptions": bool(captions), "uploadThumbnail": False}
        place = self.wire.upload(account, "videos", asked)
        steps = [(one["uploadUrl"], content[one["firstByte"] : one["lastByte"] + 1]) for one in place["uploadInstructions"]]
        marks = [self.wire.put(account, url, piece) for url, piece in steps]
        if captions and place.get("captionsUploadUrl"):
            try:
                self.wire.caption(account, place["captionsUploadUrl"], captions, language)
            except ChannelError:
                pass
        body = {"video": place["video"], "uploadToken": place.get("uploadToken", ""), "uploadedPartIds": marks}
        self._call(account, "POST", "videos?action=finalizeUpload", json={"finalizeUploadRequest": body})
        return str(place["video"])

    def publish(self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None) -> Receipt:
        handles = handles if handles is not None else self.stage(account, message, key=key, handles={})
        if video := handles.get("video"):
            self._must_be_ready(account, video)
        body: dict[str, Any] = {
            "author": account.remote_id,
            "commentary": words.written(self._words(message)),
            "visibility": "PUBLIC",
            "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
        }
        if content := self._content(message, handles):
            body["content"] = content
        try:
            answer = self._call(account, "POST", "posts", once=True, json=body)
        except WireError as error:
            raise said_twice(self.label, handles) if error.code == "twice" else error from None
        urn = answer.headers.get("x-restli-id") or answer.headers.get("x-linkedin-id")
        if not urn:
            raise WireError(_("LinkedIn did not say under which number it published."), unknown=True, status=answer.status)
        return _receipt(urn)

    def _content(self, message: Message, handles: dict[str, Any]) -> dict[str, Any]:
        images = [{"id": id, "altText": one.alt} for id, one in zip(handles.get("images", []), message.pictures, strict=False)]
        heading = (message.title or message.text.strip().partition("\n")[0]).strip()
        if message.clip:
            return {"media": {"id": handles["video"], "title": heading[:200] or message.clip.alt[:200]}}
        if len(images) > 1:
            return {"multiImage": {"images": images}}
        if images:
            return {"media": images[0]}
        if message.poll:
            duration = next((name for hours, name in DAYS if message.poll.hours <= hours), "FOURTEEN_DAYS")
            options = [{"text": option} for option in message.poll.options]
            return {"poll": {"question": heading[:140], "options": options, "settings": {"duration": duration}}}
        if message.link and message.link not in message.text:
            return {"article": {"source": message.link, "title": heading[:200] or message.link}}
        return {}

    def _must_be_ready(self, account: Account, video: str) -> None:
        state = self.wire.state_of(account, "videos", video)
        if state == "PROCESSING_FAILED":
            raise ChannelError(_("LinkedIn could not prepare the video: its format is not accepted."), permanent=True)
        if state != "AVAILABLE":
            raise ChannelError(_("LinkedIn is still preparing the video."), wait=30)

    def reconcile(
        self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None, since: datetime | None = None
    ) -> Receipt | None:
        start = since or clock.now() - timedelta(days=1)
        rows = [row for row in self._posts(account, 20) if moment(row.get("publishedAt") or row["createdAt"]) >= start]
        same = [str(row["id"]) for row in rows if is_same(words.read(row.get("commentary", "")), self._words(message))]
        others = told_by_others(account, key, same)
        return next((_receipt(urn) for urn in same if urn not in others), None)

    def _posts(self, account: Account, count: int) -> list[dict[str, Any]]:
        params = {"author": account.remote_id, "q": "author", "count": str(count), "sortBy": "CREATED"}
        return self._call(account, "GET", "posts", headers=FINDER, params=params).data.get("elements", [])

    def update(self, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
        headers, body = {"X-RestLi-Method": "PARTIAL_UPDATE"}, {"patch": {"$set": {"commentary": words.written(self._words(message))}}}
        self._call(account, "POST", f"posts/{encoded(remote_id)}", headers=headers, json=body)
        return _receipt(remote_id)

    def withdraw(self, account: Account, remote_id: str) -> None:
        self._delete(account, f"posts/{encoded(remote_id)}")

    def _delete(self, account: Account, path: str) -> None:
        try:
            self._call(account, "DELETE", path)
        except WireError as error:
            if error.status != 404:
                raise

    # Listening

    def incoming(self, account: Account, *, since: datetime) -> Iterable[Incoming]:
        """Every half hour at most; what was said since the last real look is given, whatever `since` is by then."""
        if not cache.add(f"linkedin-read:{account.pk}", True, BETWEEN_LOOKS):
            return []
        try:
            found = self._heard(account)
        except ChannelError:
            cache.delete(f"linkedin-read:{account.pk}")  # that was no look
            raise
        start = since - timedelta(seconds=2 * BETWEEN_LOOKS)
        return [one for one in found if one.author_address != account.remote_id and one.sent_at >= start]

    def _heard(self, account: Account) -> list[Incoming]:
        found = []
        for post in self._posts(account, LOOKED_AT):
            root = str(post["id"])
            for row in self._comments(account, root):
                found.append(reading.comment(row, root=root))
                if (row.get("commentsSummary") or {}).get("aggregatedTotalComments"):
                    found += [reading.comment(under, root=root) for under in self._comments(account, found[-1].remote_id)]
        return found

    def _comments(self, account: Account, urn: str) -> list[dict[str, Any]]:
        path = f"socialActions/{encoded(urn)}/comments"
        try:
            return self._call(account, "GET", path, params={"count": "100"}).data.get("elements", [])
        except WireError as error:
            if error.status != 404:
                raise
            return []

    def received(self, account: Account, *, headers: Mapping[str, str], body: bytes) -> list[Incoming] | None:
        return reading.pushed(body, headers, account.secrets.get("client_secret", ""), account.remote_id)

    def challenge(self, account: Account, asked: Mapping[str, str]) -> str | None:
        return reading.answer_to_challenge(asked, account.secrets.get("client_secret", ""))

    def reply(self, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
        text, (about, _number) = with_link(message), reading.parts(remote_id)
        if len(text) > MOST_COMMENT:
            raise ChannelError(_("An answer on LinkedIn has at most 1,250 characters."), permanent=True)
        body: dict[str, Any] = {"actor": account.remote_id, "object": about or remote_id, "message": {"text": text}}
        if about:
            body["parentComment"] = remote_id
        answer = self._call(account, "POST", f"socialActions/{encoded(remote_id)}/comments", once=True, json=body)
        number = answer.headers.get("x-restli-id") or str(answer.data.get("id") or "")
        urn = str(answer.data.get("commentUrn") or answer.data.get("$URN") or f"urn:li:comment:({about or remote_id},{number})")
        return Receipt(urn, f"https://www.linkedin.com/feed/update/{about or remote_id}/")

    def moderate(self, account: Account, remote_id: str, act: str, *, author: str = "", reason: str = "") -> None:
        about, number = reading.parts(remote_id)
        if act != HIDE or not about:
            raise ChannelError(_("LinkedIn does not offer this here: it deletes a comment for good, and nothing else."), permanent=True)
        self._delete(account, f"socialActions/{encoded(about)}/comments/{number}?actor={encoded(account.remote_id)}")

    def insights(self, account: Account, remote_ids: Iterable[str], *, since: datetime) -> Iterable[Figure]:
        figures = _figures(next(iter(self._statistics(account, "")), {}), "")
        size = self._call(account, "GET", f"networkSizes/{encoded(account.remote_id)}?edgeType=COMPANY_FOLLOWED_BY_MEMBER").data
        figures.append(_figure("followers", size.get("firstDegreeSize")))
        ids = list(remote_ids)
        for name, mark in (("shares", ":share:"), ("ugcPosts", ":ugcPost:")):
            urns = [urn for urn in ids if mark in urn]
            rows = (
                {str(row.get("share") or row.get("ugcPost")): row for row in self._statistics(account, f"&{name}={listed(urns)}")}
                if urns
                else {}
            )
            for urn in urns:
                figures += _figures(rows.get(urn, {}), urn)
        return figures

    def _statistics(self, account: Account, more: str) -> list[dict[str, Any]]:
        path = f"organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity={encoded(account.remote_id)}{more}"
        return self._call(account, "GET", path).data.get("elements", [])

    # The account

    def authorize_url(self, data: Mapping[str, Any], *, redirect: str, state: str) -> tuple[str, dict[str, Any]]:
        params = {"response_type": "code", "client_id": data["client_id"], "redirect_uri": redirect, "state": state, "scope": SCOPES}
        return consent_url(CONSENT, **params), {name: data[name] for name in ("client_id", "client_secret")}

    def authorized(self, kept: Mapping[str, Any], answer: Mapping[str, str], *, redirect: str) -> list[Connection]:
        client = {name: str(kept[name]) for name in ("client_id", "client_secret")}
        code = code_in(answer, self.label)
        said = self.wire.token(**client, grant_type="authorization_code", code=code, redirect_uri=redirect)
        token, found = said["access_token"], []
        roles = "organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED"
        for row in self.wire.call(token, "GET", roles, headers=FINDER).data.get("elements", []):
            urn = str(row.get("organization") or row.get("organizationTarget"))
            page = self.wire.call(token, "GET", f"organizations/{urn.rpartition(':')[2]}").data
            found.append(
                Connection(
                    remote_id=urn,
                    name=str(page.get("localizedName") or urn),
                    address=f"https://www.linkedin.com/company/{page.get('vanityName') or urn.rpartition(':')[2]}/",
                    settings={"client_id": client["client_id"]},
                    secrets={**client, "token": token, "refresh": said.get("refresh_token", "")},
                    expires_at=ends_in(said.get("expires_in")),
                )
            )
        if not found:
            raise ChannelError(_("No Page was found: sign in with a LinkedIn account that administers the commune’s Page."), permanent=True)
        return found

    def refresh(self, account: Account) -> Connection | None:
        """Only some apps get a token to renew with; the others need a person."""
        known = account.secrets
        is_early = account.expires_at is None or account.expires_at - clock.now() > timedelta(days=30)
        if is_early or not known.get("refresh"):
            return None
        asked = {"grant_type": "refresh_token", "refresh_token": known["refresh"]}
        said = self.wire.token(**asked, client_id=known["client_id"], client_secret=known["client_secret"])
        secrets = {"token": said["access_token"], "refresh": said.get("refresh_token") or known["refresh"]}
        return Connection(account.remote_id, account.name, secrets=secrets, expires_at=ends_in(said.get("expires_in")))

    def probe(self, account: Account) -> Health:
        try:
            page = self._call(account, "GET", f"organizations/{account.remote_id.rpartition(':')[2]}").data
        except ChannelError as error:
            if not error.reauthorise:
                raise
            return Health(ok=False, sentence=str(error), needs_person=True)
        ends, shown = version_ends(settings.LINKEDIN_VERSION), {"version": settings.LINKEDIN_VERSION}
        if ends and ends - clock.now().date() < timedelta(days=45):
            sentence = _(
                "The version %(version)s of LinkedIn’s API ends soon: whoever runs this site must set LINKEDIN_VERSION to a newer one."
            )
            return Health(ok=False, sentence=sentence % shown)
        return Health(ok=True, name=str(page.get("localizedName", "")), address=account.address, expires_at=account.expires_at)


def _receipt(urn: str) -> Receipt:
    return Receipt(urn, f"https://www.linkedin.com/feed/update/{urn}/")


def _figure(name: str, value: int | None, remote_id: str = "") -> Figure:
    return Figure(name, value, remote_id, "ok" if value is not None else "unavailable")


def _figures(row: dict[str, Any], remote_id: str) -> list[Figure]:
    said = row.get("totalShareStatistics") or {}
    return [_figure(name, said.get(remote), remote_id) for name, remote in FIGURES.items()]


channels.register(LinkedIn())
