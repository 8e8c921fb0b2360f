"""A resident linked her account on Mastodon: her answer there, under what a process says, is her contribution here."""

from datetime import timedelta

import pytest

from beffroi.channels.base import actions as base
from beffroi.channels.base.types import Incoming
from beffroi.channels.fediverse.actions import actors
from beffroi.commons.conversations.models import Message
from beffroi.crossings.presence.actions import faces, linking
from beffroi.crossings.presence.models import Utterance
from beffroi.kernel import clock, jobs
from beffroi.kernel.subjects import Subject
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
