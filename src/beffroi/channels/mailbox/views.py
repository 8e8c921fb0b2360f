"""The contact form."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from beffroi.channels.mailbox.forms import FORM, ContactForm
from beffroi.commons.promises.queries import said_to_citizen
from beffroi.ground.people.doors import visitor_key
from beffroi.ground.people.guests import act
from beffroi.ground.people.requests import PersonRequest
from beffroi.ground.town.rules import must_be_switched_on
from beffroi.kernel import clock, tokens
from beffroi.kernel.access import public
from beffroi.kernel.limits import must_be_within
from beffroi.kernel.rules import require

TRAP = "website"  # people do not see this field; robots fill it in
FASTEST = timedelta(seconds=3)
LONGEST = timedelta(hours=12)


@public
@never_cache
def write(request: PersonRequest) -> HttpResponse:
    """Write to the town hall; who it is, the next page asks."""
    require(must_be_switched_on(FORM))
    at = clock.now()
    form = ContactForm(request.POST or None, initial={"begun": _begun(at)})
    if request.method == "POST" and form.is_valid():
        refusal = must_be_within("contact", visitor_key(request), most=8, per=timedelta(hours=1), at=at)
        if refusal:
            form.add_error(None, str(refusal))
        elif request.POST.get(TRAP):
            form.add_error(None, _("The hidden field must stay empty. Please send again."))
        elif not _took_a_while(form.cleaned_data["begun"], at):
            form.add_error(None, _("This page was open for too short or too long a time. Please send again."))
        else:
            return act(request, "mailbox:write", {"title": form.subject, "text": form.cleaned_data["text"]})
    if request.method == "POST":  # the same form again begins anew
        data = request.POST.copy()
        data["begun"] = _begun(at - FASTEST)
        form.data = data
    context = {"form": form, "promise": said_to_citizen("mail", "mailbox", at=at)}
    return render(request, "mailbox/write.html", context, status=200 if request.method != "POST" else 422)


def _begun(at: datetime) -> str:
    return tokens.sign("contact", at.timestamp(), at=at)


def _took_a_while(begun: str, at: datetime) -> bool:
    """People read before they send; a page that was left open since yesterday is not sent by surprise."""
    moment = tokens.read("contact", begun, at=at, max_age=LONGEST)
    return moment is not None and at.timestamp() - moment >= FASTEST.total_seconds()


@public
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "mailbox/thanks.html", {"promise": said_to_citizen("mail", "mailbox", at=clock.now())})
