from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import pgettext_lazy

from beffroi.channels.fediverse.actions import publishing
from beffroi.channels.fediverse.models import Publication
from beffroi.commons.moderation.types import Context, Whole, contexts
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds
from beffroi.kernel.text import excerpt, plain


class PublicationSubject(SubjectKind):
    """What one of our accounts said there: other servers' moderators can report it to ours."""

    kind = "fediverse_publication"
    label = pgettext_lazy("fediverse", "Publication on the fediverse")
    label_plural = pgettext_lazy("fediverse", "Publications on the fediverse")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        return {
            row.pk: Card(
                subject=Subject(self.kind, row.pk),
                title=f"{row.actor.name} : {excerpt(_words(row), 80)}",
                url=row.path,
                excerpt=excerpt(_words(row), 200),
                is_public=row.is_public and not (row.is_hidden or row.withdrawn_at),
            )
            for row in Publication.objects.filter(pk__in=ids).select_related("actor")
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        found = Publication.objects.filter(pk=id, is_public=True, withdrawn_at=None).first()
        if verb in ("see", "flag") and found:
            return None
        return Refusal("not_here", pgettext_lazy("fediverse", "This cannot be done with a publication on the fediverse."))

    def set_hidden(self, id: int, hidden: bool) -> None:
        publishing.set_hidden(publication_id=id, hidden=hidden)


class PublicationContext(Context):
    kind = "fediverse_publication"

    def whole(self, id: int) -> Whole | None:
        row = Publication.objects.filter(pk=id).first()
        return Whole(text=_words(row), written_at=row.published_at) if row else None


def _words(row: Publication) -> str:
    return plain(str(row.document.get("content", "")))


subject_kinds.register(PublicationSubject())
contexts.register(PublicationContext())
