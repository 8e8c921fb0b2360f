from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.channels.newsletter.access import SUBSCRIBERS, WRITE
from beffroi.channels.newsletter.models import Issue
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal


def may_write(person: Any) -> Refusal | None:
    return must_have_right(person, WRITE)


def may_manage(person: Any) -> Refusal | None:
    return must_have_right(person, SUBSCRIBERS)


def must_be_draft(issue: Issue) -> Refusal | None:
    if not issue.is_draft:
        return Refusal("not_draft", _("This issue is on its way or sent: it can no longer be changed."))
    return None


def must_say_something(issue: Issue) -> Refusal | None:
    if not issue.blocks.filter(withdrawn_at=None).exists():
        return Refusal("empty", _("This issue is empty: add a publication or a text."))
    return None


def may_edit(person: Any, issue: Issue) -> Refusal | None:
    return may_write(person) or must_be_draft(issue)


def may_send(person: Any, issue: Issue) -> Refusal | None:
    return may_edit(person, issue) or must_say_something(issue)
