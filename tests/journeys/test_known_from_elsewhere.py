"""A resident linked her account on Mastodon: her answer there, under what a process says, is her contribution here."""

from datetime import timedelta

import pytest

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Account as NetworkAccount
from beffroi.channels.base.types import Incoming
from beffroi.channels.fediverse.actions import actors
from beffroi.commons.conversations.models import Message
from beffroi.crossings.presence.actions import faces, linking
from beffroi.crossings.presence.models import Utterance
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock, jobs
from beffroi.kernel.subjects import Subject
from beffroi.outreach.inbox.models import Conversation
from beffroi.outreach.origins.models import Origin
from beffroi.participation.proposals import actions as proposals
from beffroi.participation.spaces.kitchen import ready_component

pytestmark = pytest.mark.django_db


def test_what_she_says_there_is_hers_here(alice, bob, settings):
    settings.BASE_URL, now = "https://valbourg.example", clock.now()
    town, account = actors.ensure_town(username="valbourg", name="Valbourg", at=now)
    component = ready_component("proposal", at=now - timedelta(days=2), verbs=("propose", "comment"))
    faces.refresh(kind="process", ref=str(component.process_id), at=now)
    proposal = proposals.propose(component=component, person=bob, at=now, fields={"title": "Un banc", "text": "Devant l’école, à l’ombre."})
    linking.link(account=alice, network="fediverse", addresses=["@alice@mamot.example"], way="oauth", at=now)
    jobs.run_due(at=clock.now() + timedelta(seconds=1))
    said = Utterance.objects.get(key=f"proposal:{proposal.pk}").publication
    answer = Incoming(
        remote_id="https://mamot.example/1", author_address="@Alice@mamot.example", author_name="A.", text="Deux bancs, alors !",
        sent_at=now, in_reply_to=said.uri, root=said.uri, url="https://mamot.example/@alice/1", language="fr",
    )  # fmt: skip
    base.keep_heard(account=account, incoming=[answer], at=now, is_whole=False)
    jobs.run_due(at=clock.now() + timedelta(seconds=2))
    message = Message.objects.get(origin_channel="fediverse")
    assert message.voice == alice.voice
    assert message.thread.subject == Subject("proposal", proposal.pk)
    assert Origin.objects.get().subject_kind == "message"


def test_the_inbox_knows_what_she_said_by_the_doors_that_she_linked_and_here_in_public(alice, bob, manager, client):
    now = clock.now()
    component = ready_component("proposal", at=now - timedelta(days=2), verbs=("propose", "comment"))
    proposals.propose(component=component, person=alice, at=now, fields={"title": "Un banc au soleil", "text": "Devant l’école."})
    for kind, key, name in (("bluesky", "did:plc:alice", "@alice.example"), ("mastodon", "@Alice@mamot.example", "@Alice@mamot.example")):
        account = NetworkAccount.objects.create(kind=kind, name="Valbourg")
        said = Incoming(f"{kind}-1", name, "A.", f"Bonjour par {kind}", now, author_key=key, is_private=True, kind="private")
        base.keep_heard(account=account, incoming=[said], at=now, is_whole=False)
    stranger = Incoming("mastodon-2", "@bob@mamot.example", "B.", "Je suis un autre", now, is_private=True, kind="private")
    base.keep_heard(account=account, incoming=[stranger], at=now, is_whole=False)
    jobs.run_due(at=clock.now() + timedelta(seconds=1))
    sign_in(client, manager)

    def page():
        return client.get(f"/bureau/messages/{Conversation.objects.get(excerpt='Bonjour par bluesky').pk}/").content.decode()

    linking.link(account=alice, network="bluesky", addresses=["@alice.example", "did:plc:alice"], way="message", at=now)
    assert "Un banc au soleil" in page()
    assert "Bonjour par mastodon" not in page(), "an account that nobody linked is nobody’s"
    row = linking.link(account=alice, network="fediverse", addresses=["@alice@mamot.example"], way="oauth", at=now)
    assert "Bonjour par mastodon" in page()
    assert "Je suis un autre" not in page()
    linking.unlink(account=alice, linked=row, at=now)
    assert "Bonjour par mastodon" not in page()
