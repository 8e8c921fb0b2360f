"""What waits on the desk."""

from datetime import datetime
from typing import Any

from beffroi.commons.privacy.models import Breach


def open_breaches(person: Any, at: datetime) -> int:
    """Breaches of which the authority must still be told."""
    return _untold().count()


def late_breaches(person: Any, at: datetime) -> int:
    """Those of which it should have been told by now."""
    return _untold().filter(known_at__lt=at - Breach.DELAY).count()


def _untold():
    return Breach.objects.filter(closed_at=None, authority_told_at=None).exclude(risk=Breach.LOW)
