"""Did this page help? The page itself has no form, so that it is the same for everybody; the answer has its own."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from beffroi.ground.people.doors import site_of, visitor_key
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.limits import must_be_within
from beffroi.outreach.pages import actions
from beffroi.outreach.pages.forms import OpinionForm
from beffroi.outreach.pages.models import Page


@never_cache
@public
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, slug: str) -> HttpResponse:
    page, refusal = get_object_or_404(Page.objects.public(), slug=slug), None
    said = request.GET.get("helped", "")
    form = OpinionForm(request.POST or None, initial={"helped": said if said in ("yes", "no") else None})
    if request.method == "POST" and form.is_valid():
        at, visitor = clock.now(), visitor_key(request)
        refusal = must_be_within("pages-opinion", visitor, most=20, per=timedelta(hours=1), at=at)
        if refusal is None:
            actions.give_opinion(page=page, visitor=visitor, site=site_of(request), at=at, **form.cleaned_data)
            return redirect("pages:thanks", slug)
    return render(request, "pages/opinion.html", {"page": page, "form": form, "refusal": refusal}, status=429 if refusal else 200)


@public
@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "pages/thanks.html", {"page": get_object_or_404(Page.objects.public(), slug=slug), "is_request": False})
