from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds
from beffroi.kernel.text import excerpt
from beffroi.participation.resources.models import Resource
from beffroi.participation.spaces.rules import must_be_published


class ResourceSubject(SubjectKind):
    kind = "resource"
    label = _("document")
    label_plural = _("documents")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        return {
            row.pk: Card(
                subject=Subject("resource", row.pk),
                title=row.title,
                url=f"{reverse('resources:show', args=[row.component.process.slug, row.component_id])}#r{row.pk}",
                excerpt=excerpt(row.text, 160),
                is_public=bool(row.published_at and row.component.is_public and row.component.process.is_public),
                space=Subject("process", row.component.process_id),
            )
            for row in Resource.objects.filter(pk__in=ids).select_related("component__process")
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = Resource.objects.filter(pk=id).select_related("component__process").first()
        if row is None or row.published_at is None:
            return Refusal("gone", _("This document is no longer here."))
        if verb == "see":
            return must_be_published(row.component, at, person)
        return Refusal("closed", _("This is not possible on a document."))


subject_kinds.register(ResourceSubject())
