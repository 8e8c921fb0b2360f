"""CAP 1.2 (OASIS, 2010): what alert systems read. Made from the frozen content of a release."""

from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils import timezone

from beffroi.outreach.alerts.areas import outer_rings, thin
from beffroi.outreach.alerts.hazards import HAZARDS
from beffroi.outreach.alerts.models import Release

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
KINDS = {Release.ALERT: "Alert", Release.UPDATE: "Update", Release.CLEAR: "Update", Release.CANCEL: "Cancel"}


def stamp(moment: datetime) -> str:
    """Seconds and an offset: CAP knows no "Z", and no fractions."""
    return timezone.localtime(moment).replace(microsecond=0).isoformat()


def reference(release: Release) -> str:
    """How later messages name this one."""
    return f"{release.content['sender']},{release.identifier},{stamp(release.sent_at)}"


def document(release: Release, *, web: str) -> bytes:
    """One message. `web` is the full address of its page."""
    content = release.content
    alert = Element("alert", xmlns=NAMESPACE)
    add(alert, "identifier", release.identifier)
    add(alert, "sender", content["sender"])
    add(alert, "sent", stamp(release.sent_at))
    add(alert, "status", "Exercise" if content["exercise"] else "Actual")
    add(alert, "msgType", KINDS[release.kind])
    add(alert, "scope", "Restricted" if content["exercise"] else "Public")
    if content["exercise"]:
        add(alert, "restriction", "EXERCICE")
    add(alert, "note", release.note)
    add(alert, "references", release.references)
    _info(alert, release, content, web)
    for language, said in content.get("translations", {}).items():
        _info(alert, release, content | said | {"language": language}, web)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(alert, encoding="utf-8")


def _info(alert: Element, release: Release, content: dict[str, Any], web: str) -> None:
    hazard = HAZARDS[content["hazard"]]
    info = SubElement(alert, "info")
    add(info, "language", {"fr": "fr-FR", "en": "en-GB"}.get(content["language"], content["language"]))
    add(info, "category", hazard.category)
    add(info, "event", content["event"])
    add(info, "responseType", "AllClear" if release.is_end else hazard.response)
    add(info, "urgency", "Past" if release.is_end else content["urgency"])
    add(info, "severity", content["severity"])
    add(info, "certainty", content["certainty"])
    _pair(info, "eventCode", "beffroi:hazard", hazard.kind)
    add(info, "effective", stamp(release.sent_at))
    add(info, "onset", stamp(datetime.fromisoformat(content["onset"])))
    add(info, "expires", stamp(datetime.fromisoformat(content["expires"])))
    add(info, "senderName", content["sender_name"])
    add(info, "headline", content["headline"])
    add(info, "description", content["happens"])
    add(info, "instruction", "\n".join(f"{number}. {step}" for number, step in enumerate(content["steps"], 1)))
    add(info, "web", web)
    add(info, "contact", content["contact"])
    where = content["area"]
    area = SubElement(info, "area")
    add(area, "areaDesc", where["words"])
    for shape in where["shapes"] if not where.get("circle") else []:
        for ring in outer_rings(shape):
            add(area, "polygon", " ".join(f"{y:.5f},{x:.5f}" for x, y, *_z in thin(ring)))
    if circle := where.get("circle"):
        longitude, latitude, radius = circle
        add(area, "circle", f"{latitude:.5f},{longitude:.5f} {radius / 1000:g}")
    if content["insee"]:
        _pair(area, "geocode", "INSEE", content["insee"])


def add(parent: Element, name: str, text: str) -> None:
    """An element, if there is something to say. Signs that XML forbids are left out."""
    text = "".join(sign for sign in str(text) if sign in "\t\n" or sign >= " ")
    if text.strip():
        SubElement(parent, name).text = text


def _pair(parent: Element, name: str, key: str, value: str) -> None:
    pair = SubElement(parent, name)
    add(pair, "valueName", key)
    add(pair, "value", value)
