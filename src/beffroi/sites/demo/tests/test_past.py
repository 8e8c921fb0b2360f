from datetime import UTC, datetime

from django.utils import timezone

from beffroi.sites.demo.past import Past


def test_a_phase_begins_at_midnight_in_the_town():
    begun = timezone.localtime(Past(datetime(2026, 7, 14, 22, 30, tzinfo=UTC)).start(0))
    assert (begun.day, begun.hour, begun.minute) == (15, 0, 0)
