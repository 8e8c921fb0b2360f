from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from beffroi.channels.fediverse.models import TOWN, FediverseActor
from beffroi.crossings.presence.access import MANAGE
from beffroi.crossings.presence.models import Preferences, Presence
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal
from beffroi.participation.accountability.models import Representative


def preferences() -> Preferences:
    return Preferences.objects.filter(pk=1).first() or Preferences(pk=1)


def is_ready() -> bool:
    """The town itself speaks on the fediverse: others can speak beside it."""
    return bool(settings.BASE_URL) and FediverseActor.objects.filter(kind=TOWN, closed_at=None).exists()


def may_manage(person: Any) -> Refusal | None:
    return must_have_right(person, MANAGE)


def may_open_official(person: Any, representative: Representative) -> Refusal | None:
    """She decides for herself; the team may write down that she agreed."""
    if is_oneself(person, representative):
        return None
    return must_have_right(person, MANAGE)


def is_oneself(person: Any, representative: Representative) -> bool:
    return bool(person.is_authenticated and representative.voice_id and representative.voice_id == person.voice.pk)


def must_say_how(consent: str) -> Refusal | None:
    if len(consent.strip()) < 5:
        return Refusal("consent", _("Say when and how the person agreed."))
    return None


def must_be_agreed(presence: Presence) -> Refusal | None:
    if not presence.consent:
        return Refusal("consent", _("Only with the person’s consent: say first how she agreed."))
    return None
