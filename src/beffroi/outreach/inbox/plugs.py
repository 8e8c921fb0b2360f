from collections.abc import Callable, Collection
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.commons.promises.types import ClockOwner, clock_owners
from beffroi.ground.people.models import Account
from beffroi.kernel.routes import mount
from beffroi.outreach.approvals.models import Delegation
from beffroi.outreach.inbox import holder, queries, reviewing
from beffroi.outreach.inbox.access import READ, SEND, WRITE
from beffroi.outreach.inbox.models import Conversation
from beffroi.outreach.strategy.types import Liberty, liberties
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks
from beffroi.ui.nav import Entry

__all__ = ["holder", "reviewing"]

mount("bureau/messages/", "beffroi.outreach.inbox.urls")
nav.desk.register(Entry("inbox", pgettext_lazy("inbox", "Messages"), "inbox:index", order=5, icon="inbox", right=READ, group=_("Listen")))
desk_tasks.register(
    DeskTask(
        "inbox",
        _("Messages that wait for an answer"),
        READ,
        queries.waiting,
        reverse_lazy("inbox:index"),
        late=queries.late,
        icon="inbox",
        order=5,
    )
)


class ConversationOwner(ClockOwner):
    kind = "inbox_conversation"
    right = WRITE

    def assigned(self, ids: Collection[int]) -> dict[int, list[Account]]:
        rows = Conversation.objects.filter(pk__in=ids).exclude(assignee=None).select_related("assignee__voice")
        return {row.pk: [row.assignee] for row in rows if row.assignee}


clock_owners.register(ConversationOwner())
liberties.register(Liberty("inbox", _("Answer messages"), SEND, Delegation.ANSWER))


def _sentence(text: Any) -> Callable[[dict[str, Any], str], str]:
    return lambda params, language: str(text) % params


for name, label, text in (
    ("given", _("A conversation was given to you"), _("%(by)s gave you the conversation with %(name)s.")),
    ("mentioned", _("A colleague names you in a note"), _("%(by)s names you in the conversation with %(name)s.")),
    ("again", _("A person whose conversation you have writes again"), _("%(name)s wrote again.")),
    ("back", _("A conversation that was set aside is back"), _("The conversation with %(name)s is on the list again.")),
    ("failed", _("An answer did not go out"), _("Your answer to %(name)s did not go out, or nobody can tell.")),
    ("approved", _("An answer was approved"), _("Your answer to %(name)s was approved and leaves.")),
    ("refused", _("Changes are asked in an answer"), _("Changes are asked in your answer to %(name)s.")),
    (
        "held",
        _("An approved answer waits for your look"),
        _("Your answer to %(name)s is approved, but they wrote again. Look before it leaves."),
    ),
):
    notification_kinds.register(NotificationKind(f"inbox:{name}", label, _sentence(text), "team"))
