from datetime import datetime

from django.db import transaction

from beffroi.commons.moderation.models import Appeal, Case, Decision, Flag
from beffroi.ground.people.models import Account, Voice


@transaction.atomic
def forget(*, account: Account, at: datetime) -> None:
    """The person is leaving: her reports lose her name and words, the register keeps decisions without anybody."""
    voice = Voice.objects.filter(account=account).first()
    if voice is None:
        return
    Flag.objects.filter(voice=voice).update(voice=None, text="", name="", email="")
    Appeal.objects.filter(decision__voice=voice).update(text="")
    Decision.objects.filter(voice=voice).update(facts="")
    Case.objects.filter(voice=voice).update(title="", excerpt="")
    Case.objects.filter(assigned_to=account).update(assigned_to=None)
