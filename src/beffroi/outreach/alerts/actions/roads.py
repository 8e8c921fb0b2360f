"""Works and events on the roads."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.ground.people.models import Account
from beffroi.ground.places.geometry import box_of, metres, middle
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.outreach.alerts.actions.drafting import draft
from beffroi.outreach.alerts.areas import circle
from beffroi.outreach.alerts.facts import RoadsChanged
from beffroi.outreach.alerts.models import Alert, RoadEvent
from beffroi.outreach.alerts.rules import may_announce, may_write_roads

AROUND = 400  # metres beyond the ends of the works: who lives there is told


@transaction.atomic
def add_road(*, values: dict[str, Any], person: Account | None, at: datetime) -> RoadEvent:
    """Works are public as soon as they are written down."""
    if person is not None:
        require(may_write_roads(person))
    road = RoadEvent.objects.create(author=person, created_at=at, updated_at=at, published_at=at, **values)
    record(RoadsChanged(road_id=road.pk))
    return road


@transaction.atomic
def change_road(*, road: RoadEvent, values: dict[str, Any], person: Account, at: datetime) -> RoadEvent:
    require(may_write_roads(person))
    RoadEvent.objects.filter(pk=road.pk).update(**values, updated_at=at, version=F("version") + 1)
    road.refresh_from_db()
    record(RoadsChanged(road_id=road.pk))
    return road


@transaction.atomic
def withdraw_road(*, road: RoadEvent, person: Account, at: datetime) -> RoadEvent:
    """They do not take place."""
    require(may_write_roads(person))
    RoadEvent.objects.filter(pk=road.pk).update(withdrawn_at=at, updated_at=at, version=F("version") + 1)
    road.refresh_from_db()
    record(RoadsChanged(road_id=road.pk))
    return road


@transaction.atomic
def announce_road(*, road: RoadEvent, person: Account, at: datetime) -> Alert:
    """An alert in preparation that says the same; it goes out by the ordinary door."""
    road = RoadEvent.objects.select_for_update().get(pk=road.pk)
    require(may_announce(person, road))
    west, south, east, north = box_of(road.line["coordinates"])
    longitude, latitude = middle(circle((west + east) / 2, (south + north) / 2, 10))
    radius = int(metres((west, south), (east, north)) / 2) + AROUND
    values = {
        "headline": road.title[:120],
        "happens": road.description,
        "steps": road.detour,
        "contact": road.contact,
        "severity": "Minor",
        "urgency": "Future" if road.starts_at > at else "Immediate",
        "certainty": "Observed",
        "onset": road.starts_at,
        "expires": road.ends_at,
        "area_kind": Alert.AROUND,
        "area_words": road.street,
        "address": road.street,
        "longitude": longitude,
        "latitude": latitude,
        "radius": min(radius, 20_000),
    }
    alert = draft(hazard="roadworks", values=values, author=person, at=at, origin=f"road-{road.pk}")
    RoadEvent.objects.filter(pk=road.pk).update(alert=alert)
    return alert


def said_of(road: RoadEvent) -> str:
    """What CIFS and CAP call the description."""
    parts = [road.description, _("Diversion: %(text)s") % {"text": road.detour} if road.detour else ""]
    return "\n".join(part for part in parts if part)
