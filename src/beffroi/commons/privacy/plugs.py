from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.commons.privacy import holders, verified
from beffroi.commons.privacy.consents import consent_to_be_found
from beffroi.commons.privacy.register import Register
from beffroi.commons.privacy.tasks import late_breaches, open_breaches
from beffroi.commons.privacy.types import consent_kinds
from beffroi.ground.people.types import AccountSection, account_sections
from beffroi.ground.town.types import LegalPage, legal_pages, processings
from beffroi.kernel.routes import mount
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks

__all__ = ["holders", "verified"]

mount("compte/mes-donnees/", "beffroi.commons.privacy.urls", order=40)
mount("vie-privee/", "beffroi.commons.privacy.public_urls")
mount("bureau/vie-privee/", "beffroi.commons.privacy.desk_urls")

account_sections.register(AccountSection("privacy", _("My data"), "privacy:mine", order=90))
consent_kinds.register(consent_to_be_found)
processings.register(Register())
legal_pages.register(LegalPage("processing", _("Register of personal data"), lambda: reverse("privacy_public:register"), order=60))

nav.desk.register(
    nav.Entry(
        "breaches", _("Data breaches"), "privacy_desk:breaches", icon="warning", right="privacy:breach:keep", group=_("The site"), order=80
    )
)
nav.desk.register(
    nav.Entry(
        "readings", _("Who read personal data"), "privacy_desk:log", icon="eye", right="privacy:reading:see", group=_("The site"), order=82
    )
)
desk_tasks.register(
    DeskTask(
        "breaches",
        _("Data breaches to tell the authority"),
        "privacy:breach:keep",
        open_breaches,
        reverse_lazy("privacy_desk:breaches"),
        late=late_breaches,
        icon="warning",
        order=5,
    )
)
