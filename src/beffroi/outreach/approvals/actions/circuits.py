"""Arranging who approves what."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.ground.people.models import Account
from beffroi.ground.people.rights import OFFICIAL, VALIDATOR
from beffroi.kernel import ledger
from beffroi.kernel.rules import Refusal, require
from beffroi.outreach.approvals.models import Outsider, Setting, Step, Workflow
from beffroi.outreach.approvals.rules import may_arrange

PRESETS: dict[str, tuple[Any, tuple[tuple[Any, str], ...]]] = {
    "one": (gettext_lazy("One reading"), ((gettext_lazy("Reading"), VALIDATOR),)),
    "three": (
        gettext_lazy("Service, communication, elected official"),
        (
            (gettext_lazy("The service"), VALIDATOR),
            (gettext_lazy("Communication"), VALIDATOR),
            (gettext_lazy("Elected official"), OFFICIAL),
        ),
    ),
    "none": (gettext_lazy("Approved templates only"), ()),
}


@transaction.atomic
def make_preset(*, preset: str, person: Account, at: datetime) -> Workflow:
    """A workflow to begin with; its steps are then given to the right people."""
    require(may_arrange(person))
    name, steps = PRESETS[preset]
    wanted, number = str(name), 2
    while Workflow.objects.filter(name=wanted).exists():
        wanted, number = f"{name} {number}", number + 1
    workflow = Workflow.objects.create(name=wanted, order=90 if steps else 95, is_active=bool(steps))
    Step.objects.bulk_create(
        Step(workflow=workflow, position=position, name=str(label), role=role, delay_hours=48)
        for position, (label, role) in enumerate(steps, 1)
    )
    _log("workflow_made", workflow, person, at)
    return workflow


@transaction.atomic
def keep_workflow(
    *, person: Account, at: datetime, name: str, scopes: list[str], order: int, is_active: bool, workflow: Workflow | None = None
) -> Workflow:
    require(may_arrange(person))
    workflow = workflow or Workflow()
    workflow.name, workflow.scopes, workflow.order, workflow.is_active = name.strip(), sorted(scopes), order, is_active
    workflow.save()
    _log("workflow_changed", workflow, person, at)
    return workflow


@transaction.atomic
def delete_workflow(*, workflow: Workflow, person: Account, at: datetime) -> None:
    """What is being read goes on: its stages are its own."""
    require(may_arrange(person))
    _log("workflow_deleted", workflow, person, at)
    workflow.delete()


@transaction.atomic
def keep_step(
    *,
    workflow: Workflow,
    person: Account,
    at: datetime,
    values: dict[str, Any],
    people: list[Account],
    outsiders: list[Outsider],
    step: Step | None = None,
) -> Step:
    """Write one step; a new one comes last."""
    require(may_arrange(person), _must_name_somebody(people, outsiders, values.get("role", "")))
    if step is None:
        last = workflow.steps.aggregate(last=Max("position"))["last"] or 0
        step = Step(workflow=workflow, position=last + 1)
    for name, value in values.items():
        setattr(step, name, value)
    step.save()
    step.people.set(people)
    step.outsiders.set(outsiders)
    _log("workflow_changed", workflow, person, at)
    return step


@transaction.atomic
def move_step(*, step: Step, person: Account, at: datetime) -> None:
    """One place earlier."""
    require(may_arrange(person))
    before = Step.objects.filter(workflow=step.workflow, position__lt=step.position).order_by("-position").first()
    if before is None:
        return
    here, there = step.position, before.position
    Step.objects.filter(pk=before.pk).update(position=30_000)  # the pair is unique: one of them steps aside
    Step.objects.filter(pk=step.pk).update(position=there)
    Step.objects.filter(pk=before.pk).update(position=here)
    _log("workflow_changed", step.workflow, person, at)


@transaction.atomic
def delete_step(*, step: Step, person: Account, at: datetime) -> None:
    require(may_arrange(person))
    workflow, position = step.workflow, step.position
    step.delete()
    for later in Step.objects.filter(workflow=workflow, position__gt=position).order_by("position"):
        Step.objects.filter(pk=later.pk).update(position=F("position") - 1)
    _log("workflow_changed", workflow, person, at)


@transaction.atomic
def keep_outsider(
    *, person: Account, name: str, email: str, function: str = "", is_active: bool = True, gets_letter: bool = False,
    outsider: Outsider | None = None,
) -> Outsider:  # fmt: skip
    """Somebody who approves by link."""
    require(may_arrange(person))
    outsider = outsider or Outsider()
    outsider.name, outsider.email, outsider.function, outsider.is_active = name.strip(), email.strip().lower(), function.strip(), is_active
    outsider.gets_letter = gets_letter
    outsider.save()
    return outsider


@transaction.atomic
def change_setting(*, person: Account, allows_own_text: bool, reason: str, at: datetime) -> Setting:
    """A team of one may approve its own texts: said with a reason, and in the ledger."""
    require(may_arrange(person), _must_say_why(allows_own_text, reason))
    setting, _is_new = Setting.objects.update_or_create(
        pk=1, defaults={"allows_own_text": allows_own_text, "reason": reason.strip(), "changed_by": person, "changed_at": at}
    )
    ledger.append(kind="own_text_allowed" if allows_own_text else "own_text_forbidden", data={"account": person.pk}, at=at)
    return setting


def _log(kind: str, workflow: Workflow, person: Account, at: datetime) -> None:
    ledger.append(kind=kind, data={"workflow": workflow.pk, "account": person.pk}, at=at)


def _must_name_somebody(people: list[Account], outsiders: list[Outsider], role: str) -> Refusal | None:
    if not people and not outsiders and not role:
        return Refusal("nobody", _("Name somebody: persons, a role, or somebody without account."))
    return None


def _must_say_why(allows_own_text: bool, reason: str) -> Refusal | None:
    if allows_own_text and not reason.strip():
        return Refusal("no_reason", _("Say why: the reason is kept."))
    return None
