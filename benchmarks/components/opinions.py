"""An opinion map with many answers: its page, its results, its statements, one of them, the next card, what was decided."""

import random

from beffroi.kernel import clock
from beffroi.participation.opinions import actions, demo
from beffroi.participation.opinions.actions.demonstrating import answer_many
from beffroi.participation.opinions.actions.stating import Seed
from beffroi.participation.opinions.models import OpinionMap
from beffroi.participation.spaces.kitchen import ready_component
from beffroi.participation.spaces.types import component_types

EACH = 20  # answers of one person
MOST_STATEMENTS = 500


def fill(rows: int) -> dict[str, str]:
    """`rows` answers, of people who answered twenty of up to 500 statements each, in three groups."""
    at, chance = clock.now(), random.Random(5)
    component = ready_component("opinion", at=at, verbs=("vote", "state"), title="Se déplacer")
    map = OpinionMap.objects.select_related("component__process").get(component=component)
    number = min(MOST_STATEMENTS, max(len(demo.STATEMENTS), rows // 200))
    likely = [demo.STATEMENTS[n % len(demo.STATEMENTS)][1:] for n in range(number)]
    texts = [f"{demo.STATEMENTS[n % len(demo.STATEMENTS)][0][:110]} ({n + 1})" for n in range(number)]
    actions.seed(map=map, person=None, seeds=[Seed(text) for text in texts], at=at)
    people = []
    for person in range(rows // EACH):
        seen = chance.sample(range(number), min(EACH, number))
        people.append({n + 1: 1 if chance.random() < demo.LIKELY[likely[n][person % 3]] else -1 for n in seen})
    answer_many(map=map, rows=people, at=at)
    actions.count_now(map=map, at=at)
    page = component_types["opinion"].url
    return {
        "opinions: one": page(component),
        "opinions: results": page(component, "results"),
        "opinions: statements": page(component, "statements"),
        "opinions: one statement": page(component, "statement", 1),
        "opinions: next card": page(component, "vote"),
        "opinions: decided": page(component, "log"),
    }
