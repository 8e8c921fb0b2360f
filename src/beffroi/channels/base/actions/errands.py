"""Consent asked on a network's own pages: begun here, ended when the person is back."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from beffroi.channels.base.models import Account, Errand
from beffroi.channels.base.rules import may_manage
from beffroi.channels.base.types import Connection
from beffroi.ground.people.models import Account as Person
from beffroi.kernel.rules import require

LONGEST = timedelta(hours=1)


@transaction.atomic
def begin_errand(
    *, kind: str, person: Person, kept: Mapping[str, Any], at: datetime, state: str = "", account: Account | None = None
) -> Errand:
    """What must be known when she is back; what others left behind is swept."""
    require(may_manage(person))
    Errand.objects.filter(made_at__lt=at - LONGEST).delete()
    return Errand.objects.create(
        state=state or secrets.token_urlsafe(32), kind=kind, person=person, account=account, kept=dict(kept), made_at=at
    )


@transaction.atomic
def keep_for_errand(*, errand: Errand, kept: Mapping[str, Any]) -> None:
    """What the network will be asked with when she is back (a verifier, the town's own application)."""
    errand.kept = dict(kept)
    errand.save(update_fields=["kept"])


@transaction.atomic
def keep_found(*, errand: Errand, connections: list[Connection], at: datetime) -> Errand:
    """The accounts to choose from. The state serves once: it is replaced."""
    errand.found = {
        "connections": [
            {
                "remote_id": one.remote_id,
                "name": one.name,
                "address": one.address,
                "settings": dict(one.settings),
                "secrets": dict(one.secrets),
                "expires_at": one.expires_at.isoformat() if one.expires_at else "",
            }
            for one in connections
        ]
    }
    errand.kept, errand.state = {}, secrets.token_urlsafe(32)
    errand.save()
    return errand


def connections_of(errand: Errand) -> list[Connection]:
    return [
        Connection(**{**one, "expires_at": datetime.fromisoformat(one["expires_at"]) if one["expires_at"] else None})
        for one in errand.found.get("connections", [])
    ]


@transaction.atomic
def end_errand(*, errand: Errand) -> None:
    Errand.objects.filter(pk=errand.pk).delete()
