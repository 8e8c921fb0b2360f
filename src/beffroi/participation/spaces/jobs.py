from datetime import datetime, timedelta

from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.participation.spaces.actions import tell_due_phases
from beffroi.participation.spaces.models import Phase


def _next_hour(at: datetime) -> datetime | None:
    public = Phase.objects.filter(process__archived_at=None).exclude(process__published_at=None)
    starts = public.filter(starts_at__gt=at).order_by("starts_at").values_list("starts_at", flat=True).first()
    ends = public.filter(ends_at__gt=at).order_by("ends_at").values_list("ends_at", flat=True).first()
    return min((moment for moment in (starts, ends) if moment), default=None)


@task(every=timedelta(minutes=1), ahead=_next_hour)
def tell_phases() -> None:
    """Tell which phases opened and closed since the last minute, or since the worker last ran."""
    tell_due_phases(at=clock.now())
