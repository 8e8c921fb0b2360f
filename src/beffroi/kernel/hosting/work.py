"""Which jobs wait in a town, asked from outside while it sleeps: three short questions, nothing is written."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from beffroi.kernel.hosting.folder import Town
from beffroi.kernel.later import Later

if TYPE_CHECKING:
    import psycopg
else:
    psycopg = Later("psycopg")

DATABASE = "beffroi.sqlite3"
SECONDS = 3  # for a database that does not answer
WAITING = "FROM kernel_job WHERE claimed_at IS NULL AND done_at IS NULL AND failed_at IS NULL"
QUESTIONS = (
    f"SELECT MIN(run_at) {WAITING} AND name NOT IN (SELECT name FROM kernel_periodic)",  # noqa: S608
    f"SELECT MIN(run_at) {WAITING} AND name IN (SELECT name FROM kernel_periodic)",  # noqa: S608
    "SELECT MIN(due_at) FROM kernel_periodic WHERE name <> 'ahead'",
    "SELECT COUNT(*) FROM kernel_job WHERE claimed_at IS NOT NULL AND done_at IS NULL AND failed_at IS NULL",
    "SELECT MIN(due_at) FROM kernel_periodic WHERE name = 'ahead'",  # kernel.worker.note_ahead
)


@dataclass(frozen=True)
class Work:
    """What a town has to do: `job_at` when the next thing that was asked for is due; `turn_at` when what it does by itself,
    again and again, is due next; `running` how much is in hand; `plan_at` the hour that something was planned for, as it fell asleep."""

    job_at: datetime | None = None
    turn_at: datetime | None = None
    running: int = 0
    plan_at: datetime | None = None


def look(town: Town) -> Work | None:
    """None if the database does not say."""
    try:
        url = _url(town)
        found = _postgresql(url) if url else _sqlite(town.data / DATABASE)
    except Exception:  # noqa: BLE001  a database that is not there, not migrated, or does not answer: the town itself will say it
        return None
    asked, again, periodic, running, planned = found
    turns = [moment for moment in (_moment(again), _moment(periodic)) if moment]
    return Work(_moment(asked), min(turns, default=None), int(running or 0), _moment(planned))


def _url(town: Town) -> str:
    file = town.settings.get("DATABASE_URL_FILE")
    return Path(file).read_text().strip() if file else town.settings.get("DATABASE_URL", "")


def _sqlite(path: Path) -> list[Any]:
    """Opened as the town opens it (the log of a town that was killed is taken in), but nothing can be written."""
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True, timeout=SECONDS)) as database:
        database.execute("PRAGMA query_only=ON")
        return [database.execute(question).fetchone()[0] for question in QUESTIONS]


def _postgresql(url: str) -> list[Any]:
    options = f"-c default_transaction_read_only=on -c statement_timeout={SECONDS * 1000}"
    with psycopg.connect(url, connect_timeout=SECONDS, options=options, autocommit=True) as database:
        return [(database.execute(question).fetchone() or [None])[0] for question in QUESTIONS]


def _moment(said: Any) -> datetime | None:
    if isinstance(said, str):
        return datetime.fromisoformat(said).replace(tzinfo=UTC)
    return said
