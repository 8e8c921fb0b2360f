"""A code by text message: whoever types it has that telephone. The number itself is not kept."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.ground.people.models import Account
from beffroi.ground.town.models import Town
from beffroi.ground.verification.actions.granting import Granted, grant
from beffroi.ground.verification.digests import Hasher, same
from beffroi.ground.verification.models import Telephone
from beffroi.ground.verification.types import CODE, settings_of
from beffroi.kernel.rules import Refusal, Refused, require

LASTS, TRIES = timedelta(minutes=15), 5


@transaction.atomic
def send(*, account: Account, number: str, at: datetime) -> Telephone:
    """A code for a number (in E.164), to be sent by `jobs.send_code`; only the last one counts."""
    hashed, code = Hasher(), f"{secrets.randbelow(1_000_000):06d}"
    text = _("%(code)s is your code for %(town)s. Give it to nobody.") % {"code": code, "town": Town.current().name}
    row, _new = Telephone.objects.update_or_create(
        account=account,
        defaults={
            "digest": hashed("telephone", number),
            "ends_in": number[-2:],
            "outgoing": {"to": number, "text": text},
            "code_hash": hashed("code", str(account.pk), code),
            "tries": 0,
            "sent_at": at,
            "expires_at": at + LASTS,
        },
    )
    return row


def is_out(*, telephone: Telephone) -> None:
    """The message is on its way: the number is forgotten."""
    Telephone.objects.filter(pk=telephone.pk, sent_at=telephone.sent_at).update(outgoing={})


def confirm(*, account: Account, code: str, at: datetime) -> Granted:
    """The code came back: she has that telephone."""
    require(_must_fit(account, code, at))
    with transaction.atomic():
        row = Telephone.objects.select_for_update().filter(account=account).first()
        if row is None:
            raise Refused(Refusal("gone", _("This code is no longer valid. Ask for another one.")))
        made = grant(account=account, method=CODE, digests=[row.digest], at=at, months=settings_of(CODE).months)
        row.delete()
        return made


def _must_fit(account: Account, code: str, at: datetime) -> Refusal | None:
    """Counts the try in a transaction of its own: a refusal must not take the count back."""
    with transaction.atomic():
        row = Telephone.objects.select_for_update().filter(account=account, expires_at__gt=at).first()
        if row is None or row.tries >= TRIES:
            return Refusal("gone", _("This code is no longer valid. Ask for another one."))
        Telephone.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
    digits = "".join(sign for sign in code if sign.isdecimal())
    if not same(row.code_hash, Hasher()("code", str(account.pk), digits)):
        return Refusal("wrong_code", _("This is not the code. Look again at the message."))
    return None


def forget_codes(*, at: datetime) -> int:
    return Telephone.objects.filter(expires_at__lte=at).delete()[0]
