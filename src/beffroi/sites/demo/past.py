"""The past of the demonstration: moments counted in days from today, and facts told at their own hour."""

import random
import tomllib
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from beffroi.ground.people.models import Account
from beffroi.sites.demo import actions

CONTENT = Path(__file__).parent / "content"


@cache
def content(name: str) -> dict[str, Any]:
    """One file of our own words."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def processes() -> list[dict[str, Any]]:
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((CONTENT / "processes").glob("*.toml"))]


class Past:
    """Gives moments, never after today, and keeps facts and jobs at their place in time."""

    def __init__(self, today: datetime) -> None:
        self.today = timezone.localtime(today)  # days begin at midnight in the town
        self.chance = random.Random(2026)  # noqa: S311  the same town every time

    def moment(self, day: float) -> datetime:
        """A day before (or after) today, at an hour when people are awake; today itself is some minutes ago."""
        if day > 0:
            return (self.today + timedelta(days=day)).replace(hour=9, minute=0, second=0, microsecond=0)
        hour, minute = self.chance.randint(8, 21), self.chance.randint(0, 59)
        found = (self.today + timedelta(days=day)).replace(hour=hour, minute=minute, second=0, microsecond=0)
        return min(found, self.today - timedelta(minutes=self.chance.randint(5, 50)))

    def start(self, day: float) -> datetime:
        """The beginning of a phase: at midnight, in the zone of the town."""
        return (self.today + timedelta(days=day)).replace(hour=0, minute=0, second=0, microsecond=0)

    @contextmanager
    def at(self, day: float):
        """What is done inside happened at that moment."""
        moment = self.moment(day)
        before = actions.last_record()
        yield moment
        actions.put_in_the_past(after=before, at=moment)


@cache
def person(name_or_email: str) -> Account:
    """Somebody of the demonstration, by public name or by address."""
    found = Account.objects.select_related("voice")
    return found.get(email=name_or_email) if "@" in name_or_email else found.get(voice__name=name_or_email)
