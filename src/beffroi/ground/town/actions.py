"""What an administrator does with the settings. Each says which part changed, and nobody's text is lost: `version` must
be the one that was shown."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.ground.town.facts import TownChanged
from beffroi.ground.town.hours import Interval
from beffroi.ground.town.models import ExceptionalDay, Legal, OpeningHours, Town
from beffroi.ground.town.rules import may_edit_settings
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, Refused, require


def _changed(part: str, person: Any) -> None:
    record(TownChanged(part=part, account_id=getattr(person, "pk", None)))


@transaction.atomic
def set_up_town(*, name: str, at: datetime, **values: Any) -> Town:
    """The town's row, made or changed by a command (first start, demonstration, import): no person, no right asked."""
    town, _created = Town.objects.update_or_create(pk=1, defaults={"name": name, "changed_at": at, **values})
    Town.objects.filter(pk=1).update(version=F("version") + 1)
    record(TownChanged(part="identity", account_id=None))
    return town


@transaction.atomic
def change_town(*, person: Any, part: str, values: dict[str, Any], version: int, at: datetime) -> Town:
    """Change some fields of the town; refused if somebody changed them since `version` was shown."""
    require(may_edit_settings(person))
    Town.objects.get_or_create(pk=1, defaults={"name": Town.current().name})
    if not Town.objects.filter(pk=1, version=version).update(**values, version=F("version") + 1, changed_at=at):
        raise Refused(stale())
    _changed(part, person)
    return Town.objects.get(pk=1)


@transaction.atomic
def change_legal(*, person: Any, values: dict[str, Any], version: int, at: datetime) -> Legal:
    """Change what the legal pages say."""
    require(may_edit_settings(person))
    Legal.objects.get_or_create(pk=1)
    if not Legal.objects.filter(pk=1, version=version).update(**values, version=F("version") + 1, changed_at=at):
        raise Refused(stale())
    _changed("legal", person)
    return Legal.objects.get(pk=1)


@transaction.atomic
def change_hours(*, person: Any, week: dict[int, list[Interval]], values: dict[str, Any], version: int, at: datetime) -> None:
    """The usual week, and what closes the doors."""
    change_town(person=person, part="hours", values=values, version=version, at=at)
    _replace_week(week)


@transaction.atomic
def set_week(*, week: dict[int, list[Interval]]) -> None:
    """The usual week, by a command: no person, no right asked."""
    _replace_week(week)
    _changed("hours", None)


def _replace_week(week: dict[int, list[Interval]]) -> None:
    OpeningHours.objects.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(weekday=day, opens=opens, closes=closes) for day, intervals in week.items() for opens, closes in intervals
    )


@transaction.atomic
def set_up_legal(*, at: datetime, **values: Any) -> Legal:
    """What the legal pages say, by a command: no person, no right asked."""
    legal, _created = Legal.objects.update_or_create(pk=1, defaults={"changed_at": at, **values})
    Legal.objects.filter(pk=1).update(version=F("version") + 1)
    _changed("legal", None)
    return legal


@transaction.atomic
def set_exceptional_day(*, day: date, label: str, intervals: list[Interval], person: Any = None) -> ExceptionalDay:
    """Give a date hours of its own, or close it."""
    if person is not None:
        require(may_edit_settings(person))
    hours = [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in intervals]
    row, _created = ExceptionalDay.objects.update_or_create(date=day, defaults={"label": label.strip()[:120], "hours": hours})
    _changed("hours", person)
    return row


@transaction.atomic
def remove_exceptional_day(*, row: ExceptionalDay, person: Any) -> None:
    """The date has the usual hours again."""
    require(may_edit_settings(person))
    row.delete()
    _changed("hours", person)


def stale() -> Refusal:
    return Refusal("stale", _("Somebody else changed these settings in the meantime. Compare below, then save again."))
