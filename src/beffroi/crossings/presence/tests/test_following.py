"""What happens here is said by the actor that it concerns: once, changed when it changes, taken back when it goes."""

from datetime import timedelta

from django.db import transaction

from beffroi.channels.base.models import Heard
from beffroi.channels.fediverse.actions import actors
from beffroi.channels.fediverse.models import FediverseActor, Publication
from beffroi.crossings.presence.actions import faces
from beffroi.crossings.presence.models import OFFICIAL, PROCESS, Presence, Utterance
from beffroi.crossings.presence.roots import Said
from beffroi.crossings.presence.tests.conftest import told
from beffroi.kernel.facts import record
from beffroi.kernel.subjects import Subject
from beffroi.outreach.neutrality.models import Election
from beffroi.participation.accountability.actions import council
from beffroi.participation.proposals import actions as proposals
from beffroi.participation.proposals.actions.texts import set_hidden
from beffroi.participation.questions import actions as questions
from beffroi.participation.questions.models import Addressee
from beffroi.participation.spaces.facts import PhaseOpened, ProcessEdited
from beffroi.participation.spaces.models import Process


def opened(component, now):
    return faces.refresh(kind=PROCESS, ref=str(component.process_id), at=now)


def test_a_process_is_an_actor_under_its_own_title_and_closes_with_it(component, now, work):
    actor = opened(component, now).actor
    assert (actor.type, actor.name, actor.url) == ("Group", component.process.title, f"/p/{component.process.slug}/")
    Process.objects.filter(pk=component.process_id).update(title="Autre titre")
    for _twice in range(2):
        with transaction.atomic():
            record(ProcessEdited(process_id=component.process_id))
        work()
    actor.refresh_from_db()
    assert actor.name == "Autre titre"
    assert [type for type, _object in told(actor)].count("Update") == 1
    Process.objects.filter(pk=component.process_id).update(published_at=None)
    faces.refresh_all(at=now)
    actor.refresh_from_db()
    assert actor.closed_at
    assert FediverseActor.objects.filter(kind="process").count() == 1


def test_nothing_opens_before_the_town_itself_is_there(db, now, settings):
    settings.BASE_URL = "https://valbourg.example"
    assert faces.refresh_all(at=now) == 0
    assert not Presence.objects.exists()


def test_a_proposal_is_said_once_changed_and_taken_back_with_it(component, propose, alice, now, work):
    actor = opened(component, now).actor
    proposal = propose(alice)
    work()
    said = Publication.objects.get(actor=actor, rich__type="Article")
    assert "tilleuls" in said.rich["content"]
    assert "Alice" not in str(said.document), "no name of a citizen travels"
    create, bare, whole = told(actor)[-3:]
    assert (create[0], bare, whole[0], whole[1]["type"]) == ("Create", ("Announce", said.uri), "Announce", "Create")
    proposals.edit(proposal=proposal, person=alice, seen=0, fields={"title": "Deux bancs", "text": proposal.text}, at=now)
    work()
    said.refresh_from_db()
    assert "Deux bancs" in said.document["content"]
    assert told(actor)[-1][0] == "Update"
    set_hidden(proposal=proposal, hidden=True, at=now)
    work()
    said.refresh_from_db()
    assert said.withdrawn_at
    undo, delete = told(actor)[-2:]
    assert (undo[0], undo[1]["type"], undo[1]["object"], delete[0]) == ("Undo", "Announce", said.uri, "Delete")
    set_hidden(proposal=proposal, hidden=False, at=now)
    work()
    again = Publication.objects.get(actor=actor, withdrawn_at=None, rich__type="Article")
    assert again.uri != said.uri, "a server never takes an address again that was deleted"
    assert Utterance.objects.filter(subject_kind="proposal").count() == 1


def test_what_was_brought_in_from_before_is_no_news(component, alice, now, work):
    actor = opened(component, now).actor
    proposals.propose(
        component=component, person=alice, fields={"title": "Ancienne", "text": "Une idée de longue date."}, at=now - timedelta(days=9)
    )  # fmt: skip
    work()
    assert not Publication.objects.filter(actor=actor, rich__type="Article").exists()


def test_phases_answers_and_what_people_answer_stand_in_one_thread(component, propose, alice, manager, now, work):
    actor = opened(component, now).actor
    proposal = propose(alice)
    phase = component.process.phases.first()
    said = {"process_id": component.process_id, "phase_id": phase.pk, "process_title": "P", "phase_title": phase.title}
    for _twice in range(2):
        with transaction.atomic():
            record(PhaseOpened(subject=f"process:{component.process_id}", title="P", **said))
        work()
    assert Publication.objects.filter(actor=actor, rich__type="Event").count() == 1
    accepted = component.proposal_states.get(counts_as="positive", position=1)
    proposals.answer(proposal=proposal, person=manager, state=accepted, text="Oui, au printemps.", at=now)
    work()
    first = Utterance.objects.get(key=f"proposal:{proposal.pk}").publication
    answer = Utterance.objects.get(key=f"answer proposal:{proposal.pk}").publication
    assert answer.document["inReplyTo"] == first.uri
    assert "au printemps" in answer.document["content"]
    account = actors.account_of(actor=actor)
    heard = Heard(account=account, root=answer.uri, remote_id="https://peer.example/1", sent_at=now, heard_at=now)
    assert Said().subject_of(heard) == Subject("proposal", proposal.pk)


def test_the_team_closes_one_and_it_is_silent(component, propose, alice, manager, now, work, client):
    presence = opened(component, now)
    faces.switch(presence=presence, person=manager, is_on=False, at=now)
    propose(alice)
    work()
    assert not Publication.objects.filter(actor=presence.actor).exists()
    assert client.get(presence.actor.path, headers={"accept": "application/activity+json"}).status_code == 404
    faces.switch(presence=presence, person=manager, is_on=True, at=now)
    assert client.get(presence.actor.path, headers={"accept": "application/activity+json"}).json()["type"] == "Group"


def test_an_official_is_followed_only_if_she_agreed(town, make_person, manager, now, work):
    anne = council.save_representative(person=None, at=now, content={"name": "Anne Bel", "mandate": "Maire"})
    faces.refresh_all(at=now)
    assert not Presence.objects.filter(kind=OFFICIAL).exists()
    row = faces.open_official(representative=anne, person=manager, is_on=True, consent="Oui, par courriel du 3 mars", at=now)
    assert row.actor.type == "Person"
    content = {"title": "Le lavoir", "held_on": now.date(), "outcome": "adopted", "summary": ""}
    vote = council.hold_vote(person=None, at=now, content=content, choices={anne: "for"})
    work()
    said = Publication.objects.get(actor=row.actor)
    assert "pour" in said.document["content"]
    council.hold_vote(person=None, at=now, content=content, choices={anne: "abstained"}, vote=vote, seen=vote.version)
    work()
    said.refresh_from_db()
    assert "abst" in said.document["content"].lower()
    council.commit(
        person=None, at=now, representative=anne, content={"text": "Rouvrir le lavoir", "made_on": now.date() + timedelta(days=1)}
    )  # fmt: skip
    work()
    assert "Rouvrir" in str(list(Publication.objects.filter(actor=row.actor).values_list("document", flat=True)))


def test_a_whole_refresh_touches_only_what_differs(component, now, django_assert_max_num_queries):
    faces.refresh_all(at=now)
    keys = dict(FediverseActor.objects.values_list("pk", "public_pem"))
    with django_assert_max_num_queries(12):
        faces.refresh_all(at=now)
    assert dict(FediverseActor.objects.values_list("pk", "public_pem")) == keys


def test_an_official_answers_a_question_where_she_is_followed(town, official, alice, manager, now, work):
    anne = council.save_representative(person=None, at=now, content={"name": "Anne Bel", "mandate": "Maire"})
    row = faces.open_official(representative=anne, person=manager, is_on=True, consent="Oui, par courriel du 3 mars", at=now)
    fields = {"kind": "official", "name": "Anne Bel", "mandate": "Maire", "account": official, "position": 1}
    questions.take_over_the_council(person=None, at=now)
    addressee = questions.save_addressee(person=None, fields=fields, team=[], addressee=Addressee.objects.get(subject_id=anne.pk))
    asked = questions.ask(component=None, to=addressee, title="Quand la piscine ?", text="Elle est fermée.", person=alice, at=now)
    questions.save_draft(question=asked, person=official, fields={"text": "Le 3 juin."}, seen=0, at=now)
    answer = questions.give(question=asked, person=official, at=now)
    work()
    said = Publication.objects.get(actor=row.actor)
    assert "Le 3 juin" in said.document["content"]
    questions.correct(answer=answer, person=official, text="Le 4 juin.", why="Une erreur de date.", at=now)
    work()
    said.refresh_from_db()
    assert "Le 4 juin" in said.document["content"]


def test_officials_are_silent_before_an_election(town, manager, now, work):
    anne = council.save_representative(person=None, at=now, content={"name": "Anne Bel", "mandate": "Maire"})
    faces.open_official(representative=anne, person=manager, is_on=True, consent="Oui, par courriel du 3 mars", at=now)
    Election.objects.create(
        name="Municipales", level="municipal", month=now.date().replace(day=1), first_round=now.date() + timedelta(days=1)
    )
    content = {"title": "Le lavoir", "held_on": now.date(), "outcome": "adopted", "summary": ""}
    council.hold_vote(person=None, at=now, content=content, choices={anne: "for"})
    work()
    assert not Publication.objects.filter(actor__kind="official").exists()
