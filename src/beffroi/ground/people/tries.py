"""How often something may be tried here (`kernel.limits`), and more often where many show the same accounts to many."""

from datetime import datetime, timedelta

from django.conf import settings

from beffroi.kernel import limits
from beffroi.kernel.rules import Refusal

DEMONSTRATION = 50  # everybody who visits a demonstration signs in with the same printed passwords


def must_be_within(name: str, key: object, *, most: int, per: timedelta, at: datetime) -> Refusal | None:
    """Count a try of this domain."""
    return limits.must_be_within(f"people-{name}", key, most=most * (DEMONSTRATION if settings.DEMO else 1), per=per, at=at)
