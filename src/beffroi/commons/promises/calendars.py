"""The town's own calendar: opening hours, public holidays, exceptional days, as the settings say them."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from beffroi.commons.promises.models import ResponsePolicy
from beffroi.commons.promises.working import USUAL, Calendar, RoundTheClock, WorkingCalendar
from beffroi.ground.town.models import ExceptionalDay, OpeningHours, Town


def of_town(since: date | None = None) -> WorkingCalendar:
    """Two queries. A town that has not said its hours is taken to be open as most are."""
    town, zone = Town.current(), timezone.get_default_timezone()
    week: dict[int, list[tuple[time, time]]] = {}
    for weekday, opens, closes in OpeningHours.objects.order_by("weekday", "opens").values_list("weekday", "opens", "closes"):
        week.setdefault(weekday, []).append((opens, closes))
    days = ExceptionalDay.objects.filter(date__gte=since) if since else ExceptionalDay.objects.all()
    exceptions = {
        day: [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in hours]
        for day, hours in days.values_list("date", "hours")
    }
    return WorkingCalendar(zone, week or USUAL, exceptions, town.closed_on_holidays, town.alsace_moselle)


def for_policy(policy: ResponsePolicy, since: datetime) -> Calendar:
    """The calendar that a promise is counted by, from a moment on."""
    if policy.round_the_clock:
        return RoundTheClock(timezone.get_default_timezone())
    return of_town(timezone.localdate(since) - timedelta(days=1))
