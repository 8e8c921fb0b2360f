"""Whoever follows a process hears what happens in it."""

from beffroi.commons.notifications.actions import tell_followers
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.participation.spaces.addresses import process_url
from beffroi.participation.spaces.facts import OutcomeTold, PhaseOpened
from beffroi.participation.spaces.models import Phase, Process


@on(PhaseOpened)
def tell_the_opening(fact: PhaseOpened) -> None:
    """Not when the worker is so late that the phase is already over."""
    at = clock.now()
    phase = Phase.objects.select_related("process").filter(pk=fact.phase_id).first()
    if phase is not None and phase.is_open(at):
        params = {"process": phase.process.title, "phase": phase.title, "url": process_url(phase.process), "excerpt": phase.summary}
        origin = f"phase-opened-{phase.pk}-{phase.starts_at.isoformat()}"
        tell_followers(subject=Subject("process", fact.process_id), kind="spaces:phase-opened", params=params, origin=origin, at=at)


@on(OutcomeTold)
def tell_the_outcome(fact: OutcomeTold) -> None:
    process = Process.objects.filter(pk=fact.process_id).first()
    if process is not None and process.outcome:
        params = {"process": process.title, "url": process_url(process), "excerpt": process.outcome[:200]}
        origin = f"outcome-{process.pk}-{fact.edits}"
        tell_followers(subject=Subject("process", process.pk), kind="spaces:outcome", params=params, origin=origin, at=clock.now())
