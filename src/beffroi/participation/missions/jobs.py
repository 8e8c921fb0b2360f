from datetime import timedelta

from beffroi.commons.notifications.actions import tell
from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.participation.missions.actions import remind, tell_endings
from beffroi.participation.missions.models import Signup
from beffroi.participation.missions.notices import params_of_task, subject_of_task


@task(every=timedelta(hours=1))
def remind_volunteers() -> None:
    """Who registered is reminded the day before."""
    at = clock.now()
    ids = remind(at=at, before=at + timedelta(hours=30))
    rows = Signup.objects.filter(pk__in=ids).select_related("account", "task__mission__component__process")
    for row in rows:
        if row.account is not None:
            tell(
                voices_or_accounts=[row.account],
                kind="missions:reminder",
                subject=subject_of_task(row.task),
                params=params_of_task(row.task),
                origin=f"mission-reminder-{row.pk}-{row.steps}",
                at=at,
            )


@task(every=timedelta(hours=1))
def tell_what_ends() -> None:
    """Who follows a mission learns three days before that it ends."""
    at = clock.now()
    tell_endings(at=at, before=at + timedelta(days=3))
