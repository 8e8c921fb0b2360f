"""On the desk: coming from an account elsewhere, and going on elsewhere."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.channels.fediverse import documents, finding
from beffroi.channels.fediverse.access import MOVE
from beffroi.channels.fediverse.actions import moving
from beffroi.channels.fediverse.fetching import CannotFetch
from beffroi.channels.fediverse.forms import ComeForm, GoForm
from beffroi.channels.fediverse.models import TOWN, FediverseActor, RemoteActor
from beffroi.channels.fediverse.views.desk import tabs_of
from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.limits import must_be_within
from beffroi.kernel.rules import Refused, require

MOST, WHILE = 20, timedelta(hours=1)


@team(MOVE)
def move(request: HttpRequest) -> HttpResponse:
    """Both ways on one page; each says first what the other account must do."""
    actor = _town()
    which = request.POST.get("form", "")
    come = ComeForm(request.POST if which == "come" else None, prefix="come")
    go = GoForm(request.POST if which == "go" else None, prefix="go")
    if which == "come" and come.is_valid() and (remote := _found(request, come)):
        try:
            moving.name_former(person=request.user, actor=actor, remote=remote, at=clock.now())
        except Refused as refused:
            come.add_error("address", str(refused))
        else:
            messages.success(request, _("%(who)s is named as ours. Now ask for the move there.") % {"who": remote.address})
            return redirect("fediverse_desk:move")
    if which == "go" and go.is_valid() and (remote := _found(request, go)):
        try:
            moving.move_away(person=request.user, actor=actor, target=remote, at=clock.now())
        except Refused as refused:
            go.add_error("address", str(refused))
        else:
            messages.success(request, _("Whoever follows is being sent to %(who)s.") % {"who": remote.address})
            return redirect("fediverse_desk:move")
    context = {"tabs": tabs_of("move", request), "actor": actor, "handle": documents.handle(actor), "come": come, "go": go}
    return render(request, "fediverse/desk_move.html", context)


@require_POST
@team(MOVE)
def stay(request: HttpRequest) -> HttpResponse:
    """Undo: no longer name an account, or speak from here again."""
    actor, at = _town(), clock.now()
    if uri := request.POST.get("uri", ""):
        moving.forget_former(person=request.user, actor=actor, uri=uri, at=at)
        messages.success(request, _("This account is no longer named as ours."))
    else:
        moving.stay(person=request.user, actor=actor, at=at)
        messages.success(request, _("The commune speaks from here again."))
    return redirect("fediverse_desk:move")


def _town() -> FediverseActor:
    found = FediverseActor.objects.filter(kind=TOWN, closed_at=None).first()
    if found is None:
        raise Http404
    return found


def _found(request: HttpRequest, form: Any) -> RemoteActor | None:
    """Who is named in a form, as their server says now; the form says what is wrong."""
    at = clock.now()
    try:
        require(must_be_within("fediverse:find", request.user.pk, most=MOST, per=WHILE, at=at))
        return finding.find(form.cleaned_data["address"], at=at)
    except Refused as refused:
        form.add_error("address", str(refused))
    except CannotFetch as error:
        gone = _("Nobody of that name was found there. Is it written as on that server?")
        form.add_error("address", _("That server does not answer now. Try again in a few minutes.") if error.later else gone)
    return None
