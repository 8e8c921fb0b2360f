from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds
from beffroi.participation.spaces.models import Process
from beffroi.participation.spaces.rules import may_follow, must_see_process
from beffroi.participation.spaces.types import kind_of


class ProcessSubject(SubjectKind):
    kind = "process"
    label = _("process")
    label_plural = _("processes")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Process.objects.filter(pk__in=ids).only("pk", "kind", "slug", "title", "question", "published_at")
        return {
            row.pk: Card(
                subject=(subject := Subject("process", row.pk)),
                title=row.title,
                url=other.url(row) if (other := kind_of(row)) else reverse("spaces:show", args=[row.slug]),
                excerpt=row.question,
                is_public=row.is_public,
                space=subject,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        process = Process.objects.filter(pk=id).first()
        if process is None:
            return Refusal("gone", _("This process no longer exists."))
        if verb == "see":
            return must_see_process(person, process)
        if verb == "follow":
            return may_follow(person, process)
        return Refusal("closed", _("This is not possible on a process."))

    def count(self, id: int, counter: str, by: int) -> None:
        if counter == "follows":
            Process.objects.filter(pk=id).update(follows_count=F("follows_count") + by, version=F("version") + 1)


subject_kinds.register(ProcessSubject())
