from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from beffroi.ground.people.rights import MANAGER, OFFICIAL, TECHNICIAN, right
from beffroi.ground.people.rules import must_have_two_factors
from beffroi.kernel import clock
from beffroi.kernel.access import View, declare
from beffroi.kernel.fragments import until_changed
from beffroi.kernel.rules import require
from beffroi.participation.surveys import rules
from beffroi.participation.surveys.models import Survey

EDIT = right(rules.EDIT, _("Prepare, open and close surveys"), MANAGER).kind
READ = right(rules.READ, _("Read and export the answers to surveys"), MANAGER, OFFICIAL).kind
KEY = right(rules.KEY, _("Key in answers given on paper"), MANAGER, TECHNICIAN).kind


def found(request: HttpRequest, pk: int) -> Survey:
    """The survey with its process; while pages are read, as it is until something changes in the town."""
    rows = Survey.objects.select_related("component__process").filter(pk=pk)
    survey = until_changed(f"surveys:survey:{pk}", rows.first) if request.method in ("GET", "HEAD") else rows.first()
    if survey is None:
        raise Http404
    return survey


def survey_view(view: View) -> View:
    """A public page of a survey, `(request, survey, …)`: of the whole town, or of a process that may be seen."""

    @wraps(view)
    def checked(request: HttpRequest, survey: int, *args, **kwargs) -> HttpResponse:
        row = found(request, survey)
        if rules.may_see(request.person, row, clock.now()):  # type: ignore[attr-defined]
            raise Http404
        response = view(request, row, *args, **kwargs)
        if not row.is_public:
            add_never_cache_headers(response)
        return response

    return declare(checked, "survey that is public")


def survey_team(name: str) -> Callable[[View], View]:
    """A page of the team for one survey: the right held for the town, or in the process of the survey."""

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        @login_required
        def checked(request: HttpRequest, survey: int, *args, **kwargs) -> HttpResponse:
            row = get_object_or_404(Survey.objects.select_related("component__process"), pk=survey)
            require(rules.must_have_right_for(request.user, row, name), must_have_two_factors(request))  # type: ignore[arg-type]
            return view(request, row, *args, **kwargs)

        return declare(checked, f"survey team: {name}")

    return decorate
