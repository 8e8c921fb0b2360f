"""Sorting: by one, by many, and back; the pages of the team."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beffroi.commons.notifications.models import Notification
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.outreach.inbox import actions
from beffroi.outreach.inbox.models import Act, Conversation, Entry, Label, Team
from beffroi.ui.desk import desk_tasks

pytestmark = pytest.mark.django_db
LIST = "/bureau/messages/"


def test_only_the_team_reads_the_inbox(hear, only, alice, client):
    hear("Secret")
    for address in (LIST, f"{LIST}{only().pk}/", f"{LIST}reglages/"):
        assert client.get(address).status_code == 302
    sign_in(client, alice)
    for address in (LIST, f"{LIST}{only().pk}/", f"{LIST}reglages/"):
        assert client.get(address).status_code == 403


def test_many_are_closed_in_one_press_and_back_in_one(hear, manager, client):
    for number in range(5):
        hear("Bonjour", author=f"@lea{number}")
    sign_in(client, manager)
    ids = list(Conversation.objects.values_list("pk", flat=True))
    answer = client.post(f"{LIST}agir/", {"ids": ids, "do": "close", "back": f"{LIST}?view=all"})
    assert Conversation.objects.filter(status="closed").count() == 5
    page = client.get(answer.url).content.decode()
    act = Act.objects.get()
    assert f"{LIST}annuler/{act.pk}/" in page
    actions.change(conversations=ids[:1], person=manager, at=clock.now(), status="open")
    client.post(f"{LIST}annuler/{act.pk}/", {"back": LIST})
    assert Conversation.objects.filter(status="open", due_at__isnull=False).count() == 5


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/bureau/messages/", "/autre/", ""])
def test_an_act_leads_back_into_the_inbox_only(hear, only, manager, client, back):
    hear("Bonjour")
    sign_in(client, manager)
    answer = client.post(f"{LIST}agir/", {"ids": [only().pk], "do": "mine", "back": back})
    assert answer.url.startswith(f"{LIST}?done=")


@pytest.mark.parametrize("do", ["", "close:3", "give:999999", "label:0", "priority:9", "snooze:yesterday", "macro:1", "¹", "give:¹"])
def test_an_unknown_act_changes_nothing(hear, only, manager, client, do):
    hear("Bonjour")
    sign_in(client, manager)
    assert client.post(f"{LIST}agir/", {"ids": [only().pk, "x", "9" * 30], "do": do}).status_code == 302
    assert not Act.objects.exists()


def test_what_is_set_aside_comes_back_at_its_hour_and_tells(hear, only, manager):
    hear("Bonjour")
    at = clock.now()
    actions.change(conversations=[only().pk], person=manager, at=at, snoozed_until=at + timedelta(minutes=5))
    assert not Conversation.objects.to_do()
    run_due(at=clock.now())
    assert not Conversation.objects.to_do()
    woken = only()
    assert not actions.wake(conversation=woken, at=at + timedelta(minutes=4))
    assert actions.wake(conversation=woken, at=at + timedelta(minutes=6))
    assert Conversation.objects.to_do().count() == 1


def test_whoever_is_given_a_conversation_or_named_in_a_note_is_told(hear, only, manager, bob, validator):
    hear("Bonjour")
    actions.change(conversations=[only().pk], person=manager, at=clock.now(), assignee=bob)
    actions.note(conversation=only(), person=manager, text="@Victor, qu’en dis-tu ?", at=clock.now())
    assert set(Notification.objects.values_list("account__voice__name", "kind")) == {("Bob", "inbox:given"), ("Victor", "inbox:mentioned")}


def test_a_conversation_is_not_given_to_somebody_who_cannot_read_it(hear, only, manager, alice, client):
    hear("Bonjour")
    sign_in(client, manager)
    client.post(f"{LIST}agir/", {"ids": [only().pk], "do": f"give:{alice.pk}"})
    assert only().assignee is None


def test_a_macro_does_several_acts_in_one_press(hear, only, manager, client):
    at = clock.now()
    label = actions.keep_label(label=None, person=manager, name="Voirie")
    team = actions.keep_team(team=None, person=manager, name="Services techniques", members=[manager])
    saved = actions.keep_saved_reply(saved=None, person=manager, title="Transmis", text="Bonjour {nom}, c’est transmis.", at=at)
    macro = actions.keep_macro(
        macro=None, person=manager, labels=[label], name="Nid-de-poule", status="waiting", team=team, priority=1, saved_reply=saved
    )
    hear("Un trou rue Haute")
    sign_in(client, manager)
    answer = client.post(f"{LIST}agir/", {"ids": [only().pk], "do": f"macro:{macro.pk}"})
    conversation = only()
    assert (conversation.status, conversation.team, conversation.priority, list(conversation.labels.all())) == ("waiting", team, 1, [label])
    assert "Bonjour Lea, c’est transmis.</textarea>" in client.get(answer.url).content.decode()
    actions.undo(act=Act.objects.get(), person=manager, at=clock.now())
    assert (only().status, only().team, only().labels.count()) == ("open", None, 0)


def test_a_saved_reply_is_laid_under_what_was_typed(hear, only, manager, client):
    saved = actions.keep_saved_reply(saved=None, person=manager, title="Merci", text="Merci {nom}.", at=clock.now())
    hear("Bonjour")
    sign_in(client, manager)
    page = client.post(
        f"{LIST}{only().pk}/repondre/", {"text": "Oui.", "saved": saved.pk, "act": "insert", "said": only().said, "token": "x"}
    )
    assert "Oui.\n\nMerci Lea.</textarea>" in page.content.decode()
    assert not Entry.objects.filter(kind="out")


def test_the_list_is_found_by_every_filter(hear, manager, bob, client):
    hear("La fontaine fuit", author="@lea")
    hear("Bonjour", author="@max", is_private=True)
    lea, max_ = Conversation.objects.get(author_address="@lea"), Conversation.objects.get(author_address="@max")
    label = Label.objects.create(name="Eau")
    team = Team.objects.create(name="Réseaux")
    team.members.set([manager])
    at = clock.now()
    actions.change(conversations=[lea.pk], person=manager, at=at, add_labels=[label.pk], assignee=bob, priority=1)
    actions.change(conversations=[max_.pk], person=manager, at=at, team=team)
    Conversation.objects.filter(pk=lea.pk).update(due_at=at - timedelta(hours=1))
    sign_in(client, manager)

    def names(query):
        return sorted(row.author_name for row in client.get(f"{LIST}?{query}").context["page"])

    assert names("") == ["Lea", "Max"]
    assert (
        names("q=fontaine") == names(f"label={label.pk}") == names(f"who={bob.pk}") == names("priority=1") == names("view=late") == ["Lea"]
    )
    assert names("who=me") == names(f"team={team.pk}") == names("privacy=private") == names("who=nobody") == ["Max"]
    assert names(f"account={lea.account_id}&order=waited&view=open") == ["Lea", "Max"]
    assert names("view=closed") == names("q=rien") == []
    assert len(names("view=nonsense&who=¹&account=x&label=99999999999&after=zzz")) == 2
    task = desk_tasks["inbox"]
    assert (task.count(manager, at), task.late(manager, at)) == (2, 1)


def test_the_list_takes_as_many_queries_for_many_as_for_few(hear, manager, client):
    label = Label.objects.create(name="Eau")
    sign_in(client, manager)

    def queries(many):
        for number in range(many):
            heard = hear("Bonjour", author=f"@lea{many}-{number}")
            conversation = Entry.objects.get(heard=heard).conversation
            conversation.labels.add(label)
        client.get(LIST)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(LIST).status_code == 200
        return len(caught)

    few, many = queries(3), queries(28)
    assert few == many <= 10


def test_a_thread_takes_as_many_queries_for_many_entries(hear, only, manager, client):
    sign_in(client, manager)

    def queries():
        client.get(f"{LIST}{only().pk}/")
        with CaptureQueriesContext(connection) as caught:
            client.get(f"{LIST}{only().pk}/")
        return len(caught)

    hear("Bonjour", root="post-1")
    few = queries()
    for number in range(20):
        hear(f"Encore {number}", root="post-1")
        hear(f"Moi aussi {number}", root="post-1", author=f"@max{number}", taken=False)
    assert queries() == few


def test_the_page_says_what_a_program_noticed_and_decides_nothing(hear, only, manager, client):
    hear("Je n’en peux plus, je veux mourir.", is_private=True)
    sign_in(client, manager)
    assert "3114" in client.get(f"{LIST}{only().pk}/").content.decode()
    assert only().status == "open"


def test_the_settings_are_kept_and_told_where_they_are_wrong(manager, validator, bob, client):
    sign_in(client, manager)
    assert client.get(f"{LIST}reglages/").status_code == 200
    for kind, form in (
        ("equipe", {"name": "Voirie", "members": [bob.pk]}),
        ("etiquette", {"name": "École", "tone": "good"}),
        ("reponse", {"title": "Merci", "text": "Merci {name}."}),
        ("macro", {"name": "Clore", "status": "closed"}),
    ):
        assert client.get(f"{LIST}reglages/{kind}/nouveau/").status_code == 200
        assert client.post(f"{LIST}reglages/{kind}/nouveau/", form).status_code == 302, kind
        assert client.post(f"{LIST}reglages/{kind}/nouveau/", form).status_code == 200, "the name is taken"
    assert "Rien ne remplit" in client.post(f"{LIST}reglages/reponse/nouveau/", {"title": "X", "text": "{inconnu}"}).content.decode()
    assert client.get(f"{LIST}reglages/autre/nouveau/").status_code == 404
    page = client.get(f"{LIST}reglages/").content.decode()
    assert "École" in page
    sign_in(client, validator)
    address = client.get(f"{LIST}reponses/1/")
    assert address.status_code in (200, 404)
