"""What a release says, frozen: read from the alert at the moment it goes out."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.ground.places.models import District
from beffroi.ground.town.models import Town
from beffroi.outreach.alerts.areas import Reach, Shape, circle, together
from beffroi.outreach.alerts.models import Alert


def sender() -> str:
    """Who speaks, for machines: the name of this site on the network."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def districts_of(alert: Alert) -> list[District]:
    """Those of a draft that is only being looked at, else its own."""
    proposed = getattr(alert, "proposed_districts", None)
    return list(alert.districts.all()) if proposed is None else proposed


def shapes_of(alert: Alert) -> list[Shape]:
    """The area as polygons; empty for the whole commune."""
    if alert.area_kind == Alert.DISTRICTS:
        return [district.outline for district in districts_of(alert)]
    if alert.area_kind == Alert.AROUND and alert.longitude is not None and alert.latitude is not None:
        return [circle(alert.longitude, alert.latitude, alert.radius or 500)]
    if alert.area_kind == Alert.DRAWN and alert.shape:
        return [alert.shape]
    return []


def area_of(alert: Alert) -> Shape | None:
    return together(shapes_of(alert))


def words_of(alert: Alert) -> str:
    """Where, in words."""
    if alert.area_words:
        return alert.area_words
    if alert.area_kind == Alert.DISTRICTS:
        return ", ".join(district.name for district in districts_of(alert))
    if alert.area_kind == Alert.AROUND and alert.address:
        return _("%(metres)d m around %(address)s") % {"metres": alert.radius or 500, "address": alert.address}
    if alert.area_kind == Alert.DRAWN:
        return _("The area drawn on the map")
    return _("The whole commune")


def translations_of(alert: Alert, notes: dict[str, str]) -> dict[str, dict[str, Any]]:
    """What is said in each other language; the names of things too, where the software knows them in it."""
    made = {}
    for language, said in alert.translations.items():
        frame = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with override(frame):
            made[language] = {
                "headline": said["headline"],
                "happens": said["happens"],
                "steps": [line.strip() for line in said.get("steps", "").splitlines() if line.strip()],
                "event": str(alert.sort.label),
                "note": notes.get(language, ""),
            }
    return made


def content_of(alert: Alert, notes: dict[str, str] | None = None) -> dict[str, Any]:
    town = Town.current()
    with override(alert.language):
        area: dict[str, Any] = {"whole": not shapes_of(alert), "words": words_of(alert), "shapes": shapes_of(alert)}
        area["districts"] = [district.pk for district in districts_of(alert)] if alert.area_kind == Alert.DISTRICTS else []
        area["circle"] = [alert.longitude, alert.latitude, alert.radius or 500] if alert.area_kind == Alert.AROUND else None
        event = str(alert.sort.label)
    return {
        "hazard": alert.hazard,
        "event": event,
        "exercise": alert.is_exercise,
        "headline": alert.headline,
        "happens": alert.happens,
        "steps": alert.lines,
        "contact": alert.contact,
        "language": alert.language,
        "translations": translations_of(alert, notes or {}),
        "severity": alert.severity,
        "urgency": alert.urgency,
        "certainty": alert.certainty,
        "onset": alert.onset.isoformat(),
        "expires": alert.expires.isoformat(),
        "area": area,
        "insee": town.insee_code,
        "sender": sender(),
        "sender_name": town.name,
    }


def reach_of(content: dict[str, Any]) -> Reach:
    """Whom a release concerns."""
    area = content["area"]
    outlines = {} if area["whole"] else dict(District.objects.values_list("pk", "outline"))
    return Reach(whole=area["whole"], districts=area["districts"], shapes=area["shapes"], outlines=outlines)


def hour(moment: datetime) -> str:
    """Day and hour in words, in the present language."""
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
