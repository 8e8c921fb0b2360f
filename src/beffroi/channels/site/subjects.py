from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.channels.site import actions
from beffroi.channels.site.models import Article
from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds


class ArticleSubject(SubjectKind):
    kind = "article"
    label = _("News")
    label_plural = _("News")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        return {
            article.pk: Card(
                subject=Subject(self.kind, article.pk),
                title=article.title,
                url=article.get_absolute_url(),
                excerpt=article.excerpt,
                is_public=article.withdrawn_at is None and article.hidden_at is None,
            )
            for article in Article.objects.filter(pk__in=ids).defer("text", "html")
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        article = Article.objects.filter(pk=id).only("comments_open", "withdrawn_at", "hidden_at").first()
        if article is None or article.withdrawn_at or article.hidden_at:
            return Refusal("gone", _("This article is no longer public."))
        if verb == "comment" and not article.comments_open:
            return Refusal("closed", _("Comments are closed on this article."))
        if verb in ("see", "comment", "follow", "flag"):
            return None
        return Refusal("not_here", _("This cannot be done with an article."))

    def count(self, id: int, counter: str, by: int) -> None:
        actions.count(article_id=id, counter=counter, by=by)

    def set_hidden(self, id: int, hidden: bool) -> None:
        actions.set_hidden(article_id=id, hidden=hidden, at=clock.now())


subject_kinds.register(ArticleSubject())
