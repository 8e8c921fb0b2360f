"""A kind of thing to search for, whose cards the tests decide."""

import pytest

from beffroi.commons.search import actions, vocabulary
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds


class Thing(SubjectKind):
    label, label_plural = "Chose", "Choses"

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.hidden: set[int] = set()

    def cards(self, ids):
        return {pk: Card(Subject(self.kind, pk), f"{self.kind} {pk}", f"/{self.kind}/{pk}/", is_public=pk not in self.hidden) for pk in ids}


@pytest.fixture
def things():
    """Two kinds of things: "sheet" and "news"."""
    made = {kind: Thing(kind) for kind in ("sheet", "news")}
    with subject_kinds.with_more(*made.values()):
        yield made


@pytest.fixture
def put(db, things, at):
    """put(1, "title", "text") makes a sheet findable."""

    def put(pk, title, text="", kind="sheet", **more):
        values = {"at": at, "url": f"/{kind}/{pk}/"} | more
        return actions.put(subject=Subject(kind, pk), title=title, text=text, **values)

    return put


@pytest.fixture
def learn():
    def learn():
        while vocabulary.learn():
            continue

    return learn
