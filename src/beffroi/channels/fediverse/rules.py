from typing import Any

from django.utils.translation import gettext as _

from beffroi.channels.fediverse.access import MANAGE, MOVE
from beffroi.channels.fediverse.models import FediverseActor, Follower, Host, Policy, Publication, RemoteActor
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal


def may_manage(person: Any) -> Refusal | None:
    return must_have_right(person, MANAGE)


def may_move(person: Any) -> Refusal | None:
    return must_have_right(person, MOVE)


def must_name_us(target: RemoteActor, actor: FediverseActor) -> Refusal | None:
    """An account that we move to says itself, on its own server, that it is ours."""
    if actor.uri in target.also_known_as:
        return None
    return Refusal(
        "unnamed",
        _("That account does not say yet that it is this one. There, name %(uri)s as a former account first.") % {"uri": actor.uri},
    )


def may_quote(remote: RemoteActor, publication: Publication) -> bool:
    """By the town's rule, for what everybody may read."""
    wanted = policy().quotes
    if not publication.is_public or publication.is_hidden or wanted == Policy.NOBODY:
        return False
    return wanted == Policy.ANYBODY or Follower.objects.filter(actor=publication.actor_id, remote=remote).exists()


def policy() -> Policy:
    return Policy.objects.filter(pk=1).first() or Policy(pk=1)


def parents(name: str) -> list[str]:
    """A server's name and those above it: a rule on a domain holds for all that is below it."""
    parts = name.split(".")
    return [".".join(parts[n:]) for n in range(max(len(parts) - 1, 1))]


def rule_of(name: str) -> str:
    """The rule on a server, the nearest name first."""
    found = dict(Host.objects.filter(name__in=parents(name)).exclude(rule="").values_list("name", "rule"))
    return next((found[each] for each in parents(name) if each in found), "")


def may_speak(name: str) -> bool:
    """May this server hear us and be heard?"""
    rule = rule_of(name)
    return rule != Host.BLOCKED and (policy().mode == Policy.OPEN or rule == Host.ALLOWED)


def may_be_shown(remote: RemoteActor) -> bool:
    """May what this person says be shown without a further look?"""
    if remote.blocked_at or remote.gone_at or not may_speak(remote.host):
        return False
    held = policy().holds_first_contacts or rule_of(remote.host) == Host.LIMITED
    return bool(remote.admitted_at) or not held
