"""From a thing of this site to the actors that speak of it: which presences, under which key, and in answer to what."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import override

from beffroi.channels.base.types import Message
from beffroi.crossings.presence import words
from beffroi.crossings.presence.actions.speaking import say, take_back
from beffroi.crossings.presence.models import GROUP, OFFICIAL, PROCESS, Presence, Utterance
from beffroi.kernel.subjects import Card, Subject
from beffroi.participation.accountability.models import Representative


def presence_of(kind: str, ref: str | int) -> Presence | None:
    """The one that is open. A space that is a group speaks as the group."""
    kinds = [PROCESS, GROUP] if kind == PROCESS else [kind]
    rows = Presence.objects.select_related("actor").filter(kind__in=kinds, ref=str(ref), actor__closed_at=None)
    return rows.exclude(actor=None).first()


def express(subject: Subject, at: datetime) -> Utterance | None:
    """A proposal, debate or decision as its process shows it now: said, said otherwise, or taken back."""
    with override(settings.LANGUAGE_CODE):
        card = subject.card()
        said = words.KINDS[subject.kind](subject.id, card) if card and card.is_public else None
        if card is None or not card.is_public or (said is None and card.space is not None):
            take_back(subject=subject, at=at)
            return None
        presence = presence_of(card.space.kind, card.space.id) if card.space else None
        if said is None or presence is None:
            return None
        return say(presence=presence, key=str(subject), subject=subject, message=said, at=at)


def is_said(presence: Presence, key: str) -> bool:
    return Utterance.objects.filter(presence=presence, key=key[:90], taken_back_at=None).exists()


def below(presence: Presence, subject: Subject, message: Message) -> Message:
    """In the thread of what was said of the subject itself, if it was."""
    row = Utterance.objects.select_related("publication").filter(presence=presence, key=str(subject), taken_back_at=None).first()
    return replace(message, reply_to=row.publication.uri) if row else message


def shown_card(subject: Subject) -> Card | None:
    with override(settings.LANGUAGE_CODE):
        card = subject.card()
    return card if card and card.is_public else None


def presences_of_voice(voice_id: int) -> list[Presence]:
    """Of the official who speaks with this voice, if she can be followed."""
    refs = [str(pk) for pk in Representative.objects.filter(voice=voice_id).values_list("pk", flat=True)]
    rows = Presence.objects.select_related("actor").filter(kind=OFFICIAL, ref__in=refs, actor__closed_at=None)
    return list(rows.exclude(actor=None))
