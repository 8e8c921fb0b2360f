"""How often something may be tried, counted in the database so that all processes count together.

Addresses and names are kept only as a keyed hash that changes every day. A count written in a transaction that is
rolled back is lost: count in the view, before the action.
"""

from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, ngettext

from beffroi.kernel.models import Tries
from beffroi.kernel.rules import Refusal


def must_be_within(name: str, key: object, *, most: int, per: timedelta, at: datetime) -> Refusal | None:
    """Count one try of `name` by `key`; a refusal once there were more than `most` in the time `per`.

    The window slides: what was tried in the window before counts for the part that is still within reach.
    """
    seconds = per.total_seconds()
    number, into = divmod(at.timestamp(), seconds)
    here = datetime.fromtimestamp(number * seconds, UTC)
    count = _count(name, _hashed(name, key, here), here)
    before = here - per
    earlier = Tries.objects.filter(name=name, key=_hashed(name, key, before), window_at=before).values_list("count", flat=True).first()
    # Refused tries of the window before count too, but never for more than what was allowed.
    if count + min(earlier or 0, most) * (1 - into / seconds) > most:
        return Refusal("too_often", _sentence(timedelta(seconds=seconds - into)))
    return None


def _count(name: str, key: str, window_at: datetime) -> int:
    row = Tries.objects.filter(name=name, key=key, window_at=window_at)
    with transaction.atomic():
        if not row.update(count=F("count") + 1):
            try:
                with transaction.atomic():
                    Tries.objects.create(name=name, key=key, window_at=window_at, count=1)
            except IntegrityError:  # two first tries in the same moment
                row.update(count=F("count") + 1)
        return row.values_list("count", flat=True)[0]


def _hashed(name: str, key: object, window_at: datetime) -> str:
    return salted_hmac(f"beffroi.limits.{window_at.date()}", f"{name}|{key}", algorithm="sha256").hexdigest()


def _sentence(wait: timedelta) -> str:
    minutes = max(1, round(wait.total_seconds() / 60))
    if minutes < 90:
        return ngettext("That was too often. Try again in %(n)d minute.", "That was too often. Try again in %(n)d minutes.", minutes) % {
            "n": minutes
        }
    hours = round(minutes / 60)
    if hours < 36:
        return ngettext("That was too often. Try again in %(n)d hour.", "That was too often. Try again in %(n)d hours.", hours) % {
            "n": hours
        }
    return gettext("That was too often. Try again in a few days.")
