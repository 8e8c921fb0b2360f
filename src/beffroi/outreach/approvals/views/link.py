"""The page behind a one-time link: for a phone, without an account. Opening it decides nothing; only its form does."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from beffroi.ground.people.doors import visitor_key
from beffroi.kernel import clock
from beffroi.kernel.access import by_link
from beffroi.kernel.limits import must_be_within
from beffroi.kernel.rules import Refusal, Refused
from beffroi.outreach.approvals import actions
from beffroi.outreach.approvals.forms import DecisionForm
from beffroi.outreach.approvals.rules import may_link_decide
from beffroi.outreach.approvals.types import reviewables
from beffroi.outreach.approvals.views.reading import reading

UNKNOWN = Refusal("unknown", _("This link is not whole, or is not one of ours. Open it from the mail again."))


@sensitive_variables("token")
@never_cache
@by_link
def by_token(request: HttpRequest, token: str) -> HttpResponse:
    at = clock.now()
    too_often = must_be_within("approval-link", visitor_key(request), most=60, per=timedelta(hours=1), at=at)
    if too_often:
        return _closed(request, too_often, 429)
    link = actions.find_link(token)
    if link is None or link.stage.approval.subject_kind not in reviewables:
        return _closed(request, UNKNOWN, 404)
    refusal = may_link_decide(link, at)
    if refusal:
        return _closed(request, refusal, 410)
    form = DecisionForm(request.POST or None, needs_reason=link.stage.is_second)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_by_link(link=link, verdict=form.cleaned_data["verdict"], comment=form.cleaned_data["comment"], at=at)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return _private(render(request, "approvals/link_done.html", {"verdict": form.cleaned_data["verdict"]}))
    return _private(render(request, "approvals/link.html", reading(link.stage.approval) | {"link": link, "form": form}))


def _closed(request: HttpRequest, refusal: Refusal, status: int) -> HttpResponse:
    return _private(render(request, "approvals/link_closed.html", {"refusal": refusal}, status=status))


def _private(answer: HttpResponse) -> HttpResponse:
    """The address is the key: it goes neither to a search engine nor to the next site."""
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
