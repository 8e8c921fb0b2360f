"""Giving topics, keeping them in order, and relating things."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F

from beffroi.commons.search import actions as search
from beffroi.commons.topics.facts import SubjectTagged, TagMerged
from beffroi.commons.topics.models import Link, Tag, Tagging
from beffroi.commons.topics.rules import may_be_named, may_be_tagged, may_merge
from beffroi.commons.topics.types import link_kinds
from beffroi.kernel import edition
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import slug


@transaction.atomic
def tag(*, subject: Subject, names: Iterable[str]) -> list[Tag]:
    """Give a subject these topics and no others. Names that are new become topics; a merged topic stands for what it became."""
    wanted = list(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
    require(may_be_tagged(wanted))
    tags = {found.pk: found for found in (_tag_named(name) for name in wanted)}
    had = set(Tagging.objects.filter(subject_kind=subject.kind, subject_id=subject.id).values_list("tag_id", flat=True))
    gone, new = had - set(tags), sorted(set(tags) - had)
    Tagging.objects.filter(subject_kind=subject.kind, subject_id=subject.id, tag_id__in=gone).delete()
    Tagging.objects.bulk_create([Tagging(tag_id=pk, subject_kind=subject.kind, subject_id=subject.id) for pk in new])
    Tag.objects.filter(pk__in=gone).update(uses_count=F("uses_count") - 1, version=F("version") + 1)
    Tag.objects.filter(pk__in=new).update(uses_count=F("uses_count") + 1, version=F("version") + 1)
    if gone or new:
        search.label(subject=subject, topics={one.slug: one.name for one in tags.values() if one.hidden_at is None})
        edition.bump()
    if new:
        record(SubjectTagged(subject_kind=subject.kind, subject_id=subject.id, tag_ids=new))
    return list(tags.values())


@transaction.atomic
def create(*, name: str, description: str = "", colour: str = "", at: datetime) -> Tag:
    """A topic that nothing has yet; the one there is, if the name is known."""
    name = " ".join(name.split())
    require(may_be_named(name))
    made = _tag_named(name)
    if description or colour:
        edit(tag=made, name=made.name, description=description, colour=colour, at=at)
        made.refresh_from_db()
    return made


@transaction.atomic
def edit(*, tag: Tag, name: str, description: str, colour: str, at: datetime) -> Tag:
    """Change the name and the look. A name that another topic has merges this one into it; an old address leads on."""
    name = " ".join(name.split())
    require(may_be_named(name))
    new_slug = tag.slug if slug(name) == slug(tag.name) else slug(name)
    other = Tag.objects.filter(slug=new_slug).exclude(pk=tag.pk).first()
    if other is not None and (other.merged_into_id or other.pk) != tag.pk:
        into = other.merged_into or other
        merge(tag=tag, into=into, at=at)
        return into
    if other is not None:  # it was called so before: the old name comes back
        other.delete()
    old = tag.slug
    Tag.objects.filter(pk=tag.pk).update(slug=new_slug, name=name, description=description, colour=colour, version=F("version") + 1)
    tag.refresh_from_db()
    if old != new_slug:
        Tag.objects.create(name=name, slug=old, merged_into=tag)
    search.rename_label(old=old, slug=new_slug, name=name)
    _find(tag, at)
    edition.bump()
    return tag


@transaction.atomic
def merge(*, tag: Tag, into: Tag, at: datetime) -> None:
    """All that has `tag` has `into` instead; the old address leads to the new one."""
    require(may_merge(tag, into))
    # 1. What has both keeps one.
    both = Tagging.objects.filter(tag=into).values("subject_kind", "subject_id")
    double = {(row["subject_kind"], row["subject_id"]) for row in both}
    rows = list(Tagging.objects.filter(tag=tag))
    Tagging.objects.filter(pk__in=[row.pk for row in rows if (row.subject_kind, row.subject_id) in double]).delete()
    Tagging.objects.filter(tag=tag).update(tag=into)
    # 2. Addresses and search follow.
    Tag.objects.filter(merged_into=tag).update(merged_into=into)
    Tag.objects.filter(pk=tag.pk).update(merged_into=into, uses_count=0, version=F("version") + 1)
    uses = Tagging.objects.filter(tag=into).count()
    Tag.objects.filter(pk=into.pk).update(uses_count=uses, version=F("version") + 1)
    search.rename_label(old=tag.slug, slug=into.slug, name=into.name)
    search.remove(subject=tag.subject)
    record(TagMerged(tag_id=tag.pk, into_id=into.pk))


@transaction.atomic
def set_hidden(*, tag_id: int, hidden: bool, at: datetime) -> None:
    """Out of sight with its page and its label, or back."""
    Tag.objects.filter(pk=tag_id).update(hidden_at=at if hidden else None, version=F("version") + 1)
    tag = Tag.objects.get(pk=tag_id)
    if hidden:
        search.remove(subject=tag.subject)
        search.remove_label(slug=tag.slug)
    else:
        _find(tag, at)
        for row in Tagging.objects.filter(tag=tag):
            names = Tagging.objects.filter(subject_kind=row.subject_kind, subject_id=row.subject_id, tag__hidden_at=None)
            search.label(subject=row.subject, topics=dict(names.values_list("tag__slug", "tag__name")))
    edition.bump()


@transaction.atomic
def link(*, source: Subject, target: Subject, kind: str) -> Link:
    """Say how one thing is related to another; saying it twice is saying it once."""
    link_kinds[kind]
    if source == target:
        require(Refusal("itself", "A thing is not linked to itself."))
    made, is_new = Link.objects.get_or_create(
        source_kind=source.kind, source_id=source.id, target_kind=target.kind, target_id=target.id, kind=kind
    )
    if is_new:
        edition.bump()
    return made


@transaction.atomic
def unlink(*, source: Subject, target: Subject, kind: str) -> None:
    """Take back what `link` said."""
    link_kinds[kind]
    Link.objects.filter(source_kind=source.kind, source_id=source.id, target_kind=target.kind, target_id=target.id, kind=kind).delete()
    edition.bump()


def _tag_named(name: str) -> Tag:
    found, is_new = Tag.objects.select_related("merged_into").get_or_create(slug=slug(name), defaults={"name": name})
    if found.merged_into:
        return found.merged_into
    if is_new:
        _find(found, found.created_at)
    return found


def _find(tag: Tag, at: datetime) -> None:
    if tag.hidden_at is None and tag.merged_into_id is None:
        search.put(subject=tag.subject, title=tag.name, text=tag.description, url=tag.get_absolute_url(), at=at, weight=1.2)
