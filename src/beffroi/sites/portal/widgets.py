"""What other websites may frame: the news, what is open now, the dates of the processes."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from beffroi.channels.site.models import Article
from beffroi.outreach.pages.types import WidgetItem, WidgetSource, widget_sources
from beffroi.participation.spaces.addresses import process_url
from beffroi.participation.spaces.models import Phase, Process


def news(at: datetime, limit: int) -> Sequence[WidgetItem]:
    rows = Article.objects.public().only("pk", "slug", "title", "excerpt", "published_at").order_by("-published_at", "-pk")[:limit]
    return [WidgetItem(row.title, settings.BASE_URL + row.get_absolute_url(), row.excerpt, row.published_at) for row in rows]


def taking_part(at: datetime, limit: int) -> Sequence[WidgetItem]:
    """Processes that are open, those that end soonest first."""
    is_open = Q(starts_at__lte=at) & (Q(ends_at=None) | Q(ends_at__gt=at))
    rows = list(Process.objects.public().filter(is_open, archived_at=None).order_by("ends_at", "-pk")[:limit])
    return [WidgetItem(row.title, settings.BASE_URL + process_url(row), row.question, None) for row in rows]


def dates(at: datetime, limit: int) -> Sequence[WidgetItem]:
    """The next beginnings and ends of phases."""
    rows = Phase.objects.filter(Q(starts_at__gt=at) | Q(ends_at__gt=at), process__published_at__lte=at, process__archived_at=None)
    found = []
    for phase in rows.select_related("process").order_by("starts_at", "pk")[: 4 * limit]:
        url = settings.BASE_URL + process_url(phase.process)
        if phase.starts_at > at:
            found.append(WidgetItem(_("Begins: %(phase)s") % {"phase": phase.title}, url, phase.process.title, phase.starts_at))
        elif phase.ends_at:
            found.append(WidgetItem(_("Ends: %(phase)s") % {"phase": phase.title}, url, phase.process.title, phase.ends_at))
    return sorted(found, key=lambda item: item.at or at)[:limit]


widget_sources.register(
    WidgetSource(
        "actualites",
        pgettext_lazy("widget", "News of the town"),
        news,
        "site:index",
        gettext_lazy("All the news"),
        gettext_lazy("No news yet"),
    )
)
widget_sources.register(
    WidgetSource(
        "agenda", pgettext_lazy("widget", "Dates"), dates, "spaces:list", pgettext_lazy("widget", "All the dates"),
        pgettext_lazy("widget", "No date to come."),
    )
)  # fmt: skip
widget_sources.register(
    WidgetSource(
        "participer", pgettext_lazy("widget", "Take part now"), taking_part, "spaces:list",
        pgettext_lazy("widget", "See everything"), pgettext_lazy("widget", "Nothing is open at the moment."),
    )
)  # fmt: skip
