"""What the bounce mailbox brings."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from beffroi.channels.newsletter.actions.sending import note_soft
from beffroi.channels.newsletter.dsn import HARD, Bounce
from beffroi.channels.newsletter.models import Recipient, Subscriber
from beffroi.channels.newsletter.wording import recipient_of


@transaction.atomic
def note_bounces(*, bounces: Iterable[Bounce], at: datetime) -> int:
    """Addresses that mails did not reach. Only our own mails count: the Message-ID names issue and address, and is signed."""
    done = 0
    for bounce in bounces:
        issue_id, subscriber_id = recipient_of(bounce.message_id)
        person = Subscriber.objects.filter(pk=subscriber_id, email=bounce.address).first() if subscriber_id else None
        if person is None:
            continue
        row = Recipient.objects.filter(issue=issue_id, subscriber=person, state=Recipient.SENT)
        if not row.update(state=Recipient.BOUNCED, detail=f"{bounce.status} {bounce.detail}"[:300]):
            continue  # this mail was counted already
        done += 1
        if bounce.severity == HARD:
            Subscriber.objects.filter(pk=person.pk, bounced_at=None).update(bounced_at=at, bounce=bounce.detail[:300])
        else:
            note_soft(subscriber_id=person.pk, detail=bounce.detail, at=at)
    return done
