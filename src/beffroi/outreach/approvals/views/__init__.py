"""Pages of approval: what waits, one reading, its log; who approves what; and the page behind a one-time link."""

from beffroi.outreach.approvals.views.circuits import delete_workflow, outsider, preset, step, step_act, workflow, workflows
from beffroi.outreach.approvals.views.deputies import delegations, end_delegation, templates
from beffroi.outreach.approvals.views.link import by_token, from_letter, letter
from beffroi.outreach.approvals.views.reading import index, log, revoke, send_again, show

__all__ = [
    "by_token",
    "delegations",
    "delete_workflow",
    "end_delegation",
    "from_letter",
    "index",
    "letter",
    "log",
    "outsider",
    "preset",
    "revoke",
    "send_again",
    "show",
    "step",
    "step_act",
    "templates",
    "workflow",
    "workflows",
]
