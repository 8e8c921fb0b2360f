"""Two clicks are one; nobody is lost when things are merged; the night mends counters."""

import pytest
from beffroi_pytest import NOON
from django.urls import reverse

from beffroi.commons.supports import actions, mine, queries
from beffroi.commons.supports.facts import Supported
from beffroi.commons.supports.models import Follow, Reaction, Support, Tally
from beffroi.commons.supports.reconciling import reconcile_counters, reconcile_tallies
from beffroi.commons.supports.types import SupporterList, supporter_lists
from beffroi.ground.people.models import WaitingAct
from beffroi.ground.people.testing import sign_in
from beffroi.kernel.models import Record
from beffroi.kernel.rules import Refusal, Refused
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds


class Idea(SubjectKind):
    """A kind for these tests: it keeps its counters here, and can be closed."""

    kind = "idea"
    label = label_plural = "idea"

    def __init__(self):
        self.refusals = {}
        self.stored = {}

    def cards(self, ids):
        return {id: Card(Subject("idea", id), f"Idée {id}", f"/idee/{id}/") for id in ids if id < 100}

    def may(self, verb, person, id, at):
        return self.refusals.get(verb)

    def count(self, id, counter, by):
        self.stored[counter, id] = self.stored.get((counter, id), 0) + by

    def counters(self, counter, after, size):
        found = {id: n for (name, id), n in sorted(self.stored.items()) if name == counter and id > after}
        return dict(list(found.items())[:size])


@pytest.fixture
def ideas(db):
    kind = Idea()
    with subject_kinds.with_only(kind):
        yield kind


IDEA, OTHER, TARGET = Subject("idea", 1), Subject("idea", 2), Subject("idea", 3)
CLOSED = Refusal("closed", "Fermé.")


@pytest.mark.parametrize(
    ("do", "undo", "counter", "table"),
    [
        (actions.support, actions.withdraw_support, "supports", Support),
        (actions.follow, actions.unfollow, "follows", Follow),
    ],
)
def test_two_clicks_are_one(ideas, alice, do, undo, counter, table):
    for _click in range(2):
        do(subject=IDEA, person=alice, at=NOON)
    assert (table.objects.count(), ideas.stored[counter, 1]) == (1, 1)
    assert mine.has(alice, counter, IDEA)
    assert undo(subject=IDEA, person=alice, at=NOON) is True
    assert undo(subject=IDEA, person=alice, at=NOON) is False
    assert (table.objects.count(), ideas.stored[counter, 1]) == (0, 0)
    assert not mine.has(alice, counter, IDEA)


def test_the_kind_decides_and_a_limit_is_no_reason_to_keep_a_support(ideas, alice, bob):
    actions.support(subject=IDEA, person=alice, at=NOON)
    ideas.refusals["support"] = Refusal("limit", "Plus de soutien.")
    with pytest.raises(Refused):
        actions.support(subject=IDEA, person=bob, at=NOON)
    assert actions.withdraw_support(subject=IDEA, person=alice, at=NOON)
    ideas.refusals.clear()
    actions.support(subject=IDEA, person=alice, at=NOON)
    ideas.refusals["support"] = CLOSED
    with pytest.raises(Refused):
        actions.withdraw_support(subject=IDEA, person=alice, at=NOON)
    assert actions.withdraw_support(subject=IDEA, person=alice, at=NOON, even_closed=True)


def test_a_kind_may_decide_of_withdrawing_by_itself(ideas, alice):
    actions.support(subject=IDEA, person=alice, at=NOON)
    ideas.knows = frozenset({"withdraw_support"})
    ideas.refusals["support"] = CLOSED
    assert actions.withdraw_support(subject=IDEA, person=alice, at=NOON)


def test_a_grade_can_be_changed_and_taken_back(ideas, alice, bob):
    for person, grade in ((alice, 2), (bob, -1), (alice, 1), (alice, 1)):
        actions.react(subject=IDEA, person=person, grade=grade, at=NOON)
    tally = queries.tallies([IDEA])[IDEA]
    assert (tally.yes, tally.rather_yes, tally.rather_no, tally.total) == (0, 1, 1, 2)
    actions.withdraw_reaction(subject=IDEA, person=alice, at=NOON)
    assert queries.tallies([IDEA])[IDEA].total == 1
    with pytest.raises(Refused):
        actions.react(subject=IDEA, person=alice, grade=3, at=NOON)


def test_a_merge_loses_no_support_and_doubles_none(ideas, alice, bob, chloe, david):
    for subject, people in ((IDEA, (alice, bob)), (OTHER, (bob, chloe)), (TARGET, (chloe, david))):
        for person in people:
            actions.support(subject=subject, person=person, at=NOON)
    actions.follow(subject=IDEA, person=alice, at=NOON)
    new = actions.union_supports(sources=[IDEA, OTHER], target=TARGET, at=NOON)
    assert set(new) == {alice.voice.pk, bob.voice.pk}
    assert set(queries.supporters(TARGET)) == {person.voice.pk for person in (alice, bob, chloe, david)}
    assert (ideas.stored["supports", 3], ideas.stored["follows", 3]) == (4, 1)
    assert ideas.stored["supports", 1] == 2
    assert actions.union_supports(sources=[IDEA, OTHER], target=TARGET, at=NOON) == []
    actions.withdraw_support(subject=TARGET, person=alice, at=NOON)
    assert actions.undo_union(sources=[IDEA, OTHER], target=TARGET, at=NOON) == 1
    assert set(queries.supporters(TARGET)) == {chloe.voice.pk, david.voice.pk}
    assert ideas.stored["supports", 3] == 2


def test_many_supports_from_elsewhere_count_each_voice_once(ideas, alice, bob, chloe):
    actions.support(subject=IDEA, person=alice, at=NOON)
    voices = [person.voice for person in (alice, bob, chloe, bob)]
    for _turn in range(2):
        actions.many_support_from_elsewhere(subject=IDEA, voices=voices, at=NOON, origin_channel="fediverse")
    assert set(queries.supporters(IDEA)) == {person.voice.pk for person in (alice, bob, chloe)}
    assert ideas.stored["supports", 1] == 3
    assert Record.objects.filter(name=Supported.name()).count() == 3


def test_the_night_mends_counters(ideas, alice):
    actions.support(subject=IDEA, person=alice, at=NOON)
    actions.react(subject=IDEA, person=alice, grade=2, at=NOON)
    ideas.stored["supports", 1] = 7
    Tally.objects.update(yes=5, no=2)
    assert [(one.counter, one.stored, one.real) for one in reconcile_counters() if one.subject == IDEA] == [("supports", 7, 1)]
    assert {(one.counter, one.stored, one.real) for one in reconcile_tallies()} == {("reactions:2", 5, 1), ("reactions:-2", 2, 0)}
    assert ideas.stored["supports", 1] == 1
    assert not [one for one in (*reconcile_counters(), *reconcile_tallies()) if one.subject == IDEA]


def test_many_buttons_ask_the_database_once(ideas, alice, django_assert_num_queries):
    actions.support(subject=IDEA, person=alice, at=NOON)
    assert alice.voice
    with django_assert_num_queries(1):
        assert [mine.has(alice, "supports", Subject("idea", n)) for n in range(1, 50)] == [True] + [False] * 48


def test_whoever_leaves_follows_nothing_and_still_counts(ideas, alice):
    actions.support(subject=IDEA, person=alice, at=NOON)
    actions.follow(subject=IDEA, person=alice, at=NOON)
    actions.forget(account=alice, at=NOON)
    assert (Support.objects.count(), Follow.objects.count()) == (1, 0)
    assert ideas.stored["follows", 1] == 0


def test_a_button_without_javascript_and_with_htmx(ideas, client, alice):
    sign_in(client, alice)
    answer = client.post(reverse("supports:support", args=[IDEA]), {"next": "/forum/"})
    assert (answer.status_code, answer["Location"]) == (302, "/forum/")
    assert client.post(reverse("supports:support", args=[IDEA]), {"next": "https://elsewhere.example/"})["Location"] == "/idee/1/"
    answer = client.post(reverse("supports:withdraw", args=[IDEA]), {"count": "12"}, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert 'aria-pressed="false"' in html
    assert ">11<" in html
    answer = client.post(reverse("supports:support", args=[IDEA]), {"count": "rubbish", "look": "act"}, headers={"HX-Request": "true"})
    assert 'aria-pressed="true"' in answer.content.decode()


def test_a_visitor_supports_first_and_says_who_she_is_afterwards(ideas, client):
    assert client.get(reverse("supports:support", args=[IDEA])).status_code == 200
    assert client.post(reverse("supports:support", args=[IDEA])).status_code == 302
    assert WaitingAct.objects.get().data == {"subject": "idea:1"}
    assert not Support.objects.exists()


def test_names_are_shown_only_where_the_kind_says_so(ideas, client, alice):
    class Names(SupporterList):
        kind = "idea"

        def shows_names(self, person, id):
            return True

    actions.support(subject=IDEA, person=alice, at=NOON)
    url = reverse("supports:supporters", args=[IDEA])
    assert "Alice" not in client.get(url).content.decode()
    with supporter_lists.with_more(Names()):
        assert "Alice" in client.get(url).content.decode()


@pytest.mark.parametrize("data", [{}, {"grade": "x"}, {"grade": "9"}, {"grade": ""}])
def test_a_wrong_grade_is_said_where_it_was_chosen(ideas, client, alice, data):
    sign_in(client, alice)
    answer = client.post(reverse("supports:react", args=[IDEA]), data)
    assert answer.status_code == 200
    assert not Reaction.objects.exists()
    client.post(reverse("supports:react", args=[IDEA]), {"grade": "1"})
    assert Reaction.objects.get().grade == 1
