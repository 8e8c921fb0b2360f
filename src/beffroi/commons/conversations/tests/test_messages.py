"""Saying something, answering, naming somebody."""

from datetime import timedelta

import pytest
from beffroi_pytest import NOON

from beffroi.commons.conversations.actions import open_topic, send, thread_of
from beffroi.commons.conversations.models import Mention, Message, Thread
from beffroi.commons.conversations.texts import LONGEST, digest, rendered, without_trackers
from beffroi.ground.people.actions import known_voice
from beffroi.kernel.ledger import verify
from beffroi.kernel.models import Entry
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject


def later(**step):
    return NOON + timedelta(**step)


def test_a_topic_has_its_first_message_and_counts_answers_only(topic, bob):
    send(thread=topic, person=bob, text="D’accord.", at=NOON)
    topic.refresh_from_db()
    assert (topic.messages_count, topic.voices_count) == (1, 2)
    assert Message.objects.get(is_opening=True).text == "Il faudrait le repeindre."


def test_two_quick_clicks_are_one_message(topic, bob):
    first = send(thread=topic, person=bob, text="D’accord.", at=NOON)
    assert send(thread=topic, person=bob, text="D’accord. ", at=later(seconds=1)) == first
    assert send(thread=topic, person=bob, text="D’accord.", at=later(minutes=30)) != first
    assert Thread.objects.get(pk=topic.pk).messages_count == 2


def test_two_quick_clicks_open_one_topic(alice):
    said = {"person": alice, "title": "La fontaine", "text": "Elle fuit."}
    assert open_topic(**said, at=NOON) == open_topic(**said, at=later(seconds=2))


@pytest.mark.parametrize(("text", "code"), [("", "empty"), (" \n ", "empty"), ("a" * (LONGEST + 1), "too_long")])
def test_a_message_has_words_but_not_too_many(topic, bob, text, code):
    with pytest.raises(Refused) as refused:
        send(thread=topic, person=bob, text=text, at=NOON)
    assert refused.value.refusal.code == code
    send(thread=topic, person=bob, text="a" * LONGEST, at=NOON)


def test_a_closed_discussion_takes_no_message(topic, bob):
    send(subject=topic.subject, person=bob, text="Un mot.", at=NOON)
    Thread.objects.filter(pk=topic.pk).update(closed_at=NOON)
    with pytest.raises(Refused) as refused:
        send(subject=topic.subject, person=bob, text="Encore un mot.", at=NOON)
    assert refused.value.refusal.code == "closed"


def test_nobody_writes_seven_messages_in_a_minute(topic, bob):
    for n in range(6):
        send(thread=topic, person=bob, text=f"Message {n}", at=NOON)
    with pytest.raises(Refused) as refused:
        send(thread=topic, person=bob, text="Message 7", at=NOON)
    assert refused.value.refusal.code == "too_often"
    send(thread=topic, person=bob, text="Message 7", at=later(minutes=3))


def test_answers_go_three_steps_deep_and_no_deeper(topic, alice, bob):
    parent = None
    for n in range(5):
        parent = send(thread=topic, person=(alice, bob)[n % 2], text=f"Pas {n}", parent=parent, at=later(minutes=n))
    messages = list(Message.objects.filter(is_opening=False).order_by("pk"))
    assert [one.depth for one in messages] == [0, 1, 2, 3, 3]
    assert messages[4].parent == messages[2]
    assert [one.place for one in messages] == [0, 1, 2, 3, 4]
    assert messages[0].__class__.objects.get(pk=messages[0].pk).answers_count == 4


def test_an_answer_stays_in_its_thread(topic, alice, bob):
    other = open_topic(person=alice, title="La fontaine", text="Elle fuit.", at=NOON)
    elsewhere = send(thread=other, person=bob, text="Oui.", at=NOON)
    with pytest.raises(ValueError):
        send(thread=topic, person=bob, text="Non.", parent=elsewhere, at=NOON)


def test_a_side_is_taken_only_where_it_is_asked(topic, bob):
    with pytest.raises(Refused):
        send(thread=topic, person=bob, text="Pour.", stance="for", at=NOON)
    thread = thread_of(topic.subject)
    Thread.objects.filter(pk=thread.pk).update(asks_stance=True)
    assert send(subject=topic.subject, person=bob, text="Pour.", stance="for", at=NOON).stance == "for"


def test_only_the_team_speaks_for_the_town_and_the_ledger_knows(topic, alice, bob):
    with pytest.raises(Refused):
        send(thread=topic, person=alice, text="La mairie décide.", is_official=True, at=NOON)
    message = send(thread=topic, person=bob, text="Il sera repeint en mai.", is_official=True, at=NOON)
    assert Entry.objects.get(kind="conversations.official_message").data["message"] == message.pk
    assert not verify()


def test_a_message_of_a_network_is_written_once(topic):
    voice = known_voice(channel="mastodon", address="@eve@example.social", name="Ève", at=NOON)
    said = {"thread": topic, "voice": voice, "text": "Bonne idée !", "origin": "mastodon:1", "origin_channel": "mastodon", "at": NOON}
    assert send(**said) == send(**said)
    assert Message.objects.filter(voice=voice).count() == 1


def test_a_name_after_an_at_sign_is_a_mention(topic, alice, bob, make_person):
    make_person("Alice Martin")
    message = send(thread=topic, person=bob, text="@Alice Martin et @Alice, qu’en dites-vous ? Écrire à moi@Alice.fr", at=NOON)
    named = set(Mention.objects.filter(message=message).values_list("voice__name", flat=True))
    assert named == {"Alice", "Alice Martin"}
    assert message.html.count("<a href=") == 2
    assert ">@Alice Martin</a>" in message.html


def test_a_name_that_two_bear_is_whoever_speaks_here(topic, alice, bob, make_person):
    make_person("Alice", email="another@example.org")
    message = send(thread=topic, person=bob, text="@Alice, merci.", at=NOON)
    assert Mention.objects.get(message=message).voice == alice.voice


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](https://elsewhere.example/spy.png)", '<a href="x" onclick="y">z</a>'],
)
def test_what_is_typed_cannot_run(text):
    html = rendered(text)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert '<a href="x" onclick' not in html


def test_links_lose_their_trackers():
    text = "Voir https://example.org/a?utm_source=x&page=2&fbclid=abc et https://example.org/b?id=3."
    assert without_trackers(text) == "Voir https://example.org/a?page=2 et https://example.org/b?id=3."


def test_the_same_words_have_the_same_digest():
    assert digest("Venez tous à la fête du village !") == digest("venez TOUS **a la fete** du village")
    assert digest("Oui.") == ""


def test_reading_makes_no_thread(client, topic):
    before = Thread.objects.count()
    assert client.get(f"/forum/{topic.pk}-{topic.slug}/").status_code == 200
    assert Thread.objects.count() == before
    with pytest.raises(Thread.DoesNotExist):
        thread_of(Subject("topic", 10_000))
