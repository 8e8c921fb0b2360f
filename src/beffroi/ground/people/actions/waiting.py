import secrets
from datetime import datetime, timedelta

from django.db import transaction

from beffroi.ground.people.models import Account, WaitingAct
from beffroi.ground.people.types import guest_acts

KEPT = timedelta(days=7)
KEPT_FOR_STEP = timedelta(days=60)  # a letter takes its time


def keep_act(*, kind: str, data: dict, at: datetime, language: str = "fr", back: str = "", account: Account | None = None) -> WaitingAct:
    """Keep what somebody wrote until we know who it is."""
    guest_acts[kind]
    return WaitingAct.objects.create(
        key=secrets.token_urlsafe(32),
        kind=kind,
        data=data,
        account=account,
        language=language,
        back=back[:500],
        created_at=at,
        expires_at=at + KEPT,
    )


@transaction.atomic
def claim_act(*, act: WaitingAct, account: Account) -> bool:
    """The act is this account's from now on; False if it is somebody else's."""
    if WaitingAct.objects.filter(pk=act.pk, account=None).update(account=account):
        act.account = account
    return act.account_id == account.pk


@transaction.atomic
def perform_act(*, act: WaitingAct, person: Account, at: datetime) -> str:
    """Do what was written, once, as that person; where it led. A refusal leaves the act waiting, text and all."""
    if not WaitingAct.objects.filter(pk=act.pk, performed_at=None, expires_at__gt=at).update(performed_at=at, account=person):
        return WaitingAct.objects.get(pk=act.pk).url
    url = guest_acts[act.kind].perform(person, act.data, at)
    # What was written now lives where it was published: no second copy.
    WaitingAct.objects.filter(pk=act.pk).update(url=url[:500], data={})
    return url


def let_wait(*, act: WaitingAct, step: str, account: Account, at: datetime) -> None:
    """Its author must first do something, there; what she wrote waits for that."""
    expires_at = max(act.expires_at, at + KEPT_FOR_STEP)
    WaitingAct.objects.filter(pk=act.pk, performed_at=None).update(step=step[:500], account=account, expires_at=expires_at)


def drop_act(*, act: WaitingAct) -> None:
    """Its author thought better of it."""
    act.delete()


def forget_old_acts(*, at: datetime) -> int:
    """What nobody confirmed within seven days was never said."""
    return WaitingAct.objects.filter(expires_at__lte=at).delete()[0]
