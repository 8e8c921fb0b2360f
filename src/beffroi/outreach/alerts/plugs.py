from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.kernel.routes import mount
from beffroi.kernel.sitemaps import SitemapSection, sitemap_sections
from beffroi.outreach.alerts import dated, holder
from beffroi.outreach.alerts.access import ISSUE, READ, ROADS, SETTINGS, WRITE
from beffroi.outreach.alerts.bands import alert_band
from beffroi.outreach.alerts.models import Alert, RoadEvent, Sending, Source
from beffroi.ui import nav
from beffroi.ui.bands import bands
from beffroi.ui.desk import DeskTask, desk_tasks
from beffroi.ui.nav import Entry

__all__ = ["dated", "holder"]

mount("", "beffroi.outreach.alerts.feeds_urls", localized=False, order=40)
mount("alertes/", "beffroi.outreach.alerts.urls")
mount("travaux/", "beffroi.outreach.alerts.road_urls")
mount("bureau/alertes/", "beffroi.outreach.alerts.desk_urls")
mount("bureau/voirie/", "beffroi.outreach.alerts.road_desk_urls")

bands.register(alert_band)
nav.footer.register(Entry("alerts", _("Alerts: be told"), "alerts:index", order=22, group=nav.BE_TOLD))
nav.footer.register(Entry("roads", pgettext_lazy("alerts", "Roadworks"), "roads:index", order=23, group=nav.BE_TOLD))
nav.desk.register(
    Entry("alerts", pgettext_lazy("alerts", "Alerts"), "alerts_desk:index", order=14, icon="bell", right=READ, group=_("Speak"))
)
nav.desk.register(
    Entry("roads", pgettext_lazy("alerts", "Roadworks"), "roads_desk:index", order=15, icon="warning", right=ROADS, group=_("Speak"))
)


def waiting(person: Any, at: datetime) -> int:
    return Alert.objects.filter(state=Alert.WAITING).exclude(asked_by=person).count()


def ends_soon(person: Any, at: datetime) -> int:
    return Alert.objects.running(at).filter(reminded_at__isnull=False).count()


def prepared(person: Any, at: datetime) -> int:
    """Drafts that a warning prepared and that could still go out."""
    return Alert.objects.filter(state=Alert.DRAFT, author=None, expires__gt=at).count()


def silent(person: Any, at: datetime) -> int:
    return sum(1 for source in Source.objects.filter(is_on=True) if not source.is_known(at))


def uncertain(person: Any, at: datetime) -> int:
    return Sending.objects.filter(state=Sending.UNKNOWN, settled_at__gt=at - timedelta(days=2)).values("release").distinct().count()


INDEX = reverse_lazy("alerts_desk:index")
desk_tasks.register(
    DeskTask("alerts-waiting", _("Alerts that wait for a second person"), ISSUE, waiting, INDEX, late=waiting, icon="bell", order=1)
)
desk_tasks.register(DeskTask("alerts-end", _("Alerts that end soon: extend or end?"), ISSUE, ends_soon, INDEX, icon="bell", order=2))
desk_tasks.register(DeskTask("alerts-prepared", _("Alerts prepared from warnings"), WRITE, prepared, INDEX, icon="bell", order=3))
desk_tasks.register(DeskTask("alerts-uncertain", _("Alerts with uncertain sendings"), ISSUE, uncertain, INDEX, icon="warning", order=4))
desk_tasks.register(
    DeskTask(
        "alerts-silent",
        _("Services of warnings that do not answer"),
        SETTINGS,
        silent,
        reverse_lazy("alerts_desk:settings"),
        icon="warning",
        order=40,
    )
)


def _sentence(text: Any) -> Any:
    return lambda params, language: str(text) % {"title": params["title"]}


for name, label, text in (
    ("waits", _("An alert waits for you"), _("The alert “%(title)s” waits for a second person: read it now.")),
    ("ends_soon", _("An alert ends soon"), _("The alert “%(title)s” ends soon: extend it or end it?")),
    ("prepared", _("A warning prepared an alert"), _("A warning was received and prepared the draft “%(title)s”. It is not issued.")),
):
    notification_kinds.register(NotificationKind(f"alerts:{name}", label, _sentence(text), "team"))


def pages() -> Iterable[tuple[str, datetime | None]]:
    yield str(reverse_lazy("alerts:index")), None
    yield str(reverse_lazy("roads:index")), None
    for alert in Alert.objects.public().only("pk", "updated_at").order_by("-pk")[:2000]:
        yield alert.get_absolute_url(), alert.updated_at
    for road in RoadEvent.objects.public().only("pk", "updated_at").order_by("-pk")[:2000]:
        yield road.get_absolute_url(), road.updated_at


sitemap_sections.register(SitemapSection("alerts", pages))
