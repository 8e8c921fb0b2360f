"""Fair turn: the order in which every voice gets its chance to be read."""

from datetime import timedelta

import pytest
from beffroi_pytest import NOON
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beffroi.commons.conversations import pages, turns
from beffroi.commons.conversations.actions import open_topic, remove, send
from beffroi.commons.conversations.models import Message
from beffroi.commons.supports.actions import support, withdraw_support
from beffroi.kernel.paging import page

ORDER = pages.SORTS["tour"]


def in_turn(thread):
    return list(Message.objects.listed().filter(thread=thread, parent=None).order_by(*ORDER))


def test_the_first_of_each_voice_comes_before_the_second_of_anyone(topic, alice, bob, david):
    for n in range(4):
        send(thread=topic, person=bob, text=f"Bob {n}", at=NOON + timedelta(minutes=n))
    send(thread=topic, person=david, text="David 0", at=NOON - timedelta(days=30))
    assert [one.text for one in in_turn(topic)] == ["Bob 0", "David 0", "Bob 1", "Bob 2", "Bob 3"]


def test_taking_a_message_back_gives_no_first_turn_again(topic, bob, david):
    first = send(thread=topic, person=bob, text="Bob 0", at=NOON)
    send(thread=topic, person=david, text="David 0", at=NOON - timedelta(days=1))
    remove(message=first, person=bob, at=NOON)
    send(thread=topic, person=bob, text="Bob again", at=NOON + timedelta(minutes=1))
    assert [one.text for one in in_turn(topic)] == ["David 0", "Bob again"]


def test_what_nobody_answered_comes_first(topic, alice, bob, david):
    heard = send(thread=topic, person=bob, text="Heard", at=NOON + timedelta(hours=1))
    send(thread=topic, person=david, text="Not yet", at=NOON)
    assert [one.text for one in in_turn(topic)] == ["Heard", "Not yet"]
    send(thread=topic, person=bob, text="To myself", parent=heard, at=NOON)
    assert [one.text for one in in_turn(topic)] == ["Heard", "Not yet"]
    send(thread=topic, person=alice, text="I answer", parent=heard, at=NOON)
    assert [one.text for one in in_turn(topic)] == ["Not yet", "Heard"]


def test_a_message_moves_back_and_never_forward(topic, alice, bob):
    message = send(thread=topic, person=bob, text="Une idée", at=NOON)
    before = message.turn
    support(subject=message.subject, person=alice, at=NOON)
    message.refresh_from_db()
    moved = message.turn
    assert moved > before
    withdraw_support(subject=message.subject, person=alice, at=NOON)
    message.refresh_from_db()
    assert (message.turn, message.supports_count) == (moved, 0)


@given(
    rounds=st.integers(0, turns.MOST_ROUNDS - 1),
    heard=st.integers(0, 10**6),
    seconds=st.integers(0, 2**33),
    other=st.tuples(st.integers(0, turns.MOST_ROUNDS - 1), st.integers(0, 10**6), st.integers(0, 2**33)),
)
def test_places_order_by_round_then_heard_then_age(rounds, heard, seconds, other):
    def at(n):
        return NOON.fromtimestamp(n, NOON.tzinfo)

    mine = (rounds, turns.level(heard), -seconds)
    theirs = (other[0], turns.level(other[1]), -other[2])
    one = turns.place(rounds=rounds, heard=heard, at=at(seconds))
    two = turns.place(rounds=other[0], heard=other[1], at=at(other[2]))
    assert (mine < theirs) == (one < two)
    assert (mine == theirs) == (one == two)


STEPS = st.lists(
    st.tuples(st.sampled_from(["say", "answer", "support", "withdraw", "turn"]), st.integers(0, 3), st.integers(0, 30)), max_size=40
)


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whoever_turns_the_pages_misses_nothing_that_was_there(steps, make_person, request):
    """Others write, answer and support while somebody reads: each message that was there at the start is met."""
    number = Message.objects.count()
    people = request.node.__dict__.setdefault("_people", [])
    if not people:
        people += [make_person(f"Personne {n}") for n in range(4)]
    thread = open_topic(person=people[0], title=f"Un sujet {number}", text=f"Texte {number}", at=NOON + timedelta(days=number))
    minute = 0

    def say(who, parent=None):
        nonlocal minute
        minute += 1
        return send(
            thread=thread, voice=people[who].voice, text=f"{number} {minute}", parent=parent, origin=f"{thread.pk}-{minute}",
            at=NOON + timedelta(minutes=minute),
        )  # fmt: skip

    there = {say(n % 4).pk for n in range(7)}
    met, after, at_end = set(), "", False
    for what, who, which in [*steps, *[("turn", 0, 0)] * 20]:
        roots = list(Message.objects.filter(thread=thread, parent=None, is_opening=False).order_by("pk"))
        chosen = roots[which % len(roots)]
        if what == "say":
            say(who)
        elif what == "answer":
            say(who, chosen)
        elif what == "support" and chosen.voice_id != people[who].voice.pk:
            support(subject=chosen.subject, person=people[who], at=NOON)
        elif what == "withdraw":
            withdraw_support(subject=chosen.subject, person=people[who], at=NOON)
        elif what == "turn" and not at_end:
            found = page(Message.objects.listed().filter(thread=thread, parent=None), order=ORDER, after=after, size=3)
            met |= {one.pk for one in found.rows}
            after, at_end = found.next, not found.next
    assert at_end
    assert there <= met
