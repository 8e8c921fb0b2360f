from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.types import ComponentType, Summary, Table, component_types
from beffroi.participation.surveys import reading
from beffroi.participation.surveys.actions import editing, making
from beffroi.participation.surveys.definition import definition, sentences
from beffroi.participation.surveys.models import Survey


class Surveys(ComponentType):
    kind = "survey"
    label = pgettext_lazy("component", "Survey")
    explanation = gettext_lazy("Questions with pages and conditions; results as figures, on paper too.")
    path = "enquete"
    urls = "beffroi.participation.surveys.urls"
    desk_urls = "beffroi.participation.surveys.desk_urls"
    drawing = "consultation"
    verbs = {"answer": pgettext_lazy("survey", "Answer")}
    settings_form = forms.Form

    def set_up(self, component: Component) -> None:
        if not Survey.objects.filter(component=component).exists():
            editing.create(person=None, title=component.title, component=component, at=component.process.created_at)

    def copy(self, source: Component, target: Component) -> None:
        old = Survey.objects.filter(component=source).first()
        new = Survey.objects.select_related("component__process").filter(component=target).first()
        if old and new:
            making.copy(source=old, target=new, at=target.process.created_at)

    def missing(self, component: Component, at: datetime) -> list[str]:
        survey = Survey.objects.filter(component=component).first()
        return sentences(definition(survey)) if survey else [_("Write the first question.")]

    def summary(self, component: Component, at: datetime) -> Summary:
        survey = Survey.objects.filter(component=component).first()
        n = survey.responses_count if survey else 0
        said = ngettext("%(n)d person answered", "%(n)d people answered", n) % {"n": n} if n else _("Nobody has answered yet")
        return Summary(said, n)

    def results(self, component: Component) -> Iterable[Table]:
        """Figures only, and only those that everybody may see: small groups and free answers are not among them."""
        survey = Survey.objects.select_related("component__process").filter(component=component).first()
        if survey is None or not reading.are_public(survey):
            return
        columns = [
            _("Number"),
            _("Question"),
            pgettext("result", "Answer"),
            pgettext("result", "Answers"),
            pgettext("result", "Share"),
            _("People who answered"),
        ]
        yield Table("results", pgettext("survey", "Results"), [str(one) for one in columns], reading.table(survey))


component_types.register(Surveys())
