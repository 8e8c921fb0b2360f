"""Lists of people: hashed when they come in, compared when somebody gives her name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from beffroi.ground.people.models import Account
from beffroi.ground.people.rules import must_have_right
from beffroi.ground.verification import rules
from beffroi.ground.verification.actions.granting import Granted, grant
from beffroi.ground.verification.digests import Hasher
from beffroi.ground.verification.facts import RollImported
from beffroi.ground.verification.models import Roll, RollLine
from beffroi.ground.verification.types import ROLL
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, Refused, require

BATCH = 2000


@dataclass(frozen=True)
class Listed:
    """One person of a file: the names that she may give, her date of birth or her number, her district."""

    last_names: list[str] = field(default_factory=list)
    first_names: str = ""
    birth: date | None = None
    number: str = ""
    district_id: int | None = None


def digests_of(roll: Roll, one: Listed, hashed: Hasher) -> list[str]:
    if roll.kind == Roll.NUMBER:
        return [digest for digest in [hashed.number(roll.pk, one.number)] if digest]
    if one.birth is None:
        return []
    return [digest for name in one.last_names if (digest := hashed.person(name, one.first_names, one.birth))]


@transaction.atomic
def import_roll(
    *, person: Any, roll: Roll | None, people: Iterable[Listed], at: datetime, title: str = "", kind: str = Roll.NAME, months: int = 12
) -> Roll:
    """The list as it is today. Whoever was in it keeps her number in it; whoever is not in it any more goes. Names are forgotten."""
    require(must_have_right(person, rules.ROLLS))
    if roll is None:
        roll = Roll.objects.create(title=title.strip()[:120], kind=kind, months=months, imported_at=at)
    else:
        roll = Roll.objects.select_for_update().get(pk=roll.pk)
    hashed = Hasher()
    known = dict(RollLine.objects.filter(roll=roll).values_list("digest", "person"))
    following = (RollLine.objects.filter(roll=roll).aggregate(last=Max("person"))["last"] or 0) + 1
    found: dict[str, tuple[int, int | None]] = {}
    for one in people:
        digests = digests_of(roll, one, hashed)
        if not digests:
            continue
        number = next((found[d][0] if d in found else known[d] for d in digests if d in found or d in known), None)
        if number is None:
            number, following = following, following + 1
        for digest in digests:
            found.setdefault(digest, (number, one.district_id))
    if not found:
        require(Refusal("empty", _("No line of this file has all that is compared. Look at its columns.")))
    RollLine.objects.filter(roll=roll).delete()
    rows = [RollLine(roll=roll, digest=digest, person=number, district_id=where) for digest, (number, where) in found.items()]
    RollLine.objects.bulk_create(rows, batch_size=BATCH)
    roll.people_count, roll.imported_at = len({number for number, _where in found.values()}), at
    roll.save(update_fields=["people_count", "imported_at"])
    record(RollImported(roll_id=roll.pk, people=roll.people_count))
    return roll


@transaction.atomic
def set_roll(*, person: Any, roll: Roll, is_open: bool) -> None:
    require(must_have_right(person, rules.ROLLS))
    Roll.objects.filter(pk=roll.pk).update(is_open=is_open)


@transaction.atomic
def remove_roll(*, person: Any, roll: Roll) -> None:
    """The list is forgotten; who was verified by it stays so until her date."""
    require(must_have_right(person, rules.ROLLS))
    record(RollImported(roll_id=roll.pk, people=0))
    roll.delete()


@transaction.atomic
def verify_by_roll(*, account: Account, said: Listed, at: datetime) -> Granted:
    """Her name and date of birth, or her number, stand in one of the lists that are in use."""
    hashed, wanted = Hasher(), Roll.NUMBER if said.number else Roll.NAME
    for roll in Roll.objects.filter(is_open=True, kind=wanted).order_by("pk"):
        line = RollLine.objects.filter(roll=roll, digest__in=digests_of(roll, said, hashed)).first()
        if line is None:
            continue
        # All the names that she may give: whoever comes with the other one later is the same person.
        digests = [*RollLine.objects.filter(roll=roll, person=line.person).values_list("digest", flat=True)]
        return grant(
            account=account,
            method=ROLL,
            digests=[*digests, hashed("listed", str(roll.pk), str(line.person))],
            at=at,
            months=roll.months,
            age_from=rules.at_least(said.birth, localdate(at)) if said.birth else None,
            district_id=line.district_id,
        )
    sentence = _("We did not find this in our lists. Check each field, or choose another way: lists are not always up to date.")
    raise Refused(Refusal("not_listed", sentence))
