from datetime import datetime
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.channels.fediverse import holder
from beffroi.channels.fediverse.access import MANAGE
from beffroi.channels.fediverse.models import FediverseActor
from beffroi.channels.fediverse.views.desk import waiting_contacts
from beffroi.kernel.routes import mount
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks
from beffroi.ui.nav import Entry

__all__ = ["holder"]


def is_open() -> bool:
    return FediverseActor.objects.filter(kind="town", closed_at=None).exists()


def to_look_at(person: Any, at: datetime) -> int:
    return waiting_contacts().count()


mount("", "beffroi.channels.fediverse.urls", localized=False, order=20)
mount("bureau/fediverse/", "beffroi.channels.fediverse.urls_desk")
label = pgettext_lazy("fediverse", "Fediverse")
nav.desk.register(Entry("fediverse", label, "fediverse_desk:index", order=20, icon="globe", right=MANAGE, group=_("Speak"), shown=is_open))
desk_tasks.register(
    DeskTask(
        "fediverse-contacts",
        _("First messages from the fediverse to look at"),
        MANAGE,
        to_look_at,
        reverse_lazy("fediverse_desk:contacts"),
        icon="speeches",
        order=19,
    )
)
