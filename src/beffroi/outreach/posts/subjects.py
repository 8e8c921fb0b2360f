from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds
from beffroi.outreach.posts.access import READ
from beffroi.outreach.posts.models import Post, Series, Template


class PostSubject(SubjectKind):
    """A post on the desk; what the public sees of it is the article of the site."""

    kind = "post"
    label = _("Post")
    label_plural = _("Posts")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Post.objects.filter(pk__in=ids).values_list("pk", "title")
        return {
            pk: Card(subject=Subject(self.kind, pk), title=title, url=reverse("posts:show", args=[pk]), is_public=False)
            for pk, title in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        if verb == "see":
            return must_have_right(person, READ)
        return Refusal("not_here", _("This cannot be done with a draft."))


class TemplateSubject(SubjectKind):
    """A template: approved beforehand, and named in the ledger."""

    kind = "post_template"
    label = _("Template")
    label_plural = _("Templates")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Template.objects.filter(pk__in=ids).values_list("pk", "name")
        return {
            pk: Card(subject=Subject(self.kind, pk), title=name, url=reverse("posts:template", args=[pk]), is_public=False)
            for pk, name in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        return PostSubject().may(verb, person, id, at)


class SeriesSubject(SubjectKind):
    """A publication that comes again."""

    kind = "post_series"
    label = _("Repeated publication")
    label_plural = _("Repeated publications")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Series.objects.filter(pk__in=ids).values_list("pk", "model_id", "model__title")
        return {
            pk: Card(subject=Subject(self.kind, pk), title=title, url=reverse("posts:show", args=[post]), is_public=False)
            for pk, post, title in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        return PostSubject().may(verb, person, id, at)


for kind in (PostSubject(), TemplateSubject(), SeriesSubject()):
    subject_kinds.register(kind)
