from datetime import timedelta

from django.db.models import Q

from beffroi.channels.base import actions
from beffroi.channels.base.models import Delivery
from beffroi.kernel import clock
from beffroi.kernel.jobs import task


@task(queue="deliveries", retries=3)
def push_delivery(delivery_id: int) -> None:
    """Carry one delivery; its own tries are kept on the delivery itself."""
    delivery = Delivery.objects.select_related("account").filter(pk=delivery_id).first()
    if delivery:
        actions.push(delivery=delivery, at=clock.now())


@task(every=timedelta(seconds=20))
def push_due_deliveries() -> None:
    """What waits for another try, and what a dead worker left behind."""
    at = clock.now()
    stale = Q(state=Delivery.SENDING, claimed_at__lt=at - actions.LEASE)
    due = Q(state=Delivery.WAITING, next_at__lte=at)
    for pk in Delivery.objects.filter(due | stale).order_by("next_at").values_list("pk", flat=True)[:200]:
        push_delivery.using(unique=f"delivery-{pk}").enqueue(delivery_id=pk)
