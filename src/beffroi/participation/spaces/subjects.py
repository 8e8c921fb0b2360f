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


class ProcessSubject(SubjectKind):
    kind = "process"
    label = _("process")
    label_plural = _("processes")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Process.objects.filter(pk__in=ids).values_list("pk", "slug", "title", "question", "published_at")
        return {
            pk: Card(
                subject=(subject := Subject("process", pk)),
                title=title,
                url=reverse("spaces:show", args=[slug]),
                excerpt=question,
                is_public=published_at is not None,
                space=subject,
            )
            for pk, slug, title, question, published_at in rows
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
