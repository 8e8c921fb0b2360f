"""Changing one's words, taking them back, leaving, being hidden."""

from datetime import timedelta

import pytest
from beffroi_pytest import NOON

from beffroi.commons.conversations.actions import close_thread, edit, forget, reconcile, remove, send
from beffroi.commons.conversations.models import Message, Revision, Thread
from beffroi.commons.moderation.actions import hide, restore
from beffroi.commons.moderation.models import Rule
from beffroi.kernel.rules import Refused

QUARTER = timedelta(minutes=15)


@pytest.fixture
def message(topic, bob):
    return send(thread=topic, person=bob, text="En rouge.", at=NOON)


def test_within_a_quarter_of_an_hour_a_change_leaves_no_mark(message, bob):
    changed = edit(message=message, person=bob, text="En vert.", revision=0, at=NOON + QUARTER)
    assert (changed.text, changed.edited_at) == ("En vert.", None)
    assert not Revision.objects.exists()


def test_afterwards_it_is_marked_and_the_old_words_are_kept(message, bob):
    late = NOON + QUARTER + timedelta(seconds=1)
    changed = edit(message=message, person=bob, text="En vert.", revision=0, at=late)
    assert changed.edited_at == late
    assert "En rouge." in Revision.objects.get().html


def test_two_edits_at_once_lose_nobodys_text(message, bob):
    edit(message=message, person=bob, text="En vert.", revision=0, at=NOON)
    with pytest.raises(Refused) as refused:
        edit(message=message, person=bob, text="En bleu.", revision=0, at=NOON)
    assert refused.value.refusal.code == "stale"
    assert Message.objects.get(pk=message.pk).text == "En vert."


def test_only_its_author_changes_a_message(message, alice, bob):
    with pytest.raises(Refused) as refused:
        edit(message=message, person=alice, text="Rien.", revision=0, at=NOON)
    assert refused.value.refusal.code == "stranger"
    edit(message=message, person=bob, text="Rien.", revision=0, at=NOON)


def test_what_is_taken_back_is_gone_and_its_answers_stay(topic, message, alice, bob):
    send(thread=topic, person=alice, text="En bleu plutôt.", parent=message, at=NOON)
    remove(message=message, person=bob, at=NOON)
    gone = Message.objects.get(pk=message.pk)
    assert (gone.text, gone.html, gone.excerpt) == ("", "", "")
    assert [one.pk for one in Message.objects.listed().filter(parent=None)] == [message.pk]
    topic.refresh_from_db()
    assert (topic.messages_count, topic.voices_count) == (1, 1)


def test_what_nobody_answered_leaves_no_trace(topic, message, bob):
    remove(message=message, person=bob, at=NOON)
    assert not Message.objects.listed().exists()


def test_the_word_of_the_town_is_not_taken_back(topic, bob):
    official = send(thread=topic, person=bob, text="C’est décidé.", is_official=True, at=NOON)
    with pytest.raises(Refused) as refused:
        remove(message=official, person=bob, at=NOON)
    assert refused.value.refusal.code == "official"


def test_hiding_and_showing_again_keeps_the_counters(topic, message, chloe):
    hide(subject=message.subject, rule=Rule.objects.get(number=1), reason="Une insulte.", by=chloe, at=NOON)
    topic.refresh_from_db()
    assert (topic.messages_count, topic.voices_count) == (0, 1)
    restore(subject=message.subject, by=chloe, at=NOON)
    topic.refresh_from_db()
    assert (topic.messages_count, topic.voices_count) == (1, 2)
    assert Message.objects.get(pk=message.pk).hidden_at is None


def test_the_author_and_the_team_close_a_topic_and_nobody_else(topic, alice, chloe, david):
    with pytest.raises(Refused):
        close_thread(thread=topic, person=david, at=NOON)
    close_thread(thread=topic, person=alice, at=NOON, closing="Repeint.")
    topic.refresh_from_db()
    assert (topic.closed_at, topic.closing) == (NOON, "Repeint.")


def test_whoever_leaves_is_no_longer_named(topic, message, alice, bob):
    naming = send(thread=topic, person=alice, text="@Bob a raison.", at=NOON)
    forget(account=bob, at=NOON)
    naming.refresh_from_db()
    assert "Bob" not in naming.text + naming.html + naming.excerpt
    assert Message.objects.get(pk=message.pk).text == "En rouge."


def test_the_night_mends_counters(topic, message):
    Thread.objects.filter(pk=topic.pk).update(messages_count=9, voices_count=9)
    mended, after = reconcile()
    assert {(one.what, one.stored, one.real) for one in mended} == {("thread.messages", 9, 1), ("thread.voices", 9, 2)}
    assert after == 0
    topic.refresh_from_db()
    assert (topic.messages_count, topic.voices_count) == (1, 2)
    assert reconcile() == ([], 0)
