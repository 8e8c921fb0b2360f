import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beffroi.kernel.asked import Asked, answer, asked
from beffroi.kernel.models import Edition

pytestmark = pytest.mark.django_db


def test_all_is_asked_at_once_and_each_has_its_own_answer():
    Edition.objects.update_or_create(pk=3, defaults={"number": 7})
    one = Asked("third", lambda: Edition.objects.filter(pk=3).values("number"))
    none = Asked("none", lambda: Edition.objects.filter(pk=99).values("number"))
    with asked.with_more(one), asked.with_more(none), CaptureQueriesContext(connection) as queries:
        assert answer("third") == 7
        assert len(queries) == 1
        assert answer("none") is None
