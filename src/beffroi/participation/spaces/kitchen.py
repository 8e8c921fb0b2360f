"""A ready process in one call, for tests and demonstrations of components."""

from datetime import datetime, timedelta
from typing import Any

from beffroi.participation.spaces import actions
from beffroi.participation.spaces.actions.phases import Stretch
from beffroi.participation.spaces.models import Component, Process


def ready_component(
    kind: str, *, at: datetime, verbs: tuple[str, ...] = (), settings: dict[str, Any] | None = None, title: str = "Le parc"
) -> Component:
    """A published process with one component, and one phase from yesterday to in thirty days, in which the verbs are open."""
    process = actions.create(
        person=None, at=at - timedelta(days=2), title=title, question="Que faire du parc ?", summary="Le parc est à refaire."
    )
    stretch = Stretch(None, "Proposer", "Dites vos idées", at - timedelta(days=1), at + timedelta(days=30))
    phases = actions.save_phases(process=process, person=None, seen=0, stretches=[stretch], at=at)
    component = actions.add_component(process=process, person=None, kind=kind, title="Vos idées", settings=settings, at=at)
    process.refresh_from_db()
    actions.set_openings(
        process=process, person=None, seen=process.edits, wanted=[(phases[0].pk, component.pk, verb) for verb in verbs], at=at
    )
    process = actions.publish(process=process, person=None, at=at - timedelta(days=1))
    return Component.objects.select_related("process").get(pk=component.pk)


def fresh(process: Process) -> Process:
    """The same process, read again: what was kept on the object is forgotten."""
    return Process.objects.get(pk=process.pk)
