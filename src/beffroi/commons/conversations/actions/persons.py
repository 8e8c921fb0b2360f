from datetime import datetime

from django.db import transaction
from django.db.models import F

from beffroi.commons.conversations import texts
from beffroi.commons.conversations.models import Mention, Message, Revision
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
