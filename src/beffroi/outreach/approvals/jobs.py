from datetime import timedelta

from django.utils import timezone

from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.outreach.approvals import actions
from beffroi.outreach.approvals.models import Outsider, Stage


@task(every=timedelta(minutes=5))
def tell_of_late_readings() -> None:
    """Where the time given to a reading is over, its substitute is called."""
    at = clock.now()
    late = Stage.objects.filter(state=Stage.OPEN, due_at__lte=at, late_told_at=None).select_related("approval")
    for stage in late.order_by("due_at")[:100]:
        actions.tell_late(stage=stage, at=at)


@task(every=timedelta(minutes=15))
def write_letters() -> None:
    """Each morning, to those who wish one letter with all that waits for them."""
    at = clock.now()
    if at < actions.morning_of(at):
        return
    for outsider in Outsider.objects.filter(is_active=True, gets_letter=True).exclude(letters__day=timezone.localdate(at)):
        actions.send_letter(outsider=outsider, at=at)
