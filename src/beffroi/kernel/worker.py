"""The process that runs jobs: a few threads, a heartbeat, and a watch over jobs that take too long.

`./beffroi worker`, as many as wanted. A worker that is killed loses nothing: its jobs come back when their lease ends.
"""

import ctypes
import hashlib
import logging
import os
import queue
import secrets
import signal
import socket
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.db import DatabaseError, IntegrityError, close_old_connections, connection, transaction

from beffroi.kernel import clock, jobs
from beffroi.kernel.models import Job, Periodic, Pulse

logger = logging.getLogger(__name__)

THREADS = 2
IDLE = 0.3  # seconds between two looks when there is nothing to do
BEAT = 5.0
REST = 15.0  # seconds without a job after which a thread gives its database connection back (with SQLite 2 to 4 MB)
AHEAD = "ahead"  # among the periodic tasks, and none: the next hour that something is planned for
STATEMENT_SECONDS = 900
GRACE = timedelta(seconds=60)  # a job that does not even end when it is told to: the process stops, the lease brings it back


class Worker:
    def __init__(self, *, threads: int = THREADS) -> None:
        self.name = f"{socket.gethostname()[:30]}:{_place()}:{os.getpid()}:{secrets.token_hex(3)}"
        self.threads = threads
        self.todo: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self.running: dict[int, tuple[Job, int, datetime, bool]] = {}  # job id: job, thread, since, told to stop
        self.lock = threading.Lock()
        self.stopping = False
        self.wake = threading.Event()  # a thread is free again
        self.free = threading.Semaphore(threads)
        self.last_beat = 0.0

    def work(self) -> None:
        """Until told to stop; then the jobs in hand are finished (or put back by their lease)."""
        runners = [threading.Thread(target=self._runner, daemon=True, name=f"job-{n}") for n in range(self.threads)]
        for runner in runners:
            runner.start()
        while not self.stopping:
            self.wake.clear()
            try:
                self._beat()
                found = self._take()
            except DatabaseError:
                logger.warning("the database does not answer", exc_info=True)
                connection.close()
                found = 0
            if not all(runner.is_alive() for runner in runners):
                raise SystemExit(70)  # told to stop at the worst moment; the supervisor starts another
            if not found:
                self.wake.wait(IDLE)
        for _runner in runners:
            self.todo.put(None)
        until = time.monotonic() + 8
        for runner in runners:
            while runner.is_alive() and time.monotonic() < until:
                runner.join(0.5)
                self._beat()
        Pulse.objects.filter(pk=self.name).delete()
        note_ahead(at=clock.now())

    def stop(self, *_signal: object) -> None:
        self.stopping = True  # nothing more: this runs in a signal handler, which must take no lock

    def _take(self) -> int:
        close_old_connections()
        free = 0
        while free < self.threads and self.free.acquire(blocking=False):
            free += 1
        claimed = []
        try:
            # A look without a transaction first: an idle worker takes no write lock.
            if free and Job.objects.waiting().filter(run_at__lte=clock.now()).exists():
                claimed = jobs.claim(worker=self.name, at=clock.now(), most=free)
        finally:
            for _unused in range(free - len(claimed)):
                self.free.release()
        for job in claimed:
            self.todo.put(job)
        return len(claimed)

    def _runner(self) -> None:
        while (job := self._next()) is not None:
            with self.lock:
                self.running[job.pk] = (job, threading.get_ident(), clock.now(), False)
            try:
                jobs.run(job)
            except BaseException:
                logger.exception("job %s %s", job.pk, job.name)
                connection.close()
            finally:
                with self.lock:
                    self.running.pop(job.pk, None)
                self.free.release()
                self.wake.set()
                close_old_connections()
        connection.close()

    def _next(self) -> Job | None:
        try:
            return self.todo.get(timeout=REST)
        except queue.Empty:
            connection.close()
            return self.todo.get()

    def _beat(self) -> None:
        """Every few seconds: a sign of life, longer leases, jobs of the dead, tasks that run by themselves."""
        if time.monotonic() - self.last_beat < BEAT:
            return
        self.last_beat = time.monotonic()
        at = clock.now()
        Pulse.objects.update_or_create(worker=self.name, defaults={"at": at})
        with self.lock:
            held = list(self.running.values())
        jobs.prolong([job for job, _thread, _since, _told in held], at=at)
        for job, thread, since, told in held:
            self._watch(job, thread, since, told, at)
        if jobs.take_back(at=at, dead=_dead(set(Job.objects.running().values_list("worker", flat=True)) - {self.name})):
            logger.warning("jobs of a worker that stopped wait again")
        start_periodic(at=at)

    def _watch(self, job: Job, thread: int, since: datetime, told: bool, at: datetime) -> None:
        task = jobs.TASKS.get(job.name)
        over = at - since - (task.longest if task else timedelta(minutes=10))
        if over > GRACE:
            logger.error("job %s %s does not end: this worker stops", job.pk, job.name)
            os._exit(70)
        if over > timedelta(0) and not told:
            with self.lock:
                if job.pk in self.running:
                    self.running[job.pk] = (job, thread, since, True)
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(jobs.TookTooLong))


def _place() -> str:
    """This start of this machine, and this container: where a process number means something."""
    try:
        said = Path("/proc/sys/kernel/random/boot_id").read_text() + str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        said = secrets.token_hex(8)
    return hashlib.blake2b(said.encode(), digest_size=6).hexdigest()


def _dead(workers: set[str]) -> list[str]:
    """Those that worked here and are no more: their jobs need not wait for the end of the lease."""
    found, here = [], _place()
    for name in workers:
        place, _colon, number = name.rpartition(":")[0].rpartition(":")
        if place.endswith(f":{here}") and number.isdecimal() and not Path(f"/proc/{number}").exists():
            found.append(name)
    return found


def start_periodic(*, at: datetime) -> int:
    """Ask for one run of each task whose interval has passed, once however many workers look. Returns how many."""
    count = 0
    due = dict(Periodic.objects.values_list("name", "due_at"))
    for task in list(jobs.TASKS.values()):
        if task.every is None or (task.name in due and due[task.name] > at):
            continue
        with transaction.atomic():
            if task.name not in due:
                try:
                    with transaction.atomic():
                        Periodic.objects.create(name=task.name, due_at=at + task.every)
                except IntegrityError:  # another worker saw it first
                    continue
            elif not Periodic.objects.filter(name=task.name, due_at=due[task.name]).update(due_at=at + task.every):
                continue
            count += bool(task.using(unique=f"every:{task.name}"[:200], run_after=at).enqueue())
    return count


def note_ahead(*, at: datetime) -> None:
    """Before it ends, a worker leaves word of the next hour that something is planned for: who lets a town sleep wakes it then."""
    moments = [moment for task in list(jobs.TASKS.values()) if task.ahead and (moment := task.ahead(at))]
    if moments:
        Periodic.objects.update_or_create(name=AHEAD, defaults={"due_at": min(moments)})
    else:
        Periodic.objects.filter(name=AHEAD).delete()


def take_your_time() -> None:
    """The limit of a statement on PostgreSQL is for pages: jobs and commands may take longer."""
    if connection.vendor == "postgresql":
        connection.settings_dict["OPTIONS"]["options"] = f"-c statement_timeout={STATEMENT_SECONDS * 1000}"
        if connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = %s", [STATEMENT_SECONDS * 1000])


def main(*, threads: int = THREADS) -> None:
    """Run a worker in this process until SIGTERM or SIGINT."""
    take_your_time()
    worker = Worker(threads=threads)
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    worker.work()
    sys.stdout.flush()
