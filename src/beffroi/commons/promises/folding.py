"""A clock is what its events come to: the same steps make it live and again from the log."""

from beffroi.commons.promises.models import Clock, ClockEvent


def fold(clock: Clock, event: ClockEvent) -> None:
    """Take one event in; saves nothing."""
    match event.word:
        case ClockEvent.STARTED | ClockEvent.REOPENED:
            clock.kind, clock.channel, clock.policy_id, clock.step = event.kind, event.channel, event.policy_id, event.step
            clock.state = Clock.RUNNING if event.step else Clock.ANSWERED
            clock.asked_at = event.asked_at or event.at
            clock.running_since, clock.worked = event.at, event.worked or 0
        case ClockEvent.ANSWERED:
            clock.state, clock.step = Clock.ANSWERED, ""
        case ClockEvent.PAUSED:
            clock.state, clock.worked = Clock.PAUSED, event.worked or 0
        case ClockEvent.RESUMED:
            clock.state = Clock.RUNNING if clock.step else Clock.ANSWERED
            clock.running_since = event.at
        case ClockEvent.CLOSED | ClockEvent.VOIDED:
            clock.state = Clock.CLOSED
        case ClockEvent.LATE:
            clock.late_at, clock.escalate_at = event.at, event.escalate_at
        case ClockEvent.ESCALATED:
            clock.escalated_at, clock.escalate_at = event.at, None
    if event.word not in (ClockEvent.LATE, ClockEvent.ESCALATED):
        clock.due_at, clock.resolve_by = event.due_at, event.resolve_by
        clock.left, clock.resolve_left = event.left, event.resolve_left
        clock.late_at = clock.escalate_at = clock.escalated_at = None
    counted = [moment for moment in (clock.due_at, clock.resolve_by) if moment]
    clock.next_at = min(counted) if counted and clock.state in (Clock.RUNNING, Clock.ANSWERED) else None
