"""What comes in: grouped, followed, forgotten."""

from datetime import timedelta

import pytest

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Heard
from beffroi.channels.base.types import Incoming
from beffroi.commons.privacy.types import personal_data
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.outreach.inbox import actions
from beffroi.outreach.inbox.jobs import take_in_the_rest
from beffroi.outreach.inbox.known import known_of
from beffroi.outreach.inbox.models import Conversation, Entry, Words
from beffroi.outreach.inbox.words import containing

pytestmark = pytest.mark.django_db


def change(account, heard, text="", **more):
    said = Incoming(heard.remote_id, heard.author_address, heard.author_name, text, heard.sent_at, root=heard.root, **more)
    base.keep_heard(account=account, incoming=[said], at=clock.now(), is_whole=False)
    run_due(at=clock.now())


def test_what_is_heard_comes_in_by_itself_and_once(account, hear, only):
    heard = hear("Quand ouvre la piscine ?", taken=False)
    run_due(at=clock.now())
    assert actions.take_in(heard=heard, at=clock.now()) is None
    conversation = only()
    assert (conversation.status, conversation.entries_count, conversation.excerpt) == ("open", 1, "Quand ouvre la piscine ?")
    assert conversation.waiting_since == heard.sent_at
    assert conversation.due_at is not None


def test_one_author_under_one_publication_is_one_conversation_and_private_words_stand_apart(hear):
    hear("Bonjour", root="post-1")
    hear("Et encore ?", root="post-1", in_reply_to="m1")
    hear("Autre chose", root="post-2")
    hear("Moi aussi", author="@max", root="post-1")
    hear("En privé", is_private=True)
    hear("Toujours en privé", is_private=True)
    assert sorted(Conversation.objects.values_list("author_name", "thread", "is_private", "entries_count")) == [
        ("Lea", "", True, 2),
        ("Lea", "post-1", False, 2),
        ("Lea", "post-2", False, 1),
        ("Max", "post-1", False, 1),
    ]


def test_who_takes_another_name_there_is_herself_and_who_takes_hers_is_somebody_else(hear):
    hear("Bonjour", author="@lea.example", author_key="did:plc:lea", root="post-1")
    hear("C’est encore moi", author="@lea-2.example", author_key="did:plc:lea", root="post-1")
    hear("Et moi ?", author="@lea.example", author_key="did:plc:mallory", root="post-1")
    rows = Conversation.objects.order_by("pk").values_list("author_address", "entries_count")
    assert list(rows) == [("@lea-2.example", 2), ("@lea.example", 1)]
    assert [known_of(row, at=clock.now()).earlier for row in Conversation.objects.select_related("account")] == [[], []]


def test_an_answer_to_a_mention_stays_in_its_conversation(hear):
    first = hear("@mairie bonjour", kind="mention")
    hear("Et merci", kind="mention", in_reply_to=first.remote_id)
    hear("Rien à voir", kind="mention")
    assert sorted(Conversation.objects.values_list("entries_count", flat=True)) == [1, 2]


def test_the_rest_is_taken_in_by_a_job_and_what_is_old_comes_in_closed(hear):
    hear("Récent", taken=False)
    hear("Vieux", author="@max", taken=False, ago=timedelta(days=90))
    take_in_the_rest.function()
    take_in_the_rest.function()
    assert dict(Conversation.objects.values_list("author_name", "status")) == {"Lea": "open", "Max": "closed"}
    assert Entry.objects.count() == 2


def test_changes_and_deletions_of_the_author_are_followed_and_found(account, hear, only):
    heard = hear("La fontaine fuit", root="post-1")
    said = only().said
    change(account, heard, "La fontaine est réparée")
    conversation = only()
    assert conversation.excerpt == "La fontaine est réparée"
    assert conversation.said == said + 1
    assert list(containing(Conversation.objects.all(), "REPAREE")) == [conversation]
    assert not containing(Conversation.objects.all(), "fuit")
    change(account, heard, is_gone=True)
    conversation = only()
    assert (conversation.excerpt, conversation.status, conversation.due_at) == ("", "closed", None)
    assert not containing(Conversation.objects.all(), "reparee")


def test_what_its_author_closes_to_the_public_leaves_the_public_conversation(account, hear):
    heard = hear("Mon adresse est 3 rue Haute", root="post-1")
    change(account, heard, "Mon adresse est 3 rue Haute", is_private=True)
    assert [(row.is_private, row.entries_count, row.status) for row in Conversation.objects.all()] == [(True, 1, "open")]


def test_somebody_who_writes_again_opens_what_was_closed_or_set_aside(hear, only, manager):
    hear("Bonjour", root="post-1")
    at = clock.now()
    actions.change(conversations=[only().pk], person=manager, at=at, snoozed_until=at + timedelta(days=3))
    hear("Alors ?", root="post-1", ago=timedelta(0))
    assert only().snoozed_until is None
    actions.change(conversations=[only().pk], person=manager, at=at, status="closed")
    assert only().due_at is None
    hear("Allô ?", root="post-1", ago=timedelta(0))
    assert only().status == "open"
    actions.change(conversations=[only().pk], person=manager, at=at, status="spam")
    hear("Achetez !", root="post-1", ago=timedelta(0))
    assert only().status == "spam"


def test_after_a_year_nothing_of_a_conversation_is_left(hear, only, manager):
    hear("Bonjour", is_private=True)
    actions.note(conversation=only(), person=manager, text="À rappeler", at=clock.now())
    personal_data["inbox"].forget(clock.now() + timedelta(days=364))
    assert Conversation.objects.count() == 1
    personal_data["inbox"].forget(clock.now() + timedelta(days=366))
    assert (Conversation.objects.count(), Entry.objects.count(), Words.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("text", ['"', "' OR 1", "a & b", "*", "NEAR(", "été_d'hiver", "\0"])
def test_no_words_of_a_search_break_it(hear, text):
    hear("Un été d'hiver")
    list(containing(Conversation.objects.all(), text.replace("\0", "")))


def test_words_are_found_by_their_beginning_and_all_of_them(hear):
    hear("Les horaires de la bibliothèque", author="@lea")
    hear("La bibliothèque ferme", author="@max")
    found = containing(Conversation.objects.all(), "biblioth hor")
    assert [row.author_name for row in found] == ["Lea"]
    assert containing(Conversation.objects.all(), "max").count() == 1
    assert Heard.objects.count() == 2
