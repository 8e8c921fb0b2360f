"""A kind of thing that may have topics."""

import pytest

from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds


class Thing(SubjectKind):
    kind, label, label_plural = "sheet", "Fiche", "Fiches"

    def __init__(self) -> None:
        self.hidden: set[int] = set()

    def cards(self, ids):
        return {pk: Card(Subject("sheet", pk), f"Fiche {pk}", f"/fiches/{pk}/", is_public=pk not in self.hidden) for pk in ids}


@pytest.fixture
def things():
    thing = Thing()
    with subject_kinds.with_more(thing):
        yield thing
