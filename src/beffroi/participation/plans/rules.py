from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.commons.conversations.rules import ANSWER as SPEAK
from beffroi.commons.moderation.rules import must_not_be_paused
from beffroi.ground.people.rules import must_be_signed_in
from beffroi.kernel.rules import Refusal
from beffroi.participation.plans import access
from beffroi.participation.plans.models import Annotation, Plan
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import has_right_in, must_be_open, must_be_published, must_be_running, must_have_right_in

ANNOTATE, SUPPORT, COMMENT = "annotate", "support", "comment"


def may_edit(person: Any, component: Component) -> Refusal | None:
    return must_have_right_in(person, component.process, access.EDIT)


def may_answer(person: Any, annotation: Annotation) -> Refusal | None:
    return must_have_right_in(person, annotation.plan.component.process, access.ANSWER) or must_be_there(annotation)


def may_write(person: Any, plan: Plan, at: datetime) -> Refusal | None:
    """Whether the form is open, whoever is there (visitors say who they are afterwards)."""
    return must_be_drawn(plan) or must_be_open(plan.component, ANNOTATE, at, person)


def may_annotate(person: Any, plan: Plan, at: datetime) -> Refusal | None:
    return must_be_signed_in(person) or may_write(person, plan, at) or must_not_be_paused(person, at)


def may_see(person: Any, annotation: Annotation, at: datetime) -> Refusal | None:
    """Hidden and withdrawn ones are seen by their author and the team, who must find their way to them."""
    component = annotation.plan.component
    if refusal := must_be_published(component, at, person):
        return refusal
    if is_author(person, annotation) or has_right_in(person, component.process, access.ANSWER):
        return None
    return must_be_there(annotation)


def may_support(person: Any, annotation: Annotation, at: datetime) -> Refusal | None:
    if refusal := must_be_there(annotation) or must_be_open(annotation.plan.component, SUPPORT, at, person):
        return refusal
    if is_author(person, annotation):
        return Refusal("own", _("This annotation is yours: others support it."))
    return None


def may_take_support_back(person: Any, annotation: Annotation, at: datetime) -> Refusal | None:
    return must_be_there(annotation) or must_be_open(annotation.plan.component, SUPPORT, at, person)


def may_comment(person: Any, annotation: Annotation, at: datetime) -> Refusal | None:
    return must_be_there(annotation) or must_be_open(annotation.plan.component, COMMENT, at, person)


def may_speak(person: Any, annotation: Annotation, at: datetime) -> Refusal | None:
    """Reply in the name of the town."""
    return must_have_right_in(person, annotation.plan.component.process, SPEAK)


def may_follow(person: Any, annotation: Annotation, at: datetime) -> Refusal | None:
    if not person.is_authenticated:
        return Refusal("anonymous", _("Sign in to follow this annotation."))
    return must_be_there(annotation)


def may_withdraw(person: Any, annotation: Annotation, at: datetime) -> Refusal | None:
    if not is_author(person, annotation):
        return must_be_signed_in(person) or Refusal("not_author", _("Only its author may do this."))
    return must_be_there(annotation) or must_be_running(annotation.plan.component.process)


def must_be_there(annotation: Annotation) -> Refusal | None:
    if annotation.hidden_at:
        return Refusal("hidden", _("This annotation was hidden by moderation."))
    if annotation.withdrawn_at:
        return Refusal("withdrawn", _("Its author has taken this annotation back."))
    return None


def must_be_drawn(plan: Plan) -> Refusal | None:
    return None if plan.is_drawn else Refusal("no_plan", _("The plan is not there yet. Come back soon."))


def is_author(person: Any, annotation: Annotation) -> bool:
    return person.is_authenticated and person.voice.pk == annotation.voice_id
