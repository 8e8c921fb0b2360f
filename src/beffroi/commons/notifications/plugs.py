from django.utils.translation import gettext_lazy as _

from beffroi.commons.notifications import holder
from beffroi.commons.notifications.queries import unread_count
from beffroi.ground.people.types import AccountSection, account_sections
from beffroi.kernel.routes import mount
from beffroi.ui import nav

__all__ = ["holder"]

mount("notifications/", "beffroi.commons.notifications.urls")

account_sections.register(AccountSection("notifications", _("News and e-mails"), "notifications:preferences", order=30))

nav.account.register(
    nav.Entry("notifications", _("News for you"), "notifications:list", order=20, icon="bell", who="signed in", count=unread_count)
)
