"""Who carries parcels: the worker's task stands here, so that an action can ask for it without knowing the network."""

from beffroi.kernel.jobs import Task

_carriers: list[Task] = []


def carried_by(task: Task) -> Task:
    """Declare the task that carries an activity (`activity_id`)."""
    _carriers[:] = [task]
    return task


def carrier() -> Task:
    return _carriers[0]
