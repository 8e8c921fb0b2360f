"""What the team prepares: envelopes, the ballot, the rule; ideas that come from elsewhere."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import randbelow
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from beffroi.ground.people.models import Voice
from beffroi.ground.places.models import District
from beffroi.ground.places.queries import district_at
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.budgets import states
from beffroi.participation.budgets.actions.ideas import SHUFFLE
from beffroi.participation.budgets.actions.texts import budget_of, edited, locked_budget, save, take_step, write
from beffroi.participation.budgets.models import Budget, Envelope, Project
from beffroi.participation.budgets.rules import may_edit_budget, must_not_be_frozen
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.types import Contribution

FIELDS = ("ballot", "least", "most", "points", "rule", "completion", "compare", "threshold", "has_paper", "reminds")


@dataclass(frozen=True)
class Wanted:
    """An envelope as the team wrote it. `pk` None: new."""

    pk: int | None
    title: str
    amount: int  # cents
    district: District | None = None


@transaction.atomic
def set_up(*, component: Component) -> Budget:
    return budget_of(component)


@transaction.atomic
def save_budget(*, component: Component, person: Any, fields: Mapping[str, Any]) -> Budget:
    """How one votes, and how votes become a list of projects."""
    budget = locked_budget(component)
    if person is not None:
        require(may_edit_budget(person, component))
    require(must_not_be_frozen(budget))
    for name in FIELDS:
        if name in fields:
            setattr(budget, name, fields[name])
    budget.edits += 1
    budget.save()
    edited(component)
    return budget


@transaction.atomic
def save_envelopes(*, component: Component, person: Any, wanted: Sequence[Wanted]) -> list[Envelope]:
    """The envelopes, in this order. One that pays for projects is not taken away."""
    budget = locked_budget(component)
    if person is not None:
        require(may_edit_budget(person, component))
    require(must_not_be_frozen(budget))
    known = {row.pk: row for row in budget.envelopes.all()}
    kept: list[Envelope] = []
    for position, one in enumerate(wanted):
        row = known.pop(one.pk, None) if one.pk else None
        row = row or Envelope(budget=budget)
        row.title, row.amount, row.district, row.position = one.title[:80], one.amount, one.district, position
        row.save()
        kept.append(row)
    for row in known.values():
        if row.projects.exists():
            require(Refusal("used", _("“%(title)s” pays for projects: move them to another envelope first.") % {"title": row.title}))
        try:
            row.delete()
        except ProtectedError:
            require(Refusal("used", _("“%(title)s” pays for projects: move them to another envelope first.") % {"title": row.title}))
    edited(component)
    return kept


@transaction.atomic
def import_contributions(*, component: Component, person: Any, found: Collection[Contribution], at: datetime) -> list[Project]:
    """Ideas from another part of the process, with their authors; each only once."""
    require(may_edit_budget(person, component) or must_not_be_frozen(budget_of(component)))
    origins = {str(one.subject): one for one in found}
    known = set(Project.objects.filter(component=component, origin__in=origins).values_list("origin", flat=True))
    voices = Voice.objects.in_bulk([voice for one in found for voice in one.voice_ids])
    made = []
    for origin, one in origins.items():
        voice = next((voices[pk] for pk in one.voice_ids if pk in voices), person.voice)
        if origin in known:
            continue
        project = Project(component=component, voice=voice, state=states.IDEA, published_at=at, origin=origin, shuffle=randbelow(SHUFFLE))
        here = {"place": one.place, "longitude": one.longitude, "latitude": one.latitude, "district": _district(one)}
        write(project, {"title": one.title, "text": one.text or one.title, **here})
        save(project, at)
        take_step(project=project, kind="imported", at=at, title=one.title, voice=person.voice)
        made.append(project)
    edited(component)
    return made


def _district(one: Contribution) -> District | None:
    return district_at(one.longitude, one.latitude) if one.longitude is not None and one.latitude is not None else None


@transaction.atomic
def import_projects(*, component: Component, person: Any, rows: Sequence[Mapping[str, Any]], at: datetime) -> list[Project]:
    """Projects of a file, as ideas of the town: a title, a guess of the cost, perhaps a place."""
    require(may_edit_budget(person, component) or must_not_be_frozen(budget_of(component)))
    known = set(Project.objects.filter(component=component, origin__in=[row["origin"] for row in rows]).values_list("origin", flat=True))
    made = []
    for row in rows:
        if row["origin"] in known:
            continue
        project = Project(
            component=component, voice=person.voice, state=states.IDEA, published_at=at, origin=row["origin"], shuffle=randbelow(SHUFFLE)
        )
        write(project, row)
        save(project, at)
        take_step(project=project, kind="imported", at=at, voice=person.voice)
        made.append(project)
    edited(component)
    return made
