"""Which ways the town offers, and the identity providers that it is registered with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.ground.people.rules import must_have_right
from beffroi.ground.verification.models import Provider, Way
from beffroi.ground.verification.rules import SETTINGS
from beffroi.ground.verification.types import EMAIL, methods
from beffroi.kernel import edition, ledger
from beffroi.kernel.rules import require


@transaction.atomic
def set_way(*, person: Any, kind: str, is_open: bool, months: int) -> Way:
    require(must_have_right(person, SETTINGS))
    methods[kind]
    row, _new = Way.objects.update_or_create(kind=kind, defaults={"is_open": is_open, "months": months})
    edition.bump()
    return row


@transaction.atomic
def save_provider(*, person: Any, provider: Provider | None, fields: Mapping[str, Any], secret: str, at: datetime) -> Provider:
    """`secret` empty: the one that is stored stays. Its word in addresses does not change any more: requirements name it."""
    require(must_have_right(person, SETTINGS))
    row = provider or Provider()
    values = dict(fields)
    slug = values.pop("slug", "")
    if provider is None:
        if slug in methods or slug == EMAIL or Provider.objects.filter(slug=slug).exists():
            raise ValidationError({"slug": _("This word is taken. Choose another one.")})
        row.slug = slug
    for name, value in values.items():
        setattr(row, name, value)
    if secret:
        row.secret = {"secret": secret}
    row.save()
    ledger.append(kind="identity-provider", subject=None, data={"provider": row.pk, "by": person.pk, "open": row.is_open}, at=at)
    edition.bump()
    return row


@transaction.atomic
def remove_provider(*, person: Any, provider: Provider, at: datetime) -> None:
    """It is not asked any more; who was verified by it stays so until her date."""
    require(must_have_right(person, SETTINGS))
    ledger.append(kind="identity-provider", subject=None, data={"provider": provider.pk, "by": person.pk, "open": False}, at=at)
    provider.delete()
    edition.bump()
