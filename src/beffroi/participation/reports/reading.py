"""What is near, who repairs what, and what is said of answers."""

import math
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime

from beffroi.ground.places.geometry import metres
from beffroi.ground.places.models import District
from beffroi.participation.reports.models import Attribute, Category, Report, Route, Service
from beffroi.participation.spaces.models import Component

MOST_NEAR = 5


def within(rows: Any, longitude: float, latitude: float, reach: int, most: int = MOST_NEAR) -> list[tuple[Report, int]]:
    """Reports of `rows` at most `reach` metres away, the nearest first, with their distance."""
    high = reach / 111_000
    wide = high / max(math.cos(math.radians(latitude)), 0.01)
    box = rows.filter(
        latitude__gte=latitude - high, latitude__lte=latitude + high, longitude__gte=longitude - wide, longitude__lte=longitude + wide
    )
    found = [(row, round(metres((row.longitude, row.latitude), (longitude, latitude)))) for row in box.order_by("-opened_at")[:200]]
    return sorted(((row, far) for row, far in found if far <= reach), key=lambda pair: (pair[1], -pair[0].pk))[:most]


def near(
    category: Category, longitude: float, latitude: float, component: Component | None = None, *, reach: int | None = None
) -> list[tuple[Report, int]]:
    """Open public reports of the same category close by: perhaps it is known already."""
    reach = category.near_metres if reach is None else reach
    if not reach:
        return []
    rows = Report.objects.listed().open().filter(category=category, component=component).select_related("category", "component__process")
    return within(rows, longitude, latitude, reach)


def service_for(category: Category, district: District | None) -> Service | None:
    """Who repairs this here: category and district, else category, else district, else the service of the category."""
    rows = list(Route.objects.filter(service__closed_at=None).select_related("service"))

    def of(category_id: int | None, district_id: int | None) -> Service | None:
        return next((row.service for row in rows if row.category_id == category_id and row.district_id == district_id), None)

    district_id = district.pk if district else None
    if district_id and (found := of(category.pk, district_id)):
        return found
    if found := of(category.pk, None):
        return found
    if category.service is not None and category.service.closed_at is None:
        return category.service
    return of(None, district_id) if district_id else None


def answers_said(report: Report, attributes: list[Attribute] | None = None, *, with_private: bool = False) -> list[tuple[str, str]]:
    """Each extra question with its answer in words."""
    known = list(report.category.attributes.all()) if attributes is None else attributes
    said = []
    for attribute in known:
        value = report.answers.get(attribute.code)
        if value in (None, "", []) or (attribute.is_private and not with_private):
            continue
        said.append((attribute.description, _said(attribute, value)))
    return said


def _said(attribute: Attribute, value: Any) -> str:
    if attribute.is_list:
        names = {str(one["key"]): str(one["name"]) for one in attribute.values}
        return ", ".join(names.get(str(one), str(one)) for one in (value if isinstance(value, list) else [value]))
    if attribute.datatype == Attribute.DATETIME and (moment := parse_datetime(str(value))):
        return date_format(localtime(moment), "DATETIME_FORMAT")
    return str(value)


def waits_for(person: Any) -> QuerySet[Report]:
    """Open reports that wait for this person: hers, or of a service whose team she is in; of no team, everybody's."""
    mine = Q(assignee=person) | Q(assignee=None) & (Q(service__team=person) | Q(service=None) | Q(service__team=None))
    return Report.objects.there().open().filter(mine).distinct()
