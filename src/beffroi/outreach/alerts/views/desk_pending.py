"""An update or an end that one person wrote: a second one reads it as people will receive it, and says yes or no."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.outreach.alerts import actions
from beffroi.outreach.alerts.access import ISSUE
from beffroi.outreach.alerts.actions.issuing import changed, changes_of, proposed
from beffroi.outreach.alerts.content import content_of
from beffroi.outreach.alerts.models import Alert, Pending, Release
from beffroi.outreach.alerts.rules import may_accept
from beffroi.outreach.alerts.views.desk import preview


@team(ISSUE)
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """What waits, as it will be received; then it goes out."""
    pending, at = get_object_or_404(Pending.objects.select_related("asked_by__voice", "alert"), alert=pk), clock.now()
    alert = Alert.objects.get(pk=pk)
    refusal = may_accept(request.user, pending, alert, at)
    if request.method == "POST":
        if request.POST.get("pending") != str(pending.pk):
            messages.error(request, _("Somebody has written another message meanwhile: read it again."))
            return redirect(request.path)
        try:
            actions.accept(pending=pending, person=request.user, at=at)
        except Refused as error:
            messages.error(request, str(error.refusal))
        else:
            messages.success(request, _("It is on its way to everybody who was told."))
        return redirect("alerts_desk:show", pk)
    new = changed(alert, changes_of(pending))
    new.proposed_districts = proposed(pending)  # type: ignore[attr-defined]
    number = alert.releases.count() + 1
    content = content_of(new, pending.notes)
    release = Release(alert=alert, pk=0, number=number, kind=pending.kind, note=pending.note, content=content, sent_at=at)
    return render(request, "alerts/desk/pending.html", preview(release) | {"alert": new, "pending": pending, "refusal": refusal})


@require_POST
@team(ISSUE)
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    actions.give_back(pending=get_object_or_404(Pending.objects.select_related("alert"), alert=pk), person=request.user)
    messages.success(request, _("This message is thrown away. Nothing went out."))
    return redirect("alerts_desk:show", pk)
