"""Pages are made in as few threads as there are pages at once."""

import threading
import time

import pytest
from django.db import connection

from beffroi.kernel.threads import Threads


def alive(name: str) -> int:
    return sum(thread.name == name for thread in threading.enumerate())


def test_one_after_the_other_needs_one_thread():
    threads = Threads(3, name="one after the other")
    assert {threads.submit(threading.get_ident).result() for _n in range(500)} == {threads.submit(threading.get_ident).result()}
    assert alive("one after the other") == 1


def test_work_at_once_has_a_thread_each_and_only_some_stay():
    threads, all_here = Threads(2, name="at once"), threading.Barrier(5, timeout=10)
    given = [threads.submit(all_here.wait) for _n in range(5)]
    assert sorted(one.result() for one in given) == [0, 1, 2, 3, 4]
    until = time.monotonic() + 10
    while alive("at once") > 2 and time.monotonic() < until:
        time.sleep(0.01)
    assert alive("at once") == 2


def test_an_error_reaches_the_caller_and_the_thread_goes_on():
    threads = Threads(1, name="with an error")
    with pytest.raises(ZeroDivisionError):
        threads.submit(divmod, 1, 0).result()
    assert threads.submit(divmod, 7, 2).result() == (3, 1)
    assert alive("with an error") == 1


@pytest.mark.django_db
def test_a_thread_that_leaves_closes_its_connection():
    def use() -> object:
        connection.ensure_connection()
        return connection.connection

    used = Threads(0, name="leaves").submit(use).result()
    until = time.monotonic() + 10
    while alive("leaves") and time.monotonic() < until:
        time.sleep(0.01)
    with pytest.raises(Exception, match="losed"):  # "Cannot operate on a closed database", "the connection is closed"
        used.cursor()
