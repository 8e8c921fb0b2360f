"""The round of a day: which reports somebody visits, in a short way round."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.ground.people.models import Account
from beffroi.ground.places.geometry import metres
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.reports.models import Report, Stop
from beffroi.participation.reports.rules import may_handle

MOST = 40


def in_order(reports: Sequence[Report]) -> list[Report]:
    """From the first one, always the nearest that is left."""
    left, way = list(reports), []
    while left:
        here = way[-1] if way else left[0]
        nearest = min(left, key=lambda row: (metres((here.longitude, here.latitude), (row.longitude, row.latitude)), row.pk))
        left.remove(nearest)
        way.append(nearest)
    return way


@transaction.atomic
def add_stops(*, account: Account, day: date, reports: Sequence[Report], at: datetime) -> list[Stop]:
    """Put reports on somebody's round; what is not seen yet is put in order again."""
    require(*(may_handle(account, report) for report in reports))
    known = {stop.report_id for stop in Stop.objects.filter(account=account, day=day)}
    new = [report for report in reports if report.pk not in known]
    if len(known) + len(new) > MOST:
        require(Refusal("many", _("A round has %(n)d stops at most.") % {"n": MOST}))
    Stop.objects.bulk_create([Stop(account=account, day=day, report=report, position=999) for report in new], ignore_conflicts=True)
    return arrange(account=account, day=day)


@transaction.atomic
def arrange(*, account: Account, day: date) -> list[Stop]:
    rows = list(Stop.objects.filter(account=account, day=day).select_related("report").order_by("seen_at", "position", "pk"))
    seen = [row for row in rows if row.seen_at]
    left = {row.report_id: row for row in rows if not row.seen_at}
    start = [seen[-1].report] if seen else []
    way = [report for report in in_order([*start, *(row.report for row in left.values())]) if report.pk in left]
    found = [*seen, *(left[report.pk] for report in way)]
    for position, row in enumerate(found, 1):
        row.position = position
    Stop.objects.bulk_update(found, ["position"])
    return found


@transaction.atomic
def set_seen(*, stop: Stop, seen: bool, at: datetime) -> None:
    Stop.objects.filter(pk=stop.pk).update(seen_at=at if seen else None)


@transaction.atomic
def remove_stop(*, stop: Stop) -> None:
    stop.delete()
