from datetime import timedelta

import pytest

from beffroi.ground.verification.actions.ways import set_way
from beffroi.ground.verification.types import CODE, LETTER, CodeSender, code_senders


class Phones(CodeSender):
    """A way to telephones that remembers what went out."""

    kind, label = "test", "Test"

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def is_open(self) -> bool:
        return True

    def send(self, *, to, text, key, at) -> None:
        self.sent.append((to, text))


@pytest.fixture
def phones():
    made = Phones()
    with code_senders.with_only(made):
        yield made


@pytest.fixture
def all_ways(db, admin, phones):
    """Every way is offered."""
    for kind in (CODE, LETTER):
        set_way(person=admin, kind=kind, is_open=True, months=24)
    return phones


@pytest.fixture
def later(at):
    return at + timedelta(minutes=1)
