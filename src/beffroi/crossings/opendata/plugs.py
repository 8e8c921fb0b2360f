from django.utils.translation import gettext_lazy as _

from beffroi.crossings.opendata import answers, equipment, town_tables
from beffroi.kernel.routes import mount
from beffroi.ui import nav

__all__ = ["answers", "equipment", "town_tables"]

mount("donnees/", "beffroi.crossings.opendata.urls")

nav.footer.register(nav.Entry("opendata", _("Open data"), "opendata:list", order=60, group=nav.IN_THE_OPEN))
