from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds
from beffroi.kernel.text import excerpt
from beffroi.outreach.pages.models import Page, PublishedFile


class PageSubject(SubjectKind):
    kind = "page"
    label = pgettext_lazy("pages", "Page")
    label_plural = pgettext_lazy("pages", "Pages")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Page.objects.filter(pk__in=ids).only("pk", "title", "slug", "kind", "summary", "state")
        return {
            page.pk: Card(
                subject=Subject(self.kind, page.pk),
                title=page.title,
                url=page.get_absolute_url(),
                excerpt=page.summary,
                is_public=page.is_public,
            )
            for page in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        if verb == "see" and Page.objects.public().filter(pk=id).exists():
            return None
        return Refusal("not_here", _("This cannot be done with this page."))


class PublishedFileSubject(SubjectKind):
    kind = "published_file"
    label = pgettext_lazy("pages", "Document")
    label_plural = pgettext_lazy("pages", "Documents")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = PublishedFile.objects.filter(pk__in=ids)
        return {
            file.pk: Card(
                subject=Subject(self.kind, file.pk),
                title=file.title,
                url=file.get_absolute_url(),
                excerpt=excerpt(file.description),
                is_public=file.withdrawn_at is None,
            )
            for file in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        if verb == "see" and PublishedFile.objects.public().filter(pk=id).exists():
            return None
        return Refusal("not_here", _("This cannot be done with this page."))


subject_kinds.register(PageSubject())
subject_kinds.register(PublishedFileSubject())
