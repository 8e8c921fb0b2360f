from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.types import AccountSection, account_sections
from beffroi.kernel.routes import mount

mount("notifications/", "beffroi.commons.notifications.urls")

account_sections.register(AccountSection("notifications", _("News and e-mails"), "notifications:preferences", order=30))
