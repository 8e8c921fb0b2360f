"""Documents and data files: published, described, given a new edition, withdrawn."""

from datetime import datetime
from typing import Any

from django.db import transaction

from beffroi.commons.search import actions as search
from beffroi.ground.media.models import Document
from beffroi.ground.people.models import Account
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.outreach.pages.facts import FilePublished
from beffroi.outreach.pages.folding import fold
from beffroi.outreach.pages.models import FileVersion, PublishedFile
from beffroi.outreach.pages.naming import free_slug
from beffroi.outreach.pages.rules import may_write

SAID = ("title", "description", "keywords", "producer")


@transaction.atomic
def publish_file(*, document: Document, person: Account, at: datetime, values: dict[str, Any]) -> PublishedFile:
    """A new document or data file, public at once."""
    require(may_write(person))
    slug = free_slug(PublishedFile, values["title"])
    row = PublishedFile.objects.create(slug=slug, current=document, created_at=at, updated_at=at, folded=_folded(values), **values)
    FileVersion.objects.create(file=row, document=document, number=1, by=person, at=at)
    _tell(row, at)
    return row


@transaction.atomic
def describe_file(*, file: PublishedFile, person: Account, at: datetime, values: dict[str, Any]) -> PublishedFile:
    """Change what is said of it; the file stays."""
    require(may_write(person))
    for name, value in values.items():
        setattr(file, name, value)
    file.folded = _folded({name: getattr(file, name) for name in SAID})
    file.updated_at, file.version = at, file.version + 1
    file.save()
    _tell(file, at)
    return file


@transaction.atomic
def add_edition(*, file: PublishedFile, document: Document, note: str, person: Account, at: datetime) -> FileVersion:
    """A newer edition; the older ones can still be downloaded."""
    require(may_write(person))
    file = PublishedFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    newest = file.versions.first()
    number = newest.number + 1 if newest else 1
    edition = FileVersion.objects.create(file=file, document=document, number=number, note=note[:200], by=person, at=at)
    file.current, file.updated_at, file.version = document, at, file.version + 1
    file.save(update_fields=["current", "updated_at", "version"])
    _tell(file, at)
    return edition


@transaction.atomic
def withdraw_file(*, file: PublishedFile, person: Account, at: datetime) -> PublishedFile:
    require(may_write(person))
    file.withdrawn_at, file.version = at, file.version + 1
    file.save(update_fields=["withdrawn_at", "version"])
    _tell(file, at)
    return file


@transaction.atomic
def republish_file(*, file: PublishedFile, person: Account, at: datetime) -> PublishedFile:
    require(may_write(person))
    file.withdrawn_at, file.version = None, file.version + 1
    file.save(update_fields=["withdrawn_at", "version"])
    _tell(file, at)
    return file


def _folded(values: dict[str, Any]) -> str:
    return fold(" ".join(str(values.get(name, "")) for name in SAID))


def _tell(file: PublishedFile, at: datetime) -> None:
    subject = Subject("published_file", file.pk)
    if file.withdrawn_at:
        search.remove(subject=subject)
    else:
        text = "\n\n".join([file.description, file.keywords, file.producer])
        search.put(subject=subject, title=file.title, text=text, url=file.get_absolute_url(), at=at, weight=0.8)
    record(FilePublished(file_id=file.pk))
