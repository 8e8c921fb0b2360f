"""What the home page reads."""

from datetime import datetime

from django.db.models import Case, IntegerField, Q, Value, When

from beffroi.participation.spaces.models import Process


def processes_for_home(at: datetime) -> list[Process]:
    """Open ones first (those that end soonest on top), then those to come, then the last that ended; six at most."""
    is_open = Q(starts_at__lte=at) & (Q(ends_at=None) | Q(ends_at__gt=at))
    rank = Case(When(is_open, then=Value(0)), When(starts_at__gt=at, then=Value(1)), default=Value(2), output_field=IntegerField())
    found = Process.objects.public().filter(archived_at=None).annotate(rank=rank).prefetch_related("phases")
    rows = list(found.order_by("rank", "-starts_at")[:12])
    far = datetime.max.replace(tzinfo=at.tzinfo)
    rows.sort(key=lambda process: (process.rank, process.ends_at or far) if process.rank == 0 else (process.rank, at))  # type: ignore[attr-defined]
    return rows[:6]
