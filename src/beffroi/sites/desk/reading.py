"""What the desk shows: what waits, what is late, what was said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from beffroi.commons.conversations.models import Message
from beffroi.kernel.facts import FACTS
from beffroi.kernel.models import Pulse, Record
from beffroi.kernel.subjects import Subject, cards_of
from beffroi.ui.desk import DeskTask, desk_tasks


@dataclass(frozen=True)
class Waiting:
    """One line of what waits for me."""

    label: Any
    url: str
    icon: str
    count: int
    late: int


def tasks_of(person: Any, at: datetime) -> list[Waiting]:
    """The tasks that this person's rights allow; those with nothing to do are left out."""
    found = []
    for task in sorted(desk_tasks, key=lambda task: (task.order, task.kind)):
        if person.has_right(task.right):
            line = _line(task, person, at)
            if line.count or line.late:
                found.append(line)
    return sorted(found, key=lambda line: -line.late)


def _line(task: DeskTask, person: Any, at: datetime) -> Waiting:
    return Waiting(task.label, str(task.url), task.icon, task.count(person, at), task.late(person, at))


def said_lately(at: datetime, most: int = 12) -> list[dict[str, Any]]:
    """The newest messages of people, with what they are about."""
    rows = Message.objects.filter(hidden_at=None, removed_at=None, created_at__lte=at).select_related("voice", "thread")
    rows = rows.defer("html").order_by("-created_at", "-pk")[:most]
    return with_cards(rows)


def with_cards(rows: Iterable[Message]) -> list[dict[str, Any]]:
    messages = list(rows)
    subjects = {subject_of(message) for message in messages}
    cards = cards_of([subject for subject in subjects if subject.id])
    return [{"message": message, "card": cards.get(subject_of(message))} for message in messages]


def subject_of(message: Message) -> Subject:
    """What the message is about; a topic of the forum is itself a subject."""
    return message.thread.subject


def week_of(at: datetime) -> dict[str, int]:
    """How often each fact was told in the last seven days."""
    names = Record.objects.filter(recorded_at__gt=at - timedelta(days=7)).values_list("name", flat=True)[:20_000]
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return counts


@dataclass(frozen=True)
class Happening:
    """One line of the log: a sentence, what it is about where that has a title, and the numbers."""

    at: datetime
    sentence: Any
    title: str
    details: str


def happenings(records: Iterable[Record]) -> list[Happening]:
    """Facts in words; one that no domain knows any more keeps its name."""
    found = []
    for record in records:
        fact = FACTS.get(record.name)
        numbers = " ".join(f"{name}={value}" for name, value in record.data.items() if name != "title")
        found.append(Happening(record.recorded_at, fact.said if fact else record.name, str(record.data.get("title") or ""), numbers))
    return found


SILENCE = timedelta(minutes=3)


@dataclass(frozen=True)
class Silence:
    """The last sign of life of any worker; `never` if there was none."""

    at: datetime | None

    @property
    def never(self) -> bool:
        return self.at is None


def silent_since(at: datetime) -> Silence | None:
    """The heartbeat: None while a worker lives."""
    last = Pulse.objects.order_by("-at").values_list("at", flat=True).first()
    return None if last and last > at - SILENCE else Silence(last)
