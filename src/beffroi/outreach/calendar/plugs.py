from django.utils.translation import gettext_lazy as _

from beffroi.kernel.routes import mount
from beffroi.outreach.calendar import holder, sources
from beffroi.outreach.calendar.access import READ
from beffroi.ui import nav
from beffroi.ui.nav import Entry

__all__ = ["holder", "sources"]

mount("bureau/calendrier/", "beffroi.outreach.calendar.urls")
mount("calendrier/equipe/", "beffroi.outreach.calendar.urls_feed", localized=False)
nav.desk.register(Entry("calendar", _("Calendar"), "calendar:index", order=11, icon="calendar", right=READ, group=_("Speak")))
