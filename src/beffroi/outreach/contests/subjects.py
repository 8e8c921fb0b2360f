from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds
from beffroi.kernel.text import excerpt
from beffroi.outreach.contests import actions
from beffroi.outreach.contests.models import Contest, Entry


class ContestSubject(SubjectKind):
    kind = "contest"
    label = pgettext_lazy("contests", "Contest")
    label_plural = pgettext_lazy("contests", "Contests")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Contest.objects.filter(pk__in=ids).only("pk", "title", "slug", "text", "published_at")
        return {
            row.pk: Card(
                subject=Subject(self.kind, row.pk),
                title=row.title,
                url=row.get_absolute_url(),
                excerpt=excerpt(row.text),
                is_public=row.published_at is not None,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        if verb == "see" and Contest.objects.public().filter(pk=id).exists():
            return None
        return Refusal("not_here", _("This cannot be done with a contest."))


class EntrySubject(SubjectKind):
    kind = "contest_entry"
    label = pgettext_lazy("contests", "Entry")
    label_plural = pgettext_lazy("contests", "Entries")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Entry.objects.filter(pk__in=ids).select_related("contest")
        return {
            row.pk: Card(
                subject=Subject(self.kind, row.pk),
                title=gettext("%(contest)s, ticket %(number)d") % {"contest": row.contest.title, "number": row.number},
                url=reverse("contests:show", args=[row.contest.slug]),
                excerpt=row.text,
                is_public=row.contest.published_at is not None and row.state == Entry.ADMITTED and row.hidden_at is None,
                voice_id=row.voice_id,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        shown = Entry.objects.shown().filter(pk=id).exclude(contest__published_at=None)
        if verb in ("see", "flag") and shown.exists():
            return None
        return Refusal("not_here", _("This cannot be done with a contest."))

    def set_hidden(self, id: int, hidden: bool) -> None:
        if entry := Entry.objects.filter(pk=id).first():
            actions.hide(entry=entry, hidden=hidden, at=clock.now())


subject_kinds.register(ContestSubject())
subject_kinds.register(EntrySubject())
