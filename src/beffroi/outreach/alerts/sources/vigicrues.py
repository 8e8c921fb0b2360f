"""Vigicrues: the State's watch over rivers, by stretch. Licence Ouverte, with the source named."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.outreach.alerts.hazards import RANK
from beffroi.outreach.alerts.models import Source
from beffroi.outreach.alerts.sources.types import Adapter, Found, SourceFailed, ask, moment

COLOURS = {2: ("Moderate", "jaune"), 3: ("Severe", "orange"), 4: ("Extreme", "rouge")}
LASTS = timedelta(hours=24)  # a bulletin holds until the next one, at most a day


class Vigicrues(Adapter):
    kind = Source.VIGICRUES
    url = "https://www.vigicrues.gouv.fr/services/1/InfoVigiCru.geojson"
    licence = "Vigicrues, Licence Ouverte 2.0"
    page = "https://www.vigicrues.gouv.fr/"
    area_label = _("Stretches of river")
    area_help = _("Codes or names of stretches as Vigicrues writes them, for example: LO12 or Vienne amont. Several: with commas.")

    def fetch(self, source: Source, at: datetime) -> list[Found]:
        wanted = {word.strip().lower() for word in source.area.split(",") if word.strip()}
        if not wanted:
            raise SourceFailed(str(_("Say first for which stretch of river.")))
        try:
            data = ask(source.url).json()
            stretches = [self._stretch(row.get("properties", row)) for row in data["features"]]
        except (ValueError, KeyError, TypeError, AttributeError, StopIteration):
            raise SourceFailed(str(_("The service’s answer is empty or has another form."))) from None
        here = [row for row in stretches if row["code"].lower() in wanted or row["name"].lower() in wanted]
        if not here:
            raise SourceFailed(str(_("The service gives no data for this stretch.")))
        return [found for row in here if (found := self._found(row, source, at))]

    def _stretch(self, said: dict[str, Any]) -> dict[str, Any]:
        """Names differ between their services, and so do their capitals."""
        known = {str(name).lower(): value for name, value in said.items()}
        code = known.get("cdentcru") or known.get("cdentvigicru") or known.get("cdtronentvigicru") or known.get("id") or ""
        name = known.get("nomentcru") or known.get("lbentcru") or known.get("nomentvigicru") or ""
        level = next(known[word] for word in ("nivinfvicr", "nivsituvigicruent", "niveau") if word in known)
        return {"code": str(code), "name": str(name), "level": int(level), "at": known.get("dthrinfvicr")}

    def _found(self, row: dict[str, Any], source: Source, at: datetime) -> Found | None:
        severity, colour = COLOURS.get(row["level"], ("", ""))
        if not severity or RANK[severity] < RANK[source.least]:
            return None
        onset = moment(row["at"]) or at
        return Found(
            identifier=f"{row['code'] or row['name']}-{row['level']}-{onset.date()}",
            hazard="flood",
            severity=severity,
            urgency="Immediate" if severity == "Extreme" else "Expected",
            certainty="Observed" if severity == "Extreme" else "Likely",
            headline=f"Vigilance crues {colour} : {row['name'] or row['code']}",
            area=row["name"] or row["code"],
            onset=onset,
            expires=max(onset, at) + LASTS,
            url=self.page,
        )
