"""CIFS v2: closed roads as navigation applications read them."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from beffroi.outreach.alerts.actions.roads import said_of
from beffroi.outreach.alerts.cap import add, stamp
from beffroi.outreach.alerts.models import RoadEvent


def document(roads: Iterable[RoadEvent], *, sender: str, name: str) -> bytes:
    """Everything that is public and not over."""
    root = Element("incidents")
    for road in roads:
        _incident(root, road, sender, name)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8")


def _incident(root: Element, road: RoadEvent, sender: str, name: str) -> None:
    incident = SubElement(root, "incident", id=f"road-{road.pk}")
    add(incident, "creationtime", stamp(road.created_at))
    add(incident, "updatetime", stamp(road.updated_at))
    source = SubElement(incident, "source")
    add(source, "reference", sender)
    add(source, "name", name)
    add(incident, "type", road.type)
    add(incident, "subtype", road.subtype)
    add(incident, "street", road.street)
    points = road.line["coordinates"]
    add(incident, "polyline", " ".join(f"{y:.6f} {x:.6f}" for x, y, *_z in points))
    add(incident, "direction", road.direction)
    add(incident, "description", said_of(road) or road.title)
    add(incident, "starttime", stamp(road.starts_at))
    add(incident, "endtime", stamp(road.ends_at))
    if road.schedule:
        schedule = SubElement(incident, "schedule")
        for day, hours in road.schedule.items():
            add(schedule, day, hours)
    if road.closed_lanes and road.roadside:
        impact = SubElement(incident, "lane_impact")
        add(impact, "total_closed_lanes", str(road.closed_lanes))
        add(impact, "roadside", road.roadside)
