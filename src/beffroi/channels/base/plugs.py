from datetime import datetime
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base import holder, queries
from beffroi.channels.base.access import HEAR, MANAGE
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import channels
from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.commons.promises.types import Doors, doors
from beffroi.ground.people.types import NetworkNames, network_names
from beffroi.kernel.routes import mount
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks
from beffroi.ui.nav import Entry

__all__ = ["holder"]

mount("bureau/reseaux/", "beffroi.channels.base.urls")
mount("comptes-officiels/", "beffroi.channels.base.urls_public")
mount("canaux/", "beffroi.channels.base.urls_doors", localized=False)
nav.desk.register(Entry("channels", _("Networks"), "channels:index", order=18, icon="globe", right=MANAGE, group=_("Speak")))
nav.desk.register(Entry("heard", _("Said on networks"), "channels:heard", order=19, icon="speeches", right=HEAR, group=_("Listen")))
nav.footer.register(Entry("accounts", _("Our official accounts"), "channel_register:register", order=60, group=nav.IN_THE_OPEN))


class ChannelNames(NetworkNames):
    kind = "channels"

    def of(self, channel: str) -> str:
        found = channels.get(channel)
        return str(found.label) if found else ""


network_names.register(ChannelNames())


def to_connect(person: Any, at: datetime) -> int:
    return Account.objects.filter(needs_consent=True, closed_at=None).count()


def to_settle(person: Any, at: datetime) -> int:
    return queries.to_settle()


desk_tasks.register(
    DeskTask(
        "channels-consent",
        _("Accounts on networks to connect again"),
        MANAGE,
        to_connect,
        reverse_lazy("channels:index"),
        late=to_connect,
        icon="globe",
        order=8,
    )  # fmt: skip
)


def _trouble(params: dict[str, Any], language: str) -> str:
    return str(_("“%(account)s”: %(why)s")) % {"account": params["account"], "why": params["why"]}


notification_kinds.register(NotificationKind("channels:trouble", _("An account on a network needs somebody"), _trouble, "team"))
doors.register(Doors("channels", lambda: [(channel.kind, channel.label) for channel in channels]))
