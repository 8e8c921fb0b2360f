"""Work for later, kept in the database beside the rows it is about (transactional enqueue).

The signature follows Django 6's tasks: `@task()` makes a Task, `Task.enqueue(**kwargs)` asks for a run,
`Task.using(run_after=…)` schedules it. Jobs run at least once: a job whose worker was killed comes back when its
lease ends. Two ways to have the effect once: `@task(atomic=True)` writes only in our database, and the job is marked
done in the very same transaction; otherwise give what is sent out a stable key (`origin`, `key`).

This module is about one job; `kernel.worker` is the process that runs many.
"""

import logging
import random
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Count, Q, QuerySet

from beffroi.kernel import clock
from beffroi.kernel.models import Job

logger = logging.getLogger(__name__)

TASKS: dict[str, "Task"] = {}
LEASE = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=12)
PER_HOST = 2  # jobs that speak to one host at once, all workers together
CLAIM_LOCK = 0x62656601  # PostgreSQL advisory lock: claims take turns, so that limits are exact


class GiveUp(Exception):
    """Raised by a job that knows that trying again is useless: it fails for good, and the desk sees it."""


class Later(Exception):
    """Raised by a job that was told when to come back; this does not count as a failed try."""

    def __init__(self, wait: timedelta, why: str = "") -> None:
        super().__init__(why)
        self.wait = wait


class TookTooLong(Exception):
    """Raised inside a job that ran longer than its task allows."""


class _LeaseLost(Exception):
    """Another worker has the job by now: what was written in this transaction is undone."""


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
    host: str = ""
    atomic: bool = False
    longest: timedelta = timedelta(minutes=10)
    ahead: Callable[[datetime], datetime | None] | None = None

    def using(self, *, run_after: datetime | None = None, unique: str = "", host: str = "") -> "Task":
        """The same task with a time before which it does not run, a key under which only one may wait,
        or the name of the host that it speaks to (few jobs per host run at once)."""
        return replace(self, run_after=run_after or self.run_after, unique=unique or self.unique, host=host or self.host)

    def enqueue(self, **kwargs: Any) -> Job | None:
        """Ask for a run, in the caller's transaction. None if one with the same unique key already waits."""
        job = Job(
            name=self.name,
            queue=self.queue,
            host=self.host[:255],
            data=kwargs,
            unique=self.unique,
            run_at=self.run_after or clock.now(),
        )
        if self.unique:
            if Job.objects.waiting().filter(unique=self.unique).exists():
                return None
            try:
                with transaction.atomic():
                    job.save(force_insert=True)
            except IntegrityError:  # somebody else asked in the same moment
                return None
            return job
        job.save(force_insert=True)
        return job

    def __call__(self, **kwargs: Any) -> None:
        self.function(**kwargs)


def task(
    *,
    queue: str = "default",
    retries: int = 12,
    every: timedelta | None = None,
    atomic: bool = False,
    longest: timedelta = timedelta(minutes=10),
    ahead: Callable[[datetime], datetime | None] | None = None,
) -> Callable[[Callable], Task]:
    """Make a function a task. With `every`, the workers also run it by themselves, once per interval in all.

    `ahead`: for one with `every` that carries out what was planned for an hour: the first such hour after a moment, or None. A town
    that sleeps (kernel.hosting) wakes for it; its other habits may be some minutes late.

    `atomic`: the function only writes in our database; it runs in one transaction with the mark that it is done.
    """

    def decorate(function: Callable[..., None]) -> Task:
        name = f"{function.__module__}.{function.__qualname__}"
        TASKS[name] = made = Task(function, name, queue=queue, retries=retries, every=every, atomic=atomic, longest=longest, ahead=ahead)
        return made

    return decorate


def limit(queue: str, at_once: int) -> None:
    """At most so many jobs of a queue run at once, all workers together."""
    LIMITS[queue] = at_once


LIMITS: dict[str, int] = {}


def claim(*, worker: str, at: datetime, most: int = 1) -> list[Job]:
    """Take waiting jobs that are due, oldest first, under a lease. An UPDATE that must touch one row is the lock."""
    claimed: list[Job] = []
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CLAIM_LOCK])
        queues, hosts = _at_work()
        while len(claimed) < most:
            due = Job.objects.waiting().filter(run_at__lte=at)
            if full := [name for name, most_there in LIMITS.items() if queues.get(name, 0) >= most_there]:
                due = due.exclude(queue__in=full)
            if busy := [host for host, count in hosts.items() if count >= PER_HOST]:
                due = due.exclude(host__in=busy)
            found = due.order_by("run_at", "id").first()
            if found is None:
                break
            mine = {"claimed_at": at, "worker": worker, "lease_until": at + LEASE, "attempts": found.attempts + 1}
            if not Job.objects.waiting().filter(pk=found.pk).update(**mine):
                continue  # another worker was first
            for name, value in mine.items():
                setattr(found, name, value)
            queues[found.queue] = queues.get(found.queue, 0) + 1
            if found.host:
                hosts[found.host] = hosts.get(found.host, 0) + 1
            claimed.append(found)
    return claimed


def _at_work() -> tuple[dict[str, int], dict[str, int]]:
    queues: dict[str, int] = {}
    hosts: dict[str, int] = {}
    for row in Job.objects.running().values("queue", "host").annotate(n=Count("pk")):
        queues[row["queue"]] = queues.get(row["queue"], 0) + row["n"]
        if row["host"]:
            hosts[row["host"]] = row["n"] + hosts.get(row["host"], 0)
    return queues, hosts


def run(job: Job, *, now: Callable[[], datetime] = clock.now) -> bool:
    """Run a claimed job and write down how it ended. True if it is done."""
    try:
        found = TASKS.get(job.name)
        if found is None:
            raise LookupError(f"no task is called {job.name!r} in this release")
        with transaction.atomic() if found.atomic else _on_its_own():
            found(**job.data)
            if not _held(job).update(done_at=now(), error="", lease_until=None):
                raise _LeaseLost
        return True
    except _LeaseLost:
        logger.warning("job %s %s: the lease was lost", job.pk, job.name)
    except Later as later:
        _put_back(job, at=now(), wait=later.wait, error=str(later), attempts=job.attempts - 1)
    except GiveUp as error:
        logger.error("job %s %s: %s", job.pk, job.name, error)
        _held(job).update(failed_at=now(), error=str(error)[:2000], lease_until=None)
    except Exception as error:
        logger.warning("job %s %s failed (try %s)", job.pk, job.name, job.attempts, exc_info=True)
        _after_failure(job, repr(error), at=now())
    return False


@contextmanager
def _on_its_own() -> Iterator[None]:
    """Inside somebody else's transaction (a test's), an error of the database leaves that transaction usable."""
    point = transaction.savepoint() if connection.in_atomic_block else None
    try:
        yield
    except DatabaseError:
        if point:
            transaction.savepoint_rollback(point)
        raise


def _held(job: Job) -> QuerySet[Job]:
    """The job's row, only while this very claim holds it."""
    return Job.objects.running().filter(pk=job.pk, worker=job.worker, attempts=job.attempts)


def _after_failure(job: Job, error: str, *, at: datetime) -> None:
    if job.attempts > _allowed(job):
        _held(job).update(failed_at=at, error=error[:2000], lease_until=None)
    else:
        _put_back(job, at=at, wait=back_off(job.attempts), error=error, attempts=job.attempts)


def _allowed(job: Job) -> int:
    return TASKS[job.name].retries if job.name in TASKS else 3


def back_off(attempts: int) -> timedelta:
    """15 s, 30 s, 1 min … 12 h, up to a quarter longer so that failures do not come back all at once."""
    wait = min(timedelta(seconds=15 * 2 ** min(attempts - 1, 20)), LONGEST_WAIT)
    return wait * (1 + random.random() / 4)  # noqa: S311


def _put_back(job: Job, *, at: datetime, wait: timedelta, error: str, attempts: int) -> None:
    waiting = {"claimed_at": None, "worker": "", "lease_until": None, "attempts": attempts}
    try:
        with transaction.atomic():
            _held(job).update(run_at=at + wait, error=error[:2000], **waiting)
    except IntegrityError:  # one with the same unique key was asked for meanwhile: that one will do
        _held(job).update(done_at=at, lease_until=None, error="replaced by a later one")


def prolong(jobs: list[Job], *, at: datetime) -> None:
    """Heartbeat: the worker still has these jobs in hand."""
    for job in jobs:
        _held(job).update(lease_until=at + LEASE)


def take_back(*, at: datetime, dead: Collection[str] = ()) -> int:
    """Jobs whose worker has died wait again; one that has killed its worker too often has failed."""
    count = 0
    for job in Job.objects.running().filter(Q(lease_until__lt=at) | Q(worker__in=dead)).order_by("lease_until")[:100]:
        why = job.error or "the worker stopped while it ran this job"
        if job.attempts > _allowed(job):
            count += _held(job).update(failed_at=at, error=why, lease_until=None)
        else:
            _put_back(job, at=at, wait=timedelta(seconds=2 ** min(job.attempts - 1, 9)), error=why, attempts=job.attempts)
            count += 1
    return count


def run_due(*, at: datetime, most: int = 1000) -> int:
    """Run in this process what is due, each job once; a job that fails comes back later. Returns how many ran."""
    count = 0
    while count < most and (claimed := claim(worker="here", at=at)):
        run(claimed[0], now=lambda: at)
        count += 1
    return count


def retry(*, job: Job, at: datetime) -> bool:
    """The desk asks to try a failed job again. False if it is not failed any more, or if one like it waits."""
    try:
        with transaction.atomic():
            return bool(
                Job.objects.failed()
                .filter(pk=job.pk)
                .update(failed_at=None, claimed_at=None, worker="", lease_until=None, attempts=0, run_at=at)
            )
    except IntegrityError:
        return False


def forget(*, job: Job) -> bool:
    """The desk drops a failed job."""
    return bool(Job.objects.failed().filter(pk=job.pk).delete()[0])


__all__ = ["GiveUp", "Later", "Task", "TookTooLong", "claim", "forget", "limit", "retry", "run", "run_due", "task"]
