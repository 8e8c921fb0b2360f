from datetime import timedelta

from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.participation.panels import actions, states
from beffroi.participation.panels.models import Panel


@task(retries=3, longest=timedelta(minutes=30))
def prepare(panel_id: int) -> None:
    """Calculate the thousand panels of a closed pool; outside of any transaction, since it may take a minute."""
    panel = Panel.objects.select_related("component__process").filter(pk=panel_id, state=states.COUNTING).first()
    if panel is not None:
        actions.keep_draw(panel=panel, made=actions.calculate(panel), at=clock.now())


@task(every=timedelta(hours=6))
def forget() -> None:
    """Panels past their last day are over; what is personal in them is erased once its days are past."""
    actions.forget_due(at=clock.now())
