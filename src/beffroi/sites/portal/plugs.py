from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beffroi.kernel.routes import mount
from beffroi.kernel.sitemaps import SitemapSection, sitemap_sections
from beffroi.sites.portal import widgets
from beffroi.ui import nav
from beffroi.ui.nav import Entry

__all__ = ["widgets"]

mount("", "beffroi.sites.portal.root_urls", localized=False, order=10)
mount("", "beffroi.sites.portal.urls", order=10)

nav.footer.register(Entry("how", _("How it works"), "portal:how", order=5, group=nav.TAKE_PART))
nav.footer.register(Entry("ledger", _("Public ledger"), "portal:ledger", order=60, group=nav.IN_THE_OPEN))

PAGES = ("portal:home", "spaces:list", "site:index", "portal:how", "portal:ledger", "town:contact", "town:notices", "town:accessibility", "town:privacy", "town:cookies")  # fmt: skip
sitemap_sections.register(SitemapSection("town", lambda: [(reverse(name), None) for name in PAGES]))
