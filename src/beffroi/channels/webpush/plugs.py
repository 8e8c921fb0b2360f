from django.utils.translation import gettext_lazy as _

from beffroi.channels.webpush import holder
from beffroi.kernel.routes import mount
from beffroi.ui import nav
from beffroi.ui.nav import Entry

__all__ = ["holder"]

mount("recevoir/notifications/", "beffroi.channels.webpush.urls")
mount("push/", "beffroi.channels.webpush.urls_worker", localized=False)
nav.footer.register(Entry("webpush", _("Receive notifications"), "webpush:subscribe", order=42, group=nav.BE_TOLD))
