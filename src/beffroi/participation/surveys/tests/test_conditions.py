"""The way through a form, and the check before it opens, against an interpreter written another way, on random forms."""

from itertools import product

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from beffroi.participation.surveys.checking import LATER, NEVER, UNKNOWN, VALUE, problems, reachable
from beffroi.participation.surveys.conditions import Item, Leaf, Said, Test, When, walk

WORDS, NUMBERS = ("a", "b", "c"), (0.0, 1.0, 2.0)

numbered = st.booleans()


@st.composite
def forms(draw):
    """Up to five questions on up to three pages, each perhaps with a condition over any question at all."""
    count = draw(st.integers(1, 5))
    by_number = [draw(numbered) for _n in range(count)]
    ids = list(range(1, count + 1))

    def test():
        question = draw(st.integers(1, count))
        verbs = ("answered", "empty", "least", "most") if by_number[question - 1] else ("answered", "empty", "any", "all", "none")
        verb = draw(st.sampled_from(verbs))
        if verb in ("least", "most"):
            return Test(question, verb, (str(draw(st.sampled_from(NUMBERS))),))
        return Test(question, verb, tuple(draw(st.sets(st.sampled_from(WORDS), min_size=1))) if verb in ("any", "all", "none") else ())

    def when():
        if not draw(st.booleans()):
            return None
        return When(draw(st.sampled_from(("any", "all"))), tuple(test() for _n in range(draw(st.integers(1, 2)))))

    items = [Item(pk, draw(st.booleans()), when()) for pk in ids]
    cuts = sorted(draw(st.sets(st.integers(1, count), max_size=2)))
    bounds = [0, *cuts, count]
    pages = [
        Leaf(100 + n, tuple(items[a:b]), when() if n else None) for n, (a, b) in enumerate(zip(bounds, bounds[1:], strict=False)) if a < b
    ]
    return pages, by_number


def answers_of(by_number, pk):
    if by_number[pk - 1]:
        return [Said(number=n) for n in NUMBERS]
    return [
        Said(frozenset(word for word, is_in in zip(WORDS, mask, strict=True) if is_in)) for mask in product((0, 1), repeat=3) if any(mask)
    ]


def naive(pages, said):
    """Question after question, each asked anew from the beginning: what was written before it, and was itself asked?"""
    flat = [(page, item) for page in pages for item in page.items]

    def value(pk, before):
        for place in range(before):
            if flat[place][1].id == pk:
                return said.get(pk) if asked(place) else None
        return None

    def true(test, before):
        got = value(test.question, before)
        words = set() if got is None else set(got.words)
        return {
            "answered": got is not None,
            "empty": got is None,
            "any": bool(words & set(test.values)),
            "all": got is not None and set(test.values) <= words,
            "none": not (words & set(test.values)),
            "least": got is not None and got.number is not None and bool(test.values) and got.number >= float((*test.values, "0")[0] if test.verb == "least" else 0),
            "most": got is not None and got.number is not None and bool(test.values) and got.number <= float((*test.values, "0")[0] if test.verb == "most" else 0),
        }[test.verb]  # fmt: skip

    def met(when, before):
        if when is None:
            return True
        results = [true(test, before) for test in when.tests]
        return (True in results) if when.mode == "any" else (False not in results)

    def asked(place):
        page, item = flat[place]
        first = next(n for n, (other, _item) in enumerate(flat) if other is page)
        return met(page.when, first) and met(item.when, place)

    return {item.id for place, (_page, item) in enumerate(flat) if asked(place)}


@settings(max_examples=100, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(st.data())
def test_the_way_through_is_that_of_the_naive_interpreter(data):
    pages, by_number = data.draw(forms())
    said = {
        pk: answer for pk in range(1, len(by_number) + 1) if (answer := data.draw(st.sampled_from([None, *answers_of(by_number, pk)]))) is not None
    }  # fmt: skip
    path = walk(pages, said)
    assert path.asked == naive(pages, said)
    assert path.asked == {pk for step in path.steps for pk in step.asked}
    assert [step.page for step in path.steps] == [page.id for page in pages if {item.id for item in page.items} & path.asked]


@settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(forms())
def test_a_question_is_reachable_exactly_if_some_answers_lead_there(made):
    pages, by_number = made
    items = {item.id: item for page in pages for item in page.items}
    if len(items) > 3:  # every combination is tried: small forms
        pages = [Leaf(page.id, tuple(item for item in page.items if item.id <= 3), page.when) for page in pages]
        pages = [page for page in pages if page.items]
        items = {pk: item for pk, item in items.items() if pk <= 3}

    def offered(pk, _marks=frozenset()):
        return [*answers_of(by_number, pk), *([] if items[pk].is_required else [None])]

    seen: set[int] = set()
    for combination in product(*(offered(pk) for pk in items)):
        seen |= naive(pages, {pk: one for pk, one in zip(items, combination, strict=True) if one is not None})
    for pk in items:
        assert reachable(pages, offered, question=pk) == (pk in seen)


def test_what_would_strand_somebody_is_named():
    when = When("all", (Test(1, "any", ("a",)), Test(1, "none", ("a",))))
    pages = [
        Leaf(10, (Item(1), Item(2, when=When("all", (Test(3, "answered"),))), Item(4, when=when))),
        Leaf(11, (Item(3, when=When("all", (Test(9, "answered"),))), Item(5, when=When("any", (Test(1, "any", ("z",)),))))),
    ]
    known = dict.fromkeys((1, 2, 3, 4, 5), frozenset(WORDS))
    found = {(one.code, one.question) for one in problems(pages, lambda pk, marks: [Said(frozenset("a")), None], known)}
    assert found == {(LATER, 2), (NEVER, 4), (UNKNOWN, 3), (VALUE, 5)}


def test_a_page_does_not_open_by_an_answer_that_it_asks_itself():
    """Even a form that is refused is judged by the way that one walks."""
    pages = [Leaf(10, (Item(1, is_required=True), Item(2)), When("all", (Test(1, "empty"),)))]
    answers = {1: [Said(frozenset("a"))], 2: [None]}
    assert walk(pages, {1: answers[1][0]}).asked == {1, 2}
    assert reachable(pages, lambda pk, marks: answers[pk], question=2)
