"""What is known here of who writes, without a profile of anybody: what was said in this inbox, and what was said here in public.

By another door only where she linked her accounts herself (crossings.presence keeps her consent); e-mail addresses link nobody.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from beffroi.commons.search.models import Document
from beffroi.ground.people.models import Voice, VoiceLink
from beffroi.ground.people.types import voice_pages
from beffroi.kernel.subjects import Card
from beffroi.outreach.inbox.models import Conversation
from beffroi.outreach.inbox.queries import network

MOST_EARLIER, MOST_SAID, MOST_OF_A_KIND = 10, 6, 3


@dataclass(frozen=True)
class Earlier:
    conversation: Conversation
    network: str  # "" where it came in by the same door


@dataclass(frozen=True)
class SaidHere:
    card: Card
    label: str
    at: datetime | None


@dataclass(frozen=True)
class Known:
    earlier: list[Earlier]
    said: list[SaidHere]
    page: str  # of the voice, "" where nobody is known


def known_of(conversation: Conversation, *, at: datetime) -> Known:
    voice = _voice(conversation)
    doors = list(voice.links.values_list("channel", "address")) if voice and not voice.is_elsewhere else []
    page = reverse("voices:show", args=[voice.public_id]) if voice else ""
    return Known(_earlier(conversation, doors), _said(voice, at) if voice else [], page)


def _voice(conversation: Conversation) -> Voice | None:
    """Of the person who linked this account, else of what was said here from it."""
    channel, key = conversation.account.kind, conversation.author_key
    link = VoiceLink.objects.select_related("voice").filter(channel=channel, address=key).first()
    if link:
        return link.voice
    return Voice.objects.filter(kind=Voice.ELSEWHERE, origin_channel=channel, origin_address__in={key, conversation.author_address}).first()


def _earlier(conversation: Conversation, doors: list[tuple[str, str]]) -> list[Earlier]:
    hers = Q(account=conversation.account_id, author_key=conversation.author_key)
    for channel, address in doors:
        hers |= Q(account__kind=channel, author_key=address)
    rows = Conversation.objects.filter(hers).exclude(pk=conversation.pk).select_related("account").order_by("-last_at", "-pk")
    return [Earlier(row, "" if row.account_id == conversation.account_id else network(row.account)) for row in rows[:MOST_EARLIER]]


def _said(voice: Voice, at: datetime) -> list[SaidHere]:
    """What everybody can read on her page here, the newest first."""
    found = [
        (card, str(page.label))
        for page in sorted(voice_pages, key=lambda page: page.order)
        for card in [card for card in page.cards(voice, at, MOST_OF_A_KIND) if card.is_public][:MOST_OF_A_KIND]
    ]
    asked = Q(pk__in=[])
    for card, _label in found:
        asked |= Q(subject_kind=card.subject.kind, subject_id=card.subject.id)
    dates = {row.subject: row.dated_at for row in Document.objects.filter(asked).only("subject_kind", "subject_id", "dated_at")}
    said = [SaidHere(card, label, dates.get(card.subject)) for card, label in found]
    return sorted(said, key=lambda one: one.at.timestamp() if one.at else 0, reverse=True)[:MOST_SAID]
