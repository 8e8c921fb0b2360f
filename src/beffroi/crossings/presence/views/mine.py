"""One's accounts elsewhere: link them in one of three ways, see them, unlink them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from beffroi.channels.base import private
from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.types import ChannelError
from beffroi.crossings.presence import rules, servers
from beffroi.crossings.presence.actions import faces, linking
from beffroi.crossings.presence.forms import CodeForm, OauthForm, ProfileForm
from beffroi.crossings.presence.models import OFFICIAL, LinkedAccount, LinkErrand, Presence
from beffroi.ground.people.gates import oneself
from beffroi.kernel import clock
from beffroi.kernel.limits import must_be_within
from beffroi.kernel.rules import Refused
from beffroi.participation.accountability.models import Representative


def my_page(request: HttpRequest) -> str:
    """The address that a profile elsewhere points to."""
    path = reverse("voices:show", args=[request.user.voice.public_id])
    return (settings.BASE_URL or request.build_absolute_uri("/").rstrip("/")) + path


def _context(request: HttpRequest, **forms: Any) -> dict[str, Any]:
    rows = list(LinkedAccount.objects.filter(account=request.user).order_by("pk"))
    official = Representative.objects.filter(voice=request.user.voice).first()
    presence = Presence.objects.select_related("actor").filter(kind=OFFICIAL, ref=str(official.pk)).first() if official else None
    return {
        "rows": [{"row": row, "earlier": linking.earlier(row)} for row in rows],
        "oauth": OauthForm(prefix="oauth"),
        "profile": ProfileForm(prefix="profile"),
        "code": CodeForm(prefix="code"),
        "my_page": my_page(request),
        "official": official,
        "is_followed": bool(presence and presence.is_open),
        "failed": "",
        **forms,
    }


def _page(request: HttpRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    return render(request, "presence/mine.html", _context(request, **forms), status=status)


def _too_often(request: HttpRequest, form: Any) -> bool:
    refused = must_be_within("presence-link", request.user.pk, most=20, per=servers.PER, at=clock.now())
    if refused:
        form.add_error(None, str(refused.message))
    return bool(refused)


@oneself
def index(request: HttpRequest) -> HttpResponse:
    return _page(request)


@oneself
@require_POST
def oauth(request: HttpRequest) -> HttpResponse:
    """Off to her own server, which asks her."""
    form, at = OauthForm(request.POST, prefix="oauth"), clock.now()
    if not form.is_valid() or _too_often(request, form):
        return _page(request, oauth=form, failed="oauth", status=422)
    host = servers.host_in(form.cleaned_data["server"])
    back = request.build_absolute_uri(reverse("linked:back"))
    try:
        app, checks = servers.app_of(host, redirect=back, at=at)
    except ChannelError as error:
        form.add_error("server", str(error))
        return _page(request, oauth=form, failed="oauth", status=422)
    errand = linking.begin_errand(account=request.user, app=app, verifier=servers.new_verifier() if checks else "", at=at)
    return render(request, "presence/agree.html", {"url": servers.consent_page(errand), "host": host})


@oneself
def back(request: HttpRequest) -> HttpResponse:
    """She is back from her server."""
    at = clock.now()
    errand = LinkErrand.objects.select_related("app").filter(
        state=request.GET.get("state", "")[:64], account=request.user, begun_at__gt=at - linking.LONGEST
    )
    found = errand.first()
    if found is None:
        messages.error(request, _("This was begun too long ago, or elsewhere. Start again."))
        return redirect("linked:index")
    linking.end_errand(errand=found)  # one answer for each errand
    code = request.GET.get("code", "")[:500]
    if not code or request.GET.get("error"):
        messages.error(request, _("You did not agree there: nothing was linked."))
        return redirect("linked:index")
    try:
        who = servers.agreed(found, code)
    except (ChannelError, servers.CannotLink) as error:
        messages.error(request, str(error))
        return redirect("linked:index")
    return _link(request, who, LinkedAccount.OAUTH)


@oneself
@require_POST
def profile(request: HttpRequest) -> HttpResponse:
    """Her profile there points to her page here."""
    form = ProfileForm(request.POST, prefix="profile")
    if not form.is_valid() or _too_often(request, form):
        return _page(request, profile=form, failed="profile", status=422)
    try:
        who = servers.pointing(form.cleaned_data["profile"], my_page(request), at=clock.now())
    except servers.CannotLink as error:
        form.add_error("profile", str(error))
        return _page(request, profile=form, failed="profile", status=422)
    return _link(request, who, LinkedAccount.PAGE)


def _link(request: HttpRequest, who: servers.Found, way: str) -> HttpResponse:
    is_shown = way == LinkedAccount.PAGE  # the proof goes both ways
    try:
        row = linking.link(
            account=request.user, network=LinkedAccount.FEDIVERSE, addresses=who.addresses, actor_uri=who.uri, url=who.url, way=way,
            is_shown=is_shown, at=clock.now(),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("linked:index")
    messages.success(request, _("%(who)s is yours: what you say from there counts as said by you here.") % {"who": row.address})
    return redirect("linked:index")


@oneself
@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """A code to send to the town from there."""
    form, at = CodeForm(request.POST, prefix="code"), clock.now()
    if not form.is_valid() or _too_often(request, form):
        return _page(request, code=form, failed="code", status=422)
    network, address = form.cleaned_data["network"], form.cleaned_data["address"]
    to = ChannelAccount.objects.filter(kind__in=linking.CHANNELS[network], closed_at=None).order_by("kind", "pk").first()
    if to is None:
        form.add_error("network", _("The commune has no account there that could receive it."))
        return _page(request, code=form, failed="code", status=422)
    try:
        made = linking.make_code(account=request.user, network=network, address=address, at=at)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, code=form, failed="code", status=422)
    is_private = network == LinkedAccount.FEDIVERSE or private.are_read(to)
    context = {"code": made, "address": address, "to": to.name, "to_url": to.address, "is_private": is_private}
    return render(request, "presence/code.html", context)


@oneself
@require_POST
def linked(request: HttpRequest, pk: int) -> HttpResponse:
    """Unlink it, show it, or take what was said from there before."""
    row, at = get_object_or_404(LinkedAccount, pk=pk, account=request.user), clock.now()
    act = request.POST.get("act", "")
    if act == "unlink":
        linking.unlink(account=request.user, linked=row, at=at)
        messages.success(request, _("%(who)s is no longer linked.") % {"who": row.address})
    elif act in ("show", "hide"):
        linking.show(account=request.user, linked=row, is_shown=act == "show")
        messages.success(request, pgettext("presence", "Kept."))
    elif act == "take":
        linking.take_over(account=request.user, linked=row, at=at)
        messages.success(request, _("What you said from there before is under your name now."))
    return redirect("linked:index")


@oneself
@require_POST
def official(request: HttpRequest) -> HttpResponse:
    """An elected official decides for herself whether she can be followed."""
    row = get_object_or_404(Representative, voice=request.user.voice)
    is_on = request.POST.get("on") == "1"
    faces.open_official(
        representative=row, person=request.user, is_on=is_on, consent=_("decided by herself or himself"), at=clock.now()
    )  # fmt: skip
    done = _("Your votes, answers and commitments can be followed.") if is_on else _("Nobody can follow them there any more.")
    messages.success(request, done if rules.is_ready() or not is_on else _("Kept: it begins once the commune is on the fediverse."))
    return redirect("linked:index")
