"""An open poll with many ballots, a finished judgment with as many: their pages, the result, the list of votes."""

import random
from datetime import timedelta

from django.urls import reverse

from beffroi.kernel import clock
from beffroi.participation.spaces.kitchen import ready_component
from beffroi.participation.votes import actions
from beffroi.participation.votes.actions import demonstrating
from beffroi.participation.votes.methods.grades import SEVEN
from beffroi.participation.votes.models import Vote


def fill(rows: int) -> dict[str, str]:
    """A poll by approval that shows its figures at once, and a majority judgment that is counted."""
    at, chance = clock.now(), random.Random(6)
    poll = _vote("approval", {}, "live", at, at + timedelta(days=9))
    keys = [option.key for option in poll.questions.get().options.all()]
    given = [({"q1": [key for key in keys if chance.random() < 0.5]}, at.date() - timedelta(days=n % 9)) for n in range(rows)]
    demonstrating.answer_many(vote=poll, ballots=given)
    actions.refresh_live(vote=Vote.objects.select_related("component__process").get(pk=poll.pk), at=at)
    judged = _vote("majority-judgment", {"scale": "7", "convention": "lower"}, "end", at, at + timedelta(hours=2))
    given = [({"q1": {key: chance.choice(SEVEN) for key in keys}}, at.date() - timedelta(days=n % 9)) for n in range(rows)]
    demonstrating.answer_many(vote=judged, ballots=given)
    Vote.objects.filter(pk=judged.pk).update(closes_at=at - timedelta(minutes=1))
    actions.count(vote=judged, at=at)
    places = {"poll": poll, "judgment": judged}
    found = {f"votes: {name}": _place(vote, "show") for name, vote in places.items()}
    found |= {f"votes: result of the {name}": _place(vote, "results") for name, vote in places.items()}
    return found | {"votes: list": reverse("votes_town:index"), "votes: a rule": reverse("votes_town:rule", args=["schulze"])}


def _place(vote: Vote, route: str) -> str:
    return reverse(f"votes:{route}", args=[vote.component.process.slug, vote.component_id])


def _vote(rule, parameters, shown, at, closes_at) -> Vote:
    component = ready_component("vote", at=at, verbs=("vote",), title=f"Vote {rule}")
    vote = Vote.objects.select_related("component__process").get(component=component)
    changes = {
        "title": "Où planter d’abord ?", "text": "Cinq lieux, vingt arbres.", "council": "Le conseil délibère.", "who": "Tous", "shown": shown,
        "opens_at": at - timedelta(days=9), "closes_at": closes_at, "registered": 120_000,
    }  # fmt: skip
    vote = actions.edit(vote=vote, person=None, base_version=0, at=at, changes=changes)
    lines = [(title, "En quelques mots.", None) for title in ("L’école", "La place", "La rive", "Le stade", "La gare")]
    actions.add_question(vote=vote, person=None, title="Où ?", rule=rule, parameters=parameters, options=lines)
    return actions.freeze(vote=vote, person=None, at=at)
