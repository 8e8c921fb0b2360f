from datetime import datetime

from django.db import transaction
from django.db.models import F

from beffroi.commons.conversations import texts
from beffroi.commons.conversations.models import Mention, Message, Revision, Speaker, Thread
from beffroi.ground.people.models import Account, Voice
from beffroi.kernel.text import excerpt


@transaction.atomic
def forget(*, account: Account, at: datetime) -> None:
    """The person is leaving: what was said stays, without a name; earlier versions go, and others no longer name her."""
    voice = Voice.objects.filter(account=account).first()
    if voice is None:
        return
    Revision.objects.filter(message__voice=voice).delete()
    for mention in Mention.objects.filter(voice=voice).select_related("message").iterator():
        _unname(mention.message, voice)
    Mention.objects.filter(voice=voice).delete()
    Message.objects.filter(voice=voice).update(origin_address="", version=F("version") + 1)


def _unname(message: Message, voice: Voice) -> None:
    text = message.text.replace(f"@{voice.name}", "@…")
    others = Voice.objects.filter(pk__in=message.mentions.exclude(voice=voice).values("voice"))
    Message.objects.filter(pk=message.pk).update(
        text=text, html=texts.rendered(text, others), excerpt=excerpt(text, 200), version=F("version") + 1
    )
    Revision.objects.filter(message=message, html__contains=voice.name).delete()


@transaction.atomic
def take_over(*, source: Voice, target: Voice) -> None:
    """Where two voices spoke in one thread and are one person, one voice is counted; the lines show the other name."""
    for row in Speaker.objects.filter(voice=source):
        same = Speaker.objects.select_for_update().filter(thread=row.thread_id, voice=target).first()
        if same is None:
            continue
        if row.standing and same.standing:
            Thread.objects.filter(pk=row.thread_id, voices_count__gt=0).update(voices_count=F("voices_count") - 1, version=F("version") + 1)
        Speaker.objects.filter(pk=same.pk).update(sent=F("sent") + row.sent, standing=F("standing") + row.standing)
        row.delete()
