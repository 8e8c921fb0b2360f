"""Saying something, answering, changing one's mind."""

from datetime import timedelta

import pytest
from beffroi_pytest import NOON

from beffroi.commons.conversations.actions import open_topic, send
from beffroi.commons.conversations.models import Message, Thread
from beffroi.kernel.rules import Refused


@pytest.fixture
def topic(alice):
    return open_topic(person=alice, title="Le banc de la place", text="Il faudrait le repeindre.", at=NOON)


def test_a_topic_has_its_first_message_and_counts_answers_only(topic, bob):
    send(thread=topic, person=bob, text="D’accord.", at=NOON)
    topic.refresh_from_db()
    assert (topic.messages_count, topic.voices_count) == (1, 2)
    assert Message.objects.get(is_opening=True).text == "Il faudrait le repeindre."


def test_two_quick_clicks_are_one_message(topic, bob):
    first = send(thread=topic, person=bob, text="D’accord.", at=NOON)
    second = send(thread=topic, person=bob, text="D’accord. ", at=NOON + timedelta(seconds=1))
    assert first == second
    assert Thread.objects.get(pk=topic.pk).messages_count == 1


def test_a_closed_discussion_takes_no_message(topic, bob):
    Thread.objects.filter(pk=topic.pk).update(closed_at=NOON)
    with pytest.raises(Refused) as refused:
        send(subject=topic.subject, person=bob, text="Encore un mot.", at=NOON)
    assert refused.value.refusal.code == "closed"
