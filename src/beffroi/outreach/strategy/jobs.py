from datetime import timedelta

from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.outreach.strategy import actions, advice, queries
from beffroi.outreach.strategy.models import Objective


@task(every=timedelta(hours=6))
def measure_objectives() -> None:
    """Keep today's figure of every objective that still runs."""
    at = clock.now()
    for objective in Objective.objects.filter(plan__is_current=True, due_on__gte=at.date()):
        value = queries.measured(objective, at)
        if value is not None:
            actions.keep_point(objective=objective, value=value, at=at)


@task(every=timedelta(hours=24))
def watch_the_rhythm() -> None:
    """Once a week for each account of the plan that falls silent."""
    at, plan = clock.now(), queries.current()
    if plan is None:
        return
    year, week, _day = at.isocalendar()
    silent = {sentence.account_id for sentence in advice.warnings(plan, at) if sentence.kind == advice.RHYTHM}
    for choice in plan.channels.select_related("account"):
        if choice.account_id in silent:
            actions.tell_silence(account=choice.account, week=f"{year}-{week:02d}")
