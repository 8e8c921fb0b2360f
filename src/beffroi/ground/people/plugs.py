from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.types import AccountSection, account_sections
from beffroi.kernel.routes import mount

mount("compte/", "beffroi.ground.people.urls")
mount("compte/", "beffroi.ground.people.allauth_urls")
mount("v/", "beffroi.ground.people.voice_urls")
mount("bureau/personnes/", "beffroi.ground.people.team_urls")

account_sections.register(AccountSection("profile", _("My profile"), "people:home", order=10))
account_sections.register(AccountSection("security", _("Signing in"), "people:security", order=20))
