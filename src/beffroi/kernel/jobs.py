"""Work for later, kept in the database beside the rows it is about (transactional enqueue).

The signature follows Django 6's tasks: `@task()` makes a Task, `Task.enqueue(**kwargs)` asks for a run,
`Task.using(run_after=…)` schedules it. Jobs run at least once: their effects are idempotent.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from beffroi.kernel import clock
from beffroi.kernel.models import Job

TASKS: dict[str, "Task"] = {}


@dataclass(frozen=True)
class Task:
    """A function that the worker may run later, with its habits."""

    function: Callable[..., None]
    name: str
    queue: str = "default"
    retries: int = 12
    every: timedelta | None = None
    run_after: datetime | None = None
    unique: str = ""

    def using(self, *, run_after: datetime | None = None, unique: str = "") -> "Task":
        """The same task with a time before which it does not run, or a key under which only one may wait."""
        return replace(self, run_after=run_after or self.run_after, unique=unique or self.unique)

    def enqueue(self, **kwargs: Any) -> Job | None:
        """Ask for a run, in the caller's transaction. None if one with the same unique key already waits."""
        if self.unique and Job.objects.filter(unique=self.unique, done_at=None).exists():
            return None
        return Job.objects.create(
            name=self.name, queue=self.queue, data=kwargs, unique=self.unique, run_at=self.run_after or clock.now()
        )

    def __call__(self, **kwargs: Any) -> None:
        self.function(**kwargs)


def task(*, queue: str = "default", retries: int = 12, every: timedelta | None = None) -> Callable[[Callable], Task]:
    """Make a function a task. With `every`, the worker also runs it by itself at that interval."""

    def decorate(function: Callable[..., None]) -> Task:
        name = f"{function.__module__}.{function.__qualname__}"
        TASKS[name] = made = Task(function, name, queue=queue, retries=retries, every=every)
        return made

    return decorate


def run_due(*, at: datetime, most: int = 1000) -> int:
    """Run what is due, each job once; a job that fails comes back later. Returns how many ran."""
    count = 0
    while count < most and (found := Job.objects.filter(done_at=None, claimed_at=None, run_at__lte=at).order_by("run_at", "pk").first()):
        if not Job.objects.filter(pk=found.pk, claimed_at=None).update(claimed_at=at, attempts=found.attempts + 1):
            continue  # another worker was first
        try:
            TASKS[found.name](**found.data)
        except Exception as error:  # noqa: BLE001
            wait = timedelta(seconds=15 * 2**found.attempts)
            Job.objects.filter(pk=found.pk).update(claimed_at=None, run_at=at + wait, error=repr(error))
        else:
            Job.objects.filter(pk=found.pk).update(done_at=at)
        count += 1
    return count
