from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from beffroi.ground.people.models import Account
from beffroi.kernel import edition
from beffroi.kernel.rules import require
from beffroi.outreach.pages.models import Page, Trail, TrailStop
from beffroi.outreach.pages.naming import free_slug
from beffroi.outreach.pages.rules import may_write


@transaction.atomic
def keep_trail(*, trail: Trail | None, stops: Sequence[Page], values: dict[str, Any], person: Account, at: datetime) -> Trail:
    """A walk and its stops, in the order given."""
    require(may_write(person))
    if trail is None:
        trail = Trail(slug=free_slug(Trail, values["title"]))
    for name, value in values.items():
        setattr(trail, name, value)
    trail.version, trail.updated_at = trail.version + 1, at
    trail.save()
    trail.stops.all().delete()
    TrailStop.objects.bulk_create(TrailStop(trail=trail, page=page, position=number) for number, page in enumerate(stops, 1))
    edition.bump()
    return trail
