"""What an adapter gives."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from beffroi.kernel import http
from beffroi.outreach.alerts.models import Source


class SourceFailed(Exception):
    """No data, or none that can be read: what holds is unknown."""


@dataclass(frozen=True)
class Found:
    """One warning as its service says it."""

    identifier: str
    hazard: str
    severity: str
    headline: str
    onset: datetime
    expires: datetime
    urgency: str = "Expected"
    certainty: str = "Likely"
    description: str = ""
    instruction: str = ""
    area: str = ""
    url: str = ""
    language: str = "fr"


class Adapter:
    """One service: where it is, under which licence, and how to read it."""

    kind: str
    url: str
    licence: str
    page: str  # where people read it
    area_label: Any
    area_help: Any
    needs_key = False
    knows_coast = False  # whether warnings for the coast are mixed with the others

    def fetch(self, source: Source, at: datetime) -> list[Found]:
        """What it warns of now, for this place. SourceFailed if that cannot be known."""
        raise NotImplementedError

    def default_area(self, postal_code: str) -> str:
        """What to look for, guessed from the town's own address."""
        return ""


def ask(url: str, **options: Any) -> http.Response:
    """One page of a service, or SourceFailed with a sentence."""
    try:
        answer = http.get(url, total=20, **options)
    except (http.OutgoingFailed, http.OutgoingRefused) as error:
        raise SourceFailed(str(error)) from None
    if answer.status in (401, 403):
        raise SourceFailed(str(_("The service refuses our key.")))
    if not answer.ok:
        raise SourceFailed(str(_("The service answers with error %(status)d.") % {"status": answer.status}))
    return answer


def moment(said: Any) -> datetime | None:
    """An aware moment, or None."""
    try:
        found = parse_datetime(str(said))
    except ValueError:
        return None
    return found if found and found.tzinfo else None
