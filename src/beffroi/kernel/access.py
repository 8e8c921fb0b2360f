"""Every view says who may reach it; tests/test_architecture.py finds one that does not.

`team` is for the ground below people (town, places, media); those above use `ground.people.access.team`, which is the
same door. `participation.spaces.access` adds `component_view`.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from beffroi.kernel.registry import Registry
from beffroi.kernel.rules import Refusal, require

View = Callable[..., Any]


@dataclass(frozen=True)
class Right:
    """What somebody may do, `domain:noun:verb`, and the roles that carry it by default."""

    kind: str
    label: Any
    roles: frozenset[str]


rights: Registry[Right] = Registry("right")


def right(name: str, label: Any, *roles: str) -> Right:
    """Declare a right from below people. Without roles, it is the administrator's alone."""
    if name.count(":") != 2:
        raise ValueError(f"not a right: {name}")
    return rights.register(Right(name, label, frozenset(roles)))


def must_hold(person: Any, name: str) -> Refusal | None:
    """Whether a person carries a right, asked without knowing people: an account answers `has_right`."""
    if not person.is_authenticated or not person.has_right(name):
        return Refusal("no_right", _("Your role does not allow this. Ask the administrator of the site."))
    return None


Gate = Callable[[HttpRequest, str], Refusal | None]
Standing = Callable[[HttpRequest], Hashable]
_gates: list[Gate] = []
_standings: list[Standing] = []


def keep_the_gate(gate: Gate) -> Gate:
    """People say who holds a right, and after which second factor."""
    _gates.append(gate)
    return gate


def tell_the_standing(standing: Standing) -> Standing:
    """All that the gate's answers depend on: two visitors of the same standing pass the same gates."""
    _standings.append(standing)
    return standing


def standing_of(request: HttpRequest) -> Hashable:
    return tuple(standing(request) for standing in _standings)


def must_pass(request: HttpRequest, name: str) -> Refusal | None:
    """The first gate's refusal; nobody passes where there is no gate."""
    if not _gates:
        return Refusal("no_right", _("Your role does not allow this. Ask the administrator of the site."))
    return next((refusal for gate in _gates if (refusal := gate(request, name))), None)


def team(name: str) -> Callable[[View], View]:
    """A view for those who hold a right."""

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        @login_required
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            rights[name]
            require(must_pass(request, name))
            return view(request, *args, **kwargs)

        return declare(checked, f"team: {name}")

    return decorate


def declare(view: View, access: str) -> View:
    """Say who may reach a view that checks by itself, or that comes from an installed package."""
    view.access = access  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Everybody."""
    return declare(view, "public")


def signed_in(view: View) -> View:
    """Everybody with an account; others are sent to sign in and come back."""
    return declare(wraps(view)(login_required(view)), "signed in")


def by_link(view: View) -> View:
    """Whoever holds a signed, expiring link; the view verifies the signature itself."""
    return declare(view, "signed link")
