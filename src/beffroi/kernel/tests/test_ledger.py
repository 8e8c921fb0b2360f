"""Whatever is done to the ledger's rows is found."""

import threading
from datetime import timedelta
from importlib import import_module

import pytest
from beffroi_pytest import NOON
from django.db import DatabaseError, connection, transaction

from beffroi.kernel import ledger
from beffroi.kernel.models import Entry
from beffroi.kernel.subjects import Subject

TABLE = "kernel_entry"
SQLITE = ("kernel_entry_no_update", "kernel_entry_no_delete")


@pytest.fixture
def chain(db):
    for number in range(5):
        ledger.append(
            kind="decision.taken", subject=Subject("decision", number), data={"text": "ab" * 32}, at=NOON + timedelta(hours=number)
        )
    return list(Entry.objects.order_by("sequence"))


def tamper(sql: str, *values) -> None:
    """Write past the triggers, as somebody with the database in hands can."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for trigger in SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        else:
            cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
        cursor.execute(sql, values)


def test_a_whole_chain_has_no_fault(chain):
    assert ledger.verify() == []
    assert ledger.head().sequence == 5
    assert ledger.head().hash == chain[-1].hash
    assert chain[0].previous == ledger.BEGINNING


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'other'",
        "subject_id = 99",
        "data = '{}'",
        "at = '2020-01-01 00:00:00+00:00'",
        "subject_kind = 'vote'",
        "previous = 'x'",
        "hash = 'x'",
    ],
)
def test_an_altered_entry_is_found(chain, change):
    tamper(f"UPDATE {TABLE} SET {change} WHERE sequence = 3")
    assert {problem.sequence for problem in ledger.verify()} & {3, 4}


def test_an_entry_altered_with_its_hash_is_found_by_the_next(chain):
    entry = chain[2]
    entry.kind = "other"
    tamper(f"UPDATE {TABLE} SET kind = 'other', hash = %s WHERE sequence = 3", ledger.hash_of(entry))
    assert [(problem.sequence, problem.code) for problem in ledger.verify()] == [(4, "chain")]


@pytest.mark.parametrize("where", [1, 3])
def test_a_removed_entry_is_found(chain, where):
    tamper(f"DELETE FROM {TABLE} WHERE sequence = %s", where)
    assert [problem.code for problem in ledger.verify()] == ["missing"]


def test_a_removed_end_is_found_by_the_published_head(chain):
    published = ledger.head()
    tamper(f"DELETE FROM {TABLE} WHERE sequence = 5")
    assert ledger.verify() == []
    assert [problem.code for problem in ledger.verify(published)] == ["head"]


def test_swapped_entries_are_found(chain):
    tamper(f"UPDATE {TABLE} SET sequence = 99 WHERE sequence = 2")
    tamper(f"UPDATE {TABLE} SET sequence = 2 WHERE sequence = 3")
    tamper(f"UPDATE {TABLE} SET sequence = 3 WHERE sequence = 99")
    assert ledger.verify()


def test_an_inserted_entry_is_found(chain):
    entry = Entry(sequence=6, at=NOON, kind="false", data={}, previous=chain[2].hash)
    entry.hash = ledger.hash_of(entry)
    entry.save(force_insert=True)
    assert [problem.code for problem in ledger.verify()] == ["chain"]


@pytest.mark.parametrize("sql", [f"UPDATE {TABLE} SET kind = 'x' WHERE sequence = 2", f"DELETE FROM {TABLE} WHERE sequence = 2"])
def test_the_database_refuses_to_change_an_entry(chain, sql):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # the test's set-up may have taken them away to be able to empty tables
            migration = import_module("beffroi.kernel.migrations.0001_initial")
            for trigger in migration.SQLITE.strip().split("END;"):
                if trigger.strip():
                    cursor.execute(trigger.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS") + " END")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(sql)


@pytest.mark.parametrize("data", [{"x": 1.5}, {"x": object()}, {1: "x"}, {"x": "long " * 200}, {"x": ["a\0b"]}])
@pytest.mark.django_db
def test_only_ids_and_hashes_are_kept(data):
    with pytest.raises((TypeError, ValueError)):
        ledger.append(kind="x", data=data, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_moment_take_turns():
    wrong: list[Exception] = []

    def write() -> None:
        try:
            for number in range(8):
                with transaction.atomic():
                    ledger.append(kind="phase.opened", data={"n": number}, at=NOON)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert ledger.head().sequence == 32
    assert ledger.verify() == []
