import pytest
from beffroi_pytest import NOON

from beffroi.commons.moderation.models import Rule
from beffroi.ground.people.actions import create_account
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds


class Note(SubjectKind):
    """A kind for these tests: notes of Bob, hidden or not."""

    kind = "note"
    label = label_plural = "note"

    def __init__(self, author):
        self.author = author
        self.hidden = set()
        self.refusal = None

    def cards(self, ids):
        return {
            id: Card(Subject("note", id), f"Note {id}", f"/note/{id}/", "Vous êtes nuls.", id not in self.hidden, self.author.voice.pk)
            for id in ids
            if id < 100
        }

    def may(self, verb, person, id, at):
        if verb == "see":
            return Refusal("hidden", "Caché.") if id in self.hidden else None
        return self.refusal

    def set_hidden(self, id, hidden):
        (self.hidden.add if hidden else self.hidden.discard)(id)


NOTE, OTHER = Subject("note", 1), Subject("note", 2)


@pytest.fixture
def notes(bob):
    kind = Note(bob)
    with subject_kinds.with_more(kind):
        yield kind


@pytest.fixture
def rule(db):
    return Rule.objects.get(number=1, until=None)


@pytest.fixture
def emma(db):
    """Another moderator."""
    return create_account(email="emma@example.org", name="Emma", at=NOON, roles=["moderator"])
