from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.commons.topics.models import Tag
from beffroi.kernel.routes import mount
from beffroi.kernel.sitemaps import MOST, SitemapSection, sitemap_sections
from beffroi.ui import nav

mount("themes/", "beffroi.commons.topics.urls")
mount("bureau/themes/", "beffroi.commons.topics.desk_urls")


def new_in_topic(params: dict[str, Any], language: str) -> str:
    return _("New in the topic “%(topic)s”: %(title)s") % {"topic": params["topic"], "title": params["title"]}


notification_kinds.register(NotificationKind("topics:new", gettext_lazy("News in a topic that you follow"), new_in_topic, "followed"))
nav.footer.register(nav.Entry("topics", gettext_lazy("Topics"), "topics:list", order=40, group=nav.TAKE_PART))
nav.desk.register(
    nav.Entry(
        "topics", gettext_lazy("Topics"), "topics_desk:list", order=70, icon="tag", right="topics:tag:edit", group=gettext_lazy("The site")
    )
)


def addresses() -> Iterable[tuple[str, datetime | None]]:
    for slug in Tag.objects.public().filter(uses_count__gt=0).values_list("slug", flat=True)[:MOST]:
        yield reverse("topics:tag", args=[slug]), None


sitemap_sections.register(SitemapSection("topics", addresses))
