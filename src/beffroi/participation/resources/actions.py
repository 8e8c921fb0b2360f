from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.urls import reverse

from beffroi.commons.search import actions as search
from beffroi.kernel import edition, html
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import plain
from beffroi.participation.resources.facts import ResourcePublished
from beffroi.participation.resources.models import Resource, Term
from beffroi.participation.resources.rules import may_edit
from beffroi.participation.spaces import editing
from beffroi.participation.spaces.models import Component


@transaction.atomic
def add_resource(
    *, component: Component, person: Any, kind: str, fields: Mapping[str, Any], at: datetime, published: bool = True
) -> Resource:
    """A new thing to read, last in its list."""
    require(may_edit(person, component))
    last = component.resources.aggregate(last=Max("position"))["last"]
    row = Resource(component=component, kind=kind, position=0 if last is None else last + 1, updated_at=at, **fields)
    _render(row)
    row.save()
    if published:
        publish_resource(resource=row, person=person, at=at)
    return row


@transaction.atomic
def edit_resource(*, resource: Resource, person: Any, seen: int, fields: Mapping[str, Any], at: datetime) -> Resource:
    """Change it. Raises editing.Stale if somebody else changed the same fields."""
    require(may_edit(person, resource.component))
    row = Resource.objects.select_for_update(of=("self",)).select_related("component__process").get(pk=resource.pk)
    writes = editing.merge(kind="resource", row=row, seen=seen, mine=fields)
    for name in ("text", "easy_text"):
        if name in writes:
            setattr(row, name.replace("text", "html"), html.from_markdown(writes[name]))
    row.updated_at = at
    editing.apply(
        kind="resource",
        row=row,
        process=row.component.process,
        writes=writes,
        person=person,
        at=at,
        derived=("html", "easy_html", "updated_at"),
    )
    index(row, at)
    return row


def _render(row: Resource) -> None:
    row.html, row.easy_html = html.from_markdown(row.text), html.from_markdown(row.easy_text)


@transaction.atomic
def publish_resource(*, resource: Resource, person: Any, at: datetime) -> Resource:
    require(may_edit(person, resource.component))
    if Resource.objects.filter(pk=resource.pk, published_at=None).update(published_at=at, version=F("version") + 1):
        component = resource.component
        record(ResourcePublished(resource_id=resource.pk, component_id=component.pk, process_id=component.process_id, kind=resource.kind))
    resource.refresh_from_db(fields=["published_at", "version"])
    index(resource, at)
    return resource


@transaction.atomic
def unpublish_resource(*, resource: Resource, person: Any, at: datetime) -> Resource:
    require(may_edit(person, resource.component))
    Resource.objects.filter(pk=resource.pk).update(published_at=None, version=F("version") + 1)
    resource.refresh_from_db(fields=["published_at", "version"])
    index(resource, at)
    edition.bump()
    return resource


@transaction.atomic
def remove_resource(*, resource: Resource, person: Any, at: datetime) -> None:
    require(may_edit(person, resource.component))
    search.remove(subject=Subject("resource", resource.pk))
    resource.delete()
    edition.bump()


@transaction.atomic
def move_resource(*, resource: Resource, person: Any, up: bool, at: datetime) -> None:
    """One place up or down among those of its kind: the page groups them by kind."""
    require(may_edit(person, resource.component))
    rows = list(resource.component.resources.filter(kind=resource.kind).order_by("position", "pk"))
    here = rows.index(resource)
    there = here - 1 if up else here + 1
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
        for position, row in enumerate(rows):
            Resource.objects.filter(pk=row.pk).update(position=position)
        edition.bump()


@transaction.atomic
def save_term(*, component: Component, person: Any, word: str, meaning: str, others: str, term: Term | None = None) -> Term:
    """Add a word to the glossary, or change it."""
    require(may_edit(person, component))
    if term is None:
        term = Term.objects.create(component=component, word=word, meaning=meaning, others=others)
    else:
        term.word, term.meaning, term.others, term.version = word, meaning, others, F("version") + 1
        term.save()
        term.refresh_from_db(fields=["version"])
    edition.bump()
    return term


@transaction.atomic
def remove_term(*, term: Term, person: Any) -> None:
    require(may_edit(person, term.component))
    term.delete()
    edition.bump()


def index(row: Resource, at: datetime) -> None:
    """What is public can be found."""
    subject, component = Subject("resource", row.pk), row.component
    if row.published_at is None:
        search.remove(subject=subject)
        return
    text = " ".join([plain(row.html), plain(row.easy_html), row.figure, row.source])
    url = f"{reverse('resources:show', args=[component.process.slug, component.pk])}#r{row.pk}"
    search.put(subject=subject, title=row.title, text=text, url=url, at=row.published_at, space=Subject("process", component.process_id))
