import pytest
from beffroi_pytest import NOON

from beffroi.commons.conversations.actions import open_topic


@pytest.fixture
def topic(alice):
    """A topic of the forum that Alice opened."""
    return open_topic(person=alice, title="Le banc de la place", text="Il faudrait le repeindre.", at=NOON)
