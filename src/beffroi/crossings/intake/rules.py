from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Heard
from beffroi.channels.base.types import author_key
from beffroi.channels.fediverse.models import RemoteActor
from beffroi.channels.fediverse.rules import may_be_shown
from beffroi.commons.conversations.models import Message
from beffroi.crossings.intake.access import TAKE
from beffroi.crossings.intake.places import PROCESS, is_discussed
from beffroi.ground.people.models import VoiceLink
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Subject
from beffroi.outreach.origins import queries as origins
from beffroi.outreach.origins.rules import is_shut_out

FEDIVERSE = "fediverse"


def may_take(person: Any) -> Refusal | None:
    return must_have_right(person, TAKE)


def must_be_usable(heard: Heard, at: datetime) -> Refusal | None:
    """It is there, its author may speak, and does not object."""
    if heard.gone_at or not heard.text.strip():
        return Refusal("gone", _("This message is no longer there, or has no words."))
    if heard.hidden_at:
        return Refusal("hidden", _("The moderators have hidden this message."))
    if is_shut_out(heard.account.kind, author_key(heard), at):
        return Refusal("blocked", _("Its author may not take part for the moment."))
    if heard.origins.filter(objected_at__isnull=False).exists():
        return Refusal("objected", _("Its author does not want this message to be used."))
    return None


def must_be_public(heard: Heard) -> Refusal | None:
    """What was said to the town alone, or to followers, is never shown."""
    if heard.is_private:
        return Refusal(
            "private", _("This was said in private: it is never published. Answer it, and ask its author to write it in public.")
        )
    return None


def must_not_stand_already(heard: Heard) -> Refusal | None:
    """One message is one contribution."""
    if Message.objects.filter(origin=key(heard), removed_at=None).exists():
        return Refusal("twice", _("This message is a contribution already."))
    return None


def must_be_discussed(subject: Subject, at: datetime) -> Refusal | None:
    if subject.kind == PROCESS or is_discussed(subject, at):
        return None
    return Refusal("closed", _("This cannot be discussed at the moment. Choose something else."))


def is_known(heard: Heard, at: datetime) -> bool:
    """May what she says be shown without a further look?"""
    channel, key = heard.account.kind, author_key(heard)
    if VoiceLink.objects.filter(channel=channel, address=key.lower()).exists():
        return True
    if (contact := origins.contact(channel, key)) and contact.admitted_at:
        return True
    if channel == FEDIVERSE:
        name, _at, host = heard.author_address.lstrip("@").partition("@")
        remote = RemoteActor.objects.filter(username=name, host=host).first()
        if remote is None or not may_be_shown(remote):
            return False
        if remote.admitted_at:
            return True
    return not origins.setting().holds_first


def is_of_the_town(heard: Heard) -> bool:
    """We do not hear ourselves."""
    return heard.author_address in {heard.account.address, heard.account.name, heard.account.remote_id} - {""}


def key(heard: Heard) -> str:
    return f"heard-{heard.pk}"
