"""What can be reported, who repairs it, and the ready answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.ground.people.models import Account
from beffroi.ground.people.rules import must_have_right
from beffroi.ground.places.models import District
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.kernel.text import slug
from beffroi.participation.reports.facts import ReportWaysEdited
from beffroi.participation.reports.models import Attribute, Category, Report, Route, Service, Template
from beffroi.participation.reports.rules import WAYS


@transaction.atomic
def save_service(*, service: Service | None, fields: Mapping[str, Any], team: Sequence[Account], person: Any, at: datetime) -> Service:
    """`fields` may hold settings and secrets of the forwarder."""
    require(must_have_right(person, WAYS))
    service = service or Service()
    for name, value in fields.items():
        setattr(service, name, value)
    service.version = (service.version or 0) + 1
    service.save()
    service.team.set(team)
    record(ReportWaysEdited())
    return service


@transaction.atomic
def save_category(
    *, category: Category | None, fields: Mapping[str, Any], questions: Sequence[Mapping[str, Any]] | None = None, person: Any, at: datetime
) -> Category:
    """`questions`: the whole list of extra questions, in order; None leaves them. The code of a category and of a question never changes."""
    require(must_have_right(person, WAYS))
    category = category or Category(code=_free(str(fields["name"]), Category.objects.values_list("code", flat=True)))
    for name, value in fields.items():
        setattr(category, name, value)
    category.version = (category.version or 0) + 1
    category.save()
    if questions is not None:
        _save_questions(category, questions)
    Report.objects.filter(category=category).update(version=F("version") + 1)
    record(ReportWaysEdited())
    return category


def _save_questions(category: Category, questions: Sequence[Mapping[str, Any]]) -> None:
    known = {row.code: row for row in category.attributes.all()}
    kept: list[str] = []
    for position, said in enumerate(questions):
        code = str(said.get("code") or "")
        row = known.get(code) or Attribute(category=category, code=_free(str(said["description"]), [*known, *kept]))
        for name, value in said.items():
            if name != "code":
                setattr(row, name, value)
        row.position = position
        row.save()
        kept.append(row.code)
    category.attributes.exclude(code__in=kept).delete()


def _free(words: str, taken: Any) -> str:
    known = set(taken)
    wanted = slug(words)[:50] or "question"
    found, number = wanted, 1
    while found in known:
        number += 1
        found = f"{wanted}-{number}"
    return found


@transaction.atomic
def set_closed(*, row: Service | Category, closed: bool, person: Any, at: datetime) -> None:
    """Nothing new for it from now on; what is there stays."""
    require(must_have_right(person, WAYS))
    type(row).objects.filter(pk=row.pk).update(closed_at=at if closed else None, version=F("version") + 1)
    record(ReportWaysEdited())


@transaction.atomic
def set_route(*, category: Category | None, district: District | None, service: Service, person: Any, at: datetime) -> Route:
    require(must_have_right(person, WAYS))
    row = Route.objects.filter(category=category, district=district).first() or Route(category=category, district=district)
    row.service = service
    row.save()
    record(ReportWaysEdited())
    return row


@transaction.atomic
def remove_route(*, route: Route, person: Any, at: datetime) -> None:
    require(must_have_right(person, WAYS))
    route.delete()
    record(ReportWaysEdited())


@transaction.atomic
def save_template(*, template: Template | None, fields: Mapping[str, Any], person: Any, at: datetime) -> Template:
    require(must_have_right(person, WAYS))
    template = template or Template()
    for name, value in fields.items():
        setattr(template, name, value)
    template.save()
    record(ReportWaysEdited())
    return template


@transaction.atomic
def remove_template(*, template: Template, person: Any, at: datetime) -> None:
    require(must_have_right(person, WAYS))
    template.delete()
    record(ReportWaysEdited())


@transaction.atomic
def take_usual(*, usual: Sequence[Mapping[str, Any]], person: Any, at: datetime) -> int:
    """What nearly every commune has, for one that has nothing yet. Gives how many were made."""
    require(must_have_right(person, WAYS))
    made = 0
    for position, said in enumerate(usual):
        if Category.objects.filter(code=said["code"]).exists():
            continue
        questions = said.get("questions", ())
        row = Category.objects.create(position=10 * (position + 1), **{name: value for name, value in said.items() if name != "questions"})
        _save_questions(row, questions)
        made += 1
    record(ReportWaysEdited())
    return made
