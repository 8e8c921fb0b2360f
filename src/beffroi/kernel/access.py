"""Every view says who may reach it; tests/test_architecture.py finds one that does not.

`ground.people.access` adds `team(right)`; `participation.spaces.access` adds `component_view`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required

View = Callable[..., Any]


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
