"""What people do in moderation, by noun. The only place of this domain that writes."""

from beffroi.commons.moderation.actions.appeals import appeal, decide_appeal
from beffroi.commons.moderation.actions.cases import assign, open_case
from beffroi.commons.moderation.actions.decisions import ban, hide, judge, keep, pause, restore, undo, warn
from beffroi.commons.moderation.actions.flags import flag
from beffroi.commons.moderation.actions.persons import forget
from beffroi.commons.moderation.actions.rulebook import add_rule, change_rule, withdraw_rule

__all__ = [
    "add_rule",
    "appeal",
    "assign",
    "ban",
    "change_rule",
    "decide_appeal",
    "flag",
    "forget",
    "hide",
    "judge",
    "keep",
    "open_case",
    "pause",
    "restore",
    "undo",
    "warn",
    "withdraw_rule",
]
