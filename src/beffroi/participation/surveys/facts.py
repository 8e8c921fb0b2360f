from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact
from beffroi.participation.spaces.facts import Announceable


@dataclass(frozen=True, kw_only=True)
class SurveyOpened(Announceable):
    """A survey of the whole town was published; process_id is 0."""

    said = pgettext_lazy("log", "A survey was opened.")
    survey_id: int

    def headline(self) -> str:
        return _("Give your answers: %(title)s") % {"title": self.title}


@dataclass(frozen=True, kw_only=True)
class SurveyConcluded(Announceable):
    """The town wrote what came out of a survey."""

    said = pgettext_lazy("log", "The outcome of a survey was published.")
    survey_id: int

    def headline(self) -> str:
        return _("What came out of the survey: %(title)s") % {"title": self.title}


@dataclass(frozen=True, kw_only=True)
class SurveyAnswered(Fact):
    """Answers were sent or changed; who did it stands nowhere."""

    said = pgettext_lazy("log", "A survey was answered.")
    survey_id: int


@dataclass(frozen=True, kw_only=True)
class SurveyEdited(Fact):
    said = pgettext_lazy("log", "A survey was changed.")
    survey_id: int
