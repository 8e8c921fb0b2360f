from django.utils.translation import gettext_lazy as _

from beffroi.ground.places import layers
from beffroi.ground.places.importing import IMPORTERS
from beffroi.ground.places.rules import EDIT, EDIT_TERRITORY
from beffroi.kernel.importers import importers
from beffroi.kernel.routes import mount
from beffroi.ui import nav

__all__ = ["layers"]

mount("", "beffroi.ground.places.urls")
mount("bureau/lieux/", "beffroi.ground.places.desk_urls")
mount("bureau/territoire/", "beffroi.ground.places.territory_urls")

for importer in IMPORTERS:
    importers.register(importer)

nav.main.register(nav.Entry("map", _("Map"), "places:map", order=60))
nav.desk.register(nav.Entry("places", _("Places"), "places_desk:index", order=60, icon="pin", right=EDIT, group=_("The site")))
nav.desk.register(
    nav.Entry("territory", _("Territory"), "territory:index", order=61, icon="map", right=EDIT_TERRITORY, group=_("The site"))
)
