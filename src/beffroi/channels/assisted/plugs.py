from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.channels.assisted import holder, queries
from beffroi.channels.assisted.access import POST
from beffroi.channels.base.models import Account
from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.kernel.routes import mount
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks
from beffroi.ui.nav import Entry

__all__ = ["holder"]


def is_used() -> bool:
    return Account.objects.filter(kind="assisted", closed_at=None).exists()


mount("bureau/a-publier/", "beffroi.channels.assisted.urls")
nav.desk.register(
    Entry("assisted", _("To publish by hand"), "assisted:index", order=13, icon="check", right=POST, group=_("Speak"), shown=is_used)
)
desk_tasks.register(
    DeskTask(
        "assisted",
        _("Publications to post by hand"),
        POST,
        queries.count,
        reverse_lazy("assisted:index"),
        late=queries.late,
        icon="check",
        order=4,
    )
)


def _sentence(text: Any) -> Any:
    return lambda params, language: str(text) % {name: params[name] for name in ("title", "account", "hour")}


for name, label, text in (
    ("due", _("Something is to be published by hand"), _("“%(title)s” is to be published now on %(account)s.")),
    ("late", _("Something was not published by hand"), _("“%(title)s” still waits to be published on %(account)s, since %(hour)s.")),
):
    notification_kinds.register(NotificationKind(f"assisted:{name}", label, _sentence(text), "team"))
