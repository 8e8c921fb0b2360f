from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from beffroi.participation.questions import states
from beffroi.participation.questions.actions.asking import address
from beffroi.participation.questions.exports import COLUMNS, rows_of
from beffroi.participation.questions.models import Addressee, Question
from beffroi.participation.questions.settings_form import QuestionSettings
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.types import (
    ComponentType,
    Contribution,
    ContributionSource,
    Summary,
    Table,
    component_types,
    contributions,
)


class Questions(ComponentType):
    kind = "question"
    label = gettext_lazy("Questions to elected officials")
    explanation = gettext_lazy("People ask somebody by name; the answer comes within the promised delay, in public.")
    path = "questions"
    urls = "beffroi.participation.questions.urls"
    desk_urls = "beffroi.participation.questions.desk_urls"
    drawing = "debate"
    verbs = {
        "ask": pgettext_lazy("questions", "Ask"),
        "support": gettext_lazy("Support questions"),
        "comment": gettext_lazy("Discuss questions"),
    }
    settings_form = QuestionSettings

    def missing(self, component: Component, at: datetime) -> list[str]:
        if Addressee.objects.open().exists():
            return []
        return [_("Say who answers questions: at the desk, “Who can be asked”.")]

    def summary(self, component: Component, at: datetime) -> Summary:
        found = Question.objects.filter(component=component, in_list=True)
        counts = found.aggregate(all=Count("pk"), answered=Count("pk", filter=Q(state__in=states.GIVEN)))
        first = found.order_by("-supports_count", "-pk")[:3]
        said = ngettext("%(n)d question", "%(n)d questions", counts["all"]) % {"n": counts["all"]}
        if not counts["all"]:
            said = _("No question yet")
        elif counts["answered"]:
            more = ngettext("%(n)d answer", "%(n)d answers", counts["answered"]) % {"n": counts["answered"]}
            said = _("%(questions)s, %(answers)s") % {"questions": said, "answers": more}
        return Summary(said, counts["all"], [(row.title, address(row)) for row in first])

    def results(self, component: Component) -> Iterable[Table]:
        yield Table("questions", str(_("Questions")), [str(label) for _name, label in COLUMNS], rows_of(component))


component_types.register(Questions())


class QuestionSource(ContributionSource):
    """A decision may come from a question."""

    kind = "question"

    def search(self, component: Component, text: str = "") -> list[Contribution]:
        found = Question.objects.filter(component=component, in_list=True)
        if text:
            found = found.filter(title__icontains=text)
        rows = found.order_by("-supports_count", "-pk")[:50]
        return [Contribution(row.subject, row.title, address(row), (row.voice_id,), row.supports_count) for row in rows]

    def voices(self, component: Component) -> Iterable[int]:
        rows = Question.objects.filter(component=component, hidden_at=None)
        return rows.order_by("voice_id").values_list("voice_id", flat=True).distinct()


contributions.register(QuestionSource())
