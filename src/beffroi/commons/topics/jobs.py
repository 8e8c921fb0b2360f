"""People who follow a topic hear of what is new in it, once it is public."""

from datetime import datetime, timedelta

from django.db import transaction

from beffroi.commons.notifications import actions as notifications
from beffroi.commons.topics.models import Tagging
from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.kernel.subjects import cards_of

BATCH = 200
PATIENCE = timedelta(days=60)  # a draft may take this long until it is published


@task(every=timedelta(minutes=10), atomic=True)
def tell_what_is_new() -> None:
    """Tell the followers of a topic what became public under it."""
    tell_what_is_new_at(clock.now())


@transaction.atomic
def tell_what_is_new_at(at: datetime) -> None:
    """Tell what became public; what nobody follows or what is too old is not told any more."""
    untold = Tagging.objects.filter(told_at=None)
    untold.filter(tag__follows_count=0).update(told_at=at)
    untold.filter(created_at__lt=at - PATIENCE).update(told_at=at)
    rows = list(untold.filter(tag__hidden_at=None).select_related("tag").order_by("created_at")[:BATCH])
    cards = cards_of({row.subject for row in rows})
    told = []
    for row in rows:
        card = cards.get(row.subject)
        if card is None or not card.is_public:
            continue
        notifications.tell_followers(
            subject=row.tag.subject,
            kind="topics:new",
            params={"topic": row.tag.name, "title": card.title, "url": card.url, "excerpt": card.excerpt},
            origin=f"topic-{row.tag_id}-{row.subject}",
            at=at,
            except_voice=card.voice_id,
        )
        told.append(row.pk)
    Tagging.objects.filter(pk__in=told).update(told_at=at)
