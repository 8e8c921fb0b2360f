"""Election periods: what the town says of them, and what was published in them all the same."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from beffroi.ground.people.models import Account
from beffroi.kernel import edition, ledger
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.outreach.neutrality.models import Election, Flag, Setting
from beffroi.outreach.neutrality.queries import Look
from beffroi.outreach.neutrality.rules import may_arrange

# The months that are known; the day of each ballot is fixed by decree and written in by the town.
CALENDAR = (
    ("Présidentielle 2027", Election.PRESIDENTIAL, date(2027, 4, 1)),
    ("Départementales 2028", Election.DEPARTMENTAL, date(2028, 3, 1)),
    ("Régionales 2028", Election.REGIONAL, date(2028, 3, 1)),
    ("Municipales 2032", Election.MUNICIPAL, date(2032, 3, 1)),
)


@transaction.atomic
def preload(*, at: datetime) -> int:
    """The general elections to come whose month is known. What the town wrote or removed is left alone."""
    if Setting.objects.filter(pk=1).exists() or Election.objects.exists():
        return 0
    made = Election.objects.bulk_create(
        Election(name=name, level=level, month=month, source="Calendrier général ; le jour est fixé par décret.")
        for name, level, month in CALENDAR
        if month >= at.date().replace(day=1)
    )
    Setting.objects.create(pk=1)
    return len(made)


@transaction.atomic
def keep_election(*, person: Account, at: datetime, values: dict[str, Any], election: Election | None = None) -> Election:
    require(may_arrange(person))
    election = election or Election()
    for name, value in values.items():
        setattr(election, name, value)
    election.month = (election.first_round or election.month).replace(day=1)
    election.save()
    ledger.append(kind="election_kept", data={"election": election.pk, "account": person.pk, "concerned": election.concerned}, at=at)
    return election


@transaction.atomic
def delete_election(*, election: Election, person: Account, at: datetime) -> None:
    require(may_arrange(person))
    ledger.append(kind="election_deleted", data={"election": election.pk, "account": person.pk}, at=at)
    election.delete()


@transaction.atomic
def keep_setting(*, person: Account, values: dict[str, Any], at: datetime) -> Setting:
    require(may_arrange(person))
    setting, _is_new = Setting.objects.update_or_create(pk=1, defaults=values)
    edition.bump()
    ledger.append(kind="neutrality_setting", data={"account": person.pk, "hold_by": setting.hold_by_id}, at=at)
    return setting


@transaction.atomic
def note_flag(*, subject: Subject, content_hash: str, seen: Look, reason: str, by: Account, at: datetime) -> Flag:
    """What was noticed, and why it is published all the same: evidence, in the ledger too."""
    codes = [warning.code for warning in seen.warnings] + (["freeze"] if seen.is_frozen else [])
    flag = Flag.objects.create(
        election=seen.election,
        subject_kind=subject.kind,
        subject_id=subject.id,
        content_hash=content_hash,
        warnings=codes,
        reason=reason.strip(),
        by=by,
        at=at,
    )
    ledger.append(kind="election_flag", subject=subject, data={"flag": flag.pk, "hash": content_hash, "account": by.pk}, at=at)
    return flag
