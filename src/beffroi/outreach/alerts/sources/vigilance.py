"""Météo-France Vigilance: colours by département, today and tomorrow. Needs a key of the API portal (header `apikey`)."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.outreach.alerts.hazards import RANK
from beffroi.outreach.alerts.models import Source
from beffroi.outreach.alerts.sources.departments import code_of, name_of_code
from beffroi.outreach.alerts.sources.types import Adapter, Found, SourceFailed, ask, moment

PHENOMENA = {
    "1": ("storm", "vent violent"), "2": ("flood", "pluie-inondation"), "3": ("thunderstorm", "orages"), "4": ("flood", "crues"),
    "5": ("snow", "neige-verglas"), "6": ("heat", "canicule"), "7": ("cold", "grand froid"), "8": ("landslide", "avalanches"),
    "9": ("flood", "vagues-submersion"),
}  # fmt: skip
COLOURS = {2: ("Moderate", "jaune"), 3: ("Severe", "orange"), 4: ("Extreme", "rouge")}


class Vigilance(Adapter):
    kind = Source.VIGILANCE
    url = "https://public-api.meteofrance.fr/public/DPVigilance/v1/cartevigilance/encours"
    licence = "Météo-France, Licence Ouverte 2.0"
    page = "https://vigilance.meteofrance.fr/"
    area_label = _("Number of the département")
    area_help = _("For example: 48. The coast is a domain of its own (such as 3310), for towns by the sea: 33, 3310.")
    needs_key = True

    def fetch(self, source: Source, at: datetime) -> list[Found]:
        key = source.secret.get("key", "")
        if not key:
            raise SourceFailed(str(_("The key of Météo-France is missing.")))
        wanted = {word.strip().upper() for word in source.area.split(",") if word.strip()}
        if not wanted:
            raise SourceFailed(str(_("Say first for which département.")))
        try:
            periods = ask(source.url, headers={"apikey": key}).json()["product"]["periods"]
            return list(self._read(periods, wanted, source, at))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise SourceFailed(str(_("The service’s answer is empty or has another form."))) from None

    def _read(self, periods: list[dict[str, Any]], wanted: set[str], source: Source, at: datetime) -> list[Found]:
        """Every phenomenon above green. A map without our département says nothing: that is unknown, not green."""
        found, seen = [], False
        for period in periods:
            domains = (period.get("timelaps") or {}).get("domain_ids") or []
            for domain in domains:
                if str(domain["domain_id"]).upper() not in wanted:
                    continue
                seen = True
                for item in domain.get("phenomenon_items") or []:
                    found += self._item(item, domain, period, source, at)
        if not seen:
            raise SourceFailed(str(_("The service gives no data for this département.")))
        return found

    def _item(self, item: dict[str, Any], domain: dict[str, Any], period: dict[str, Any], source: Source, at: datetime) -> list[Found]:
        number = str(item["phenomenon_id"])
        made = []
        for part in item.get("timelaps_items") or []:
            severity, colour = COLOURS.get(int(part["color_id"]), ("", ""))
            onset, expires = moment(part["begin_time"]), moment(part["end_time"])
            if not severity or RANK[severity] < RANK[source.least] or not (onset and expires and expires > max(at, onset)):
                continue
            hazard, phenomenon = PHENOMENA.get(number, ("other", number))
            place = name_of_code(str(domain["domain_id"])) or str(domain["domain_id"])
            made.append(
                Found(
                    identifier=f"{period.get('echeance', 'J')}-{domain['domain_id']}-{number}-{part['begin_time']}-{part['color_id']}",
                    hazard=hazard,
                    severity=severity,
                    urgency="Expected" if onset - at < timedelta(hours=12) else "Future",
                    headline=f"Vigilance {colour} {phenomenon}",
                    area=place,
                    onset=onset,
                    expires=expires,
                    url=self.page,
                )
            )
        return made

    def default_area(self, postal_code: str) -> str:
        return code_of(postal_code)
