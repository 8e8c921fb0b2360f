import json
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from beffroi.channels.webpush import actions
from beffroi.channels.webpush.forms import EndpointForm, RenewForm, SubscribeForm
from beffroi.channels.webpush.jobs import send_hello
from beffroi.ground.town.models import Town
from beffroi.kernel import clock
from beffroi.kernel.access import by_link, public
from beffroi.kernel.limits import must_be_within

PER_CLIENT = 20


@never_cache
@public
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask for notifications on this device; the same page ends them."""
    at = clock.now()
    form = SubscribeForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        refusal = must_be_within("webpush:subscribe", request.META["REMOTE_ADDR"], most=PER_CLIENT, per=timedelta(hours=1), at=at)
        if refusal is None:
            endpoint, p256dh, auth = form.cleaned_data["subscription"]
            language = (get_language() or "fr")[:8]
            row = actions.subscribe(
                endpoint=endpoint,
                p256dh=p256dh,
                auth=auth,
                topics=form.cleaned_data.get("topics") or [],
                district=form.cleaned_data.get("district"),
                language=language,
                account=request.user if request.user.is_authenticated else None,
                at=at,
            )
            said = _("Notifications are on. You will hear of the news here.")
            send_hello.using(unique=f"hello-{row.pk}").enqueue(subscription_id=row.pk, title=Town.current().name, body=said)
            messages.success(request, _("It is done. A first notification is on its way."))
            return redirect("webpush:subscribe")
    context = {"form": form, "refusal": refusal, "key": actions.keys(at=at).public, "end_form": EndpointForm(auto_id="end-%s")}
    return render(request, "webpush/subscribe.html", context)


@never_cache
@public
@require_POST
def unsubscribe(request: HttpRequest) -> HttpResponse:
    """No more on this device. Who knows the endpoint is the browser itself."""
    form = EndpointForm(request.POST)
    if form.is_valid():
        actions.unsubscribe(endpoint=form.cleaned_data["endpoint"])
    messages.success(request, _("No more notifications on this device."))
    return redirect("webpush:subscribe")


@never_cache
@csrf_exempt  # the service worker has no token; the old endpoint, known to that browser alone, is the proof
@by_link
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """The browser changed its address by itself (pushsubscriptionchange)."""
    if len(request.body) > 8000:
        return HttpResponse(status=413)
    try:
        form = RenewForm(json.loads(request.body))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return HttpResponse(status=400)
    if not form.is_valid():
        return HttpResponse(status=400)
    endpoint, p256dh, auth = form.cleaned_data["subscription"]
    renewed = actions.renew(old=form.cleaned_data["old"], endpoint=endpoint, p256dh=p256dh, auth=auth)
    return HttpResponse(status=204 if renewed else 404)


@never_cache
@public
def key(request: HttpRequest) -> HttpResponse:
    """The town's public key, for the service worker."""
    return HttpResponse(actions.keys(at=clock.now()).public, content_type="text/plain")
