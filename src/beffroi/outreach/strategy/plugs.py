from django.utils.translation import gettext_lazy as _

from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.kernel.routes import mount
from beffroi.outreach.strategy import holder, measuring
from beffroi.outreach.strategy.access import READ
from beffroi.ui import nav
from beffroi.ui.nav import Entry

__all__ = ["holder", "measuring"]

mount("bureau/strategie/", "beffroi.outreach.strategy.urls")
nav.desk.register(Entry("strategy", _("Plan and campaigns"), "strategy:index", order=5, icon="chart", right=READ, group=_("Speak")))


notification_kinds.register(
    NotificationKind(
        "strategy:rhythm",
        _("The rhythm of publications falls off"),
        lambda params, language: str(_("“%(account)s” has been nearly silent for two weeks.")) % {"account": params["account"]},
        "team",
    )
)
