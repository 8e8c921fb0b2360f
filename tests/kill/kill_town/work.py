"""Two ways for a job to have its effect once, and one write of everything."""

import contextlib
import os
import random
import time
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from beffroi.kernel import clock, ledger
from beffroi.kernel.facts import Fact, on, record
from beffroi.kernel.jobs import task
from beffroi.kernel.models import Record


def at_work() -> None:
    """Tell the test whom to kill: the process that is in the middle of a job."""
    (Path(os.environ["PEER"]) / "at-work").write_text(str(os.getpid()))


@task(atomic=True)
def count(number: int) -> None:
    """Writes in our database only: in one transaction with the mark that it is done."""
    at_work()
    time.sleep(random.random() / 4)
    Record.objects.create(name="counted", data={"number": number})
    time.sleep(random.random() / 50)  # on SQLite nobody else writes meanwhile


@task()
def publish(number: int) -> None:
    """Speaks to somebody else, who knows the key: sent twice, it is one."""
    at_work()
    folder = Path(os.environ["PEER"])
    time.sleep(random.random() / 4)
    with contextlib.suppress(FileExistsError), (folder / f"key-{number}").open("x"):
        pass
    with (folder / "tries").open("a") as tries:
        tries.write(f"{number}\n")
    time.sleep(random.random() / 4)


@dataclass(frozen=True, kw_only=True)
class Written(Fact):
    number: int


@on(Written)
def hear(fact: Written) -> None:
    Record.objects.create(name="heard", data={"number": fact.number})


@transaction.atomic
def write(*, number: int) -> int:
    row = Record.objects.create(name="written", data={"number": number})
    ledger.append(kind="written", data={"number": number}, at=clock.now())
    record(Written(number=number))
    return row.pk
