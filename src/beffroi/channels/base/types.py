"""What a channel is: how to speak on one network. One class to write, one registry to be found in.

The life of a publication: `stage` (uploads, containers; repeatable) → the fence (base asks whether it may still go out)
→ `publish`, one irreversible call → `reconcile` by reading back where the network cannot promise "once per key".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.counting import Counting, count
from beffroi.channels.base.models import Account, Delivery, Heard
from beffroi.kernel.registry import Registry
from beffroi.kernel.rules import Refusal

TOO_LONG = _("%(label)s takes at most %(most)d characters.")
NO_ALT = _("Describe every picture for those who cannot see it.")

# Capabilities: what a network can do beyond publishing. What is missing is left out, and the desk says so.
KEYED = "keyed"  # publishing twice under one key publishes once
READ_BACK = "read back"  # `reconcile` can find what was published under a key
UPDATE, WITHDRAW, INCOMING, REPLY, MODERATE, INSIGHTS = "update", "withdraw", "incoming", "reply", "moderate", "insights"
CAPABILITIES = frozenset({KEYED, READ_BACK, UPDATE, WITHDRAW, INCOMING, REPLY, MODERATE, INSIGHTS})

# Forms of a publication beyond the ordinary post; `Limits.forms` says which ones a network has.
POST, STORY, REEL, CAROUSEL = "post", "story", "reel", "carousel"

# What one may do to what others wrote under the town's name there.
HIDE, RESTORE, BLOCK, UNBLOCK, REPORT = "hide", "restore", "block", "unblock", "report"


@dataclass(frozen=True)
class Picture:
    """A picture to publish: media.Image id, its description, where to point it, and the cut for this network.

    `crop` is (left, top, right, bottom) in shares of the picture, or empty for the whole.
    """

    image_id: int
    alt: str
    focus: tuple[float, float] = (0.5, 0.5)
    crop: tuple[float, ...] = ()


@dataclass(frozen=True)
class Clip:
    """A short video: media.Video id, what it shows, its captions (WebVTT) and transcript are read from there."""

    video_id: int
    alt: str


@dataclass(frozen=True)
class Poll:
    """A native poll of a network: indicative, and said so."""

    options: tuple[str, ...]
    hours: int = 24
    several: bool = False


@dataclass(frozen=True)
class Message:
    """What is said, already fitted to this channel's limits. `html` is cleaned; `text` is Markdown as typed.

    On networks `text` is the plain text of that network's variant, link and hashtags included.
    """

    text: str
    title: str = ""
    html: str = ""
    link: str = ""
    language: str = "fr"
    pictures: tuple[Picture, ...] = ()
    said_at: str = ""  # ISO 8601, where the channel can show another hour than that of the call
    extra: dict[str, Any] = field(default_factory=dict)
    clip: Clip | None = None
    poll: Poll | None = None
    form: str = POST
    reply_to: str = ""  # remote id that this answers (a thread of our own, or an answer to somebody)


def hour_of(message: Message) -> datetime | None:
    """The hour at which it was said, for channels that can show it."""
    return datetime.fromisoformat(message.said_at) if message.said_at else None


@dataclass(frozen=True)
class Receipt:
    """What the network gave back: its own identifier, and an address for people."""

    remote_id: str
    url: str = ""


COMMENT, MENTION, ANSWER, PRIVATE, REVIEW = "comment", "mention", "answer", "private", "review"


@dataclass(frozen=True)
class Incoming:
    """Something said to the town on a network."""

    remote_id: str
    author_address: str
    author_name: str
    text: str
    sent_at: datetime
    in_reply_to: str = ""
    is_private: bool = False
    kind: str = COMMENT
    url: str = ""
    root: str = ""  # remote id of our own publication that it stands under, if it does
    rating: int | None = None  # of a review, 1 to 5
    is_gone: bool = False  # its author or the network took it away
    language: str = ""
    author_key: str = ""  # how its author is known for good, where her address may change hands


@dataclass(frozen=True)
class Figure:
    """One measure: of a publication (its remote id) or of the account (""). `status`: ok, unavailable, deprecated."""

    name: str  # views, reach, likes, replies, shares, clicks, followers… one word for all networks
    value: int | None
    remote_id: str = ""
    status: str = "ok"


@dataclass(frozen=True)
class Health:
    """What a probe of an account found."""

    ok: bool
    sentence: str = ""
    address: str = ""  # where people find the account
    name: str = ""
    expires_at: datetime | None = None
    needs_person: bool = False  # only a person can renew the consent


@dataclass(frozen=True)
class Limits:
    """What the network accepts; None is "no limit"."""

    characters: int | None = None
    title: int | None = None
    pictures: int = 0
    alt: int = 1500
    counting: str = Counting.PLAIN
    bytes: int | None = None
    link_length: int = 23  # where links count as a fixed length
    picture_bytes: int | None = None
    picture_types: tuple[str, ...] = ("image/jpeg",)
    ratio: tuple[float, float] | None = None  # least and most width/height
    clips: bool = False
    clip_bytes: int | None = None
    clip_seconds: int | None = None
    hashtags: int | None = None
    poll_options: int = 0  # 0: no native polls
    poll_option_characters: int = 50
    forms: tuple[str, ...] = (POST,)
    wordless: tuple[str, ...] = ()  # forms that show pictures or a video alone
    needs_media: bool = False  # no publication of words alone
    links_work: bool = True  # addresses in the text can be followed


class ChannelError(Exception):
    """Why a call failed: `permanent` (do not try again), `wait` (seconds), `reauthorise`, or `unknown` (it may be out).

    Raised after the irreversible call without proof that nothing went out (a time-out, a connection lost, a 5xx), it must
    be `unknown`; a channel that is KEYED or READ_BACK is then asked again or read back by `base`.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        wait: int | None = None,
        reauthorise: bool = False,
        unknown: bool = False,
    ) -> None:
        super().__init__(message)
        self.permanent, self.wait, self.reauthorise, self.unknown = permanent, wait, reauthorise, unknown


class ByHand(Exception):
    """Raised by `publish` of a channel where a person posts: the delivery waits for her."""


class AccountForm(forms.Form):
    """What is asked of a person to connect an account. `secret` names the fields that are sealed, never shown again."""

    secret: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Step:
    """One step of the guide to connect an account: what to do there, and the word to look for."""

    title: Any
    text: Any
    url: str = ""


@dataclass(frozen=True)
class Connection:
    """What connecting gave: how the account is called and found, what to keep, what to seal."""

    remote_id: str
    name: str
    address: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, Any] = field(default_factory=dict)
    expires_at: datetime | None = None


class Channel:
    """One network. Methods raise ChannelError; they never run inside a transaction unless `is_local`."""

    kind: str
    label: Any
    is_local = False  # writes rows of this database only
    is_home = False  # publications elsewhere point to the one made here
    limits = Limits()
    private_limits: Limits | None = None  # of private messages, where they are not those of publications
    capabilities: frozenset[str] = frozenset()
    cannot: tuple[Any, ...] = ()  # sentences: what this network does not offer, for the desk
    account_form: type[forms.Form] = AccountForm
    guide: tuple[Step, ...] = ()
    acts: frozenset[str] = frozenset()  # HIDE, RESTORE…: what `moderate` can do
    spacing = 0  # least seconds between two publications of one account
    takes_address = True  # the guide asks a person to give the network the address where she comes back
    hears_events = False  # the network pushes what happens to an address that a person gives it
    publishes = True  # False: it only hears and answers (a mailbox); no publication is proposed for it
    is_offered = True  # shown in "Connect an account" (False: made by the house itself, or off)

    # Publishing

    def limits_for(self, account: Account) -> Limits:
        """What this account accepts: as read from its network by `read_limits`, else as documented."""
        known = {name: value for name, value in account.read_limits.items() if name in Limits.__dataclass_fields__}
        tuples = {name: tuple(value) if isinstance(value, list) else value for name, value in known.items()}
        return Limits(**({name: getattr(self.limits, name) for name in Limits.__dataclass_fields__} | tuples))

    def read_limits(self, account: Account) -> dict[str, Any]:
        """Fields of Limits as the network publishes them; {} where it publishes none. Kept for a day."""
        return {}

    def prepare(self, account: Account, message: Message) -> list[Refusal]:
        """What is wrong with this message on this channel; may be called at every keystroke."""
        limits = self.limits_for(account)
        found = []
        if limits.characters is not None and self.length(message) > limits.characters:
            found.append(Refusal("too_long", TOO_LONG % {"label": self.label, "most": limits.characters}))
        elif limits.bytes is not None and len(message.text.encode()) > limits.bytes:
            found.append(Refusal("too_long", _("%(label)s takes at most %(most)d bytes.") % {"label": self.label, "most": limits.bytes}))
        if any(not picture.alt.strip() for picture in message.pictures) or (message.clip and not message.clip.alt.strip()):
            found.append(Refusal("no_alt", NO_ALT))
        if any(len(picture.alt) > limits.alt for picture in message.pictures):
            most = {"label": self.label, "most": limits.alt}
            found.append(Refusal("alt_too_long", _("%(label)s takes descriptions of at most %(most)d characters.") % most))
        if not self.is_local and len(message.pictures) > limits.pictures:
            most = {"label": self.label, "most": limits.pictures}
            found.append(Refusal("too_many_pictures", _("%(label)s takes at most %(most)d pictures.") % most))
        if message.clip and not limits.clips:
            found.append(Refusal("no_clip", _("%(label)s takes no video.") % {"label": self.label}))
        if limits.needs_media and not message.pictures and not message.clip:
            found.append(Refusal("needs_media", _("%(label)s takes no words without a picture or a video.") % {"label": self.label}))
        if message.form not in limits.forms:
            found.append(Refusal("no_form", _("%(label)s has no such form of publication.") % {"label": self.label}))
        if message.poll and (not limits.poll_options or not 2 <= len(message.poll.options) <= limits.poll_options):
            most = {"label": self.label, "most": limits.poll_options}
            sentence = _("A poll on %(label)s has 2 to %(most)d answers.") if limits.poll_options else _("%(label)s has no polls.")
            found.append(Refusal("poll", sentence % most))
        if limits.hashtags is not None and message.text.count("#") > limits.hashtags:
            most = {"label": self.label, "most": limits.hashtags}
            found.append(Refusal("too_many_hashtags", _("%(label)s takes at most %(most)d hashtags.") % most))
        return found

    def answer_limits(self, account: Account, *, is_private: bool) -> Limits:
        """What it takes in an answer, where that was said."""
        return self.private_limits if is_private and self.private_limits else self.limits_for(account)

    def answer_length(self, message: Message, *, is_private: bool) -> int:
        """How the network counts an answer."""
        limits = self.private_limits if is_private else None
        return count(message.text, limits.counting, link_length=limits.link_length) if limits else self.length(message)

    def prepare_answer(self, account: Account, message: Message, *, is_private: bool) -> list[Refusal]:
        """What is wrong with the words of an answer."""
        limits = self.private_limits if is_private else None
        if limits is None:
            return [one for one in self.prepare(account, message) if one.code in ("too_long", "too_many_hashtags")]
        if limits.characters is not None and self.answer_length(message, is_private=True) > limits.characters:
            return [Refusal("too_long", TOO_LONG % {"label": self.label, "most": limits.characters})]
        if limits.bytes is not None and len(message.text.encode()) > limits.bytes:
            return [Refusal("too_long", _("%(label)s takes at most %(most)d bytes.") % {"label": self.label, "most": limits.bytes})]
        return []

    def length(self, message: Message) -> int:
        """How the network counts."""
        return count(message.text, self.limits.counting, link_length=self.limits.link_length)

    def cost(self, account: Account, message: Message) -> int:
        """What publishing this costs, in thousandths of a euro (SMS, X); 0 where it is free."""
        return 0

    def stage(self, account: Account, message: Message, *, key: str, handles: dict[str, Any]) -> dict[str, Any]:
        """What can be done before the irreversible call (uploads, containers). May run again: `handles` is what the last try gave."""
        return handles

    def publish(self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None) -> Receipt:
        """The one irreversible call."""
        raise NotImplementedError

    def reconcile(
        self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None, since: datetime | None = None
    ) -> Receipt | None:
        """Find what an interrupted `publish` (begun at `since`) left; None: surely nothing is there. Needs READ_BACK."""
        raise NotImplementedError

    def update(self, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
        raise NotImplementedError

    def withdraw(self, account: Account, remote_id: str) -> None:
        """Take a publication back; harmless when it is gone already."""
        raise NotImplementedError

    # Listening

    def incoming(self, account: Account, *, since: datetime) -> Iterable[Incoming]:
        """Comments, answers, mentions, private messages, reviews since then; the same one may come again."""
        return []

    def reply(self, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
        """Answer something that came in, where it was said."""
        raise NotImplementedError

    def moderate(self, account: Account, remote_id: str, act: str, *, author: str = "", reason: str = "") -> None:
        """HIDE, RESTORE (a message), BLOCK, UNBLOCK (its author), REPORT. Harmless when it is so already."""
        raise NotImplementedError

    def insights(self, account: Account, remote_ids: Iterable[str], *, since: datetime) -> Iterable[Figure]:
        """Measures of the account and of these publications."""
        return []

    # The account

    def connect(self, data: Mapping[str, Any]) -> Connection:
        """Check what the wizard's form gave and find the account. ChannelError carries a sentence for the person."""
        raise NotImplementedError

    def authorize_url(self, data: Mapping[str, Any], *, redirect: str, state: str) -> tuple[str, dict[str, Any]] | None:
        """Where the person gives consent, and what to keep (sealed) until she is back; None: the form is enough."""
        return None

    def authorized(self, kept: Mapping[str, Any], answer: Mapping[str, str], *, redirect: str) -> list[Connection]:
        """She is back: the accounts that may now be connected (several Pages, say)."""
        raise NotImplementedError

    def probe(self, account: Account) -> Health:
        """The wizard's own test button, and the daily look: does the account answer, and until when?"""
        return Health(ok=True)

    def refresh(self, account: Account) -> Connection | None:
        """New tokens before the old ones end; None where nothing is to be renewed."""
        return None

    # Pushed events

    def events_word(self, account: Account) -> str:
        """The word that the network repeats when it checks the address of its events; "" where it asks for none."""
        return ""

    def challenge(self, account: Account, asked: Mapping[str, str]) -> str | None:
        """The answer to a network that asks whether we listen here; None: refused."""
        return None

    def received(self, account: Account, *, headers: Mapping[str, str], body: bytes) -> list[Incoming] | None:
        """What a webhook brought, its signature checked; None: refused."""
        return None


channels: Registry[Channel] = Registry("channel")


def author_key(heard: Heard) -> str:
    """Who said it, for all that must stay right when she takes another name there, or somebody else takes hers."""
    return heard.author_key or heard.author_address


class Fence:
    """Asked just before the irreversible call: may this delivery still go out? One per subject kind (ask up)."""

    kind: str  # the subject kind whose deliveries it guards

    def may_go_out(self, delivery: Delivery, at: datetime) -> Refusal | None:
        raise NotImplementedError

    def settled(self, delivery: Delivery, at: datetime) -> None:
        """Told after each end of a delivery (sent, failed, unknown, withdrawn), in the same transaction."""


fences: Registry[Fence] = Registry("fence")


class Freeze:
    """May anything go out at this hour (ask up: crisis mode)? Asked at every fence, whatever the delivery is about."""

    kind: str

    def holds(self, delivery: Delivery, at: datetime) -> Refusal | None:
        raise NotImplementedError


freezes: Registry[Freeze] = Registry("freeze")


class Followable:
    """Something that can be followed from a network: the town, a process, a group (crossings.presence registers)."""

    kind: str
    label: Any

    def address(self, id: int) -> str:
        raise NotImplementedError


followables: Registry[Followable] = Registry("followable")
