"""What happened, told upwards: a domain records a fact, the domains above it react.

A fact is written in the same transaction as the rows it tells about, with one job for each reaction; the worker
runs those jobs after the commit, each in one transaction with the mark that it is done, and again if they fail. A
reaction only writes in our database (what speaks to the network enqueues a task), idempotent by a unique `origin`.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, TypeVar

from django.db import transaction

from beffroi.kernel import edition
from beffroi.kernel.jobs import Task, task
from beffroi.kernel.models import Record

FACTS: dict[str, type["Fact"]] = {}
REACTIONS: dict[type["Fact"], list[tuple[type["Fact"], Task]]] = defaultdict(list)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Past tense; ids and plain values only. A base class marked `abstract=True` is heard but never recorded."""

    said: ClassVar[Any] = ""  # one sentence for the log that the team reads, in its language

    def __init_subclass__(cls, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not abstract:
            FACTS[cls.name()] = cls

    @classmethod
    def name(cls) -> str:
        return f"{cls.__module__.split('.')[-2]}.{cls.__name__}"


Reaction = Callable[[Any], None]
R = TypeVar("R", bound=Reaction)


def on(fact_class: type[Fact]) -> Callable[[R], R]:
    """Decorate a reaction to a fact, or to all facts of a base class. It may run twice: make it idempotent."""

    def decorate(reaction: R) -> R:
        def run(fact: str, data: dict[str, Any]) -> None:
            reaction(FACTS[fact](**data))

        run.__module__, run.__qualname__ = reaction.__module__, reaction.__qualname__
        REACTIONS[fact_class].append((fact_class, task(atomic=True)(run)))
        return reaction

    return decorate


def record(fact: Fact) -> Record:
    """Write the fact and one job per reaction, in the caller's transaction; bump the town's edition."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record a fact in the transaction of the rows it tells about")
    data = asdict(fact)
    row = Record.objects.create(name=fact.name(), data=data)
    for fact_class in type(fact).__mro__:
        for _heard, reaction in REACTIONS.get(fact_class, []):
            reaction.enqueue(fact=fact.name(), data=data)
    edition.bump()
    return row
