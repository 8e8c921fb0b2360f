from typing import Any

from beffroi.channels.fediverse.access import MANAGE
from beffroi.channels.fediverse.models import Host, Policy, RemoteActor
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal


def may_manage(person: Any) -> Refusal | None:
    return must_have_right(person, MANAGE)


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
