"""An address elsewhere that is hers: what comes from there is hers, before and after."""

import pytest

from beffroi.commons.conversations.models import Message, Thread
from beffroi.commons.supports.actions import support_from_elsewhere
from beffroi.commons.supports.models import Support
from beffroi.ground.people.actions import join_voices, known_voice, link_voice, unlink_voice
from beffroi.ground.people.models import Voice
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject

THERE = {"channel": "fediverse", "address": "@Alice@mamot.example"}


def test_what_comes_from_a_linked_address_is_hers_until_it_is_unlinked(alice, at):
    link_voice(voice=alice.voice, at=at, **THERE)
    assert known_voice(channel="fediverse", address="@alice@mamot.example", name="Alice there", at=at) == alice.voice
    assert Voice.objects.get(pk=alice.voice.pk).name == "Alice", "a name elsewhere renames nobody here"
    unlink_voice(voice=alice.voice, **THERE)
    assert known_voice(channel="fediverse", address="@alice@mamot.example", name="Alice there", at=at).is_elsewhere


def test_what_was_said_before_becomes_hers_and_what_both_did_counts_once(alice, bob, at):
    before = known_voice(channel="fediverse", address="@alice@mamot.example", name="A.", at=at)
    both, only = Subject("process", 1), Subject("process", 2)
    support_from_elsewhere(subject=both, voice=alice.voice, at=at, origin_channel="")
    support_from_elsewhere(subject=both, voice=before, at=at, origin_channel="fediverse")
    support_from_elsewhere(subject=only, voice=before, at=at, origin_channel="fediverse")
    thread = Thread.objects.create(subject_kind="process", subject_id=1, voices_count=2, messages_count=2)
    for voice in (before, alice.voice):
        thread.speakers.create(voice=voice, sent=1, standing=1)
        Message.objects.create(thread=thread, voice=voice, text="…", created_at=at, turn=1)
    join_voices(source=before, target=alice.voice, at=at)
    assert not Voice.objects.filter(pk=before.pk).exists()
    assert list(Support.objects.order_by("subject_id").values_list("subject_id", "voice")) == [(1, alice.voice.pk), (2, alice.voice.pk)]
    thread.refresh_from_db()
    assert thread.voices_count == 1
    assert set(Message.objects.values_list("voice", flat=True)) == {alice.voice.pk}
    assert thread.speakers.get().sent == 2


def test_nobody_else_can_be_taken_over(alice, bob, at):
    with pytest.raises(Refused):
        join_voices(source=bob.voice, target=alice.voice, at=at)


def test_her_page_shows_the_address_only_if_she_wants(alice, client, at):
    row = link_voice(voice=alice.voice, at=at, url="https://mamot.example/@alice", **THERE)
    page = f"/v/{alice.voice.public_id}/"
    assert "mamot" not in client.get(page).content.decode()
    row.is_shown = True
    row.save()
    assert 'href="https://mamot.example/@alice" rel="me nofollow"' in client.get(page).content.decode()
