"""Every page of moderation opens, for whoever may open it."""

import pytest
from beffroi_pytest import NOON
from django.urls import reverse

from beffroi.commons.conversations.actions import open_topic, send
from beffroi.commons.moderation import actions
from beffroi.commons.moderation.models import Rule


@pytest.fixture
def message(alice, bob):
    topic = open_topic(person=alice, title="Le banc de la place", text="Il faudrait le repeindre.", at=NOON)
    return send(thread=topic, person=bob, text="Vous êtes tous des imbéciles.", at=NOON)


def test_public_pages(client, message, chloe):
    actions.hide(subject=message.subject, rule=Rule.objects.get(number=1), reason="Une insulte.", by=chloe, at=NOON)
    for name in ("index", "rules", "register", "register_csv"):
        answer = client.get(reverse(f"moderation:{name}"))
        assert answer.status_code == 200
        assert not answer.cookies
