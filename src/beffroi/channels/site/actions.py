from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.dateparse import parse_date

from beffroi.channels.base.models import Account
from beffroi.channels.base.types import Message
from beffroi.channels.site.models import Article
from beffroi.commons.search import actions as search
from beffroi.ground.media.models import Image, Video
from beffroi.kernel import edition
from beffroi.kernel.html import from_markdown
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import excerpt, slug


def _content(message: Message) -> dict[str, Any]:
    picture = message.pictures[0] if message.pictures else None
    image = Image.objects.filter(pk=picture.image_id).first() if picture else None
    return {
        "title": message.title or excerpt(message.text, 80),
        "excerpt": message.extra.get("excerpt") or excerpt(message.text, 240),
        "text": message.text,
        "html": message.html or from_markdown(message.text),
        "language": message.language,
        "image": image,
        "image_alt": picture.alt if picture and image else "",
        "images": [each.image_id for each in message.pictures[1:]],
        "video": Video.objects.filter(pk=message.clip.video_id).first() if message.clip else None,
        "drawing": message.extra.get("drawing", ""),
        "topic": message.extra.get("topic", ""),
        "about": message.extra.get("about", ""),
        "correction": message.extra.get("correction", ""),
        "corrected_on": parse_date(message.extra.get("corrected_on") or ""),
        "comments_open": message.extra.get("comments_open", True),
    }


@transaction.atomic
def publish(*, account: Account, message: Message, key: str, at: datetime) -> Article:
    """A new article; the same key again gives the article that is there."""
    content = _content(message)
    article, created = Article.objects.get_or_create(
        account=account,
        key=key,
        defaults=content | {"slug": slug(content["title"])[:120] or "article", "published_at": at, "updated_at": at},
    )
    if created:
        _index(article, at)
        edition.bump()
    return article


@transaction.atomic
def revise(*, article: Article, message: Message, at: datetime) -> Article:
    """Another wording under the same address."""
    for name, value in _content(message).items():
        setattr(article, name, value)
    article.updated_at, article.withdrawn_at, article.version = at, None, F("version") + 1
    article.save()
    article.refresh_from_db()
    _index(article, at)
    edition.bump()
    return article


@transaction.atomic
def withdraw(*, article: Article, at: datetime) -> None:
    """Out of sight; its address says so from then on. Harmless when it is gone already."""
    if Article.objects.filter(pk=article.pk, withdrawn_at=None).update(withdrawn_at=at, version=F("version") + 1):
        search.remove(subject=Subject("article", article.pk))
        edition.bump()


@transaction.atomic
def set_hidden(*, article_id: int, hidden: bool, at: datetime) -> None:
    """Moderation took it out of sight, or put it back."""
    Article.objects.filter(pk=article_id).update(hidden_at=at if hidden else None, version=F("version") + 1)
    if hidden:
        search.remove(subject=Subject("article", article_id))
    else:
        _index(Article.objects.get(pk=article_id), at)
    edition.bump()


def count(*, article_id: int, counter: str, by: int) -> None:
    """Keep a stored counter, in the caller's transaction."""
    if counter in ("messages", "follows"):
        Article.objects.filter(pk=article_id).update(**{f"{counter}_count": F(f"{counter}_count") + by, "version": F("version") + 1})


def _index(article: Article, at: datetime) -> None:
    search.put(
        subject=Subject("article", article.pk),
        title=article.title,
        text=article.text,
        url=article.get_absolute_url(),
        language=article.language,
        at=article.published_at,
    )
