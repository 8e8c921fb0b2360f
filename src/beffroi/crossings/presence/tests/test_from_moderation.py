"""A group takes back what it passed on once moderators hide what it became here."""

from beffroi.channels.base.models import Account, Heard
from beffroi.channels.fediverse.actions import passing
from beffroi.channels.fediverse.models import RemoteNote
from beffroi.commons.conversations import actions as conversations
from beffroi.commons.moderation import actions as moderation
from beffroi.commons.moderation.models import Rule
from beffroi.crossings.presence.actions import faces
from beffroi.crossings.presence.models import PROCESS
from beffroi.crossings.presence.tests.conftest import remote, told
from beffroi.kernel.subjects import Subject
from beffroi.outreach.origins.models import Origin


def test_a_contribution_that_is_hidden_is_no_longer_passed_on_and_again_once_shown(component, propose, alice, chloe, now, work):
    proposal = propose(alice)
    actor = faces.refresh(kind=PROCESS, ref=str(component.process_id), at=now).actor
    note = RemoteNote.objects.create(
        uri="https://peer.example/notes/1", remote=remote(admitted_at=now), actor=actor, said_at=now, activity={}
    )
    passing.release(note=note, at=now)
    heard = Heard.objects.create(
        account=Account.objects.get(kind="fediverse"), remote_id=note.uri, kind="comment", author_address="@bob@peer.example",
        author_name="Bob", text="Oui", sent_at=now, heard_at=now,
    )  # fmt: skip
    message = conversations.send(person=alice, thread=conversations.thread_of(Subject("proposal", proposal.pk)), text="Oui", at=now)
    Origin.objects.create(heard=heard, subject_kind="message", subject_id=message.pk, is_automatic=True, at=now)
    announced = told(actor)[-1]
    assert announced == ("Announce", note.uri)
    moderation.hide(subject=message.subject, rule=Rule.objects.first(), reason="Hors sujet.", by=chloe, at=now)
    work()
    undo = told(actor)[-1]
    assert (undo[0], undo[1]["object"]) == ("Undo", note.uri)
    note.refresh_from_db()
    assert note.released_at is None
    moderation.restore(subject=message.subject, reason="Dans le sujet.", by=chloe, at=now)
    work()
    assert told(actor)[-1] == ("Announce", note.uri)
