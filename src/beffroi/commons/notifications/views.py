from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beffroi.commons.notifications import actions, queries
from beffroi.commons.notifications.forms import PauseForm, PreferencesForm
from beffroi.commons.notifications.mails import PURPOSE
from beffroi.commons.notifications.models import Notification, Pause
from beffroi.commons.notifications.types import groups
from beffroi.ground.people.gates import oneself
from beffroi.ground.people.models import Account
from beffroi.kernel import clock, tokens
from beffroi.kernel.access import by_link
from beffroi.kernel.paging import page
from beffroi.kernel.subjects import Subject

LINK_LASTS = timedelta(days=400)


@oneself
@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    rows = Notification.objects.filter(account=request.user)
    shown = page(rows, order=("-created_at", "-pk"), after=request.GET.get("after", ""), size=40)
    context = {
        "abouts": queries.grouped(shown.rows, get_language() or "fr"),
        "page": shown,
        "is_anything_new": any(row.read_at is None for row in shown.rows) or queries.unread_count(request.user) > 0,
        "until": shown.rows[0].created_at.isoformat() if shown.rows else "",
    }
    return render(request, "notifications/list.html", context)


@oneself
@require_safe
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Go where a piece of news leads; it is read by then."""
    row = get_object_or_404(Notification, pk=pk, account=request.user)
    actions.mark_read(account=request.user, notification=row, at=clock.now())
    url = queries.address(row)
    if not url or not url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}):
        messages.info(request, _("This is no longer there."))
        return redirect("notifications:list")
    return redirect(url)


@oneself
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    actions.mark_all_read(account=request.user, at=clock.now())
    messages.success(request, _("All is marked as read."))
    return redirect("notifications:list")


@oneself
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    form = PreferencesForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.choose(account=request.user, frequencies=form.cleaned_data, at=at)
        messages.success(request, _("Your choices are saved."))
        return redirect("notifications:preferences")
    return _preferences_page(request, form, PauseForm())


def _preferences_page(request: HttpRequest, form: PreferencesForm, pause_form: PauseForm) -> HttpResponse:
    context = {
        "form": form,
        "pause_form": pause_form,
        "paused": Pause.objects.filter(account=request.user, until__gt=clock.now()).first(),
        "followed": queries.followed(request.user),
        "fixed": [group for group in groups if group.is_fixed],
        "email": request.user.email,
    }
    return render(request, "notifications/preferences.html", context)


@oneself
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HttpRequest) -> HttpResponse:
    """Rest for some days, or hear again."""
    if request.method != "POST":
        return redirect("notifications:preferences")
    if "resume" in request.POST:
        actions.resume(account=request.user)
        messages.success(request, _("You get our e-mails again."))
        return redirect("notifications:preferences")
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _preferences_page(request, PreferencesForm(request.user), form)
    actions.pause(account=request.user, days=form.cleaned_data["days"], at=clock.now())
    messages.success(request, _("We leave you in peace until then."))
    return redirect("notifications:preferences")


@oneself
@require_http_methods(["GET", "HEAD", "POST"])
def mute(request: HttpRequest, subject: str) -> HttpResponse:
    """Silence about one thing, or hear of it again."""
    about = _subject(subject)
    card = about.card()
    if card is None or not card.is_public:
        raise Http404
    if request.method == "POST":
        if "unmute" in request.POST:
            actions.unmute(account=request.user, subject=about)
            messages.success(request, _("You hear of it again."))
        else:
            actions.mute(account=request.user, subject=about, at=clock.now())
            messages.success(request, _("You will hear nothing more of it."))
        return redirect("notifications:preferences")
    return render(request, "notifications/mute.html", {"card": card, "is_muted": queries.is_muted(request.user, about)})


@never_cache
@csrf_exempt  # RFC 8058: the mail program posts by itself; the signed link is the proof
@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """One click stops these mails, without signing in."""
    at = clock.now()
    said = tokens.read(PURPOSE, token, at=at, max_age=LINK_LASTS)
    account = Account.objects.filter(pk=said["account"], erased_at=None).first() if said else None
    if said is None or account is None:
        return render(request, "notifications/stop.html", {"is_wrong": True, "stopped": [], "is_done": False}, status=404)
    stoppable = [groups[name] for name in said["groups"] if name in groups and not groups[name].is_fixed]
    if request.method == "POST":
        actions.stop(account=account, stopped=[group.kind for group in stoppable], at=at)
    context = {"is_wrong": False, "stopped": stoppable, "is_done": request.method == "POST"}
    return render(request, "notifications/stop.html", context)


def _subject(text: str) -> Subject:
    try:
        found = Subject.parse(text)
    except ValueError:
        raise Http404 from None
    if found.id >= 2**63:
        raise Http404
    return found
