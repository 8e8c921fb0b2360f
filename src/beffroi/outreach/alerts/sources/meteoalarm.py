"""MeteoAlarm: warnings of the national weather services, as an Atom index of CAP documents. No key; CC BY 4.0.

The same reader serves every feed of CAP documents in Atom.
"""

import re
from datetime import datetime
from xml.etree.ElementTree import Element

from django.utils.translation import gettext_lazy as _

from beffroi.outreach.alerts.hazards import RANK
from beffroi.outreach.alerts.models import Source
from beffroi.outreach.alerts.sources.departments import name_of
from beffroi.outreach.alerts.sources.types import Adapter, Found, SourceFailed, ask, moment
from beffroi.outreach.alerts.xmlsafe import Unsafe, parse, text

MOST = 30  # documents read at one look
TYPES = {  # awareness_type of MeteoAlarm
    "1": "storm", "2": "snow", "3": "thunderstorm", "5": "heat", "6": "cold", "8": "fire", "9": "landslide", "10": "flood",
    "12": "flood", "13": "flood",
}  # fmt: skip
COASTAL = {"7"}
WORDS = (
    ("coastal", None), ("wind", "storm"), ("snow", "snow"), ("ice", "snow"), ("thunder", "thunderstorm"), ("high-temp", "heat"),
    ("high temp", "heat"), ("heat", "heat"), ("low-temp", "cold"), ("low temp", "cold"), ("cold", "cold"), ("forest", "fire"),
    ("avalanche", "landslide"), ("flood", "flood"), ("rain", "flood"),
)  # fmt: skip


class MeteoAlarm(Adapter):
    kind = Source.METEOALARM
    url = "https://feeds.meteoalarm.org/feeds/meteoalarm-legacy-atom-france"
    licence = "MeteoAlarm, EUMETNET, CC BY 4.0"
    page = "https://meteoalarm.org/"
    knows_coast = True
    area_label = _("Name of the département, or its EMMA_ID codes")
    area_help = _("As MeteoAlarm writes it, for example: Lozère. Several: with commas.")

    def fetch(self, source: Source, at: datetime) -> list[Found]:
        wanted = [word.strip() for word in source.area.split(",") if word.strip()]
        if not wanted:
            raise SourceFailed(str(_("Say first for which département.")))
        root = read(ask(source.url).content)
        if root.tag != "feed":
            raise SourceFailed(str(_("The service answers something else than its feed.")))
        entries = [entry for entry in root.iter("entry") if is_here(entry, wanted) and is_running(entry, source, at)]
        return [found for entry in entries[:MOST] if (found := self._read(entry, source))]

    def _read(self, entry: Element, source: Source) -> Found | None:
        """The index says what, the document of CAP says it in French and in full."""
        link = next((link.get("href", "") for link in entry.iter("link") if link.get("type") == "application/cap+xml"), "")
        try:
            alert = read(ask(link).content) if link.startswith(("https://", "http://")) else entry
        except SourceFailed:
            # One document that is gone must not hide the others: the index has the essential, in English.
            found = from_cap(entry, coastal=source.by_the_sea)
            if found is None and hazard_of([entry], coastal=source.by_the_sea):
                raise
            return found
        return from_cap(alert, coastal=source.by_the_sea)

    def default_area(self, postal_code: str) -> str:
        return name_of(postal_code)


def read(content: bytes) -> Element:
    try:
        return parse(content)
    except Unsafe as error:
        raise SourceFailed(str(_("The service’s answer cannot be read: %(why)s") % {"why": error})) from None


def is_here(entry: Element, wanted: list[str]) -> bool:
    """By the code of the area, or by the name of the département as a whole word."""
    codes = {text(code, "value") for code in entry.iter("geocode")}
    areas = " / ".join(area.text or "" for area in entry.iter("areaDesc"))
    return any(word in codes or re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", areas, re.IGNORECASE) for word in wanted)


def is_running(entry: Element, source: Source, at: datetime) -> bool:
    """Serious enough, meant for real, and not over."""
    end = moment(first(entry, "expires"))
    status, kind = first(entry, "status") or "Actual", first(entry, "message_type") or first(entry, "msgType") or "Alert"
    serious = RANK.get(first(entry, "severity"), 0) >= RANK[source.least]
    return bool(serious and status == "Actual" and kind in ("Alert", "Update") and (end is None or end > at))


def from_cap(alert: Element, *, coastal: bool) -> Found | None:
    """One CAP document (or an entry with its words), in French if it has French. None: nothing for us in it."""
    infos = list(alert.iter("info")) or [alert]
    info = next((info for info in infos if text(info, "language").lower().startswith("fr")), infos[0])
    onset = moment(first(info, "onset") or first(info, "effective") or first(alert, "sent"))
    expires = moment(first(info, "expires"))
    hazard = hazard_of(infos, coastal=coastal)
    identifier = first(alert, "identifier") or first(alert, "id")
    if not (hazard and onset and expires and identifier and expires > onset):
        return None
    language = text(info, "language")[:2].lower() or "fr"
    return Found(
        identifier=identifier[:250],
        hazard=hazard,
        severity=first(info, "severity") if first(info, "severity") in RANK else "Unknown",
        urgency=first(info, "urgency") or "Expected",
        certainty=first(info, "certainty") or "Likely",
        headline=(first(info, "headline") or first(info, "event") or first(alert, "title"))[:250],
        description=first(info, "description")[:5000],
        instruction=first(info, "instruction")[:5000],
        area=", ".join(dict.fromkeys((area.text or "").strip() for area in info.iter("areaDesc")))[:300],
        onset=onset,
        expires=expires,
        url=web(first(info, "web")),
        language=language,
    )


def hazard_of(infos: list[Element], *, coastal: bool) -> str | None:
    """Which of ours: by MeteoAlarm's own number, else by the words of the event."""
    for info in infos:
        for pair in info.iter("parameter"):
            if text(pair, "valueName") == "awareness_type":
                number = text(pair, "value").partition(";")[0].strip()
                if number in COASTAL:
                    return "flood" if coastal else None
                return TYPES.get(number, "other")
    events = " ".join(first(info, "event") for info in infos).lower()
    found = next((kind for word, kind in WORDS if word in events), "other")
    return found if found is not None or not coastal else "flood"


def first(element: Element, name: str) -> str:
    """What the first descendant of that name says."""
    return next((found.text.strip() for found in element.iter(name) if found.text and found.text.strip()), "")


def web(said: str) -> str:
    return said[:500] if said.startswith(("https://", "http://")) else ""
