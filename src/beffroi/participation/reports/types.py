"""What this domain asks of those beside and above: how reports leave."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beffroi.kernel.registry import Registry
from beffroi.participation.reports.models import Report, Sending, Service


@dataclass(frozen=True)
class Sent:
    """A report is there: its number, or a token that promises one."""

    remote_id: str = ""
    token: str = ""


class CannotForward(Exception):
    """It could not be handed over. `for_good`: trying again is useless."""

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        super().__init__(why)
        self.for_good = for_good


class Forwarder:
    """A door by which reports leave for a service. `kind` is what Service.door says."""

    kind: str
    label: Any
    form: Any = None  # a forms.Form of what must be known: its fields go to Service.settings
    secret_fields: tuple[str, ...] = ()  # those of its fields that go to Service.secrets instead

    def send(self, service: Service, report: Report, sending: Sending, at: datetime) -> Sent:
        """Hand it over now (called by a job, outside any transaction); CannotForward if that fails."""
        raise NotImplementedError


forwarders: Registry[Forwarder] = Registry("way of forwarding reports")
