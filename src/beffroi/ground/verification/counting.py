"""What waits for the team."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse_lazy

from beffroi.ground.verification.models import Conflict, Letter, Roll

LATE = timedelta(days=3)


def open_conflicts(person: Any, at: datetime) -> int:
    return Conflict.objects.filter(state=Conflict.OPEN).count()


def letters_to_print(person: Any, at: datetime) -> int:
    return Letter.objects.filter(state=Letter.ASKED).count()


def late_letters(person: Any, at: datetime) -> int:
    return Letter.objects.filter(state=Letter.ASKED, asked_at__lt=at - LATE).count()


def has_open_roll() -> bool:
    return Roll.objects.filter(is_open=True, people_count__gt=0).exists()


def desk(route: str) -> Any:
    return reverse_lazy(f"verification_desk:{route}")
