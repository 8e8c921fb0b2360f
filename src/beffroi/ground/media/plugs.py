from django.utils.translation import gettext_lazy as _

from beffroi.ground.media.rules import EDIT
from beffroi.kernel.routes import mount
from beffroi.ui import nav

mount("media/", "beffroi.ground.media.urls", localized=False, order=20)
mount("bureau/images/", "beffroi.ground.media.desk_urls")

nav.desk.register(nav.Entry("images", _("Pictures"), "media_desk:images", order=62, icon="image", right=EDIT, group=_("The site")))
