from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal
from beffroi.outreach.approvals.access import DECIDE
from beffroi.outreach.approvals.models import Approval


def may_decide(person: Any, approval: Approval) -> Refusal | None:
    return must_have_right(person, DECIDE) or must_be_named(person, approval) or must_be_waiting(approval)


def must_be_named(person: Any, approval: Approval) -> Refusal | None:
    if not approval.validators.filter(pk=person.pk).exists():
        return Refusal("not_named", _("Another validator was asked to read this."))
    return None


def must_be_waiting(approval: Approval) -> Refusal | None:
    if approval.state != Approval.WAITING:
        return Refusal("decided", _("This was decided already, or the text has changed since."))
    return None


def must_have_validators(validators: list[Any]) -> Refusal | None:
    if not validators:
        return Refusal("no_validator", _("Choose at least one validator."))
    if any(must_have_right(validator, DECIDE) for validator in validators):
        return Refusal("wrong_validator", _("One of these persons may not approve. Choose a validator."))
    return None
