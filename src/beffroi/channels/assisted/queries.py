from datetime import datetime, timedelta
from typing import Any

from beffroi.channels.base.models import Delivery

LATE = timedelta(hours=2)


def waiting():
    return Delivery.objects.filter(state=Delivery.BY_HAND, account__kind="assisted")


def count(person: Any, at: datetime) -> int:
    return waiting().count()


def late(person: Any, at: datetime) -> int:
    return waiting().filter(next_at__lt=at - LATE).count()
