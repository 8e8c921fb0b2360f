"""What is no longer needed goes: old words, and people who neither follow nor said anything that is kept."""

from datetime import datetime

from django.db import transaction

from beffroi.channels.fediverse.models import Reaction, RemoteActor, RemoteNote

BATCH = 5000


@transaction.atomic
def forget(*, before: datetime) -> None:
    """Counts stay as they were; who was counted long ago does not."""
    RemoteNote.objects.filter(said_at__lt=before).delete()
    Reaction.objects.filter(at__lt=before).exclude(kind=Reaction.VOTE).delete()
    unused = RemoteActor.objects.filter(fetched_at__lt=before, follows=None, notes=None, reactions=None, blocked_at=None)
    RemoteActor.objects.filter(pk__in=list(unused.values_list("pk", flat=True)[:BATCH])).delete()
