from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from beffroi.kernel import edition

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
