from datetime import timedelta

import pytest

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Heard
from beffroi.channels.base.types import BLOCK, COMMENT, HIDE, INCOMING, KEYED, PRIVATE, REPLY, Channel, Incoming, Limits, Receipt, channels
from beffroi.kernel import clock
from beffroi.outreach.inbox import actions
from beffroi.outreach.inbox.models import Conversation


class Network(Channel):
    """A network that answers; `error` is what it says instead, `is_keyed` whether it promises once per key."""

    kind, label = "agora", "Agora"
    limits = Limits(characters=200)
    capabilities = frozenset({INCOMING, REPLY, KEYED})
    acts = frozenset({HIDE, BLOCK})

    def __init__(self):
        self.said, self.error = [], None

    def reply(self, account, remote_id, message, *, key):
        if self.error:
            raise self.error
        if key not in [known for known, _to, _text in self.said]:
            self.said.append((key, remote_id, message.text))
        return Receipt(f"ours-{key}", f"https://agora.example/{key}")


@pytest.fixture
def network():
    made = Network()
    with channels.with_more(made):
        yield made


@pytest.fixture
def account(network, db):
    return base.connect(kind="agora", name="La mairie")


@pytest.fixture
def hear(account):
    """hear("Bonjour", author="@lea") -> Heard, taken into the inbox."""
    numbers = iter(range(1, 10_000))

    def say(text, *, author="@lea", taken=True, ago=timedelta(hours=1), **more):
        remote_id = more.pop("remote_id", None) or f"m{next(numbers)}"
        more.setdefault("kind", PRIVATE if more.get("is_private") else COMMENT)
        at = clock.now()
        said = Incoming(remote_id, author, more.pop("name", author.strip("@").title()), text, at - ago, **more)
        base.keep_heard(account=account, incoming=[said], at=at, is_whole=False)
        heard = Heard.objects.select_related("account").get(account=account, remote_id=remote_id)
        if taken:
            actions.take_in(heard=heard, at=at)
        return heard

    return say


@pytest.fixture
def only():
    return lambda: Conversation.objects.select_related("account").get()
