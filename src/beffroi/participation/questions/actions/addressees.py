from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localtime

from beffroi.ground.people.models import Account
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.kernel.text import slug
from beffroi.participation.questions.facts import QuestionsEdited
from beffroi.participation.questions.models import Addressee, Question
from beffroi.participation.questions.rules import CHOOSE
from beffroi.participation.spaces.types import officials

FIELDS = ("kind", "name", "mandate", "account", "position")


@transaction.atomic
def save_addressee(*, person: Any, fields: Mapping[str, Any], team: Collection[Account], addressee: Addressee | None = None) -> Addressee:
    """Add somebody who can be asked, or change what is said of them. `person` None: a command."""
    _require(person)
    row = addressee or Addressee(slug=_free_slug(fields["name"]))
    for name in FIELDS:
        if name in fields:
            setattr(row, name, fields[name])
    row.version = row.version + 1
    row.save()
    row.team.set(team)
    _changed(row)
    return row


@transaction.atomic
def close_addressee(*, addressee: Addressee, person: Any, at: datetime) -> None:
    """No new question; those that wait are still answered, or sent on."""
    _require(person)
    Addressee.objects.filter(pk=addressee.pk, closed_at=None).update(closed_at=at, version=F("version") + 1)
    _changed(addressee)


@transaction.atomic
def reopen_addressee(*, addressee: Addressee, person: Any) -> None:
    _require(person)
    Addressee.objects.filter(pk=addressee.pk).update(closed_at=None, version=F("version") + 1)
    _changed(addressee)


@transaction.atomic
def take_over_the_council(*, person: Any, at: datetime) -> int:
    """One addressee for each official in office; names and mandates are brought up to date. Returns how many are new."""
    _require(person)
    new = 0
    for source in officials:
        for place, official in enumerate(source.in_office(localtime(at).date())):
            subject = official.subject
            row = Addressee.objects.filter(subject_kind=subject.kind, subject_id=subject.id).first()
            if row is None:
                new += 1
                row = Addressee(
                    slug=_free_slug(official.name),
                    kind=Addressee.OFFICIAL,
                    position=place,
                    subject_kind=subject.kind,
                    subject_id=subject.id,
                )
            row.name, row.mandate = official.name, official.mandate
            row.account_id = row.account_id or official.account_id
            row.version += 1
            row.save()
            _changed(row)
    return new


def _require(person: Any) -> None:
    if person is not None:
        require(must_have_right(person, CHOOSE))


def _changed(addressee: Addressee) -> None:
    """Cards and pages name the addressee."""
    Question.objects.filter(addressee=addressee).update(version=F("version") + 1)
    record(QuestionsEdited())


def _free_slug(name: str) -> str:
    base = slug(name)[:90] or "service"
    taken = set(Addressee.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 2
    found = base
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    return found
