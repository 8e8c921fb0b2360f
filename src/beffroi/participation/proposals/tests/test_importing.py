import json
from argparse import Namespace

import pytest
from django.test import Client

from beffroi.commons.conversations.models import Message
from beffroi.commons.search.queries import find
from beffroi.kernel.importers import Progress, importers
from beffroi.kernel.jobs import run_due
from beffroi.kernel.subjects import subject_kinds
from beffroi.participation.proposals.actions.texts import stored_address
from beffroi.participation.proposals.models import Proposal, Version
from beffroi.participation.spaces import calendar
from beffroi.participation.spaces.models import Component, Process

OPINION = {
    "id": 1,
    "title": "Droit à l’internet",
    "body": "L’accès est un droit.",
    "section": 3,
    "section_title": "Section 1 – Les Communs",
    "votes": [5, 2, 1],
}
FOR = {"id": 7, "opinion": 1, "type": 1, "text": "Oui, partout.", "votes": 4}
AGAINST = {"id": 8, "opinion": 1, "type": 0, "text": "Trop cher.", "votes": 0}


@pytest.fixture
def bring(db, tmp_path):
    """bring([OPINION], [FOR]) -> the progress of an import of files with these lines."""

    def run(*files):
        paths = []
        for number, lines in enumerate(files):
            path = tmp_path / f"{number}.jsonl"
            path.write_bytes(b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines))
            paths.append(path)
        progress = Progress(tell=lambda sentence: None)
        importers["consultation"].run(Namespace(files=paths), progress)
        return progress

    return run


def test_a_finished_process_with_its_votes_and_its_sides(bring, at):
    bring([FOR, AGAINST], [OPINION])  # in any order
    process, proposal = Process.objects.get(), Proposal.objects.get()
    assert calendar.state(process, at) == "finished"
    assert (proposal.topic, proposal.supports_count, proposal.messages_count) == ("Les Communs", 5, 2)
    assert proposal.imported_votes == {"agree": 5, "mixed": 2, "disagree": 1}
    assert set(Message.objects.values_list("stance", "supports_count")) == {("for", 4), ("against", 0)}
    assert process.contributions_count == 1
    assert proposal.voice.is_elsewhere
    assert "5 d’accord" in (page := open_page(proposal))
    assert "Auteur non publié" in page


def open_page(proposal):
    return Client().get(stored_address(proposal)).content.decode()


def test_twice_is_once(bring):
    for _turn in range(2):
        assert bring([OPINION], [FOR, AGAINST]).refused == []
    assert (Proposal.objects.count(), Message.objects.count(), Version.objects.count(), Process.objects.count()) == (1, 2, 1, 1)
    assert Proposal.objects.get().messages_count == 2
    assert Component.objects.get().settings["topics"] == "Les Communs"


def test_what_changed_at_the_source_changes_here(bring):
    bring([OPINION], [FOR])
    bring([OPINION | {"body": "L’accès est un droit de tous.", "votes": [9, 2, 1]}], [FOR | {"votes": 6}])
    proposal = Proposal.objects.get()
    assert (proposal.text, proposal.supports_count, proposal.imported_votes["agree"]) == ("L’accès est un droit de tous.", 9, 9)
    assert Version.objects.count() == 2
    assert Message.objects.get().supports_count == 6


BAD = [
    b"{broken",
    b"\xff\xfe",
    b"[1, 2]",
    b"[" * 100_000,
    {"id": 2},
    OPINION | {"id": "x"},
    OPINION | {"id": -4},
    OPINION | {"id": 10**30},
    OPINION | {"id": 3, "title": ""},
    OPINION | {"id": 3, "title": "x" * 251},
    OPINION | {"id": 3, "body": "x" * 50_001},
    OPINION | {"id": 3, "votes": [1, 2]},
    OPINION | {"id": 3, "votes": [1, 2, True]},
    b'{"id": 3, "title": "\\ud800", "body": "x", "votes": [1, 2, 3]}',
    OPINION,  # its number was there before
    FOR | {"id": 20, "type": 2},
    FOR | {"id": 20, "text": None},
    FOR | {"id": 20, "opinion": 999},  # nobody knows it
    b"x" * 1_500_000,
]


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_a_bad_line_is_told_with_its_number_and_the_others_go_on(bring, bad):
    progress = bring([OPINION, bad, FOR, b"", AGAINST])
    assert [line.partition(": ")[0] for line in progress.refused] == ["0.jsonl:2"]
    assert (Proposal.objects.count(), Message.objects.count()) == (1, 2)


def test_arguments_may_come_later_than_their_proposals(bring):
    bring([OPINION])
    assert bring([FOR]).refused == []
    assert Message.objects.get().stance == "for"


def test_the_night_leaves_imported_supports_alone(bring):
    bring([OPINION], [FOR])
    message = Message.objects.get()
    assert subject_kinds["message"].counters("supports", 0, 10) == {message.pk: 0}


def test_what_was_imported_is_found_and_told_to_nobody(bring, at):
    bring([OPINION], [AGAINST])
    while run_due(at=at.replace(year=2030)):
        pass
    kinds = {row.subject.kind for row in find("trop cher").rows} | {row.subject.kind for row in find("droit internet").rows}
    assert kinds >= {"message", "proposal"}


@pytest.mark.slow
def test_the_real_files(shared, db):
    folder = shared / "data" / "french"
    progress = Progress(tell=lambda sentence: None)
    files = [folder / "republique_numerique_opinions.jsonl", folder / "republique_numerique_arguments.jsonl"]
    importers["consultation"].run(Namespace(files=files), progress)
    assert progress.refused == []
    assert (Proposal.objects.count(), Message.objects.count()) == (692, 3988)
    assert Proposal.objects.get(origin="republique-numerique-opinion-103").imported_votes == {"agree": 231, "mixed": 91, "disagree": 563}
    assert Message.objects.filter(stance="for").count() == 1958
