"""The legal pages: those of the town, and those that the floors above add."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beffroi.ground.town.models import Legal
from beffroi.ground.town.types import LegalPage, Processing, legal_pages, processings
from beffroi.kernel.asked import Asked, answer, asked

TITLES: dict[str, Any] = {
    "notices": _("Legal notices"),
    "accessibility": _("Accessibility"),
    "privacy": _("Personal data"),
    "cookies": _("Cookies"),
}


def accessibility_words() -> str:
    """The words that must stand on the home page (loi 2005-102, article 47; décret 2019-768)."""
    return gettext("Accessibility: %(state)s") % {"state": dict(Legal.CONFORMITY)[answer("conformity") or Legal.NOT]}


asked.register(Asked("conformity", lambda: Legal.objects.filter(pk=1).values("conformity")))
legal_pages.register(LegalPage("notices", TITLES["notices"], lambda: reverse("town:notices"), order=10))
legal_pages.register(LegalPage("accessibility", TITLES["accessibility"], lambda: reverse("town:accessibility"), order=20))
legal_pages.register(LegalPage("privacy", TITLES["privacy"], lambda: reverse("town:privacy"), order=30))
legal_pages.register(LegalPage("cookies", TITLES["cookies"], lambda: reverse("town:cookies"), order=40))


def pages() -> list[LegalPage]:
    """Every legal page, in order."""
    return sorted(legal_pages, key=lambda page: (page.order, page.kind))


def processings_said() -> list[Processing]:
    """The register of processing that the floors above tell."""
    return [processing for source in processings for processing in source.processings()]
