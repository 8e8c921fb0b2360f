"""Pages of one's own account: who may open them."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.views.decorators.cache import never_cache

from beffroi.ground.people.doors import must_be_fresh
from beffroi.ground.people.rules import must_be_itself
from beffroi.kernel.access import View, declare
from beffroi.kernel.rules import require


def oneself(view: View) -> View:
    """A page of one's own account: signed in, not acting for somebody, never kept by a cache."""

    @wraps(view)
    @never_cache
    @login_required
    def checked(request, *args, **kwargs):
        require(must_be_itself(request))
        return view(request, *args, **kwargs)

    return declare(checked, "oneself")


def fresh(view: View) -> View:
    """As `oneself`, and the person showed who she is within the last ten minutes."""

    @wraps(view)
    @never_cache
    @login_required
    def checked(request, *args, **kwargs):
        require(must_be_itself(request))
        return must_be_fresh(request) or view(request, *args, **kwargs)

    return declare(checked, "oneself, just confirmed")
