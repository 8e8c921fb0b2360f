"""Connecting an account, step by step: the guide and its form, the network's consent, which account, done."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from beffroi.channels.base import actions
from beffroi.channels.base.access import MANAGE
from beffroi.channels.base.actions.errands import LONGEST, connections_of
from beffroi.channels.base.forms import ChooseForm
from beffroi.channels.base.models import Errand
from beffroi.channels.base.types import Channel, ChannelError, channels
from beffroi.ground.people.requests import PersonRequest
from beffroi.kernel import clock
from beffroi.kernel.access import team


def _channel(kind: str) -> Channel:
    if kind not in channels or not channels[kind].is_offered:
        raise Http404
    return channels[kind]


def _redirect_uri(request: HttpRequest, kind: str) -> str:
    """The address that is registered with the network: one for each network, whatever the account."""
    return request.build_absolute_uri(reverse("channels:back", args=[kind]))


@never_cache
@team(MANAGE)
def connect(request: PersonRequest, kind: str) -> HttpResponse:
    """The guide, and what the network needs to know us."""
    channel, at = _channel(kind), clock.now()
    form = channel.account_form(request.POST if request.method == "POST" else None)
    redirect_uri = _redirect_uri(request, kind)
    if request.method == "POST" and form.is_valid():
        try:
            errand = actions.begin_errand(kind=kind, person=request.user, kept={}, at=at)
            asked = channel.authorize_url(form.cleaned_data, redirect=redirect_uri, state=errand.state)
            if asked:
                url, kept = asked
                actions.keep_for_errand(errand=errand, kept=kept)
                # Not a redirect: under our policy (form-action) a browser refuses that a form ends elsewhere.
                return render(request, "base/leave.html", {"channel": channel, "url": url})
            actions.end_errand(errand=errand)
            made = actions.keep_connection(kind=kind, connection=channel.connect(form.cleaned_data), person=request.user, at=at)
        except ChannelError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Connected. Say who speaks there, and try the test button."))
            return redirect("channels:account", made.pk)
    context = {"channel": channel, "form": form, "redirect_uri": redirect_uri, "has_form": bool(form.fields)}
    return render(request, "base/connect.html", context)


@never_cache
@team(MANAGE)
def back(request: PersonRequest, kind: str) -> HttpResponse:
    """The person comes back from the network with its answer."""
    channel, at = _channel(kind), clock.now()
    errand = Errand.objects.filter(state=request.GET.get("state", "")[:64], kind=kind, made_at__gt=at - LONGEST).first()
    if errand is None:
        messages.error(request, _("This consent was begun too long ago, or elsewhere. Start again."))
        return redirect("channels:connect", kind)
    if errand.person_id != request.user.pk:
        raise PermissionDenied
    try:
        found = channel.authorized(dict(errand.kept), request.GET.dict(), redirect=_redirect_uri(request, kind))
    except ChannelError as error:
        actions.end_errand(errand=errand)
        messages.error(request, str(error))
        return redirect("channels:connect", kind)
    if not found:
        actions.end_errand(errand=errand)
        messages.error(request, _("No account was found there that you may manage."))
        return redirect("channels:connect", kind)
    if len(found) == 1:
        actions.end_errand(errand=errand)
        made = actions.keep_connection(kind=kind, connection=found[0], person=request.user, at=at)
        messages.success(request, _("Connected. Say who speaks there, and try the test button."))
        return redirect("channels:account", made.pk)
    errand = actions.keep_found(errand=errand, connections=found, at=at)
    return redirect("channels:which", errand.state)


@never_cache
@team(MANAGE)
def which(request: PersonRequest, state: str) -> HttpResponse:
    """Several accounts were found: which ones?"""
    at = clock.now()
    errand = get_object_or_404(Errand, state=state, person_id=request.user.pk, made_at__gt=at - LONGEST)
    found = connections_of(errand)
    form = ChooseForm(request.POST or None, choices=[(one.remote_id, one.name) for one in found])
    if request.method == "POST" and form.is_valid():
        chosen = [one for one in found if one.remote_id in form.cleaned_data["which"]]
        made = [actions.keep_connection(kind=errand.kind, connection=one, person=request.user, at=at) for one in chosen]
        actions.end_errand(errand=errand)
        messages.success(request, _("Connected. Say who speaks there, and try the test button."))
        return redirect("channels:account", made[0].pk)
    return render(request, "base/which.html", {"form": form, "channel": channels[errand.kind]})
