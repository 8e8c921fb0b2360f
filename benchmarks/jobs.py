"""How many jobs a second one worker runs (a note in the database each), and how many are asked for."""

import json
import threading
import time

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from beffroi.kernel import jobs  # noqa: E402
from beffroi.kernel.models import Job, Record  # noqa: E402
from beffroi.kernel.worker import Worker  # noqa: E402

COUNT = 1000


@jobs.task(atomic=True)
def note(number: int) -> None:
    Record.objects.create(name="bench", data={"number": number})


def main() -> dict:
    Job.objects.all().delete()
    begun = time.perf_counter()
    with transaction.atomic():
        for number in range(COUNT):
            note.enqueue(number=number)
    asked = COUNT / (time.perf_counter() - begun)
    worker = Worker()

    def watch() -> None:
        while Job.objects.filter(name=note.name, done_at=None).exists():
            time.sleep(0.05)
        worker.stop()
        connection.close()

    threading.Thread(target=watch).start()
    begun = time.perf_counter()
    worker.work()
    return {"asked_per_second": asked, "run_per_second": COUNT / (time.perf_counter() - begun)}


if __name__ == "__main__":
    print(json.dumps(main()))
