"""What would strand somebody in a form: found before it opens. Pure.

Reachability is decided by search: each question that a condition depends on takes, in order, every answer that its tests can
tell apart. Beyond MOST_STEPS the search gives up and takes the thing for reachable: it never accuses wrongly.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from beffroi.participation.surveys.conditions import Item, Leaf, Said, Test, When, is_met

MOST_STEPS = 50_000
LATER, UNKNOWN, VALUE, NEVER, EMPTY_PAGE, NO_TEST = "later", "unknown", "value", "never", "empty", "no-test"

Answers = Callable[[int, frozenset[str]], Sequence[Said | None]]


@dataclass(frozen=True)
class Problem:
    """`code`, on which page or question (the other is 0), perhaps because of which other question."""

    code: str
    page: int = 0
    question: int = 0
    because: int = 0


class TooLong(Exception):
    pass


def problems(pages: Sequence[Leaf], answers: Answers, known: Mapping[int, frozenset[str] | None]) -> list[Problem]:
    """`answers(question, words)`: every answer that tests naming these words (or numbers) can tell apart, None for no answer
    where that is allowed. `known`: the words that a question may be tested for, None if it is tested by number.
    """
    found = list(_references(pages, known))
    broken = {(one.page, one.question) for one in found}
    for page in pages:
        if page.when and (page.id, 0) not in broken and not reachable(pages, answers, page=page.id):
            found.append(Problem(NEVER, page=page.id))
            continue
        for item in page.items:
            if item.when and (0, item.id) not in broken and not reachable(pages, answers, question=item.id):
                found.append(Problem(NEVER, question=item.id))
    return found


def _references(pages: Sequence[Leaf], known: Mapping[int, frozenset[str] | None]) -> Iterator[Problem]:
    everywhere = {item.id for page in pages for item in page.items}
    earlier: set[int] = set()
    for page in pages:
        if not page.items:
            yield Problem(EMPTY_PAGE, page=page.id)
        yield from _of(page.when, earlier, everywhere, known, page=page.id)
        for item in page.items:
            yield from _of(item.when, earlier, everywhere, known, question=item.id)
            earlier.add(item.id)


def _of(
    when: When | None, earlier: set[int], everywhere: set[int], known: Mapping[int, frozenset[str] | None], page: int = 0, question: int = 0
) -> Iterator[Problem]:
    if when is not None and not when.tests:
        yield Problem(NO_TEST, page, question)
    for test in when.tests if when else ():
        if test.question not in everywhere:
            yield Problem(UNKNOWN, page, question, test.question)
        elif test.question not in earlier:
            yield Problem(LATER, page, question, test.question)
        elif test.verb in ("any", "all", "none"):
            words = known.get(test.question)
            if not test.values or words is None or not words.issuperset(test.values):
                yield Problem(VALUE, page, question, test.question)


def reachable(pages: Sequence[Leaf], answers: Answers, *, page: int = 0, question: int = 0) -> bool:
    """Whether some answers lead to this page or question."""
    before, target, goal = _up_to(pages, page, question)
    if target is None:
        return True
    needed = _needed(before, (target.when, goal))
    marks = _marks([when for when in (target.when, goal) if when], before)
    relevant = [(leaf, item) for leaf, item in before if item.id in needed]
    left = [MOST_STEPS]

    def is_open(leaf: Leaf, said: dict[int, Said]) -> bool:
        """A page opens, or not, before its own questions are answered."""
        own = {item.id for item in leaf.items}
        return leaf.when is None or is_met(leaf.when, {pk: one for pk, one in said.items() if pk not in own})

    def search(place: int, said: dict[int, Said]) -> bool:
        left[0] -= 1
        if left[0] < 0:
            raise TooLong
        if place == len(relevant):
            return is_open(target, said) and is_met(goal, said)
        leaf, item = relevant[place]
        if not (is_open(leaf, said) and is_met(item.when, said)):
            return search(place + 1, said)
        for answer in answers(item.id, marks.get(item.id, frozenset())):
            if search(place + 1, said if answer is None else said | {item.id: answer}):
                return True
        return False

    try:
        return search(0, {})
    except TooLong:
        return True


def _up_to(pages: Sequence[Leaf], page: int, question: int) -> tuple[list[tuple[Leaf, Item]], Leaf | None, When | None]:
    """The questions before the target in order, its page, and its own condition if it is a question."""
    before: list[tuple[Leaf, Item]] = []
    for leaf in pages:
        if page and leaf.id == page:
            return before, leaf, None
        for item in leaf.items:
            if question and item.id == question:
                return before, leaf, item.when
            before.append((leaf, item))
    return before, None, None


def _needed(before: list[tuple[Leaf, Item]], goals: Iterable[When | None]) -> set[int]:
    """Questions that the goals depend on, and those on which these depend."""
    needed = {test.question for goal in goals for test in (goal.tests if goal else ())}
    for leaf, item in reversed(before):
        if item.id in needed:
            needed |= {test.question for when in (leaf.when, item.when) for test in (when.tests if when else ())}
    return needed


def _marks(goals: list[When], before: list[tuple[Leaf, Item]]) -> dict[int, frozenset[str]]:
    """The words and numbers for which each question is tested anywhere."""
    tests: list[Test] = [test for goal in goals for test in goal.tests]
    for leaf, item in before:
        tests += [test for when in (leaf.when, item.when) for test in (when.tests if when else ())]
    marks: dict[int, frozenset[str]] = {}
    for test in tests:
        marks[test.question] = marks.get(test.question, frozenset()) | set(test.values)
    return marks
