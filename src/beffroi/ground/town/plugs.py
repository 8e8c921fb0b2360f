from django.utils.translation import gettext_lazy as _

from beffroi.ground.town import frame, legal
from beffroi.ground.town.missing import missing
from beffroi.ground.town.rules import EDIT
from beffroi.kernel.routes import mount
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks

__all__ = ["frame", "legal"]

mount("", "beffroi.ground.town.urls")
mount("bureau/reglages/", "beffroi.ground.town.desk_urls")

nav.footer.register(nav.Entry("contact", _("Contact and opening hours"), "town:contact", order=20, group=nav.TOWN_HALL))
nav.desk.register(nav.Entry("settings", _("Settings"), "town_desk:index", order=90, icon="gear", right=EDIT, group=_("The site")))
desk_tasks.register(
    DeskTask("settings", _("Settings to complete"), EDIT, lambda person, at: len(missing()), "/bureau/reglages/", icon="gear", order=1)
)
