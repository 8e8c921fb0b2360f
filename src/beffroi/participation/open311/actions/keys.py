"""Keys of applications."""

import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction

from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.participation.open311.access import KEYS
from beffroi.participation.open311.facts import KeyChanged, KeyGiven
from beffroi.participation.open311.models import ApiKey, digest

WORDS = ("name", "contact", "may_answer", "is_checked_first", "per_hour")


@transaction.atomic
def give_key(*, person: Any, at: datetime, **words: Any) -> tuple[ApiKey, str]:
    """The row, and the key itself, which nobody can read again."""
    if person is not None:  # None: a command
        require(must_have_right(person, KEYS))
    key = secrets.token_urlsafe(32)
    said = {name: words[name] for name in WORDS if name in words}
    row = ApiKey.objects.create(digest=digest(key), hint=key[:6], created_at=at, created_by=person, **said)
    record(KeyGiven(key_id=row.pk))
    return row, key


@transaction.atomic
def change_key(*, row: ApiKey, person: Any, **words: Any) -> ApiKey:
    require(must_have_right(person, KEYS))
    for name in WORDS:
        if name in words:
            setattr(row, name, words[name])
    row.save(update_fields=[name for name in WORDS if name in words])
    record(KeyChanged(key_id=row.pk))
    return row


@transaction.atomic
def revoke_key(*, row: ApiKey, person: Any, at: datetime) -> ApiKey:
    """It opens nothing any more. What came by it stays."""
    require(must_have_right(person, KEYS))
    if ApiKey.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=at):
        record(KeyChanged(key_id=row.pk))
    row.refresh_from_db()
    return row


@transaction.atomic
def note_use(*, row: ApiKey, day: date) -> None:
    """Once a day is enough to see which keys sleep."""
    if row.used_on != day:
        ApiKey.objects.filter(pk=row.pk).update(used_on=day)
