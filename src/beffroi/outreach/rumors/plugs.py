from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.kernel.routes import mount
from beffroi.kernel.sitemaps import SitemapSection, sitemap_sections
from beffroi.outreach.rumors import doors, holder, queries, reviewing, uses
from beffroi.outreach.rumors.access import CHECK
from beffroi.outreach.rumors.models import Rumor
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks
from beffroi.ui.nav import Entry

__all__ = ["doors", "holder", "reviewing", "uses"]

mount("", "beffroi.outreach.rumors.feeds_urls", localized=False, order=40)
mount("rumeurs/", "beffroi.outreach.rumors.urls")
mount("bureau/rumeurs/", "beffroi.outreach.rumors.desk_urls")

nav.footer.register(Entry("rumors", pgettext_lazy("rumors", "Rumours checked"), "rumors:index", order=24, group=nav.IN_THE_OPEN))
nav.desk.register(
    Entry("rumors", pgettext_lazy("rumors", "Rumours"), "rumors_desk:index", order=22, icon="search", right=CHECK, group=_("Listen"))
)


def waiting(person: Any, at: datetime) -> int:
    return queries.to_check(person).count()


desk_tasks.register(
    DeskTask("rumors-check", _("Rumours to check"), CHECK, waiting, reverse_lazy("rumors_desk:index"), icon="search", order=14)
)


def _outcome(params: dict[str, Any], language: str) -> str:
    said = params["outcome"]
    return str(said.get(language[:2]) or said["fr"])


def _sentence(text: Any) -> Any:
    return lambda params, language: str(text) % params


for name, label in (
    ("checked", _("What I asked to check was checked")),
    ("corrected", _("A fact check that I asked for was corrected")),
    ("closed", _("What I asked to check gets no verdict")),
):
    notification_kinds.register(NotificationKind(f"rumors:{name}", label, _outcome, "own"))
notification_kinds.register(
    NotificationKind("rumors:followed", _("A fact check that I follow was corrected"), _sentence(_("Corrected: “%(title)s”.")), "followed")
)
notification_kinds.register(
    NotificationKind("rumors:received", _("A rumour to check"), _sentence(_("Somebody asks to check: “%(claim)s”.")), "team")
)


def pages() -> Iterable[tuple[str, datetime | None]]:
    yield reverse("rumors:index"), queries.last_change()
    for rumor in Rumor.objects.public().only("pk", "changed_at").order_by("-pk")[:5000]:
        yield rumor.get_absolute_url(), rumor.changed_at


sitemap_sections.register(SitemapSection("rumors", pages))
