"""A request to a service, without an account."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from beffroi.ground.people.doors import site_of, visitor_key
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.limits import must_be_within
from beffroi.outreach.pages import actions
from beffroi.outreach.pages.forms import RequestForm
from beffroi.outreach.pages.models import Page
from beffroi.outreach.pages.rules import must_take_requests


@never_cache
@public
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    page = get_object_or_404(Page.objects.public(), slug=slug, kind=Page.SERVICE)
    refusal = must_take_requests(page)
    form = RequestForm(request.POST or None, request.FILES or None)
    status = 403 if refusal else 200
    if refusal is None and request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        files, at = values.pop("attachments"), clock.now()
        if values.pop("website"):  # a program filled in what people do not see
            return redirect("services:sent", slug)
        refusal = must_be_within("pages-request", visitor_key(request), most=6, per=timedelta(hours=1), at=at) or must_be_within(
            "pages-request-to", values["email"].lower(), most=6, per=timedelta(hours=6), at=at
        )
        if refusal is None:
            language = get_language() or "fr"
            actions.ask(page=page, values=values, files=files, language=language, site=site_of(request), at=at)
            return redirect("services:sent", slug)
        status = 429
    return render(request, "pages/ask.html", {"page": page, "form": form, "refusal": refusal}, status=status)


@public
@require_safe
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    page = get_object_or_404(Page.objects.public(), slug=slug, kind=Page.SERVICE)
    return render(request, "pages/thanks.html", {"page": page, "is_request": True})
