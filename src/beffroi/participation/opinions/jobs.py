from datetime import timedelta

from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.participation.opinions.actions import count_now, forget_keys
from beffroi.participation.opinions.models import OpinionMap


@task(longest=timedelta(minutes=10))
def count_one(map_id: int) -> None:
    """The groups of one opinion map, and what stands for them."""
    map = OpinionMap.objects.select_related("component__process").filter(pk=map_id).first()
    if map is not None:
        count_now(map=map, at=clock.now())


@task(every=timedelta(minutes=1))
def count_changed() -> None:
    """Opinion maps where something was said since the last count."""
    for pk in OpinionMap.objects.filter(is_dirty=True).values_list("pk", flat=True):
        count_one.using(unique=f"opinions-{pk}").enqueue(map_id=pk)


@task(every=timedelta(days=1))
def forget_participants() -> None:
    """Ninety days after the end of an opinion map, nothing leads to those who answered."""
    forget_keys(at=clock.now())
