import pytest

from beffroi.channels.base import actions as base
from beffroi.channels.newsletter import actions
from beffroi.channels.newsletter.tests import sink as sinks


@pytest.fixture
def account(db):
    return base.connect(kind="newsletter", name="La semaine")


@pytest.fixture
def letter(account, at):
    return actions.letter_of(account=account, at=at)


@pytest.fixture
def sink(settings):
    server, handler = sinks.opened(settings)
    yield handler
    server.stop()


@pytest.fixture
def readers(letter, at):
    """readers("a@x.fr", "b@x.fr", topics=[…])"""

    def make(*emails, **wishes):
        words = {"topics": [], "district": None, "language": "fr"} | wishes
        return [actions.subscribe(email=email, letters=[letter], at=at, **words) for email in emails]

    return make


@pytest.fixture
def issue(letter, manager, at):
    made = actions.draft(letter=letter, subject="Été au village", person=manager, at=at)
    actions.add_block(
        issue=made,
        person=manager,
        at=at,
        title="Le pont",
        text="Le pont **rouvre** : [plan](https://example.org/plan).",
        link="/actualites/",
    )
    return made
