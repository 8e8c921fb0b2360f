"""Alerts around an address: asked, confirmed by a link, ended by one click."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from beffroi.ground.people.doors import visitor_key
from beffroi.kernel import clock, limits
from beffroi.kernel.access import by_link, public
from beffroi.participation.reports.actions import alerts
from beffroi.participation.reports.forms import AlertForm
from beffroi.participation.reports.models import Alert

HOUR = timedelta(hours=1)


@public
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Where, how far, what, and to which address."""
    at = clock.now()
    person = request.person  # type: ignore[attr-defined]
    initial = {"email": person.email} if person.is_authenticated else {}
    form = AlertForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        refusal = limits.must_be_within(
            "report-alert-from",
            visitor_key(request),
            most=10,
            per=HOUR,
            at=at,  # type: ignore[arg-type]
        ) or limits.must_be_within("report-alert-to", said["email"].lower(), most=5, per=timedelta(days=1), at=at)
        if refusal:
            form.add_error(None, str(refusal))
        else:
            where = said["where"]
            alerts.ask_alert(
                email=said["email"], longitude=where.longitude, latitude=where.latitude, metres=int(said["metres"]), place=where.address,
                categories=list(said["categories"]), language=(get_language() or "fr")[:2], at=at,
            )  # fmt: skip
            return render(request, "reports/alert_sent.html", {"email": said["email"]})
    return render(request, "reports/alerts.html", {"form": form}, status=422 if form.errors else 200)


@by_link
@never_cache
def one(request: HttpRequest, key: str) -> HttpResponse:
    """The page of the link: confirm, or end."""
    alert = Alert.objects.filter(key=key).first()
    if alert is None:
        return render(request, "reports/alert_gone.html", status=410)
    if request.method == "POST" and alert.confirmed_at is None:
        alerts.confirm_alert(alert=alert, at=clock.now())
        messages.success(request, _("It is done: you hear of what is reported there."))
        return redirect("reports_town:alert", key=key)
    return render(request, "reports/alert.html", {"alert": alert, "categories": list(alert.categories.all())})


@by_link
@csrf_exempt  # mail programs end it by a bare POST (RFC 8058); the key is the secret
@never_cache
def end(request: HttpRequest, key: str) -> HttpResponse:
    """One click ends it."""
    alert = Alert.objects.filter(key=key).first()
    if request.method == "POST" and alert is not None:
        alerts.end_alert(alert=alert)
        return render(request, "reports/alert_gone.html")
    if alert is None:
        return render(request, "reports/alert_gone.html", status=410)
    return render(request, "reports/alert.html", {"alert": alert, "categories": list(alert.categories.all())})
