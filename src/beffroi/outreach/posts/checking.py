"""A content looked at before it goes out: how each account shows it, what stops it, what to mind."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from beffroi.channels.base.counting import Counting
from beffroi.channels.base.media import PURPOSE
from beffroi.channels.base.models import Account, Delivery
from beffroi.channels.base.types import POST, REEL, STORY, Channel, Limits, Message, Picture, channels
from beffroi.ground.media.models import Video
from beffroi.ground.town.models import Town
from beffroi.kernel import tokens
from beffroi.kernel.text import excerpt
from beffroi.outreach.neutrality import queries as neutrality
from beffroi.outreach.neutrality.types import Said
from beffroi.outreach.posts import lint
from beffroi.outreach.posts.content import content_of, rights_of, texts_in
from beffroi.outreach.posts.fitting import Fitted, fit, hashtags, mentions
from beffroi.outreach.posts.lint import MIND, STOP, Finding
from beffroi.outreach.posts.models import Post
from beffroi.outreach.posts.spoken import spoken
from beffroi.outreach.posts.types import FORMS

PULLS = frozenset({"facebook", "instagram", "threads"})  # networks that fetch pictures from our address
SAMPLE_LINK = "/l/abc234"  # as long as the short link that publishing will make
EXEMPT = frozenset({Post.ALERT, Post.CRISIS, Post.LEGAL, Post.TRIBUNE})  # of the care taken in election periods
SOON = timedelta(days=60)  # a right that ends so soon after a publication is said before
SAME = 0.8  # share of words in common above which two posts say the same


@dataclass(frozen=True)
class Look:
    """One account's version, as it would go out now."""

    account: Account
    channel: Channel
    message: Message
    limits: Limits
    notices: tuple[str, ...]
    findings: tuple[Finding, ...]
    length: int
    cost: int
    at: datetime

    @property
    def excerpt(self) -> str:
        return excerpt(self.message.text, 240)

    @property
    def price(self) -> str:
        return euros(self.cost) if self.cost else ""

    @property
    def thumbs(self) -> list[dict[str, str]]:
        """Its pictures as this network cuts them."""
        return [{"url": thumb(picture, self.limits, self.at), "alt": picture.alt} for picture in self.message.pictures]

    @property
    def most(self) -> int | None:
        return self.limits.characters

    @property
    def spoken(self) -> str:
        return spoken(self.message)

    @property
    def form(self) -> Any:
        """A story, a reel, a carousel; "" for a usual post."""
        return FORMS.get(self.message.form, "") if self.message.form != POST else ""

    @property
    def clip(self) -> str:
        return _("Video: %(alt)s") % {"alt": self.message.clip.alt} if self.message.clip else ""

    @property
    def poster(self) -> str:
        """The first picture of its video, once the worker has made it."""
        if not self.message.clip or self.channel.is_local:
            return ""
        video = Video.objects.filter(pk=self.message.clip.video_id, state=Video.READY).exclude(poster="").first()
        return video.poster.url if video else ""

    @property
    def is_tall(self) -> bool:
        return self.message.form in (STORY, REEL)

    @property
    def is_stopped(self) -> bool:
        return any(finding.is_blocking for finding in self.findings)


def look(content: dict[str, Any], *, at: datetime, publish_at: datetime | None = None, own: int | None = None) -> list[Look]:
    """Each chosen account's version, the site first. `own`: the post itself, to know where it stands already."""
    accounts = Account.objects.filter(pk__in=content["accounts"]).order_by("pk")
    hour = max(publish_at, at) if publish_at else at
    chosen = sorted((account for account in accounts if account.kind in channels), key=lambda account: not channels[account.kind].is_home)
    has_home = any(channels[account.kind].is_home for account in chosen)
    link = settings.BASE_URL + SAMPLE_LINK if settings.BASE_URL and (content["link"] or has_home) else ""
    sent = Delivery.objects.of("post", own or 0).filter(state=Delivery.SENT) if content.get("says_correction") else Delivery.objects.none()
    out = set(sent.values_list("account_id", flat=True))
    return [_look(content, account, link=link, at=at, hour=hour, is_out=account.pk in out) for account in chosen]


def _look(content: dict[str, Any], account: Account, *, link: str, at: datetime, hour: datetime, is_out: bool) -> Look:
    channel = channels[account.kind]
    fitted = fit(content, account, link="" if channel.is_local else link, at=at, is_out=is_out)
    limits = channel.limits_for(account)
    found = [*_refused(channel, account, fitted.message), *_account_ready(account, channel, hour), *_elsewhere(channel, account, fitted)]
    return Look(
        account=account,
        channel=channel,
        message=fitted.message,
        limits=limits,
        notices=fitted.notices,
        findings=tuple(found),
        length=channel.length(fitted.message),
        cost=channel.cost(account, fitted.message),
        at=at,
    )


def check(
    content: dict[str, Any], looks: Sequence[Look], *, at: datetime, own: int | None = None, hour: datetime | None = None
) -> list[Finding]:
    """What is noticed about the content as a whole, then channel by channel; what stops it first."""
    found = [
        *_words(content),
        *_rights(content, max(hour, at) if hour else at),
        *_neutrality(content, at, hour),
        *_duplicates(content, at, own),
    ]
    for each in looks:
        found += each.findings
    return sorted(found, key=lambda finding: not finding.is_blocking)


def named(findings: Sequence[Finding], looks: Sequence[Look]) -> list[dict[str, Any]]:
    """Each remark with the account that it is about, unless its sentence says it."""
    names = {each.account.pk: each.account.name for each in looks}
    found = [(finding, names.get(finding.account or 0, "")) for finding in findings]
    return [{"finding": finding, "name": "" if name and name in finding.sentence else name} for finding, name in found]


def stops(post: Post, at: datetime) -> list[Finding]:
    """What keeps a post from going out now."""
    content = content_of(post)
    looks = look(content, at=at, publish_at=post.publish_at, own=post.pk)
    hour = max(post.publish_at, at) if post.publish_at else at
    return [
        finding
        for finding in [*_words(content), *_rights(content, hour), *(each for one in looks for each in one.findings)]
        if finding.is_blocking
    ]


def our_domains() -> frozenset[str]:
    """Hosts of the town's own addresses."""
    email = Town.current().email
    host = re.sub(r"^https?://(www\.)?", "", settings.BASE_URL).partition(":")[0]
    return frozenset(domain for domain in (email.rpartition("@")[2], host, "gouv.fr") if domain)


def _words(content: dict[str, Any]) -> Iterable[Finding]:
    said = [content["title"], *texts_in(content), " ".join(hashtags(content["hashtags"]))]
    seen: set[tuple[str, str]] = set()
    ours = our_domains()
    for text in said:
        bare = mentions(text, "", content["handles"])
        for finding in [*lint.words_of(bare), *lint.foreign_emails(bare, ours)]:
            if (finding.code, finding.sentence) not in seen:
                seen.add((finding.code, finding.sentence))
                yield finding
    if content["clip"]:
        yield from _video(Video.objects.filter(pk=content["clip"]["id"]).first())
    for row in content["pictures"]:
        if not row["alt"].strip():
            yield Finding(STOP, "no_alt", _("Describe every picture for those who cannot see it."))
        yield from lint.picture_of_text(row["alt"])


def _rights(content: dict[str, Any], hour: datetime) -> Iterable[Finding]:
    """Pictures whose right has ended, or ends soon after they are out. `until` is what the form says before it is kept."""
    known = rights_of([row["id"] for row in content["pictures"]])
    for row in content["pictures"]:
        until, day = row.get("until", known.get(row["id"])), timezone.localdate(hour)
        if until is None:
            continue
        named = {"alt": row["alt"][:60], "day": formats.date_format(until, "DATE_FORMAT")}
        if until < day:
            yield Finding(
                STOP, "rights_over", _("The picture “%(alt)s” may not be shown after %(day)s: take it out, or renew the right.") % named
            )
        elif until < day + SOON:
            yield Finding(MIND, "rights_soon", _("The picture “%(alt)s” may be shown until %(day)s only: take it back by then.") % named)


def _video(video: Video | None) -> Iterable[Finding]:
    if video is None or video.state == Video.UNUSABLE:
        yield Finding(STOP, "video", _("The video cannot be used: take another one."))
        return
    if video.state != Video.READY:
        yield Finding(STOP, "video_waits", _("The video is still being prepared: it takes a minute or two."))
    if not video.captions:
        yield Finding(MIND, "captions", _("The video has no captions: whoever cannot hear it misses what is said."))


def _neutrality(content: dict[str, Any], at: datetime, hour: datetime | None) -> Iterable[Finding]:
    """In an election period: what a judge would notice."""
    words = "\n\n".join([content["title"], *texts_in(content)])
    said = Said(words, tuple(row["alt"] for row in content["pictures"]), hour, content["kind"] in EXEMPT)
    seen = neutrality.look(said, at=at, kind="post")
    for warning in seen.warnings:
        shown = f"{warning.sentence} «\u202f{warning.found}\u202f»" if warning.found else str(warning.sentence)
        yield Finding(MIND, f"neutrality_{warning.code}", _("Election period. %(sentence)s") % {"sentence": shown})


def _duplicates(content: dict[str, Any], at: datetime, own: int | None) -> Iterable[Finding]:
    words = _bag(f"{content['title']} {content['text']}")
    if len(words) < 5:
        return
    recent = Post.objects.filter(published_at__gte=at - timedelta(days=30)).exclude(pk=own or 0).order_by("-published_at")
    for title, text in recent.values_list("title", "text")[:100]:
        other = _bag(f"{title} {text}")
        if len(words & other) / max(1, len(words | other)) >= SAME:
            yield Finding(MIND, "duplicate", _("Nearly the same was published less than thirty days ago: “%(title)s”.") % {"title": title})
            return


def _bag(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w{3,}", text.casefold()))


def _refused(channel: Channel, account: Account, message: Message) -> Iterable[Finding]:
    for refusal in channel.prepare(account, message):
        yield Finding(STOP, refusal.code, str(refusal.message), account.pk)


def _account_ready(account: Account, channel: Channel, hour: datetime) -> Iterable[Finding]:
    named = {"account": account.name}
    if account.closed_at:
        yield Finding(STOP, "closed", _("%(account)s is no longer connected.") % named, account.pk)
    elif account.needs_consent or (account.expires_at and account.expires_at <= hour):
        yield Finding(
            STOP, "consent", _("The consent given for %(account)s will have ended by then: connect it again.") % named, account.pk
        )
    elif account.paused_at:
        yield Finding(MIND, "paused", _("%(account)s is paused: this waits there.") % named, account.pk)


def _elsewhere(channel: Channel, account: Account, fitted: Fitted) -> Iterable[Finding]:
    message, limits = fitted.message, channel.limits_for(account)
    if channel.is_local:
        return
    if not settings.BASE_URL and limits.links_work:
        sentence = _("The site has no public address yet (BASE_URL): no link to it is added on %(label)s.")
        yield Finding(MIND, "no_address", sentence % {"label": channel.label}, account.pk)
    if account.kind in PULLS and (message.pictures or message.clip) and not settings.BASE_URL:
        sentence = _("%(label)s fetches pictures from our address, and the site has none: set BASE_URL.")
        yield Finding(STOP, "unreachable", sentence % {"label": channel.label}, account.pk)
    if limits.counting == Counting.SMS:
        yield from lint.text_messages(message.text, account.pk)
    cost = channel.cost(account, message)
    if cost:
        yield Finding(MIND, "cost", cost_sentence(channel, account, message, cost), account.pk)


def cost_sentence(channel: Channel, account: Account, message: Message, cost: int) -> str:
    """What it costs, and what makes it dear."""
    said = _("On %(label)s this costs %(cost)s.") % {"label": channel.label, "cost": euros(cost)}
    bare = Message(text=re.sub(r"https?://\S+", "", message.text).strip(), title=message.title, pictures=message.pictures)
    without = channel.cost(account, bare)
    if without * 2 < cost:
        said += " " + _("Without its link: %(cost)s.") % {"cost": euros(without)}
    return said


def thumb(picture: Picture, limits: Limits, at: datetime) -> str:
    """Where the desk shows a picture cut for one network: signed, and gone after a day."""
    ratio = limits.ratio if not picture.crop else None
    said = {"image": picture.image_id, "focus": picture.focus, "crop": picture.crop, "ratio": ratio}
    return reverse("channel_media:picture", args=[tokens.sign(PURPOSE, said, at=at)])


def euros(thousandths: int) -> str:
    """Thousandths of a euro as one writes them."""
    return f"{thousandths / 1000:.3f}".rstrip("0").rstrip(".").replace(".", ",") + "\u202f€"
