from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.bands import representation_band
from beffroi.ground.people.types import AccountSection, account_sections
from beffroi.kernel.routes import mount
from beffroi.ui import nav
from beffroi.ui.bands import bands

mount("compte/", "beffroi.ground.people.urls")
mount("compte/", "beffroi.ground.people.allauth_urls")
mount("v/", "beffroi.ground.people.voice_urls")
mount("bureau/personnes/", "beffroi.ground.people.team_urls")

account_sections.register(AccountSection("profile", _("My profile"), "people:home", order=10))
account_sections.register(AccountSection("security", _("Signing in"), "people:security", order=20))

nav.account.register(nav.Entry("sign-in", _("Sign in"), "account_login", who="anonymous", icon="person", order=10))
nav.account.register(nav.Entry("account", _("My account"), "people:home", who="signed in", icon="person", order=10))
nav.account.register(nav.Entry("sign-out", _("Sign out"), "account_logout", who="signed in", icon="door", post=True, order=90))

nav.desk.register(
    nav.Entry(
        "people", _("People and roles"), "people_team:index", icon="people", right="people:account:see", group=_("The site"), order=70
    )
)
nav.desk.register(
    nav.Entry(
        "represent",
        _("Act for somebody"),
        "people_team:representations",
        icon="person",
        right="people:person:represent",
        group=_("The site"),
        order=72,
    )
)
bands.register(representation_band)
