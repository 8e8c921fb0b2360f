"""The roll and the urn cannot be joined: columns, hours, order of rows and hidden columns are looked at, during a vote and after it."""

from collections import Counter

import pytest
from django.apps import apps
from django.db import connection, models

from beffroi.ground.people.actions import create_account
from beffroi.ground.people.testing import sign_in
from beffroi.participation.ballots import actions
from beffroi.participation.ballots.codes import new_code
from beffroi.participation.ballots.models import Ballot, Credential, Day, Mark, Slip, Urn, Voter

# What the urn knows of a ballot. A new column here must be thought over: could it lead to a person, or tell when she came?
URN = {
    Slip: {"id", "election", "key", "tracker", "choices"},
    Ballot: {"id", "election", "height", "tracker", "credential", "raw", "event"},
    Credential: {"id", "election", "public", "weight", "is_revoked"},
}
MAY_MOVE = {"ballots_urn", "ballots_slip", "ballots_ballot", "ballots_day", "kernel_tries", "kernel_edition"}
CROWD = 24


def test_no_column_leads_from_the_urn_to_a_person_or_an_hour():
    for model, names in URN.items():
        fields = {field.name: field for field in model._meta.concrete_fields}
        assert set(fields) == names
        assert [field.related_model.__name__ for field in fields.values() if field.is_relation] == ["Election"]
    for model in (*URN, Mark, Voter):
        assert not [field for field in model._meta.concrete_fields if isinstance(field, models.DateField | models.TimeField)], model
    assert {field.name for field in Day._meta.concrete_fields} == {"id", "election", "day", "online", "paper"}


def rows_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        return Counter(map(repr, cursor.fetchall()))


def everything():
    return {model._meta.db_table: rows_of(model._meta.db_table) for model in apps.get_models() if model._meta.managed}


def hidden_of(table):
    """Rows in the order in which the database holds them, with what it knows of each: (id, transaction)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT id, xmin::text FROM {table} ORDER BY ctid")
        else:
            cursor.execute(f"SELECT id, 0 FROM {table} ORDER BY rowid")
        return cursor.fetchall()


@pytest.fixture
def crowd_of(at):
    """Accounts that are there before the vote."""

    def make(name, count):
        return [create_account(email=f"{name}{n}@example.org", name=f"{name} {n}", at=at) for n in range(count)]

    return make


@pytest.mark.django_db(transaction=True)
def test_marks_and_ballots_tell_nothing_of_who_came_when(plain, crowd_of, at):
    people, trackers = crowd_of("first", CROWD), []
    for person in people:
        receipt = actions.cast_plain(election=plain, person=person, choices=[1], code=new_code(), at=at)
        trackers.append(Slip.objects.get(tracker=receipt.tracker).key)
    assert not Mark.objects.exists(), "during the vote nobody is marked one by one"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pending FROM ballots_urn")
        sealed = cursor.fetchone()[0]
    assert sealed.startswith("s1.")
    assert "people" not in sealed
    assert Urn.objects.get().pending["people"] == sorted(f"a{person.pk}" for person in people), "a set: its order is that of its words"
    assert actions.settle(election=plain, at=at)

    marks, slips = hidden_of("ballots_mark"), hidden_of("ballots_slip")
    assert len(marks) == len(slips) == CROWD
    assert len({moment for _id, moment in marks} | {moment for _id, moment in slips}) == 1, "one transaction wrote all of them"
    known = dict(Mark.objects.values_list("id", "account_id"))
    keys = dict(Slip.objects.values_list("id", "key"))
    came = [person.pk for person in people]
    for order in ([known[row] for row, _moment in marks], [known[row] for row in sorted(known)]):
        assert order not in (came, came[::-1])
    places = [trackers.index(keys[row]) for row, _moment in slips]
    assert places not in (sorted(places), sorted(places)[::-1])
    assert places != [came.index(known[row]) for row, _moment in marks], "nor do both lie in the same order"

    for person in crowd_of("late", 2):
        actions.cast_plain(election=plain, person=person, choices=[0], code=new_code(), at=at)
    assert not actions.settle(election=plain, at=at), "two are no crowd"
    actions.close(election=plain, at=plain.closes_at)
    assert len({moment for _id, moment in (*hidden_of("ballots_mark"), *hidden_of("ballots_slip"))}) == 1
    assert Mark.objects.count() == CROWD + 2


def test_casting_moves_nothing_but_the_urn(secret, plain, voters, client):
    sign_in(client, voters[0])
    client.get(f"{secret.election.url}voter/")
    before = everything()
    client.post(f"{secret.election.url}voter/", {"ballot": secret.ballot(0, [[0, 1, 0]])})
    moved = {table for table, rows in everything().items() if rows != before[table]}
    assert "ballots_ballot" in moved
    assert moved <= MAY_MOVE


@pytest.mark.django_db(transaction=True)
def test_of_secret_ballots_the_transactions_are_forgotten_too(secret, voters, at):
    for place, person in enumerate(voters):
        actions.cast_secret(election=secret.election, person=person, raw=secret.ballot(place, [[0, 1, 0]]), at=at)
    assert not Mark.objects.exists()
    assert actions.settle(election=secret.election, at=at, whatever=True)
    assert len({moment for _id, moment in (*hidden_of("ballots_mark"), *hidden_of("ballots_ballot"))}) == 1
    assert list(Ballot.objects.order_by("height").values_list("id", flat=True)) != sorted(Ballot.objects.values_list("id", flat=True))
