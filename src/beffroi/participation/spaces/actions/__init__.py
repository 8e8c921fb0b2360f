"""What the team does with processes. One file a noun: processes, phases, components, timeline, team."""

from beffroi.participation.spaces.actions.components import (
    add_component,
    edit_component,
    move_component,
    publish_component,
    remove_component,
    set_openings,
    set_verbs,
    unpublish_component,
)
from beffroi.participation.spaces.actions.cooking import cook
from beffroi.participation.spaces.actions.phases import save_phases, tell_due_phases, write_result
from beffroi.participation.spaces.actions.processes import (
    archive,
    count_contributions,
    create,
    duplicate,
    edit,
    missing,
    publish,
    reopen,
    withdraw,
)
from beffroi.participation.spaces.actions.team import join_team, leave_team
from beffroi.participation.spaces.actions.timeline import add_happening, remove_happening

__all__ = [
    "add_component", "add_happening", "archive", "cook", "count_contributions", "create", "duplicate", "edit", "edit_component",
    "join_team", "leave_team", "missing", "move_component", "publish", "publish_component", "remove_component", "remove_happening",
    "reopen", "save_phases", "set_openings", "set_verbs", "tell_due_phases", "unpublish_component", "withdraw", "write_result",
]  # fmt: skip
