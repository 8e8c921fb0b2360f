from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.places.types import MapPoint, map_layers
from beffroi.kernel.routes import mount
from beffroi.kernel.sitemaps import SitemapSection, sitemap_sections
from beffroi.outreach.pages import holder, reviewing
from beffroi.outreach.pages.access import ANSWER, SOURCES, WRITE
from beffroi.outreach.pages.models import FeedSource, Opinion, Page, PublishedFile, ServiceRequest, Trail
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks
from beffroi.ui.nav import Entry

__all__ = ["holder", "reviewing"]

mount("services/", "beffroi.outreach.pages.services_urls")
mount("histoires/", "beffroi.outreach.pages.stories_urls")
mount("qui-fait-quoi/", "beffroi.outreach.pages.who_urls")
mount("documents/", "beffroi.outreach.pages.files_urls")
mount("pages/", "beffroi.outreach.pages.urls")
mount("widget/", "beffroi.outreach.pages.widgets_urls")
mount("bureau/pages/", "beffroi.outreach.pages.desk_urls")

nav.main.register(Entry("services", pgettext_lazy("pages", "Services"), "services:index", order=55))
nav.footer.register(Entry("who", _("Who does what"), "who:index", order=12, group=nav.TOWN_HALL))
nav.footer.register(Entry("stories", _("Stories and places"), "stories:index", order=14, group=nav.TOWN_HALL))
nav.footer.register(Entry("files", pgettext_lazy("pages", "Documents"), "files:index", order=58, group=nav.IN_THE_OPEN))
SPEAK = _("Speak")
nav.desk.register(Entry("pages", pgettext_lazy("pages", "Pages"), "pages_desk:index", order=16, icon="book", right=WRITE, group=SPEAK))
nav.desk.register(Entry("requests", _("Requests"), "pages_desk:requests", order=17, icon="inbox", right=ANSWER, group=SPEAK))
nav.desk.register(Entry("sources", _("Other websites"), "pages_desk:sources", order=18, icon="feed", right=SOURCES, group=SPEAK))


def waiting(person: Any, at: datetime) -> int:
    return ServiceRequest.objects.filter(state=ServiceRequest.RECEIVED).count()


def to_review(person: Any, at: datetime) -> int:
    return Page.objects.to_review(localdate(at)).count()


def remarks(person: Any, at: datetime) -> int:
    return Opinion.objects.filter(read_at=None).exclude(missing="").values("page").distinct().count()


def silent(person: Any, at: datetime) -> int:
    return FeedSource.objects.filter(is_on=True, failures__gte=3).count()


INDEX = reverse_lazy("pages_desk:index")
desk_tasks.register(
    DeskTask("requests", _("Requests to answer"), ANSWER, waiting, reverse_lazy("pages_desk:requests"), icon="inbox", order=8)
)
desk_tasks.register(DeskTask("pages-review", _("Pages: still true?"), WRITE, to_review, INDEX, icon="book", order=26))
desk_tasks.register(DeskTask("pages-remarks", _("Pages where readers miss something"), WRITE, remarks, INDEX, icon="book", order=27))
desk_tasks.register(
    DeskTask("feeds-silent", _("Websites that do not answer"), SOURCES, silent, reverse_lazy("pages_desk:sources"), icon="feed", order=42)
)


class StoryLayer:
    kind = "story"
    label = _("Stories and places")

    def points(self, limit: int) -> Sequence[MapPoint]:
        rows = Page.objects.public().filter(kind__in=Page.TOLD, latitude__isnull=False).order_by("-published_at", "-pk")
        found = rows.only("title", "slug", "kind", "longitude", "latitude", "period")[:limit]
        return [
            MapPoint(row.longitude, row.latitude, row.title, row.get_absolute_url(), row.period, self.kind)  # type: ignore[arg-type]
            for row in found
        ]


map_layers.register(StoryLayer())


def entries() -> Iterable[tuple[str, datetime | None]]:
    for name in ("services:index", "stories:index", "who:index", "files:index"):
        yield reverse(name), None
    for page in Page.objects.public().only("slug", "kind", "updated_at").order_by("pk")[:5000]:
        yield page.get_absolute_url(), page.updated_at
    for trail in Trail.objects.filter(is_public=True).only("slug", "updated_at"):
        yield trail.get_absolute_url(), trail.updated_at
    for file in PublishedFile.objects.public().only("slug", "updated_at").order_by("pk")[:5000]:
        yield file.get_absolute_url(), file.updated_at


sitemap_sections.register(SitemapSection("pages", entries))
