from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.initiatives.facts import RollImported
from beffroi.participation.initiatives.identity import roll_digest, said
from beffroi.participation.initiatives.models import Roll, RollLine
from beffroi.participation.initiatives.rules import TYPES

BATCH = 2000


@transaction.atomic
def import_roll(
    *, roll: Roll | None, title: str, people: Iterable[list[Mapping[str, Any]]], person: Any, at: datetime, clear: bool = True
) -> Roll:
    """The list as it is today: each person with the names that she may sign by. Whoever was in it keeps her number, so that a
    signature stays hers; with `clear`, whoever is not in it any more goes. Names are hashed and forgotten."""
    if person is not None:
        require(must_have_right(person, TYPES))
    if roll is None:
        roll = Roll.objects.create(title=title.strip()[:120], imported_at=at)
    else:
        roll = Roll.objects.select_for_update().get(pk=roll.pk)
    known: dict[str, int] = dict(RollLine.objects.filter(roll=roll).values_list("digest", "person"))
    following = (RollLine.objects.filter(roll=roll).aggregate(last=Max("person"))["last"] or 0) + 1
    found: dict[str, int] = {}
    for names in people:
        digests = [roll_digest(roll, one) for one in names if said(one)]
        if not digests:
            continue
        number = next((found.get(one) or known.get(one) for one in digests if one in found or one in known), None)
        if number is None:
            number, following = following, following + 1
        for one in digests:
            found.setdefault(one, number)
    if not found:
        require(Refusal("empty", _("No line of this file has a last name, a first name and a date of birth.")))
    gone = [one for one in known if one not in found] if clear else []
    for start in range(0, len(gone), 500):
        RollLine.objects.filter(roll=roll, digest__in=gone[start : start + 500]).delete()
    rows = [RollLine(roll=roll, digest=one, person=number) for one, number in found.items() if one not in known]
    RollLine.objects.bulk_create(rows, batch_size=BATCH)
    roll.title, roll.imported_at = title.strip()[:120] or roll.title, at
    roll.people_count = RollLine.objects.filter(roll=roll).values("person").distinct().count()
    roll.save()
    record(RollImported(roll_id=roll.pk, people=roll.people_count))
    return roll


@transaction.atomic
def remove_roll(*, roll: Roll, person: Any) -> None:
    """A list that no type uses any more."""
    require(must_have_right(person, TYPES))
    if roll.types.exists():
        require(Refusal("used", _("Types of initiatives use this list.")))
    record(RollImported(roll_id=roll.pk, people=0))
    roll.delete()
