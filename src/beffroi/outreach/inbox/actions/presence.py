"""Who is here, and what she has typed."""

from datetime import datetime

from django.db import transaction

from beffroi.ground.people.models import Account
from beffroi.outreach.inbox.models import Conversation, Presence

MOST_KEPT = 10_000


@transaction.atomic
def be_here(*, conversation: Conversation, person: Account, text: str | None, at: datetime) -> Presence:
    """A heartbeat. `text`: what stands in the form, None if the form is not known."""
    values: dict[str, object] = {"seen_at": at}
    if text is not None:
        values |= {"is_writing": bool(text.strip()), "text": text[:MOST_KEPT]}
    return Presence.objects.update_or_create(conversation=conversation, person=person, defaults=values)[0]


@transaction.atomic
def leave(*, conversation: Conversation, person: Account) -> None:
    """What she typed is sent, or thrown away."""
    Presence.objects.filter(conversation=conversation, person=person).delete()


@transaction.atomic
def forget_presence(*, before: datetime) -> None:
    Presence.objects.filter(seen_at__lt=before).delete()
