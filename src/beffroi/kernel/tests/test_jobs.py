"""Jobs are asked for with the rows they are about, run at least once, and a bad one blocks nobody."""

import threading
import time
from datetime import timedelta

import pytest
from beffroi_pytest import NOON
from django.db import connection, connections, transaction

from beffroi.kernel import jobs, worker
from beffroi.kernel.models import Job, Periodic, Record

LATER = NOON + timedelta(days=1)


@jobs.task()
def note(word: str) -> None:
    Record.objects.create(name=word, data={})


@jobs.task(retries=2)
def break_down(word: str = "") -> None:
    raise ValueError(f"no good: {word}")


@jobs.task(atomic=True, retries=1)
def note_and_break_down() -> None:
    Record.objects.create(name="half", data={})
    raise ValueError


@jobs.task()
def give_up() -> None:
    raise jobs.GiveUp("the account is closed")


@jobs.task()
def come_back() -> None:
    raise jobs.Later(timedelta(minutes=7), "asked to wait")


@jobs.task(every=timedelta(minutes=5))
def by_itself() -> None:
    Record.objects.create(name="by itself", data={})


def due(task, **data):
    return task.using(run_after=NOON).enqueue(**data)


@pytest.mark.django_db
def test_a_job_runs_once_and_not_before_its_time():
    note.using(run_after=NOON + timedelta(hours=1)).enqueue(word="hello")
    assert jobs.run_due(at=NOON) == 0
    assert jobs.run_due(at=LATER) == 1
    assert jobs.run_due(at=LATER) == 0
    assert Record.objects.get().name == "hello"


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_asked_for():
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        due(note, word="hello")
        raise ZeroDivisionError
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_poison_job_comes_back_later_and_later_and_fails_for_good_without_blocking_others():
    poison = due(break_down)
    due(note, word="behind it")
    assert jobs.run_due(at=NOON) == 2
    assert Record.objects.count() == 1
    poison.refresh_from_db()
    first = poison.run_at - NOON
    assert timedelta(seconds=15) <= first <= timedelta(seconds=19)
    jobs.run_due(at=LATER)
    poison.refresh_from_db()
    assert poison.run_at - LATER >= timedelta(seconds=30)
    jobs.run_due(at=LATER + timedelta(days=1))
    poison.refresh_from_db()
    assert poison.failed_at
    assert poison.attempts == 3
    assert "no good" in poison.error
    assert list(Job.objects.failed()) == [poison]
    assert jobs.run_due(at=LATER + timedelta(days=9)) == 0


@pytest.mark.django_db
def test_the_desk_tries_a_failed_job_again_or_forgets_it():
    job = due(give_up)
    jobs.run_due(at=NOON)
    job.refresh_from_db()
    assert job.failed_at
    assert job.error == "the account is closed"
    assert jobs.retry(job=job, at=LATER)
    assert not jobs.retry(job=job, at=LATER)
    assert not jobs.forget(job=job)
    jobs.run_due(at=LATER)
    assert jobs.forget(job=job)
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_job_that_was_told_when_to_come_back_has_not_failed():
    job = due(come_back)
    jobs.run_due(at=NOON)
    job.refresh_from_db()
    assert (job.run_at, job.attempts, job.failed_at) == (NOON + timedelta(minutes=7), 0, None)


@pytest.mark.django_db
def test_an_atomic_job_writes_all_or_nothing():
    due(note_and_break_down)
    jobs.run_due(at=NOON)
    assert not Record.objects.exists()


@pytest.mark.django_db
def test_one_waits_under_a_key_and_the_next_may_be_asked_for_while_it_runs():
    keyed = note.using(unique="key", run_after=NOON)
    assert keyed.enqueue(word="one")
    assert keyed.enqueue(word="two") is None
    running = jobs.claim(worker="w", at=NOON)[0]
    assert keyed.enqueue(word="three")
    assert keyed.enqueue(word="four") is None
    assert jobs.run(running, now=lambda: NOON)
    jobs.run_due(at=NOON)
    assert set(Record.objects.values_list("name", flat=True)) == {"one", "three"}


@pytest.mark.django_db
def test_a_failed_try_yields_to_the_same_job_asked_for_meanwhile():
    keyed = break_down.using(unique="key", run_after=NOON)
    keyed.enqueue(word="one")
    running = jobs.claim(worker="w", at=NOON)[0]
    keyed.enqueue(word="two")
    assert not jobs.run(running, now=lambda: NOON)
    running.refresh_from_db()
    assert running.done_at
    assert [job.data["word"] for job in Job.objects.waiting()] == ["two"]


@pytest.mark.django_db
def test_the_jobs_of_a_dead_worker_come_back_when_their_lease_ends():
    due(note, word="kept")
    dead = jobs.claim(worker="dead", at=NOON)[0]
    assert jobs.run_due(at=NOON) == 0
    assert jobs.take_back(at=NOON + jobs.LEASE - timedelta(seconds=1)) == 0
    assert jobs.take_back(at=NOON + jobs.LEASE + timedelta(seconds=1)) == 1
    assert jobs.run_due(at=LATER) == 1
    # It was not dead, only slow: what it says now changes nothing.
    job = Job.objects.get()
    assert not jobs.run(dead, now=lambda: LATER) or Job.objects.get().done_at == job.done_at


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_writes_nothing_in_an_atomic_job():
    @jobs.task(atomic=True)
    def slow_note() -> None:
        Record.objects.create(name="late", data={})

    due(slow_note)
    slow = jobs.claim(worker="slow", at=NOON)[0]
    jobs.take_back(at=NOON + jobs.LEASE * 2)
    assert jobs.run_due(at=LATER) == 1
    assert not jobs.run(slow, now=lambda: LATER)
    assert Record.objects.count() == 1


@pytest.mark.django_db
def test_a_heartbeat_keeps_the_lease():
    due(note, word="long")
    held = jobs.claim(worker="w", at=NOON)
    jobs.prolong(held, at=NOON + timedelta(seconds=50))
    assert jobs.take_back(at=NOON + timedelta(seconds=70)) == 0


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_again_and_again_fails():
    job = due(break_down)
    at = NOON
    for _time in range(3):
        jobs.claim(worker="w", at=at)
        at += timedelta(hours=1)
        jobs.take_back(at=at)
        at += timedelta(hours=1)
    job.refresh_from_db()
    assert job.failed_at
    assert "stopped" in job.error


@pytest.mark.django_db
def test_an_unknown_job_fails_and_says_so():
    job = Job.objects.create(name="gone.with.a.release", run_at=NOON)
    for day in range(9):
        jobs.run_due(at=NOON + timedelta(days=day))
    job.refresh_from_db()
    assert job.failed_at
    assert "gone.with.a.release" in job.error


@pytest.mark.django_db
def test_few_jobs_of_a_queue_or_to_a_host_run_at_once():
    for number in range(5):
        note.using(run_after=NOON, host="slow.example").enqueue(word=str(number))
    other = note.using(run_after=NOON, host="other.example").enqueue(word="other")
    claimed = jobs.claim(worker="w", at=NOON, most=10)
    assert [job.host for job in claimed] == ["slow.example"] * jobs.PER_HOST + ["other.example"]
    assert other in claimed
    jobs.run(claimed[0])
    assert len(jobs.claim(worker="w2", at=NOON, most=10)) == 1


@pytest.mark.django_db
def test_a_queue_has_a_limit(monkeypatch):
    monkeypatch.setitem(jobs.LIMITS, "narrow", 1)

    @jobs.task(queue="narrow")
    def narrow() -> None: ...

    due(narrow)
    due(narrow)
    assert len(jobs.claim(worker="w", at=NOON, most=10)) == 1
    assert len(jobs.claim(worker="w", at=NOON, most=10)) == 0


@pytest.mark.django_db
def test_what_runs_by_itself_is_asked_for_once_per_interval():
    Periodic.objects.bulk_create(
        Periodic(name=name, due_at=LATER) for name, task in jobs.TASKS.items() if task.every and name != by_itself.name
    )
    assert worker.start_periodic(at=NOON) == 1
    assert worker.start_periodic(at=NOON) == 0
    assert jobs.run_due(at=NOON) == 1
    assert worker.start_periodic(at=NOON + timedelta(minutes=4)) == 0
    assert worker.start_periodic(at=NOON + timedelta(minutes=5)) == 1
    # The last one still waits: they do not pile up.
    assert worker.start_periodic(at=NOON + timedelta(minutes=11)) == 0


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_claim_each_job_once():
    for number in range(40):
        due(note, word=str(number))
    claimed: list[int] = []
    wrong: list[Exception] = []

    def work(name: str) -> None:
        try:
            while found := jobs.claim(worker=name, at=NOON, most=3):
                claimed.extend(job.pk for job in found)
                for job in found:
                    jobs.run(job)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(claimed) == len(set(claimed)) == Record.objects.count() == 40


@pytest.mark.django_db(transaction=True)
def test_a_worker_runs_jobs_stops_the_endless_ones_and_ends_when_told():
    @jobs.task(longest=timedelta(seconds=-1), retries=0)
    def endless() -> None:
        while True:
            sum(range(1000))

    stuck = due(endless)
    due(note, word="done")
    at_work = worker.Worker(threads=2)
    thread = threading.Thread(target=lambda: (at_work.work(), connection.close()))
    thread.start()
    try:
        for _try in range(200):
            at_work.last_beat = 0
            if Job.objects.failed().exists() and Record.objects.filter(name="done").exists():
                break
            time.sleep(0.05)
    finally:
        at_work.stop()
        thread.join(15)
    assert not thread.is_alive()
    stuck.refresh_from_db()
    assert "TookTooLong" in stuck.error
    assert Record.objects.filter(name="done").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_thread_without_work_gives_its_connection_back_and_works_again(monkeypatch):
    monkeypatch.setattr(worker, "REST", 0.05)
    held = []

    @jobs.task()
    def hold() -> None:
        held.append(connections["default"])

    def until(is_so) -> bool:
        for _try in range(200):
            if is_so():
                return True
            time.sleep(0.05)
        return False

    at_work = worker.Worker(threads=1)
    thread = threading.Thread(target=lambda: (at_work.work(), connection.close()))
    due(hold)
    thread.start()
    try:
        assert until(lambda: held and held[0].connection is None)
        due(hold)
        assert until(lambda: len(held) == 2 and held[1].connection is None)
    finally:
        at_work.stop()
        thread.join(15)
    assert held[0] is held[1]
