import json

import pytest

from beffroi.kernel.models import Entry
from beffroi.kernel.rules import Refused
from beffroi.participation.accountability.actions import council
from beffroi.participation.accountability.models import Ballot, Commitment, Representative


def test_totals_are_counted_from_the_choices(vote):
    assert (vote.for_count, vote.against_count, vote.abstained_count, vote.absent_count) == (1, 1, 0, 1)
    assert Ballot.objects.count() == 3
    assert Entry.objects.get(kind="council_vote").data["outcome"] == "adopted"


def test_a_correction_is_another_line_of_the_ledger(vote, members, manager, at):
    council.hold_vote(person=manager, at=at, content={"title": vote.title}, choices={members[0]: "for"}, vote=vote, seen=vote.version)
    assert Ballot.objects.count() == 1
    assert Entry.objects.filter(kind="council_vote_corrected").count() == 1


def test_a_stale_edit_is_refused(vote, members, manager, at):
    choices = {members[0]: "for"}
    council.hold_vote(person=manager, at=at, content={"title": "Un"}, choices=choices, vote=vote, seen=vote.version)
    with pytest.raises(Refused) as refused:
        council.hold_vote(person=manager, at=at, content={"title": "Deux"}, choices=choices, vote=vote, seen=1)
    assert refused.value.refusal.code == "stale"


def test_a_vote_of_nobody_is_refused(manager, at):
    with pytest.raises(Refused):
        council.hold_vote(person=manager, at=at, content={"title": "x", "held_on": at.date(), "outcome": "adopted"}, choices={})


def test_only_the_managers_keep_the_council(members, alice, official, at):
    for person in (alice, official):
        with pytest.raises(Refused):
            council.save_representative(person=person, at=at, content={"name": "Moi", "mandate": "Roi"})


def test_two_of_one_name_have_two_addresses(db, at):
    for _turn in range(2):
        council.save_representative(person=None, at=at, content={"name": "Jean Petit", "mandate": "Adjoint"})
    assert set(Representative.objects.values_list("slug", flat=True)) == {"jean-petit", "jean-petit-2"}


def test_a_promise_is_kept_or_not(members, manager, at):
    said = {"text": "Ouvrir la cantine", "made_on": at.date(), "state": "made"}
    made = council.commit(person=manager, at=at, representative=members[0], content=said)
    council.commit(person=manager, at=at, representative=members[0], content={"state": "kept", "outcome": "Fait."}, commitment=made)
    assert Commitment.objects.get().state == "kept"


def test_the_council_follows_the_popolo_schemas(client, vote, shared):
    jsonschema = pytest.importorskip("jsonschema")
    referencing = pytest.importorskip("referencing")
    folder = shared / "schemas" / "popolo"
    schemas = {path.stem: json.loads(path.read_text()) for path in folder.glob("*.json")}
    resources = [
        (schema["id"], referencing.Resource(schema, referencing.jsonschema.DRAFT3)) for schema in schemas.values() if "id" in schema
    ]
    registry = referencing.Registry().with_resources(resources)
    said = client.get("/conseil/popolo.json").json()
    for kind, name in (("person", "persons"), ("organization", "organizations"), ("membership", "memberships"), ("motion", "motions")):
        check = jsonschema.Draft3Validator(schemas[kind], registry=registry)
        assert said[name]
        for row in said[name]:
            assert not list(check.iter_errors(row)), row
