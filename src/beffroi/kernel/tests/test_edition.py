from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from beffroi.kernel import edition
from beffroi.kernel.fragments import Frozen, until_changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_runs() -> Iterator[None]:
    """As Django's own test client does it: the connection of the test stays."""
    request_started.disconnect(close_old_connections)
    request_started.send(sender=None)
    request_started.connect(close_old_connections)
    yield
    request_finished.disconnect(close_old_connections)
    request_finished.send(sender=None)
    request_finished.connect(close_old_connections)


def test_a_request_asks_once_and_hears_its_own_change(request_runs, django_assert_num_queries):
    with django_assert_num_queries(1):
        before = edition.current()
        assert edition.current() == before
    edition.bump()
    assert edition.current() == before + 1


def test_outside_requests_it_is_asked_each_time(django_assert_num_queries):
    with django_assert_num_queries(2):
        edition.current()
        edition.current()


def test_what_pages_keep_is_read_again_after_a_change(request_runs):
    assert [until_changed("words", lambda: "before"), until_changed("words", lambda: "not asked")] == ["before", "before"]
    edition.bump()
    assert until_changed("words", lambda: "after") == "after"


def test_what_a_request_reads_after_its_own_change_is_not_kept(request_runs):
    """It may be taken back, and the next change then has the same number."""
    edition.bump()
    until_changed("words", lambda: "taken back")
    edition._begin()
    assert until_changed("words", lambda: "what is true") == "what is true"


def test_nothing_is_kept_outside_requests():
    assert [until_changed("words", lambda: "one"), until_changed("words", lambda: "two")] == ["one", "two"]


def test_of_several_things_only_the_unknown_ones_are_asked_and_all_of_them_after_a_change(request_runs):
    kept, asked = Frozen(10), []

    def make(keys):
        asked.append(sorted(keys))
        return {key: f"thing {key}" for key in keys if key != 3}

    assert kept.many([1, 2, 3], make) == {1: "thing 1", 2: "thing 2"}
    assert kept.many([2, 3, 4], make) == {2: "thing 2", 4: "thing 4"}
    edition.bump()
    kept.many([2], make)
    assert asked == [[1, 2, 3], [4], [2]]
