"""After a message: it can be found, and those it concerns are told, once each."""

from datetime import timedelta

import pytest
from beffroi_pytest import NOON
from django.urls import reverse

from beffroi.commons.conversations.actions import close_thread, edit, open_topic, remove, send
from beffroi.commons.conversations.plugs import export, messages_of, topics_of
from beffroi.commons.moderation.actions import flag, hide, restore
from beffroi.commons.moderation.models import Case, Rule
from beffroi.commons.notifications.models import Notification
from beffroi.commons.notifications.types import notification_kinds
from beffroi.commons.search.queries import find
from beffroi.commons.supports.actions import follow
from beffroi.ground.people.testing import sign_in
from beffroi.kernel.jobs import run_due

LATER = NOON + timedelta(days=9999)


def told():
    """(who, what) of every notification, after all jobs."""
    run_due(at=LATER)
    run_due(at=LATER)
    return sorted(Notification.objects.values_list("account__voice__name", "kind"))


def test_whoever_is_answered_named_or_follows_hears_of_it_once(topic, alice, bob, chloe, david):
    follow(subject=topic.subject, person=chloe, at=NOON)
    first = send(thread=topic, person=bob, text="Une idée.", at=NOON)
    assert told() == [("Alice", "conversations:reply"), ("Chloé", "conversations:followed")]
    Notification.objects.all().delete()
    send(thread=topic, person=chloe, text="@David, qu’en dites-vous ? @Chloé est d’accord.", parent=first, at=NOON)
    assert told() == [("Alice", "conversations:followed"), ("Bob", "conversations:reply"), ("David", "conversations:mention")]


def test_the_town_that_answers_is_said_so(topic, alice, bob):
    send(thread=topic, person=bob, text="Il sera repeint.", is_official=True, at=NOON)
    assert told() == [("Alice", "conversations:official")]


def test_nobody_is_told_of_her_own_words(topic, alice):
    send(thread=topic, person=alice, text="@Alice, une suite.", at=NOON)
    assert told() == []


@pytest.mark.parametrize("kind", ["reply", "official", "mention", "followed"])
def test_each_sentence_can_be_said(kind):
    said = notification_kinds[f"conversations:{kind}"].sentence({"name": "Bob", "title": "Le banc"}, "fr")
    assert "Le banc" in said


def found(words):
    run_due(at=LATER)
    return [hit.subject.kind for hit in find(words)]


def test_messages_and_topics_are_found_as_long_as_they_can_be_read(topic, alice, bob, chloe):
    message = send(thread=topic, person=bob, text="Prenons du mélèze.", at=NOON)
    assert found("mélèze") == ["message"]
    assert found("repeindre") == ["topic"]
    edit(message=message, person=bob, text="Prenons du châtaignier.", revision=0, at=NOON)
    assert found("châtaignier") == ["message"]
    assert found("mélèze") == []
    hide(subject=message.subject, rule=Rule.objects.get(number=1), reason="x", by=chloe, at=NOON)
    assert found("châtaignier") == []
    restore(subject=message.subject, by=chloe, at=NOON)
    assert found("châtaignier") == ["message"]
    remove(message=message, person=bob, at=NOON)
    assert found("châtaignier") == []
    close_thread(thread=topic, person=alice, at=NOON)
    assert found("repeindre") == ["topic"]


def test_a_voice_shows_what_it_said_in_public(topic, alice, bob, chloe):
    message = send(thread=topic, person=bob, text="Une idée.", at=NOON)
    assert [card.excerpt for card in messages_of(bob.voice, NOON, 10)] == ["Une idée."]
    assert [card.title for card in topics_of(alice.voice, NOON, 10)] == ["Le banc de la place"]
    hide(subject=message.subject, rule=Rule.objects.get(number=1), reason="x", by=chloe, at=NOON)
    assert list(messages_of(bob.voice, NOON, 10)) == []


def test_everything_of_a_person_can_be_taken_along(topic, alice, bob):
    send(thread=topic, person=bob, text="Une idée.", at=NOON)
    open_topic(person=bob, title="La fontaine", text="Elle fuit.", at=NOON)
    assert [row["text"] for row in export(bob)] == ["Une idée.", "Elle fuit."]
    assert [row["text"] for row in export(alice)] == ["Il faudrait le repeindre."]


def test_moderators_see_what_stands_around_a_message(client, topic, alice, bob, chloe, david):
    first = send(thread=topic, person=bob, text="Une idée de couleur pour ce banc.", at=NOON)
    message = send(thread=topic, person=alice, text="**Non**, jamais de la vie et encore moins ici.", parent=first, at=NOON)
    send(thread=topic, person=david, text="Non, jamais de la vie et encore moins ici !", at=NOON)
    send(thread=topic, person=david, text="Pourquoi donc ?", parent=message, at=NOON)
    flag(subject=message.subject, person=bob, reason="spam", at=NOON)
    case = Case.objects.get()
    assert {"code": "repeated", "points": 10, "n": 1} in case.signals
    sign_in(client, chloe)
    html = client.get(reverse("moderation_desk:case", args=[case.pk])).content.decode()
    for words in ("Le banc de la place", "Une idée de couleur", "<strong>Non</strong>", "Pourquoi donc", "Il faudrait le repeindre"):
        assert words in html
    flag(subject=topic.subject, person=bob, reason="spam", at=NOON)
    assert client.get(reverse("moderation_desk:case", args=[Case.objects.latest("pk").pk])).status_code == 200
