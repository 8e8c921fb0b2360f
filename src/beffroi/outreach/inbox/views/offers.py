"""The acts that are offered under a list and beside a conversation, by group."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beffroi.outreach.inbox.models import Conversation
from beffroi.outreach.inbox.queries import Choices

Group = tuple[str, list[tuple[str, Any]]]


def offers(offered: Choices) -> list[Group]:
    groups: list[Group] = [
        (
            pgettext("inbox", "Status"),
            [
                ("close", pgettext("inbox", "Close")),
                ("thanks", _("Close: no answer is needed")),
                ("wait", _("Wait for somebody")),
                ("open", pgettext("inbox", "Open again")),
                ("spam", _("It is spam")),
            ],
        ),
        (_("Set aside"), snoozes()),
        (
            pgettext("inbox", "Give to"),
            [("mine", _("Me")), ("nobody", _("Nobody")), *((f"give:{pk}", name) for pk, name in offered.people)],
        ),
        (
            pgettext("inbox", "Give to a team"),
            [("no_team", _("No team")), *((f"team:{pk}", name) for pk, name in offered.teams)] if offered.teams else [],
        ),
        (_("Put a label"), [(f"label:{pk}", name) for pk, name in offered.labels]),
        (_("Take a label off"), [(f"unlabel:{pk}", name) for pk, name in offered.labels]),
        (pgettext("inbox", "Priority"), [(f"priority:{number}", label) for number, label in Conversation.PRIORITIES]),
        (_("Macros"), [(f"macro:{pk}", name) for pk, name in offered.macros]),
    ]
    return [(label, rows) for label, rows in groups if rows]


def snoozes() -> list[tuple[str, Any]]:
    return [
        ("snooze:hours", _("For three hours")),
        ("snooze:tomorrow", _("Until tomorrow morning")),
        ("snooze:monday", _("Until Monday")),
        ("snooze:week", _("For a week")),
        ("snooze:month", _("For a month")),
    ]
