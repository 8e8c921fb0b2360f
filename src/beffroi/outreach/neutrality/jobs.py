from datetime import timedelta

from django.utils import timezone

from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.outreach.neutrality import actions
from beffroi.outreach.neutrality.models import SlotRule


@task(every=timedelta(days=1))
def remind_of_open_slots() -> None:
    """Groups hear in time that they may still hand in a text; on the first day, the known elections are written in."""
    at = clock.now()
    actions.preload(at=at)
    today = timezone.localdate(at)
    rules = SlotRule.objects.filter(group__is_majority=False, group__ended_on=None).select_related("group", "account")
    for rule in rules:
        if rule.is_running(today):
            actions.remind(rule=rule, at=at)
