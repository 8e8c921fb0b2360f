"""What was written before its author was verified is done afterwards, in her name and without her."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from beffroi.ground.people.actions.waiting import perform_act
from beffroi.ground.people.models import WaitingAct
from beffroi.ground.people.types import guest_acts
from beffroi.ground.verification.actions.notices import tell
from beffroi.ground.verification.asking import HELD
from beffroi.kernel import mail
from beffroi.kernel.rules import STEP, Refused


def perform_waiting(*, account_id: int, at: datetime) -> int:
    """Do the acts of this account that waited for a step; the number that was done. What still lacks something goes on waiting."""
    rows = WaitingAct.objects.filter(account_id=account_id, performed_at=None, expires_at__gt=at).exclude(step="").exclude(kind=HELD)
    done = 0
    for act in rows.select_related("account__voice").order_by("created_at", "pk"):
        if act.kind in guest_acts and act.account is not None and act.account.is_active:
            done += _perform(act, at)
    return done


def _perform(act: WaitingAct, at: datetime) -> int:
    person = act.account
    assert person is not None
    try:
        with transaction.atomic():
            url = perform_act(act=act, person=person, at=at)
            tell(account=person, name="act_done", key=f"act-{act.pk}-done", at=at, link=mail.site() + url)
    except Refused as error:
        if error.refusal.code != STEP:
            _tell_refused(act, str(error.refusal), at)
        return 0
    except ValidationError as error:
        _tell_refused(act, " ".join(error.messages), at)
        return 0
    return 1


def _tell_refused(act: WaitingAct, sentence: str, at: datetime) -> None:
    assert act.account is not None
    link = mail.site() + reverse("people:guest", args=[act.key])
    tell(account=act.account, name="act_refused", key=f"act-{act.pk}-refused", at=at, sentence=sentence, link=link)
