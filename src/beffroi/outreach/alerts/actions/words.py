"""Ready words, and how alerts are handled here."""

from datetime import datetime
from typing import Any

from django.db import transaction

from beffroi.ground.people.models import Account
from beffroi.kernel.rules import require
from beffroi.outreach.alerts.access import SETTINGS
from beffroi.outreach.alerts.models import Preferences, Wording
from beffroi.outreach.alerts.rules import may_approve_words, may_write, must_have_right


@transaction.atomic
def save_words(*, hazard: str, values: dict[str, Any], person: Account, at: datetime) -> Wording:
    """Words of this commune for one hazard. Changed words have to be approved again."""
    require(may_write(person))
    fresh = {**values, "approved_by": None, "approved_at": None, "changed_at": at}
    return Wording.objects.update_or_create(hazard=hazard, defaults=fresh)[0]


@transaction.atomic
def approve_words(*, wording: Wording, person: Account, at: datetime) -> Wording:
    """Outside any crisis, somebody with the right says that these words are good for a year."""
    require(may_approve_words(person))
    Wording.objects.filter(pk=wording.pk).update(approved_by=person, approved_at=at)
    wording.refresh_from_db()
    return wording


@transaction.atomic
def save_preferences(*, values: dict[str, Any], person: Account) -> Preferences:
    require(must_have_right(person, SETTINGS))
    return Preferences.objects.update_or_create(pk=1, defaults=values)[0]
