from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from beffroi.commons.moderation.types import Context, Whole, contexts
from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.ground.people.models import Account
from beffroi.ground.people.types import GuestAct, guest_acts
from beffroi.kernel import html
from beffroi.kernel.asked import Asked, answer, asked
from beffroi.kernel.demo import DemoPart, demo_parts
from beffroi.kernel.routes import mount
from beffroi.kernel.rules import Refusal, Refused
from beffroi.kernel.sitemaps import SitemapSection, sitemap_sections
from beffroi.participation.surveys import holder, rules
from beffroi.participation.surveys.actions import answering
from beffroi.participation.surveys.actions.editing import address
from beffroi.participation.surveys.models import Survey
from beffroi.participation.surveys.views.public import town_url
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks

__all__ = ["holder"]

mount("enquetes/", "beffroi.participation.surveys.town_urls")
mount("bureau/enquetes/", "beffroi.participation.surveys.team_urls")


def is_used() -> bool:
    return bool(answer("surveys"))


asked.register(Asked("surveys", lambda: Survey.objects.public().values("pk")))
nav.footer.register(
    nav.Entry("surveys", pgettext_lazy("footer", "Surveys"), "surveys_town:index", order=24, group=nav.TAKE_PART, shown=is_used)
)
nav.desk.register(
    nav.Entry(
        "surveys", pgettext_lazy("desk", "Surveys"), "surveys_team:index", icon="list", right=rules.READ, order=44, group=_("Participation")
    )
)


def send(person: Account, data: dict, at: datetime) -> str:
    """What a visitor answered, now that she said who she is. The receipt code found it; the name is not kept with it."""
    survey = Survey.objects.select_related("component__process").filter(pk=data["survey"]).first()
    response = answering.find(survey, data["code"]) if survey else None
    if survey is None or response is None:
        raise Refused(Refusal("gone", _("These answers are no longer kept.")))
    answering.send(survey=survey, response=response, person=person, at=at)
    return town_url("thanks", survey)


guest_acts.register(GuestAct(kind="surveys:send", label=_("send your answers"), perform=send, preview=lambda data: []))


def concluded(params: dict[str, Any], language: str) -> str:
    with override(language):
        return str(_("What came out of the survey “%(title)s”.")) % params


notification_kinds.register(NotificationKind("surveys:concluded", _("What came out of a survey"), concluded, "followed"))


def pages() -> Iterator[tuple[str, datetime | None]]:
    for row in Survey.objects.public().select_related("component__process").order_by("-pk").iterator():
        yield address(row), row.concluded_at or row.published_at


sitemap_sections.register(SitemapSection("surveys", pages))


class SurveyContext(Context):
    """All that a moderator must see of a survey: its own words."""

    kind = "survey"

    def whole(self, id: int) -> Whole | None:
        row = Survey.objects.filter(pk=id).first()
        if row is None:
            return None
        said = "\n".join([row.title, row.intro, *row.questions.values_list("text", flat=True)])
        return Whole(text=said, html=html.clean(row.html), written_at=row.published_at)


contexts.register(SurveyContext())


def to_conclude(person: Any, at: datetime) -> int:
    """Surveys that are over, with answers, of which nobody said what came out."""
    return sum(1 for row in _answered() if rules.is_over(row, at))


def _answered() -> Any:
    rows = Survey.objects.filter(Q(concluded_at=None), responses_count__gt=0, hidden_at=None)
    return rows.select_related("component__process").order_by("-pk")[:50]


desk_tasks.register(
    DeskTask(
        "surveys-conclude",
        _("Surveys whose outcome is to be told"),
        rules.EDIT,
        to_conclude,
        reverse_lazy("surveys_team:index"),
        icon="list",
        order=32,
    )
)
demo_parts.register(DemoPart("surveys", 48, "beffroi.participation.surveys.demo.fill", _("Two surveys and their answers")))
