from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from beffroi.channels.site.models import Article
from beffroi.ground.media.models import Image
from beffroi.ground.media.templatetags.media import picture_url
from beffroi.ground.town.models import Town
from beffroi.kernel.access import public
from beffroi.kernel.html import clean
from beffroi.kernel.paging import page
from beffroi.kernel.subjects import Subject


@public
def index(request: HttpRequest) -> HttpResponse:
    """The news, newest first, perhaps of one topic."""
    topic = request.GET.get("topic", "")[:60]
    found = Article.objects.public().select_related("image").defer("text", "html")
    if topic:
        found = found.filter(topic=topic)
    rows = page(found, order=("-published_at", "-pk"), after=request.GET.get("after", ""), size=12)
    return render(request, "site/index.html", {"page": rows, "topic": topic})


@public
def article(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One article; an old slug leads to the present address, a withdrawn one says that it is gone."""
    found = get_object_or_404(Article.objects.select_related("image", "video"), pk=pk)
    if found.withdrawn_at or found.hidden_at:
        return render(request, "site/gone.html", {"article": found}, status=410)
    if slug != found.slug:
        return redirect(found.get_absolute_url(), permanent=True)
    about = Subject.parse(found.about).card() if found.about else None
    more = Article.objects.public().exclude(pk=pk).only("pk", "slug", "title", "published_at").order_by("-published_at", "-pk")[:3]
    context = {
        "article": found,
        "images": list(Image.objects.in_bulk(found.images).values()) if found.images else [],
        "html": clean(found.html),
        "subject": Subject("article", pk),
        "about": about,
        "more": more,
        "structured": structured(request, found),
    }
    return render(request, "site/article.html", context)


def structured(request: HttpRequest, found: Article) -> dict:
    """schema.org NewsArticle."""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": found.title,
        "description": found.excerpt or found.title,
        "inLanguage": found.language,
        "datePublished": found.published_at.isoformat(),
        "dateModified": found.updated_at.isoformat(),
        "mainEntityOfPage": request.build_absolute_uri(found.get_absolute_url()),
        "commentCount": found.messages_count,
        "publisher": {"@type": "GovernmentOrganization", "name": Town.current().name, "url": request.build_absolute_uri("/")},
    }
    if picture := picture_url(found.image, 1280):
        data["image"] = request.build_absolute_uri(picture)
    if found.correction:
        data["correction"] = {"@type": "CorrectionComment", "text": found.correction}
    return data
