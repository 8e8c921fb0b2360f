from datetime import timedelta

from django.urls import reverse

from beffroi.channels.assisted import actions
from beffroi.channels.base.models import Delivery
from beffroi.kernel import clock
from beffroi.kernel.jobs import task


@task(every=timedelta(minutes=1))
def prompt_due_deliveries() -> None:
    """Tell who posts by hand, and remind when it is late."""
    at = clock.now()
    rows = Delivery.objects.filter(state=Delivery.BY_HAND, account__kind="assisted").select_related("account").order_by("next_at", "pk")
    for delivery in rows[:100]:
        actions.prompt(delivery=delivery, url=reverse("assisted:show", args=[delivery.pk]), at=at)
