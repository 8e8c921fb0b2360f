from datetime import datetime
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.kernel.routes import mount
from beffroi.outreach.origins import holder
from beffroi.outreach.origins.access import READ
from beffroi.outreach.origins.models import Origin
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks
from beffroi.ui.nav import Entry

__all__ = ["holder"]

mount("bureau/venus-d-ailleurs/", "beffroi.outreach.origins.urls")
mount("origine/", "beffroi.outreach.origins.urls_public")
nav.desk.register(Entry("origins", _("Taken up from networks"), "origins_desk:index", order=21, icon="link", right=READ, group=_("Listen")))


def objected(person: Any, at: datetime) -> int:
    """Withdrawn by the link, which others could read too: somebody looks whether it was the author."""
    return Origin.objects.filter(objection=Origin.LINK, seen_at=None).count()


desk_tasks.register(
    DeskTask(
        "origins-objected",
        _("Contributions from networks that were withdrawn by their authors"),
        READ,
        objected,
        reverse_lazy("origins_desk:index"),
        icon="link",
        order=30,
    )
)
