from datetime import datetime
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Account
from beffroi.channels.sms import holder
from beffroi.channels.sms.access import MANAGE
from beffroi.channels.sms.models import Notice, Sending
from beffroi.kernel.asked import Asked, answer, asked
from beffroi.kernel.routes import mount
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks
from beffroi.ui.nav import Entry

__all__ = ["holder"]


def is_open() -> bool:
    return bool(answer("sms"))


asked.register(Asked("sms", lambda: Account.objects.working().filter(kind="sms").values("pk")))


def uncertain(person: Any, at: datetime) -> int:
    return Notice.objects.filter(sendings__state=Sending.UNKNOWN).distinct().count()


mount("recevoir/sms/", "beffroi.channels.sms.urls")
mount("bureau/sms/", "beffroi.channels.sms.urls_desk")
nav.footer.register(Entry("sms", _("News by text message"), "sms:subscribe", order=44, group=nav.BE_TOLD, shown=is_open))
nav.desk.register(Entry("sms", _("Text messages"), "sms_desk:index", order=15, icon="phone", right=MANAGE, group=_("Speak"), shown=is_open))
desk_tasks.register(
    DeskTask(
        "sms-unknown",
        _("Text messages that may not have gone out"),
        MANAGE,
        uncertain,
        reverse_lazy("sms_desk:index"),
        icon="flag",
        order=17,
    )
)
