from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse_lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from beffroi.crossings.intake import codes, followers, intakes, queries, roots
from beffroi.crossings.intake.access import TAKE
from beffroi.crossings.intake.places import PROCESS
from beffroi.kernel.routes import mount
from beffroi.participation.spaces.models import Process
from beffroi.ui import nav
from beffroi.ui.beside import Beside, besides
from beffroi.ui.desk import DeskTask, desk_tasks
from beffroi.ui.nav import Entry

__all__ = ["codes", "followers", "intakes", "roots"]

mount("bureau/devenir/", "beffroi.crossings.intake.urls")
mount("dit-ailleurs/", "beffroi.crossings.intake.urls_public")
nav.desk.register(Entry("intake", _("First contributions"), "intake:waiting", order=20, icon="person", right=TAKE, group=_("Listen")))


def to_look_at(person: Any, at: datetime) -> int:
    return queries.waiting().count()


desk_tasks.register(
    DeskTask(
        "intake-first",
        _("First contributions of people on networks, to look at"),
        TAKE,
        to_look_at,
        reverse_lazy("intake:waiting"),
        icon="person",
        order=12,
    )
)


def said_elsewhere(page: str, id: str) -> SafeString | None:
    """The way to what people say of this process on networks."""
    if page != PROCESS or not queries.has_voices(int(id)):
        return None
    process = Process.objects.filter(pk=int(id)).only("slug").first()
    return render_to_string("intake/_beside.html", {"slug": process.slug}) if process else None


besides.register(Beside("intake", render=said_elsewhere, order=70))
