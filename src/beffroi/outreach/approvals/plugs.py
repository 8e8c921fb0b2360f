from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.queries import named
from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.ground.people.types import Deputies, deputies
from beffroi.kernel.routes import mount
from beffroi.outreach.approvals import holder, queries
from beffroi.outreach.approvals.access import DECIDE, READ
from beffroi.outreach.approvals.rules import may_act_for
from beffroi.outreach.approvals.types import ScopeSource, scope_sources
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks
from beffroi.ui.nav import Entry

__all__ = ["holder"]

mount("bureau/validations/", "beffroi.outreach.approvals.urls")
mount("valider/", "beffroi.outreach.approvals.urls_link")


def waiting(person: Any, at: datetime) -> int:
    return queries.waiting_for(person, at).count()


def late(person: Any, at: datetime) -> int:
    return queries.waiting_for(person, at).filter(due_at__lte=at).count()


def to_review(person: Any, at: datetime) -> int:
    return queries.due_for_review(at).count()


nav.desk.register(Entry("approvals", _("Approvals"), "approvals:index", order=12, icon="check", right=READ, group=_("Speak")))
desk_tasks.register(
    DeskTask(
        "approvals-waiting", _("Publications to approve"), READ, waiting, reverse_lazy("approvals:index"), late=late, icon="check", order=5
    )
)
desk_tasks.register(
    DeskTask(
        "approvals-review",
        _("Approved templates to look at again"),
        DECIDE,
        to_review,
        reverse_lazy("approvals:templates"),
        icon="check",
        order=20,
    )
)


def accounts() -> Iterable[tuple[str, Any]]:
    return [(f"account:{account.pk}", named(account)) for account in ChannelAccount.objects.order_by("name")]


scope_sources.register(ScopeSource("account", _("Channels"), accounts))


def _sentence(text: Any) -> Any:
    return lambda params, language: str(text) % {"title": params["title"]}


for name, label, text in (
    ("asked", _("Your approval is asked"), _("“%(title)s” waits for your approval.")),
    ("late", _("A reading is late"), _("“%(title)s” still waits for approval, and its time is over.")),
    ("moved", _("A publication has another hour"), _("“%(title)s” will go out at another hour; its text is the same.")),
    ("deputy", _("You are somebody’s deputy"), _("You may now act for %(title)s.")),
    ("mentioned", _("A colleague calls you"), _("A colleague speaks to you about “%(title)s”.")),
):
    notification_kinds.register(NotificationKind(f"approvals:{name}", label, _sentence(text), "team"))
# Where nobody says what it is about, a delegation for some things only does not count.
deputies.register(Deputies("approvals", lambda person, act, at: may_act_for(person, act, at, set())))
