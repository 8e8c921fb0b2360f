"""Who may reach a view of the team, and the rights of this domain."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from beffroi.ground.people.rights import MANAGER, MODERATOR, TECHNICIAN, right, rights
from beffroi.ground.people.rules import must_have_right, must_have_two_factors
from beffroi.kernel.access import View, declare, keep_the_gate, tell_the_standing
from beffroi.kernel.rules import Refusal, require

right("people:account:see", _("See accounts"), MANAGER)
right("people:role:give", _("Give and take roles"))
right("people:person:represent", _("Act for a person without internet"), MANAGER, MODERATOR, TECHNICIAN)


@keep_the_gate
def gate(request: HttpRequest, name: str) -> Refusal | None:
    """For the views of the ground below people (`kernel.access.team`)."""
    return must_have_right(request.user, name) or must_have_two_factors(request)


@tell_the_standing
def standing(request: HttpRequest) -> tuple[frozenset[str], bool]:
    """What `gate` looks at, all of it."""
    user = request.user
    return (user.role_names, bool(getattr(request, "has_two_factors", False))) if user.is_authenticated else (frozenset(), False)


def team(name: str) -> Callable[[View], View]:
    """A view for those who hold a right, after a second factor. The right must be declared by then or by start-up."""

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        @login_required
        def checked(request, *args, **kwargs):
            rights[name]
            require(must_have_right(request.user, name), must_have_two_factors(request))
            return view(request, *args, **kwargs)

        return declare(checked, f"team: {name}")

    return decorate
