"""Who somebody is, as refusals."""

import unicodedata
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Account, Grant, Representation, Voice
from beffroi.ground.people.rights import ADMINISTRATOR, ROLES
from beffroi.ground.people.types import deputies
from beffroi.kernel.rules import Refusal


def must_be_signed_in(person: Any) -> Refusal | None:
    if not person.is_authenticated:
        return Refusal("anonymous", _("Sign in to do this."))
    return None


def must_have_right(person: Any, right: str) -> Refusal | None:
    if not person.is_authenticated:
        return Refusal("anonymous", _("Sign in to do this."))
    if not person.has_right(right):
        return Refusal("no_right", _("Your role does not allow this. Ask the administrator of the site."))
    return None


def must_have_two_factors(request: HttpRequest) -> Refusal | None:
    """The team signs in with a second factor; `request.has_two_factors` is set by the middleware."""
    if not getattr(request, "has_two_factors", False):
        return Refusal(
            "two_factors",
            _("The team's desk asks for a second factor: a passkey, or a code from an application."),
            way_out=reverse("people:step_up"),
            way_out_label=_("Use a second factor"),
        )
    return None


def must_be_itself(request: HttpRequest) -> Refusal | None:
    """Personal settings are for the person alone: never while acting for somebody, never by proxy."""
    if getattr(request, "representation", None):
        return Refusal("represented", _("You are acting for somebody. Stop acting for them to open your own account."))
    return None


def must_not_imitate(name: str, voice: Voice | None = None) -> Refusal | None:
    """A citizen may not take the name of a service of the town, or of somebody with a badge."""
    taken = Voice.objects.filter(Q(kind=Voice.SERVICE) | ~Q(badge="")).exclude(pk=voice.pk if voice else 0)
    if _skeleton(name) in {_skeleton(other) for other in taken.values_list("name", flat=True)}:
        return Refusal("imitation", _("This name is already that of a service or of an elected official. Choose another one."))
    return None


def may_change_role(by: Account | None, account: Account, role: str) -> Refusal | None:
    """`by` is None for commands, which only the host can run."""
    if role not in ROLES:
        return Refusal("unknown_role", _("This role does not exist."))
    if account.erased_at or not account.is_active:
        return Refusal("erased", _("This account has been erased."))
    return None if by is None else must_have_right(by, "people:role:give")


def may_take_role(by: Account | None, account: Account, role: str) -> Refusal | None:
    refusal = may_change_role(by, account, role)
    if refusal or role != ADMINISTRATOR:
        return refusal
    others = Grant.objects.current().filter(role=ADMINISTRATOR, until=None, account__is_active=True).exclude(account=account)
    if not others.exists():
        return Refusal("last_administrator", _("This is the last administrator. Name another one first."))
    return None


def may_represent(agent: Account, person: Account, at: datetime) -> Refusal | None:
    return must_have_right(agent, "people:person:represent") or must_be_representable(agent, person, at)


def must_be_representable(agent: Account, person: Account, at: datetime) -> Refusal | None:
    if person.pk == agent.pk:
        return Refusal("oneself", _("You cannot act for yourself."))
    if not person.is_active or person.erased_at:
        return Refusal("erased", _("This account has been erased."))
    if person.is_team:
        return Refusal("team", _("Members of the team act for themselves."))
    if Representation.objects.filter(agent=agent, ended_at=None, ends_at__gt=at).exists():
        return Refusal("already", _("You are already acting for somebody. Finish that first."))
    return None


def stands_for(person: Any, act: str, at: datetime) -> set[int]:
    """Ids of the accounts for whom somebody may do this now, as their deputy."""
    if not person.is_authenticated:
        return set()
    return {account.pk for source in deputies for account in source.principals(person, act, at)}


def _skeleton(name: str) -> str:
    """The name as the eye takes it in a hurry: no case, accents, spaces or full stops."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
