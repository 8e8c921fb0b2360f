"""Who does what: the institutions as they are called here, and the things of daily life."""

from datetime import datetime
from typing import Any

from django.db import transaction

from beffroi.ground.people.models import Account
from beffroi.ground.town.models import Town
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.outreach.pages.facts import WhoDoesWhatChanged
from beffroi.outreach.pages.folding import fold
from beffroi.outreach.pages.models import Competence, Institution
from beffroi.outreach.pages.ready_made import ready_made
from beffroi.outreach.pages.rules import may_write


@transaction.atomic
def keep_institution(*, institution: Institution | None, person: Account, values: dict[str, Any], at: datetime) -> Institution:
    """Name an institution as it is called here."""
    require(may_write(person))
    institution = institution or Institution()
    for name, value in values.items():
        setattr(institution, name, value)
    institution.version += 1
    institution.save()
    for row in institution.competences.all():
        _fold(row, at)
    record(WhoDoesWhatChanged())
    return institution


@transaction.atomic
def keep_competence(*, competence: Competence | None, person: Account, values: dict[str, Any], at: datetime) -> Competence:
    require(may_write(person))
    competence = competence or Competence()
    for name, value in values.items():
        setattr(competence, name, value)
    competence.version += 1
    _fold(competence, at)
    record(WhoDoesWhatChanged(competence_id=competence.pk))
    return competence


@transaction.atomic
def remove_competence(*, competence: Competence, person: Account) -> None:
    require(may_write(person))
    competence.delete()
    record(WhoDoesWhatChanged())


@transaction.atomic
def install_list(*, person: Account, at: datetime) -> int:
    """The ready-made list; what is there already, changed or not, stays as it is. How many are new."""
    require(may_write(person))
    levels, rows = ready_made()
    known = {row.origin: row for row in Institution.objects.exclude(origin="")}
    town = Town.current().name
    for row in levels:
        if row["level"] not in known:
            name = town if row["level"] == Institution.COMMUNE else row["name"]
            same = Institution.objects.filter(name=name).first()
            known[row["level"]] = same or Institution.objects.create(
                level=row["level"], name=name, url=row.get("url", ""), phone=row.get("phone", ""), origin=row["level"]
            )
    present = set(Competence.objects.exclude(origin="").values_list("origin", flat=True))
    new = [row for row in rows if row["origin"] not in present]
    for row in new:
        values = {name: row.get(name, "") for name in ("title", "explanation", "words", "theme", "url", "origin")}
        _fold(Competence(institution=known[row["level"]], **values), at)
    record(WhoDoesWhatChanged())
    return len(new)


def _fold(row: Competence, at: datetime) -> None:
    row.folded = fold(" ".join([row.title, row.explanation, row.words, row.theme, row.institution.name]))
    row.changed_at = at
    row.save()
