"""What goes out: once, read where it must be, and never past something new."""

from datetime import timedelta

import pytest

from beffroi.channels.base.counting import Counting
from beffroi.channels.base.models import Delivery
from beffroi.channels.base.types import ChannelError, Limits
from beffroi.commons.notifications.models import Notification
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.approvals.models import Delegation, Step, Workflow
from beffroi.outreach.inbox import actions
from beffroi.outreach.inbox.models import Entry, Presence
from beffroi.outreach.inbox.rules import approval_for

pytestmark = pytest.mark.django_db


def say(conversation, person, text="Bonjour, à midi.", token="t1", **more):
    return actions.reply(conversation=conversation, person=person, text=text, token=token, said=conversation.said, at=clock.now(), **more)


def go():
    run_due(at=clock.now() + timedelta(seconds=1))


def approve(entry, person, **more):
    found = approvals.latest(Subject("inbox_reply", entry.pk))
    approvals.decide(approval=found, person=person, at=clock.now(), **({"is_approved": True} | more))


def test_an_answer_leaves_by_the_door_the_message_came_in_by(hear, only, manager, network):
    heard = hear("Quand ?", root="post-1")
    say(only(), manager)
    assert (only().status, only().waiting_since) == ("answered", None)
    assert only().due_at is not None  # promised until it is out
    go()
    assert [(to, text) for _key, to, text in network.said] == [(heard.remote_id, "Bonjour, à midi.")]
    assert only().due_at is None
    assert Delivery.objects.get().answers == heard


def test_one_form_pressed_twice_sends_one_answer(hear, only, manager, network, client):
    hear("Quand ?")
    conversation = only()
    sign_in(client, manager)
    form = {"text": "À midi.", "token": "abc", "said": conversation.said, "act": "send"}
    for _press in range(2):
        answer = client.post(f"/bureau/messages/{conversation.pk}/repondre/", form)
        assert answer.status_code == 302
    go()
    assert len(network.said) == Entry.objects.filter(kind="out").count() == Delivery.objects.count() == 1


def test_two_colleagues_who_answer_at_once_send_one_answer_and_the_second_sees_the_first(hear, only, manager, validator, network, client):
    hear("Quand ?")
    seen = only()
    say(seen, manager, token="hers")
    sign_in(client, validator)
    form = {"text": "Demain matin.", "token": "his", "said": seen.said, "act": "send"}
    page = client.post(f"/bureau/messages/{seen.pk}/repondre/", form)
    words = page.content.decode()
    assert "Bonjour, à midi." in words  # the colleague's answer
    assert "Demain matin." in words  # what was typed is kept
    assert f'name="said" value="{only().said}"' in words
    assert Entry.objects.filter(kind="out").count() == 1
    client.post(f"/bureau/messages/{seen.pk}/repondre/", form | {"said": only().said})
    go()
    assert [text for _key, _to, text in network.said] == ["Bonjour, à midi.", "Demain matin."]


def test_a_message_that_came_in_while_one_writes_is_shown_first(hear, only, manager):
    hear("Quand ?", root="post-1")
    seen = only()
    hear("Et où ?", root="post-1", ago=timedelta(0))
    with pytest.raises(Refused) as refused:
        say(seen, manager)
    assert refused.value.refusal.code == "moved"


def test_who_may_not_send_asks_and_nothing_leaves_before_the_yes(hear, only, bob, validator, network):
    hear("Quand ?")
    with pytest.raises(Refused):
        say(only(), bob)
    entry = say(only(), bob, validators=[validator])
    go()
    assert (entry.state, network.said, only().status) == ("asked", [], "open")
    approve(entry, validator)
    go()
    assert [text for _key, _to, text in network.said] == ["Bonjour, à midi."]
    assert Notification.objects.filter(account=bob, kind="inbox:approved").exists()


def test_what_was_not_approved_stops_at_the_fence(hear, only, manager, network):
    hear("Quand ?")
    entry = say(only(), manager)
    Entry.objects.filter(pk=entry.pk).update(needs_approval=True)
    go()
    assert (network.said, Delivery.objects.get().state) == ([], "stopped")
    Entry.objects.filter(pk=entry.pk).update(needs_approval=False, text="Autre chose")
    actions.retry(entry=entry, delivery=Delivery.objects.select_related("account").get(), person=manager, at=clock.now())
    go()
    assert (network.said, Delivery.objects.get().state) == ([], "stopped")


def test_an_approved_answer_waits_for_a_look_if_they_wrote_again(hear, only, bob, validator, network):
    hear("Quand ?", root="post-1")
    entry = say(only(), bob, validators=[validator])
    hear("Trop tard, merci", root="post-1", ago=timedelta(0))
    approve(entry, validator)
    go()
    entry.refresh_from_db()
    assert (entry.state, network.said) == ("held", [])
    actions.let_go(entry=entry, person=bob, at=clock.now())
    go()
    assert len(network.said) == 1


def test_changes_asked_leave_the_words_to_be_written_again(hear, only, bob, validator, client):
    hear("Quand ?")
    entry = say(only(), bob, validators=[validator])
    approve(entry, validator, is_approved=False, comment="Dites à quelle heure.")
    sign_in(client, bob)
    page = client.get(f"/bureau/messages/{only().pk}/?again={entry.pk}").content.decode()
    assert "Dites à quelle heure." in page
    assert "Bonjour, à midi.</textarea>" in page


def test_a_workflow_that_names_public_answers_is_followed_but_for_a_deputy(hear, only, manager, validator, make_person, network):
    workflow = Workflow.objects.create(name="Réponses", scopes=["reply:public"])
    Step.objects.create(workflow=workflow, position=1, name="Lecture").people.set([validator])
    hear("Quand ?", root="post-1")
    assert say(only(), manager).state == "asked"
    hear("En privé ?", is_private=True, author="@max")
    private = only.__self__ if hasattr(only, "__self__") else None
    assert private is None
    at = clock.now()
    give = {"giver": validator, "deputy": manager, "person": validator, "starts_at": at, "ends_at": at + timedelta(days=1), "at": at}
    approvals.delegate(**give, act=Delegation.ANSWER, scopes=["reply:private"])
    hear("Et moi ?", author="@zoe", root="post-1")
    conversation = Entry.objects.filter(heard__author_address="@zoe").get().conversation
    assert approval_for(manager, conversation, at).is_needed  # hers are the private answers
    approvals.delegate(**give, act=Delegation.ANSWER)
    assert say(conversation, manager, token="t2").state == "left"


def test_a_saved_reply_approved_beforehand_leaves_at_once_as_it_stands_and_not_otherwise(hear, only, bob, manager, validator, network):
    saved = actions.keep_saved_reply(saved=None, person=manager, title="Horaires", text="Bonjour {nom}, de 9 h à 12 h.", at=clock.now())
    hear("Quand ?")
    text = "Bonjour Lea, de 9 h à 12 h."
    with pytest.raises(Refused):
        say(only(), bob, text=text, saved_reply=saved)
    actions.preapprove(saved=saved, person=validator, at=clock.now())
    with pytest.raises(Refused):
        say(only(), bob, text=text + " Ou pas.", saved_reply=saved)
    assert say(only(), bob, text=text, saved_reply=saved).state == "left"
    go()
    assert [said for _key, _to, said in network.said] == [text]
    hear("Quand ?", author="@spam", name="https://x.example")
    other = Entry.objects.filter(heard__author_address="@spam").get().conversation
    with pytest.raises(Refused):  # a name that is a link is no plain word
        say(other, bob, text="Bonjour https://x.example, de 9 h à 12 h.", token="t3", saved_reply=saved)


def test_a_failure_brings_the_conversation_back_and_another_try_sends_once(hear, only, manager, network, client):
    hear("Quand ?")
    network.error = ChannelError("refusé", permanent=True)
    entry = say(only(), manager)
    go()
    assert (only().status, Delivery.objects.get().state) == ("open", "failed")
    assert Notification.objects.filter(account=manager, kind="inbox:failed").exists()
    network.error = None
    sign_in(client, manager)
    assert "refusé" in client.get(f"/bureau/messages/{only().pk}/").content.decode()
    for _press in range(2):
        client.post(f"/bureau/messages/{only().pk}/reponses/{entry.pk}/essayer/")
    go()
    assert (only().status, len(network.said)) == ("answered", 1)


def test_what_nobody_can_tell_is_said_by_a_person(hear, only, manager, network, client):
    network.capabilities = frozenset({"incoming", "reply"})
    hear("Quand ?", url="https://agora.example/1")
    network.error = ChannelError("coupé", unknown=True)
    entry = say(only(), manager)
    go()
    assert Delivery.objects.get().state == "unknown"
    sign_in(client, manager)
    client.post(f"/bureau/messages/{only().pk}/reponses/{entry.pk}/trancher/", {"verdict": "online"})
    assert (Delivery.objects.get().state, network.said) == ("sent", [])


def test_what_has_not_left_can_be_taken_back(hear, only, bob, validator, network):
    hear("Quand ?")
    entry = say(only(), bob, validators=[validator])
    actions.take_back(entry=entry, person=bob, at=clock.now())
    with pytest.raises(Refused):
        approve(entry, validator)
    go()
    assert network.said == []
    sent = say(only(), bob, token="t2", validators=[validator])
    approve(sent, validator)
    go()
    with pytest.raises(Refused):
        actions.take_back(entry=sent, person=bob, at=clock.now())


def test_a_too_long_answer_is_told_where_it_was_typed_and_kept(hear, only, manager, client):
    hear("Quand ?")
    sign_in(client, manager)
    form = {"text": "é" * 230, "token": "abc", "said": only().said, "act": "send"}
    page = client.post(f"/bureau/messages/{only().pk}/repondre/", form).content.decode()
    assert "30 caractères" in page
    assert "é" * 230 in page
    assert not Entry.objects.filter(kind="out")


def test_private_answers_have_limits_of_their_own_in_the_browser_and_on_the_server(hear, only, manager, client, network):
    network.private_limits = Limits(characters=1000, bytes=1500, counting=Counting.GRAPHEMES)
    hear("Quand ?", is_private=True)
    sign_in(client, manager)
    page = client.get(f"/bureau/messages/{only().pk}/").content.decode()
    for words in ('data-most="1000"', 'data-most-bytes="1500"', 'data-counting="graphemes"', "accepte 1000 caractères"):
        assert words in page.replace("\u202f", "")
    form = {"token": "abc", "said": only().said, "act": "send"}
    for text, sentence in (("e" * 1001, "1 caractère"), ("é" * 800, "1500 octets")):
        refused = client.post(f"/bureau/messages/{only().pk}/repondre/", form | {"text": text}).content.decode()
        assert sentence in refused.replace("\u202f", "")
    client.post(f"/bureau/messages/{only().pk}/repondre/", form | {"text": "e" * 999})
    go()
    assert [len(text) for _key, _to, text in network.said] == [999], "more than a publication takes there"


def test_a_message_that_is_gone_is_not_answered(hear, only, manager, network):
    heard = hear("Quand ?")
    type(heard).objects.filter(pk=heard.pk).update(gone_at=clock.now())
    with pytest.raises(Refused) as refused:
        say(only(), manager)
    assert refused.value.refusal.code == "gone"


def test_answered_elsewhere_is_kept_and_stops_the_clock(hear, only, manager):
    hear("Quand ?")
    for _press in range(2):
        actions.mark_by_hand(conversation=only(), person=manager, text="Appelé.", token="h", at=clock.now())
    assert (only().status, only().due_at, Entry.objects.filter(kind="out").count()) == ("answered", None, 1)


def test_one_sees_who_writes_and_what_one_typed_is_there_again(hear, only, manager, validator, client):
    hear("Quand ?")
    conversation, address = only(), f"/bureau/messages/{only().pk}/presence/"
    sign_in(client, manager)
    client.post(address, {"text": "Je commence", "said": conversation.said})
    assert "Je commence</textarea>" in client.get(f"/bureau/messages/{conversation.pk}/").content.decode()
    sign_in(client, validator)
    page = client.post(address, {"text": "", "said": conversation.said}).content.decode()
    assert "Manon" in page
    assert "nouveau" not in page
    hear("Alors ?", is_private=False, in_reply_to="m1", ago=timedelta(0))
    assert "nouveau" in client.post(address, {"text": "", "said": conversation.said}).content.decode()
    say(only(), manager)
    assert not Presence.objects.filter(person=manager)
