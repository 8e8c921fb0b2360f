from django.utils.translation import gettext_lazy as _

from beffroi.kernel.routes import mount
from beffroi.ui import nav

mount("recherche/", "beffroi.commons.search.urls")

nav.main.register(nav.Entry("search", _("Search"), "search:results", order=90))
