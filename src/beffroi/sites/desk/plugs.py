from django.utils.translation import gettext_lazy as _

from beffroi.kernel.routes import mount
from beffroi.sites.desk.access import RUN, SEE
from beffroi.ui import gallery, nav
from beffroi.ui.nav import Entry

mount("bureau/", "beffroi.sites.desk.urls", order=40)

nav.desk.register(Entry("home", _("My day"), "desk:home", order=0, icon="home", right=SEE))
nav.desk.register(Entry("jobs", _("Machine"), "desk:jobs", order=95, icon="clock", right=RUN, group=_("The site")))
nav.desk.register(Entry("log", _("Log"), "desk:log", order=96, icon="list", right=RUN, group=_("The site")))
nav.desk.register(Entry("gallery", _("Parts of pages"), "face:gallery", order=97, icon="book", right=gallery.SEE, group=_("The site")))
