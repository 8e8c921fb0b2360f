"""Who is asked what: a form of pages and questions, each perhaps with a condition over earlier answers. Pure.

A condition has tests, of which any or all must hold. An answer counts only if its question is asked on the way there:
what was written before going back and choosing otherwise is as if unsaid.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

ANSWERED, EMPTY, ANY, ALL, NONE, LEAST, MOST = "answered", "empty", "any", "all", "none", "least", "most"
VERBS = (ANSWERED, EMPTY, ANY, ALL, NONE, LEAST, MOST)
WORDED, COUNTED = (ANY, ALL, NONE), (LEAST, MOST)


@dataclass(frozen=True)
class Said:
    """What tests see of an answer: the keys that it names, and its number if it is one."""

    words: frozenset[str] = frozenset()
    number: float | None = None


@dataclass(frozen=True)
class Test:
    question: int
    verb: str
    values: tuple[str, ...] = ()

    __test__ = False  # its name is no invitation to pytest


@dataclass(frozen=True)
class When:
    mode: str  # "any" or "all"
    tests: tuple[Test, ...]


@dataclass(frozen=True)
class Item:
    id: int
    is_required: bool = False
    when: When | None = None


@dataclass(frozen=True)
class Leaf:
    """A page of the form."""

    id: int
    items: tuple[Item, ...]
    when: When | None = None


@dataclass(frozen=True)
class Step:
    """A page that is asked, with those of its questions that are."""

    page: int
    asked: tuple[int, ...]


@dataclass
class Path:
    steps: list[Step] = field(default_factory=list)
    asked: set[int] = field(default_factory=set)

    def after(self, page: int) -> int | None:
        pages = [step.page for step in self.steps]
        return pages[pages.index(page) + 1] if page in pages[:-1] else None

    def before(self, page: int) -> int | None:
        pages = [step.page for step in self.steps]
        return pages[pages.index(page) - 1] if page in pages[1:] else None

    def asked_on(self, page: int) -> tuple[int, ...]:
        return next((step.asked for step in self.steps if step.page == page), ())


def holds(test: Test, said: Said | None) -> bool:
    """One test over one answer; None: not answered, or not asked."""
    if test.verb == ANSWERED:
        return said is not None
    if test.verb == EMPTY:
        return said is None
    if test.verb == NONE:
        return said is None or said.words.isdisjoint(test.values)
    if said is None:
        return False
    if test.verb == ANY:
        return not said.words.isdisjoint(test.values)
    if test.verb == ALL:
        return said.words.issuperset(test.values)
    bound = number(test)
    if said.number is None or bound is None:
        return False
    return said.number >= bound if test.verb == LEAST else said.number <= bound


def number(test: Test) -> float | None:
    try:
        return float(test.values[0])
    except (IndexError, ValueError):
        return None


def is_met(when: When | None, said: Mapping[int, Said]) -> bool:
    """Whether a condition holds over what counts so far. None: always; without any test: "all" holds, "any" does not."""
    if when is None:
        return True
    found = (holds(test, said.get(test.question)) for test in when.tests)
    return any(found) if when.mode == "any" else all(found)


def walk(pages: Sequence[Leaf], said: Mapping[int, Said]) -> Path:
    """The way through a form with these answers: pages whose questions are all left out are left out too, unless they had none."""
    path, counted = Path(), dict[int, Said]()
    for page in pages:
        if not is_met(page.when, counted):
            continue
        asked = []
        for item in page.items:
            if is_met(item.when, counted):
                asked.append(item.id)
                if item.id in said:
                    counted[item.id] = said[item.id]
        if asked or not page.items:
            path.steps.append(Step(page.id, tuple(asked)))
            path.asked.update(asked)
    return path
