from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PlanDrawn(Fact):
    """A plan was put up, or drawn anew."""

    said = pgettext_lazy("log", "A plan was put up for annotation, or changed.")
    plan_id: int
    process_id: int


@dataclass(frozen=True, kw_only=True)
class AnnotationFact(Fact, abstract=True):
    annotation_id: int
    component_id: int
    process_id: int


@dataclass(frozen=True, kw_only=True)
class AnnotationPublished(AnnotationFact):
    said = pgettext_lazy("log", "A plan was annotated.")
    voice_id: int


@dataclass(frozen=True, kw_only=True)
class AnnotationAnswered(AnnotationFact):
    """The town says what becomes of it; `state` is a word of Annotation."""

    said = pgettext_lazy("log", "The town answered an annotation on a plan.")
    state: str


@dataclass(frozen=True, kw_only=True)
class AnnotationWithdrawn(AnnotationFact):
    said = pgettext_lazy("log", "An annotation on a plan was taken back by its author.")


@dataclass(frozen=True, kw_only=True)
class AnnotationHidden(AnnotationFact):
    """Moderation hid it, or showed it again (hidden False)."""

    said = pgettext_lazy("log", "An annotation on a plan was hidden by moderation, or shown again.")
    hidden: bool
