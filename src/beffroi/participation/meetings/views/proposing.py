from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from beffroi.ground.people import guests
from beffroi.kernel import clock, limits
from beffroi.kernel.rules import require
from beffroi.participation.meetings import rules
from beffroi.participation.meetings.actions import meetings
from beffroi.participation.meetings.actions.finding import address
from beffroi.participation.meetings.forms import ProposeForm
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component

PLAIN = ("title", "text", "kind", "place", "online_url")
HOUR, PER_HOUR = timedelta(hours=1), 5


@component_view("meeting")
@never_cache
def propose(request: HttpRequest, component: Component) -> HttpResponse:
    """A citizen proposes a meeting; the team answers yes, or why not."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    refusal = rules.may_propose(component, at, person if person.is_authenticated else None)
    form = ProposeForm(request.POST or None, at=at)
    if request.method == "POST" and not refusal and form.is_valid():
        said = form.cleaned_data
        plain = {name: said[name] for name in PLAIN}
        hours = {name: said[name] for name in ("starts_at", "ends_at")}
        if not person.is_authenticated:
            data = plain | {name: moment.isoformat() for name, moment in hours.items()} | {"component": component.pk}
            return guests.act(request, "meetings:propose", data)  # type: ignore[arg-type]
        require(limits.must_be_within("meetings-propose", person.pk, most=PER_HOUR, per=HOUR, at=at))
        made = meetings.propose(component=component, person=person, values=plain | hours, at=at)
        messages.success(request, _("Thank you. The team reads your proposal and answers you."))
        return redirect(address(made))
    context = {"component": component, "process": component.process, "form": form, "refusal": refusal}
    status = 403 if refusal and request.method == "POST" else 422 if form.errors else 200
    return render(request, "meetings/propose.html", context, status=status)
