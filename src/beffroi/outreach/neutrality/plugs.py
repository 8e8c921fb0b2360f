from datetime import datetime
from typing import Any

from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beffroi.kernel.routes import mount
from beffroi.outreach.neutrality import holder, queries
from beffroi.outreach.neutrality.access import ARRANGE, READ
from beffroi.outreach.neutrality.models import Election, SlotRule, Tribune
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks
from beffroi.ui.nav import Entry

__all__ = ["holder"]

mount("bureau/neutralite/", "beffroi.outreach.neutrality.urls")
mount("tribunes/", "beffroi.outreach.neutrality.urls_public")
nav.desk.register(Entry("neutrality", _("Election periods"), "neutrality:index", order=15, icon="scales", right=READ, group=_("Speak")))
nav.desk.register(
    Entry("opposition", _("Opposition’s space"), "neutrality:groups", order=16, icon="speeches", right=READ, group=_("Speak"))
)
nav.footer.register(
    Entry("tribunes", _("Space of the opposition"), "tribunes:index", order=62, group=nav.IN_THE_OPEN, shown=queries.has_space)
)


def to_answer(person: Any, at: datetime) -> int:
    """An election period has begun and nobody said whether it concerns the commune."""
    around = queries.elections_around(timezone.localdate(at))
    return sum(election.concerned == Election.AUTO and not election.is_concerning for election in around)


def for_the_bulletin(person: Any, at: datetime) -> int:
    month = timezone.localdate(at).replace(day=1)
    return Tribune.objects.filter(rule__place=SlotRule.BULLETIN, state=Tribune.SUBMITTED, submitted_at__date__gte=month).count()


desk_tasks.register(
    DeskTask(
        "neutrality-concerned",
        _("Election periods: do they concern us?"),
        ARRANGE,
        to_answer,
        reverse_lazy("neutrality:index"),
        icon="scales",
        order=21,
    )
)
desk_tasks.register(
    DeskTask(
        "neutrality-bulletin",
        _("Texts of the opposition for the bulletin"),
        READ,
        for_the_bulletin,
        reverse_lazy("neutrality:groups"),
        icon="speeches",
        order=22,
    )
)
