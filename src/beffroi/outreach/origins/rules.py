from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.types import REPLY, author_key, channels
from beffroi.commons.moderation.models import Sanction
from beffroi.ground.people.models import VoiceLink
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal
from beffroi.outreach.origins.access import ARRANGE, READ
from beffroi.outreach.origins.models import Contact, Origin


def may_arrange(person: Any) -> Refusal | None:
    return must_have_right(person, ARRANGE)


def may_admit(person: Any) -> Refusal | None:
    """Let somebody be shown, or not."""
    return must_have_right(person, READ)


def may_put_back(person: Any, origin: Origin) -> Refusal | None:
    """Only what was withdrawn by a link, which others can read in the thread; never against the word of its author there."""
    if refusal := must_have_right(person, READ):
        return refusal
    if origin.objected_at is None:
        return Refusal("standing", _("Nobody objects to this any more."))
    if origin.objection != Origin.LINK or origin.heard is None or origin.heard.gone_at:
        return Refusal("final", _("Its author said so in the thread, or took the message away: this stays withdrawn."))
    return None


def may_be_told(origin: Origin, at: datetime, *, is_statement: bool = False) -> Refusal | None:
    """May its author still be told something, in her own thread? `is_statement`: why moderators acted, which is owed to everybody."""
    heard = origin.heard
    if heard is None or heard.gone_at or not heard.author_address:
        return Refusal("gone", _("The message is no longer there."))
    if is_statement:
        return None
    if heard.hidden_at:
        return Refusal("hidden", _("The moderators have hidden this message."))
    if origin.objected_at:
        return Refusal("objected", _("Its author does not want this message to be used."))
    if is_shut_out(heard.account.kind, author_key(heard), at):
        return Refusal("blocked", _("Its author may not take part for the moment."))
    return None


def is_shut_out(channel: str, key: str, at: datetime) -> bool:
    """The team refused or blocked her, or the moderators stopped her from writing. `key`: how she is known there for good."""
    if Contact.objects.filter(channel=channel, address=key, refused_at__isnull=False).exists():
        return True
    hers = Q(voice__origin_channel=channel, voice__origin_address=key) | Q(
        voice__in=VoiceLink.objects.filter(channel=channel, address=key.lower()).values("voice")
    )
    return Sanction.objects.current(at).filter(hers).exists()


def must_be_hers(person: Any, origin: Origin) -> Refusal | None:
    """Everybody reads the link of a public thread: there, only its author can say no, in the thread or signed in here."""
    heard = origin.heard
    if heard is None or heard.is_private:
        return None
    if person.is_authenticated and VoiceLink.objects.filter(
        voice__account=person, channel=heard.account.kind, address=author_key(heard).lower()
    ).exists():  # fmt: skip
        return None
    return Refusal("in_the_thread", _("Everybody can read this link. Say no where you wrote: answer “no” to our message, or delete yours."))


def can_be_answered(origin: Origin) -> bool:
    """Does the network let us answer there?"""
    heard = origin.heard
    if heard is None or heard.account.closed_at or not settings.BASE_URL:  # a link without a host leads nowhere
        return False
    channel = channels.get(heard.account.kind)
    return channel is not None and REPLY in channel.capabilities
