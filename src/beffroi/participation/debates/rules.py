from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.commons.conversations.rules import ANSWER as SPEAK
from beffroi.kernel.rules import Refusal
from beffroi.participation.debates.access import EDIT
from beffroi.participation.debates.models import Debate
from beffroi.participation.spaces.rules import must_be_open, must_be_published, must_have_right_in

CONTRIBUTE, SUPPORT = "contribute", "support"


def may_see(person: Any, debate: Debate, at: datetime) -> Refusal | None:
    return must_be_published(debate.component, at, person) or must_not_be_hidden(debate)


def may_contribute(person: Any, debate: Debate, at: datetime) -> Refusal | None:
    """Whoever asks: an anonymous visitor may write first and say who she is afterwards."""
    return may_see(person, debate, at) or must_be_open(debate.component, CONTRIBUTE, at, person)


def may_support(person: Any, debate: Debate, at: datetime) -> Refusal | None:
    """Stand behind contributions: also in a phase where nothing new is written."""
    return may_see(person, debate, at) or must_be_open(debate.component, SUPPORT, at, person)


def may_speak(person: Any, debate: Debate, at: datetime) -> Refusal | None:
    """Contribute in the name of the town."""
    return must_have_right_in(person, debate.component.process, SPEAK)


def may_follow(person: Any, debate: Debate, at: datetime) -> Refusal | None:
    if not person.is_authenticated:
        return Refusal("anonymous", _("Sign in to follow this debate."))
    return may_see(person, debate, at)


def may_edit(person: Any, debate: Debate) -> Refusal | None:
    return must_have_right_in(person, debate.component.process, EDIT)


def must_not_be_hidden(debate: Debate) -> Refusal | None:
    return Refusal("hidden", _("This debate was hidden by moderation.")) if debate.hidden_at else None


def must_say_something(text: str) -> Refusal | None:
    return None if text.strip() else Refusal("empty", _("Write the closing summary first."))
