"""Reading one's news."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import BigIntegerField

from beffroi.commons.notifications.mails import sentence
from beffroi.commons.notifications.models import Mute, Notification
from beffroi.commons.notifications.types import follower_sources
from beffroi.ground.people.models import Account
from beffroi.kernel.prepared import Prepared
from beffroi.kernel.subjects import Card, Subject, cards_of

MOST_UNREAD = 99


@dataclass(frozen=True)
class News:
    """One piece of news, ready for a page."""

    pk: int
    sentence: str
    excerpt: str
    at: datetime
    is_new: bool


@dataclass
class About:
    """The news of one subject."""

    key: str
    title: str
    url: str
    news: list[News] = field(default_factory=list)
    can_be_muted: bool = False

    @property
    def is_new(self) -> bool:
        return any(one.is_new for one in self.news)


@dataclass(frozen=True)
class Followed:
    """A subject that one follows or has silenced."""

    subject: Subject
    title: str
    url: str
    is_muted: bool


_UNREAD: Prepared[int] = Prepared(
    lambda account: Notification.objects.unread().filter(account_id=account).values_list("pk", flat=True)[:MOST_UNREAD],
    account=BigIntegerField(),
)


def unread_count(account: Account) -> int:
    """How many pieces of news she has not seen; counted up to 99, "99" then means many."""
    return len(_UNREAD.all(account=account.pk))


def grouped(rows: Collection[Notification], language: str) -> list[About]:
    """News grouped by subject, in the order of the newest piece of each."""
    cards = cards_of({row.subject for row in rows if row.subject})
    found: dict[Subject | int, About] = {}
    for row in rows:
        words = sentence(row, language)
        if not words:
            continue
        about = found.get(row.subject or row.pk)
        if about is None:
            about = found[row.subject or row.pk] = _about(row, cards.get(row.subject) if row.subject else None)
        about.news.append(News(row.pk, words, str(row.params.get("excerpt") or ""), row.created_at, row.read_at is None))
    return list(found.values())


def followed(account: Account) -> list[Followed]:
    """What she follows, and what she wants to hear nothing of."""
    voice = getattr(account, "voice", None)
    subjects = [subject for source in follower_sources for subject in source.followed_by(voice.pk)] if voice else []
    muted = [mute.subject for mute in Mute.objects.filter(account=account).order_by("-created_at")[:200]]
    every = list(dict.fromkeys([*muted, *subjects]))
    cards = cards_of(every)
    shown = ((subject, cards.get(subject)) for subject in every)
    return [Followed(subject, card.title, card.url, subject in muted) for subject, card in shown if card and card.is_public]


def is_muted(account: Account, subject: Subject) -> bool:
    return Mute.objects.filter(account=account, subject_kind=subject.kind, subject_id=subject.id).exists()


def address(row: Notification) -> str:
    """Where a piece of news leads: what its teller said, else its subject; "" if that is out of sight."""
    if url := str(row.params.get("url") or ""):
        return url
    card: Card | None = cards_of([row.subject]).get(row.subject) if row.subject else None
    return card.url if card and card.is_public else ""


def _about(row: Notification, card: Card | None) -> About:
    seen = card if card and card.is_public else None
    title = seen.title if seen else str(row.params.get("title") or "")
    return About(key=str(row.subject or ""), title=title, url=seen.url if seen else "", can_be_muted=seen is not None)
