"""Services that warn: each adapter reads one, and says what it could not read rather than guess."""

from beffroi.outreach.alerts.sources.meteoalarm import MeteoAlarm
from beffroi.outreach.alerts.sources.types import Adapter, Found, SourceFailed
from beffroi.outreach.alerts.sources.vigicrues import Vigicrues
from beffroi.outreach.alerts.sources.vigilance import Vigilance

ADAPTERS: dict[str, Adapter] = {adapter.kind: adapter for adapter in (MeteoAlarm(), Vigilance(), Vigicrues())}

__all__ = ["ADAPTERS", "Adapter", "Found", "SourceFailed"]
