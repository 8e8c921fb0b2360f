"""The one clock. Only views, commands and jobs read it; everything else is given `at`."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware."""
    return timezone.now()
