"""The team's pages: what a vote still lacks, its roles, its roll, its trustees."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beffroi.ground.people.rules import must_have_two_factors
from beffroi.kernel import clock
from beffroi.kernel.access import declare
from beffroi.kernel.rules import Refused, require
from beffroi.participation.ballots import actions, reading, rules
from beffroi.participation.ballots.forms import PeopleForm, RollForm, TrusteesForm
from beffroi.participation.ballots.models import Election, Trustee
from beffroi.participation.ballots.views.pages import back_of, roles_of
from beffroi.participation.spaces.access import some_team
from beffroi.participation.spaces.models import TeamMember
from beffroi.participation.spaces.rules import SEE_DRAFTS, must_have_right_in

View = Callable[..., HttpResponse]


def team_view(right: str) -> Callable[[View], View]:
    """A desk page of one vote: `(request, election, …)`."""

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        @login_required
        def checked(request: HttpRequest, election: str, *args: Any, **kwargs: Any) -> HttpResponse:
            found = get_object_or_404(Election.objects.select_related("component__process"), public_id=election)
            require(must_have_right_in(request.user, found.component.process, right), must_have_two_factors(request))
            return view(request, found, *args, **kwargs)

        return declare(checked, f"process team: {right}")

    return decorate


@some_team
def index(request: HttpRequest) -> HttpResponse:
    """The votes of the town, and of the spaces in whose team somebody is."""
    rows = Election.objects.select_related("component__process").order_by("-opens_at", "-pk")
    if not request.user.has_right(SEE_DRAFTS):  # type: ignore[union-attr]
        rows = rows.filter(component__process__in=TeamMember.objects.filter(account=request.user).values("process"))
    return render(request, "ballots/desk/index.html", {"elections": rows.defer("questions", "rules", "result")[:200]})


@team_view(rules.PREPARE)
def show(request: HttpRequest, election: Election) -> HttpResponse:
    return _page(request, election)


def _page(request: HttpRequest, election: Election, *, status: int = 200, **more: Any) -> HttpResponse:
    named = [one for one in roles_of(election) if one.kind != Trustee.SERVER]
    links = []
    for one in named:
        one.election = election
        links.append((one, request.build_absolute_uri(one.url)))
    lines = "\n".join(", ".join(part for part in (one.name, one.quality) if part) for one in named)
    context = {
        "election": election,
        "process": election.component.process,
        "component_url": back_of(election),
        "missing": actions.missing(election) if not election.is_frozen else [],
        "totals": reading.totals(election),
        "may_close": election.state == Election.OPEN and clock.now() >= election.closes_at,  # it closes by itself too, within minutes
        "may_go_on": election.is_secret and election.state == Election.CLOSED,
        "trustees": links,
        "registrar_url": request.build_absolute_uri(election.place("registrar", election.token_of("registrar"))),
        "credentials": election.credentials.count() if election.is_secret else 0,
        "people_form": PeopleForm(election),
        "roll_form": RollForm(),
        "trustees_form": TrusteesForm(initial={"people": lines, "threshold": election.threshold}),
        **more,
    }
    return render(request, "ballots/desk/show.html", context, status=status)


@team_view(rules.PREPARE)
@require_POST
def people(request: HttpRequest, election: Election) -> HttpResponse:
    form = PeopleForm(election, request.POST)
    if form.is_valid():
        try:
            actions.set_people(election=election, **form.cleaned_data, at=clock.now())
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            return redirect(election.desk_url)
    return _page(request, election, people_form=form, status=422)


@team_view(rules.PREPARE)
@require_POST
def roll(request: HttpRequest, election: Election) -> HttpResponse:
    """The list, from a file."""
    form = RollForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.set_roll(election=election, people=form.people, at=clock.now())
        except Refused as refused:
            form.add_error("file", str(refused.refusal))
        else:
            return redirect(election.desk_url)
    return _page(request, election, roll_form=form, status=422)


@team_view(rules.PREPARE)
@require_POST
def trustees(request: HttpRequest, election: Election) -> HttpResponse:
    form = TrusteesForm(request.POST)
    if not election.is_secret:
        raise Http404
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.set_trustees(
                election=election, people=form.named(), threshold=said["threshold"], with_server=said["with_server"], at=clock.now()
            )
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            return redirect(election.desk_url)
    return _page(request, election, trustees_form=form, status=422)


@team_view(rules.PREPARE)
@require_POST
def do(request: HttpRequest, election: Election) -> HttpResponse:
    """One press: make codes, throw them away, be ready, open, close."""
    at, act = clock.now(), request.POST.get("act", "")
    acts: dict[str, Callable[[], Any]] = {
        "codes": lambda: actions.make_by_server(election=election, at=at),
        "drop": lambda: actions.drop_credentials(election=election, at=at),
        "ready": lambda: actions.make_ready(election=election, is_ready=True, at=at),
        "wait": lambda: actions.make_ready(election=election, is_ready=False, at=at),
        "accounts": lambda: actions.set_roll(election=election, people=reading.accounts_as_roll(), at=at),
        "open": lambda: actions.open(election=election, at=at),
        "close": lambda: actions.count(election=actions.close(election=election, at=at), at=at),
        "advance": lambda: actions.advance(election=election, at=at),
    }
    if act not in acts:
        raise Http404
    try:
        acts[act]()
    except Refused as refused:
        return _page(request, election, refusal=refused.refusal, status=422)
    messages.success(request, _("Done."))
    return redirect(election.desk_url)
