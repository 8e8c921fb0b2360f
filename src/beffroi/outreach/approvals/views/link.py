"""The page behind a one-time link: for a phone, without an account. Opening it decides nothing; only its form does."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
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
from beffroi.outreach.approvals.models import Letter, Link
from beffroi.outreach.approvals.rules import may_link_decide
from beffroi.outreach.approvals.types import reviewables
from beffroi.outreach.approvals.views.reading import reading

UNKNOWN = Refusal("unknown", _("This link is not whole, or is not one of ours. Open it from the mail again."))

EXPIRED = Refusal("expired", _("This link has expired. Ask the town hall for a new one."))


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
    if _decided(request, link, form, at):
        return _private(render(request, "approvals/link_done.html", {"verdict": form.cleaned_data["verdict"]}))
    return _private(
        render(request, "approvals/link.html", reading(link.stage.approval) | {"link": link, "form": form, "letter": "", "at": at})
    )


@sensitive_variables("token")
@never_cache
@by_link
def letter(request: HttpRequest, token: str) -> HttpResponse:
    """All that one letter asks to read: what waits, and what was decided from it."""
    at = clock.now()
    found = _letter(request, token, at)
    if isinstance(found, HttpResponse):
        return found
    links = Link.objects.filter(letter=found, stage__approval__subject_kind__in=[kind.kind for kind in reviewables])
    rows = [
        (reviewables[link.stage.approval.subject_kind].title(link.stage.approval.subject_id), link, may_link_decide(link, at))
        for link in links.select_related("stage__approval", "outsider").order_by("pk")
    ]
    context = {"letter": found, "token": token, "waiting": [row for row in rows if row[2] is None], "done": [row for row in rows if row[2]]}
    return _private(render(request, "approvals/letter.html", context))


@sensitive_variables("token")
@never_cache
@by_link
def from_letter(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """One text of the letter, and the decision; then back to the others."""
    at = clock.now()
    found = _letter(request, token, at)
    if isinstance(found, HttpResponse):
        return found
    link = Link.objects.select_related("stage__approval__asked_by__voice", "outsider").filter(letter=found, pk=pk).first()
    if link is None or link.stage.approval.subject_kind not in reviewables:
        return _closed(request, UNKNOWN, 404)
    refusal = may_link_decide(link, at)
    if refusal:
        return _closed(request, refusal, 410, back=token)
    form = DecisionForm(request.POST or None, needs_reason=link.stage.is_second)
    if _decided(request, link, form, at):
        return _private(redirect("approval_link:letter", token))
    return _private(
        render(request, "approvals/link.html", reading(link.stage.approval) | {"link": link, "form": form, "letter": token, "at": at})
    )


def _letter(request: HttpRequest, token: str, at: datetime) -> Letter | HttpResponse:
    too_often = must_be_within("approval-link", visitor_key(request), most=60, per=timedelta(hours=1), at=at)
    if too_often:
        return _closed(request, too_often, 429)
    found = actions.find_letter(token)
    if found is None:
        return _closed(request, UNKNOWN, 404)
    return _closed(request, EXPIRED, 410) if found.expires_at <= at or not found.outsider.is_active else found


def _decided(request: HttpRequest, link: Link, form: DecisionForm, at: datetime) -> bool:
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        actions.decide_by_link(link=link, verdict=form.cleaned_data["verdict"], comment=form.cleaned_data["comment"], at=at)
    except Refused as error:
        form.add_error(None, str(error))
        return False
    return True


def _closed(request: HttpRequest, refusal: Refusal, status: int, back: str = "") -> HttpResponse:
    return _private(render(request, "approvals/link_closed.html", {"refusal": refusal, "letter": back}, status=status))


def _private(answer: HttpResponse) -> HttpResponse:
    """The address is the key: it goes neither to a search engine nor to the next site."""
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
