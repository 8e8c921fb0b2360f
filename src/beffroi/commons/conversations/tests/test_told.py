"""Who hears of a message."""

from datetime import timedelta

from beffroi_pytest import NOON

from beffroi.commons.conversations.actions import send
from beffroi.commons.notifications.models import Notification
from beffroi.kernel.jobs import run_due


def test_who_is_answered_hears_of_it(topic, bob, david):
    message = send(thread=topic, person=bob, text="En rouge.", at=NOON)
    send(thread=topic, person=david, text="En vert plutôt.", at=NOON, parent=message)
    while run_due(at=NOON + timedelta(days=4000)):  # jobs wait by the real clock
        continue
    assert Notification.objects.filter(account=bob, kind="conversations:reply").count() == 1
    assert not Notification.objects.filter(account=david, kind="conversations:reply").exists()
