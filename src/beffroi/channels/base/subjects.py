from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base import actions
from beffroi.channels.base.access import HEAR, MANAGE
from beffroi.channels.base.jobs import moderate_heard
from beffroi.channels.base.models import Account, Heard
from beffroi.channels.base.types import HIDE, RESTORE, channels
from beffroi.commons.moderation.types import Context, Whole, contexts
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds
from beffroi.kernel.text import excerpt


def _network(heard: Heard) -> str:
    channel = channels.get(heard.account.kind)
    return str(channel.label) if channel else heard.account.kind


class HeardSubject(SubjectKind):
    """What somebody said on a network: moderated here by the same rules, done there by its channel."""

    kind = "heard"
    label = _("Message on a network")
    label_plural = _("Messages on networks")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        return {
            heard.pk: Card(
                subject=Subject(self.kind, heard.pk),
                title=f"{heard.author_name} ({_network(heard)})",
                url=heard.url or reverse("channels:heard"),
                excerpt=excerpt(heard.text, 200),
                is_public=False,
            )
            for heard in Heard.objects.filter(pk__in=ids).select_related("account")
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        if verb in ("see", "flag"):
            return must_have_right(person, HEAR)
        return Refusal("not_here", _("This cannot be done with a message on a network."))

    def set_hidden(self, id: int, hidden: bool) -> None:
        actions.set_hidden(heard_id=id, hidden=hidden, at=clock.now())
        act = HIDE if hidden else RESTORE
        moderate_heard.using(unique=f"moderate-{id}-{act}").enqueue(heard_id=id, act=act)


class HeardContext(Context):
    kind = "heard"

    def whole(self, id: int) -> Whole | None:
        heard = Heard.objects.filter(pk=id).first()
        return Whole(text=heard.text, written_at=heard.sent_at) if heard else None


class AccountSubject(SubjectKind):
    """The town's own account on a network: what notifications to the team are about."""

    kind = "channel_account"
    label = _("Account on a network")
    label_plural = _("Accounts on networks")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        return {
            account.pk: Card(Subject(self.kind, account.pk), account.name, reverse("channels:account", args=[account.pk]), is_public=False)
            for account in Account.objects.filter(pk__in=ids)
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        if verb == "see":
            return must_have_right(person, MANAGE)
        return Refusal("not_here", _("This cannot be done with an account on a network."))


subject_kinds.register(AccountSubject())
subject_kinds.register(HeardSubject())
contexts.register(HeardContext())
