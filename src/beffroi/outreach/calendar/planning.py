"""A period as the pages show it: days, weeks, what is in them, and what to mind."""

import calendar
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from beffroi.ground.people.rules import must_have_right
from beffroi.outreach.calendar.models import Quota, Slot
from beffroi.ui.dated import Dated, dated_sources

MONTH, WEEK, LIST = "mois", "semaine", "liste"
CLOSE = timedelta(minutes=45)  # two publications on one account nearer than this compete


@dataclass
class Item:
    """One dated thing with its source's word and sign."""

    dated: Dated
    kind: str
    label: Any
    icon: str
    remark: str = ""


@dataclass
class Day:
    date: date
    is_today: bool = False
    is_outside: bool = False  # of the month that is shown
    items: list[Item] = field(default_factory=list)
    slots: list[str] = field(default_factory=list)  # agreed hours that are still free


@dataclass(frozen=True)
class Filters:
    channel: int = 0
    campaign: int = 0
    state: str = ""
    kind: str = ""

    def let_through(self, item: Item) -> bool:
        one = item.dated
        return (
            (not self.channel or self.channel in [pk for pk, _name in one.channels])
            and (not self.campaign or one.campaign_id == self.campaign)
            and (not self.state or one.state == self.state)
            and (not self.kind or item.kind == self.kind)
        )


def dates_of(view: str, day: date) -> list[date]:
    """The days that a view shows: whole weeks for the month."""
    if view == WEEK:
        monday = day - timedelta(days=day.weekday())
        return [monday + timedelta(days=n) for n in range(7)]
    weeks = calendar.Calendar(0).monthdatescalendar(day.year, day.month)
    days = [each for week in weeks for each in week]
    return [each for each in days if each.month == day.month] if view == LIST else days


def neighbours(view: str, day: date) -> tuple[date, date]:
    if view == WEEK:
        return day - timedelta(days=7), day + timedelta(days=7)
    first = day.replace(day=1)
    return (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=32)).replace(day=1)


def moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(0)), timezone.get_default_timezone())


def items_between(person: Any, start: datetime, end: datetime, at: datetime) -> list[Item]:
    """Everything that this person may see, by hour."""
    found = [
        Item(dated, source.kind, source.label, source.icon)
        for source in dated_sources
        if not source.right or must_have_right(person, source.right) is None
        for dated in source.between(start, end, at)
    ]
    return sorted(found, key=lambda item: (item.dated.starts_at, not item.dated.is_whole_day, item.dated.key))


def plan(person: Any, view: str, day: date, filters: Filters, at: datetime) -> tuple[list[Day], list[str]]:
    """The days of a view with what is in them, and warnings about the rhythm."""
    dates, today = dates_of(view, day), timezone.localdate(at)
    items = items_between(person, moment(dates[0]), moment(dates[-1] + timedelta(days=1)), at)
    _mark_neighbours(items)
    warnings = _over_quota(items)
    days = {each: Day(each, each == today, view == MONTH and each.month != day.month) for each in dates}
    taken = set()
    for item in items:
        here = timezone.localtime(item.dated.starts_at)
        taken |= {(pk, here.date(), here.hour, here.minute) for pk, _name in item.dated.channels}
        if here.date() in days and filters.let_through(item):
            days[here.date()].items.append(item)
    slots = Slot.objects.select_related("account").order_by("hour", "account__name")
    for slot in slots.filter(account=filters.channel) if filters.channel else slots:
        for each in dates:
            if each.weekday() == slot.weekday and each >= today and (slot.account_id, each, slot.hour.hour, slot.hour.minute) not in taken:
                days[each].slots.append(f"{slot.hour:%H:%M} {slot.account.name}")
    return list(days.values()), warnings


def _mark_neighbours(items: Iterable[Item]) -> None:
    last: dict[int, Item] = {}
    for item in items:
        for pk, name in item.dated.channels:
            before = last.get(pk)
            if before and item.dated.starts_at - before.dated.starts_at < CLOSE:
                item.remark = _("close to another publication on %(account)s") % {"account": name}
            last[pk] = item


def _over_quota(items: Iterable[Item]) -> list[str]:
    """Weeks in which an account says more than was agreed."""
    quotas = {quota.account_id: quota for quota in Quota.objects.select_related("account")}
    counts: Counter[tuple[int, date]] = Counter()
    for item in items:
        here = timezone.localdate(item.dated.starts_at)
        counts.update((pk, here - timedelta(days=here.weekday())) for pk, _name in item.dated.channels if pk in quotas)
    return [
        _("%(account)s: %(n)d publications in the week of %(day)s, %(most)d agreed.")
        % {"account": quotas[pk].account.name, "n": number, "day": monday.strftime("%d/%m"), "most": quotas[pk].per_week}
        for (pk, monday), number in sorted(counts.items(), key=lambda pair: (pair[0][1], pair[0][0]))
        if number > quotas[pk].per_week
    ]
