from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from beffroi.crossings.opendata import answers, equipment, fact_checks, town_tables
from beffroi.crossings.opendata.types import datasets
from beffroi.kernel.routes import mount
from beffroi.ui import nav
from beffroi.ui.beside import Beside, besides

__all__ = ["answers", "equipment", "fact_checks", "town_tables"]

mount("donnees/", "beffroi.crossings.opendata.urls")

nav.footer.register(nav.Entry("opendata", _("Open data"), "opendata:list", order=60, group=nav.IN_THE_OPEN))


def file(page: str, id: str) -> SafeString | None:
    """The table of the town of which a page shows the rows."""
    if page != "data" or id not in datasets:
        return None
    return format_html(' · <a href="{}">{}</a>', reverse("opendata:dataset", args=[id]), say("Open data"))


besides.register(Beside("opendata", render=file))
