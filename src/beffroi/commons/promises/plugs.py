from datetime import datetime
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.commons.promises import telling
from beffroi.commons.promises.models import Clock
from beffroi.commons.promises.rules import EDIT, LATE
from beffroi.kernel.routes import mount
from beffroi.kernel.sitemaps import SitemapSection, sitemap_sections
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks

__all__ = ["telling"]

mount("promesse/", "beffroi.commons.promises.urls")
mount("bureau/promesse/", "beffroi.commons.promises.desk_urls")

nav.footer.register(
    nav.Entry("promise", pgettext_lazy("promises", "Our promise: an answer in time"), "promises:page", order=25, group=nav.TOWN_HALL)
)
nav.desk.register(
    nav.Entry(
        "promises",
        pgettext_lazy("promises", "Times of answer"),
        "promises_desk:policies",
        order=22,
        icon="clock",
        right=EDIT,
        group=_("Listen"),
    )
)


def late(person: Any, at: datetime) -> int:
    return Clock.objects.late(at).count()


desk_tasks.register(
    DeskTask(
        "promises-late",
        _("Promised answers that are late"),
        LATE,
        late,
        reverse_lazy("promises_desk:late"),
        late=late,
        icon="clock",
        order=4,
    )
)
sitemap_sections.register(SitemapSection("promises", lambda: [(str(reverse_lazy("promises:page")), None)]))
