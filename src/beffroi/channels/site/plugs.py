from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from beffroi.channels.site.models import Article
from beffroi.kernel.routes import mount
from beffroi.kernel.sitemaps import SitemapSection, sitemap_sections
from beffroi.ui import nav
from beffroi.ui.nav import Entry

mount("actualites/", "beffroi.channels.site.urls")
nav.main.register(Entry("news", _("News"), "site:index", order=20))


def entries() -> Iterable[tuple[str, datetime | None]]:
    for article in Article.objects.public().only("pk", "slug", "updated_at").order_by("-published_at").iterator():
        yield article.get_absolute_url(), article.updated_at


sitemap_sections.register(SitemapSection("news", entries))
