"""What was done with a conversation, in words."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beffroi.outreach.inbox.models import Change, Conversation
from beffroi.outreach.inbox.queries import Choices

SHOWN = 30


def said_of(conversation: Conversation, offered: Choices) -> list[dict[str, Any]]:
    """The newest first: when, who, what."""
    rows = conversation.changes.select_related("act__by__voice").order_by("-pk")[:SHOWN]
    return [
        {
            "at": row.act.at,
            "by": row.act.by.voice.name if row.act.by else pgettext("inbox", "The inbox itself"),
            "words": _words(row, offered),
            "is_undone": row.act.undone_at is not None,
        }
        for row in rows
    ]


def _words(change: Change, offered: Choices) -> list[str]:
    people, teams, labels = dict(offered.people), dict(offered.teams), dict(offered.labels)
    said: list[str] = []
    for name, value in change.after.items():
        before = change.before.get(name)
        if name == "status":
            said.append(_("status: %(status)s") % {"status": dict(Conversation.STATUSES).get(value, value)})
        elif name == "priority":
            said.append(_("priority: %(priority)s") % {"priority": dict(Conversation.PRIORITIES).get(value, value)})
        elif name == "assignee":
            said.append(_("given to %(name)s") % {"name": people.get(value, _("somebody"))} if value else _("given to nobody"))
        elif name == "team":
            said.append(_("given to the team %(name)s") % {"name": teams.get(value, "")} if value else _("given to no team"))
        elif name == "snoozed_until":
            said.append(_("set aside until %(hour)s") % {"hour": _hour(value)} if value else _("on the list again"))
        elif name == "labels":
            said += [_("label put: %(name)s") % {"name": labels.get(pk, "")} for pk in value if pk not in (before or [])]
            said += [_("label taken off: %(name)s") % {"name": labels.get(pk, "")} for pk in before or [] if pk not in value]
    return said


def _hour(value: str) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(value)), "j F, H:i")
