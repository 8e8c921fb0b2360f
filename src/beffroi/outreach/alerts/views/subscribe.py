"""To be told, without an account: ask, confirm, change, stop."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from beffroi.channels.base.direct import SENT, Direct
from beffroi.ground.people.doors import visitor_key
from beffroi.ground.town.models import Town
from beffroi.kernel import clock, mail, tokens
from beffroi.kernel.access import by_link, public
from beffroi.kernel.http_transport import is_let_through
from beffroi.kernel.limits import must_be_within
from beffroi.kernel.rules import Refusal, Refused
from beffroi.outreach.alerts import speaking, ways
from beffroi.outreach.alerts.actions import subscribing
from beffroi.outreach.alerts.forms import CodeForm, SubscribeForm, WishesForm
from beffroi.outreach.alerts.models import Subscription
from beffroi.outreach.alerts.models.reach import PUSH, SMS

LINK_LASTS, CONFIRM_LASTS = timedelta(days=1100), timedelta(days=3)
MOST_CODES = 300  # codes a day in all: they cost the commune money
CONFIRM, CODE = "alerts.confirm", "alerts.code"


@never_cache
@public
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """The form. The answer is the same whether the address is known or not."""
    known = ways.ready()
    form = SubscribeForm(request.POST or None, ways=known)
    context: dict[str, Any] = {"form": form, "push_key": push_key(), "refusal": None}
    if request.method == "POST" and form.is_valid():
        way, address, at = form.cleaned_data["way"], form.address, clock.now()
        if refusal := too_often(request, way, address, at):
            return render(request, "alerts/subscribe.html", context | {"refusal": refusal}, status=429)
        row, code = subscribing.ask(way=way, address=address, wishes=form.wishes, at=at, account=_account(request))
        if way == SMS:
            if not _send_code(row, code, at):
                refusal = Refusal("not_sent", _("The message could not be sent. Check the number, or choose e-mail."))
                return render(request, "alerts/subscribe.html", context | {"refusal": refusal}, status=502)
            return redirect("alerts:code", tokens.sign(CODE, row.pk, at=at))
        _send_link(row, at)
        return redirect("alerts:sent")
    return render(request, "alerts/subscribe.html", context)


def push_key() -> str:
    """The key by which browsers know this site, where push is set up."""
    sender = ways.sender_of(PUSH)
    key = getattr(sender, "public_key", None) if sender else None
    return str(key()) if callable(key) else str(key or "")


def too_often(request: HttpRequest, way: str, address: str, at: Any) -> Refusal | None:
    """Each visitor, each address whoever types it, and what all together may cost."""
    return (
        must_be_within("alerts-visitor", visitor_key(request), most=15, per=timedelta(hours=1), at=at)
        or must_be_within(f"alerts-{way}", address.lower(), most=4 if way == SMS else 6, per=timedelta(hours=6), at=at)
        or (must_be_within("alerts-codes", "all", most=MOST_CODES, per=timedelta(days=1), at=at) if way == SMS else None)
    )


def _account(request: HttpRequest) -> Any:
    """Whoever is really signed in, never somebody who is represented."""
    return request.user if request.user.is_authenticated and not getattr(request, "representation", None) else None


def _send_link(row: Subscription, at: Any) -> None:
    town = Town.current().name
    address = speaking.base_url() + reverse("alerts:confirm", args=[tokens.sign(CONFIRM, row.pk, at=at)])
    text = _(
        "Somebody asked that this address be told of alerts of %(town)s.\n\nIf it was you, confirm it here:\n%(address)s\n\n"
        "If not, do nothing: you will not hear from us again."
    ) % {"town": town, "address": address}
    key = f"alerts-confirm-{row.pk}-{row.code_hash[:16]}"
    mail.send(to=row.address, subject=_("Confirm: alerts of %(town)s") % {"town": town}, text=text, key=key, language=row.language)


def _send_code(row: Subscription, code: str, at: Any) -> bool:
    sender = ways.sender_of(SMS)
    if sender is None:
        return False
    text = _("%(code)s is your code for the alerts of %(town)s.") % {"code": code, "town": Town.current().name}
    item = Direct(to=row.address, key=f"alerts-code-{row.pk}-{row.code_hash[:16]}", text=text, is_urgent=True)
    return sender.send_many([item], at=at)[0].state == SENT


@public
@require_http_methods(["GET", "HEAD"])
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "alerts/sent.html")


@never_cache
@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail. Programs that open links confirm nothing: a person presses the button."""
    at = clock.now()
    row = _row(CONFIRM, token, CONFIRM_LASTS)
    if row is None:
        return render(request, "alerts/link_over.html", status=404)
    if request.method == "POST":
        subscribing.confirm(subscription=row, at=at)
        messages.success(request, _("It is done: we will tell you."))
        return redirect("alerts:manage", speaking.token_of(row.pk, at=at))
    return render(request, "alerts/confirm.html", {"row": row})


@never_cache
@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, token: str) -> HttpResponse:
    """The code of the text message."""
    at, row = clock.now(), _row(CODE, token, subscribing.CODE_LASTS)
    if row is None:
        return render(request, "alerts/link_over.html", status=404)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            subscribing.confirm_by_code(subscription=row, code=form.cleaned_data["code"], at=at)
        except ValidationError as error:
            form.add_error("code", error)
        except Refused as error:
            form.add_error("code", str(error.refusal))
        else:
            messages.success(request, _("It is done: we will tell you."))
            return redirect("alerts:manage", speaking.token_of(row.pk, at=at))
    return render(request, "alerts/code.html", {"form": form})


@never_cache
@public
@require_POST
def device(request: HttpRequest) -> HttpResponse:
    """A browser asks for itself: it sends the address that its maker gave it. JSON, with the token of the page."""
    at = clock.now()
    form = WishesForm(request.POST)
    try:
        said = json.loads(request.POST.get("subscription", ""))
        endpoint, keys = str(said["endpoint"]), {name: str(said["keys"][name])[:200] for name in ("p256dh", "auth")}
        if len(endpoint) > 1000 or not _is_push_service(endpoint) or not push_key():
            raise ValueError
    except (ValueError, KeyError, TypeError, ValidationError):
        return JsonResponse({"error": _("This device cannot be told. Choose e-mail.")}, status=400)
    if not form.is_valid():
        return JsonResponse({"error": next(iter(form.errors.values()))[0]}, status=400)
    if refusal := must_be_within("alerts-visitor", visitor_key(request), most=15, per=timedelta(hours=1), at=at):
        return JsonResponse({"error": str(refusal)}, status=429)
    row, _code = subscribing.ask(way=PUSH, address=endpoint, keys=keys, wishes=form.wishes, at=at, account=_account(request))
    return JsonResponse({"next": reverse("alerts:manage", args=[speaking.token_of(row.pk, at=at)])})


def _is_push_service(endpoint: str) -> bool:
    """Over https; plain http only to what the configuration lets through."""
    parts = urlsplit(endpoint)
    if parts.scheme == "http":
        return bool(parts.hostname) and is_let_through(parts.hostname or "", parts.port or 80)
    URLValidator(schemes=["https"])(endpoint)
    return True


@never_cache
@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """What one is told of; behind the signed link of every message."""
    row = _row(speaking.PURPOSE, token, LINK_LASTS)
    if row is None or not row.confirmed_at:
        return render(request, "alerts/link_over.html", status=404)
    form = WishesForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        subscribing.change(subscription=row, wishes=form.wishes)
        messages.success(request, _("Your choices are saved."))
        return redirect(request.path)
    return render(request, "alerts/manage.html", {"row": row, "form": form, "token": token})


@never_cache
@csrf_exempt  # RFC 8058: the mail program posts by itself; the signed link is the proof
@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """One click, and nothing of it is kept."""
    row = _row(speaking.PURPOSE, token, LINK_LASTS)
    known = tokens.read(speaking.PURPOSE, token, at=clock.now(), max_age=LINK_LASTS) is not None
    if request.method == "POST" and row is not None:
        subscribing.stop(subscription=row)
        row = None
    context = {"row": row, "is_done": known and row is None}
    return render(request, "alerts/stop.html", context, status=200 if known else 404)


def _row(purpose: str, token: str, lasts: timedelta) -> Subscription | None:
    pk = tokens.read(purpose, token, at=clock.now(), max_age=lasts)
    return Subscription.objects.filter(pk=pk).first() if isinstance(pk, int) else None
