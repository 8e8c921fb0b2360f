from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.commons.conversations.rules import ANSWER as SPEAK
from beffroi.ground.people.rules import must_be_signed_in, must_have_right
from beffroi.kernel.rules import Refusal
from beffroi.participation.accountability.access import COUNCIL, DECIDE, FOLLOW_UP
from beffroi.participation.accountability.models import Decision
from beffroi.participation.accountability.voices import source_voices
from beffroi.participation.spaces.rules import SEE_DRAFTS, has_right_in, must_be_open, must_be_published, must_have_right_in

COMMENT, SUPPORT = "comment", "support"
ASKED_AFTER = timedelta(weeks=6)


def may_see(person: Any, decision: Decision, at: datetime) -> Refusal | None:
    return must_be_published(decision.component, at, person) or must_be_public(person, decision)


def must_be_public(person: Any, decision: Decision) -> Refusal | None:
    """Drafts and what was hidden are for the team of the process."""
    if decision.is_public or has_right_in(person, decision.component.process, SEE_DRAFTS):
        return None
    if decision.hidden_at:
        return Refusal("hidden", _("This page was hidden by moderation."))
    return Refusal("draft", _("This decision is not public yet."))


def must_be_there(decision: Decision) -> Refusal | None:
    if decision.is_public:
        return None
    return Refusal("draft", _("This decision is not public."))


def may_comment(person: Any, decision: Decision, at: datetime) -> Refusal | None:
    return may_see(person, decision, at) or must_be_there(decision) or must_be_open(decision.component, COMMENT, at, person)


def may_speak(person: Any, decision: Decision, at: datetime) -> Refusal | None:
    """Comment in the name of the town."""
    return must_have_right_in(person, decision.component.process, SPEAK)


def may_support(person: Any, decision: Decision, at: datetime) -> Refusal | None:
    return (
        may_see(person, decision, at)
        or must_be_there(decision)
        or must_be_open(decision.component, SUPPORT, at, person)
        or must_be_signed_in(person)
    )


def may_follow(person: Any, decision: Decision, at: datetime) -> Refusal | None:
    return must_be_signed_in(person) or may_see(person, decision, at)


def may_decide(person: Any, component: Any) -> Refusal | None:
    return must_have_right_in(person, component.process, DECIDE)


def may_follow_up(person: Any, decision: Decision) -> Refusal | None:
    return must_have_right_in(person, decision.component.process, FOLLOW_UP)


def may_keep_the_council(person: Any) -> Refusal | None:
    return must_have_right(person, COUNCIL)


def may_say_whether_kept(person: Any, decision: Decision, at: datetime) -> Refusal | None:
    """Those whose contribution became this decision, once it is done."""
    refusal = must_be_there(decision) or must_be_signed_in(person)
    if refusal:
        return refusal
    if decision.state != Decision.DONE:
        return Refusal("not_done", _("This is not done yet. You will be asked when it is."))
    if person.voice.pk not in source_voices(decision):
        return Refusal("stranger", _("This is asked of those whose contribution became this decision."))
    return None


def must_fit_in_tree(decision: Decision, parent: Decision | None) -> Refusal | None:
    """A part belongs to a decision of the same component; there are no circles, and three levels at most."""
    step, above = parent, 0
    while step is not None:
        above += 1
        if step.pk == decision.pk or step.component_id != decision.component_id or above > 2:
            return Refusal("tree", _("A decision cannot be a part of this one. Choose another."))
        step = step.parent
    if parent is not None and decision.pk and above + _depth(decision) > 2:
        return Refusal("tree", _("With its own parts, this would be too deep. Choose another."))
    return None


def _depth(decision: Decision) -> int:
    """Levels below a decision: 0, 1 or 2."""
    below = Decision.objects.filter(parent=decision)
    if not below.exists():
        return 0
    return 2 if Decision.objects.filter(parent__in=below).exists() else 1


def must_have_no_parts(decision: Decision) -> Refusal | None:
    if decision.parts.exists():
        return Refusal("parts", _("Other decisions are parts of this one. Move or remove them first."))
    return None


def must_be_a_draft(decision: Decision) -> Refusal | None:
    if decision.published_at:
        return Refusal("public", _("A decision that was published stays: correct it, or give news of it."))
    return None


def must_be_fresh(row: Any, version: int | None) -> Refusal | None:
    """For what is short enough to be compared by eye. None: a command, which saw no form."""
    if version is not None and row.pk and row.version != version:
        return Refusal(
            "stale", _("Somebody else changed this while you were writing. Yours is still in the form: compare, then save again.")
        )
    return None
