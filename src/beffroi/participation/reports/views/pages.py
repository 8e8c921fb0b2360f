"""The page of one report, and what people do there: give news, take it back."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from beffroi.commons.supports import mine
from beffroi.ground.people import guests
from beffroi.ground.people.doors import visitor_key
from beffroi.ground.places.types import MapPoint
from beffroi.kernel import clock, limits
from beffroi.kernel.access import declare
from beffroi.kernel.fragments import until_changed
from beffroi.kernel.rules import Refused, require
from beffroi.kernel.text import excerpt
from beffroi.participation.reports import actions, reading, rules, states
from beffroi.participation.reports.forms import UpdateForm
from beffroi.participation.reports.models import Photo, Report, Update
from beffroi.participation.reports.views.lists import place
from beffroi.participation.spaces.access import within

SHOWN = ("voice", "category", "service", "component__process", "duplicate_of")
HOUR, PER_HOUR = timedelta(hours=1), 20


def report_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one report: `(request, report, …)`, not found for whoever may not see it."""

    @wraps(view)
    def checked(request: HttpRequest, report: int, *args: Any, **kwargs: Any) -> HttpResponse:
        found = get_object_or_404(Report.objects.select_related(*SHOWN), pk=report)

        def shown() -> HttpResponse:
            if rules.may_see(request.person, found, clock.now()):  # type: ignore[attr-defined]
                raise Http404
            return view(request, found, *args, **kwargs)

        return within(request, found.component, shown) if found.component is not None else shown()

    return declare(checked, "report")


@report_view
@require_safe
def show(request: HttpRequest, report: Report) -> HttpResponse:
    at, person, subject = clock.now(), request.person, report.subject  # type: ignore[attr-defined]
    mine.expect(person, supports=[subject], follows=[subject])
    news, photos, answers = until_changed(f"reports:page:{report.pk}", lambda: _around(report))
    context = {
        "report": report,
        "component": report.component,
        "process": report.component.process if report.component else None,
        "list_url": place(report.component, "show"),
        "subject": subject,
        "state": report.status,
        "state_said": report.state_said,
        "is_late": report.is_late(at),
        "news": news,
        "photos": photos,
        "answers": answers,
        "point": [MapPoint(report.longitude, report.latitude, report.place or report.title)],
        "about": excerpt(report.text, 160) or report.place,
        "is_author": rules.is_author(person, report),
        "may_handle": rules.has_right(person, report, rules.SEE),
        "support_refusal": rules.may_support(person, report, at) if person.is_authenticated else None,
        "refusal": rules.must_be_there(report),
    }
    return render(request, "reports/report.html", context)


def _around(report: Report) -> tuple[list[Any], list[Photo], list[tuple[str, str]]]:
    """What everybody reads beside it: news with their photos, photos, answers."""
    pictures = list(Photo.objects.filter(report=report, hidden_at=None).select_related("image"))
    rows = Update.objects.filter(report=report, is_private=False, hidden_at=None).select_related("voice").order_by("at", "pk")
    news = [
        {"update": row, "state": states.STATES[row.state] if row.state else None, "photos": [one for one in pictures if one.told_in_id == row.pk]}
        for row in rows[:200]
    ]  # fmt: skip
    return news, [one for one in pictures if one.told_in_id is None], reading.answers_said(report)


def state_choices(report: Report) -> list[tuple[str, Any]]:
    """What somebody who sees the place may say of it."""
    still = _("It is still as reported") if report.is_open else _("It is as the commune says")
    choices = [("", still)]
    if report.is_open:
        choices.append((states.FIXED_BY_USER, _("It is done") if report.is_suggestion else _("It is repaired")))
    elif report.state not in (states.DUPLICATE, states.CANCELLED):
        choices.append((states.RECEIVED, _("It is there again, or not really repaired")))
    return choices


@report_view
@never_cache
def tell(request: HttpRequest, report: Report) -> HttpResponse:
    """News from whoever sees the place. A visitor says who she is afterwards."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    refusal = rules.may_take_part(person, report, at) if person.is_authenticated else rules.must_be_there(report)
    posted = request.method == "POST"
    form = UpdateForm(request.POST if posted else None, request.FILES if posted else None, choices=state_choices(report))
    if posted and not refusal:
        require(limits.must_be_within("reports-tell", visitor_key(request), most=PER_HOUR, per=HOUR, at=at))  # type: ignore[arg-type]
        is_valid = form.is_valid()
        form.take_photos(at, str(_("Photo: %(what)s") % {"what": report.title}))
        if is_valid:
            said = form.cleaned_data
            data = {
                "report": report.pk, "text": said["text"], "state": said.get("state", ""), "images": [image.pk for image in form.images],
                "shows_name": said["shows_name"], "title": report.title,
            }  # fmt: skip
            if not person.is_authenticated:
                return guests.act(request, "reports:tell", data)  # type: ignore[arg-type]
            try:
                actions.update(
                    report=report, text=said["text"], state=said.get("state", ""), person=person, images=form.images,
                    shows_name=said["shows_name"], at=at,
                )  # fmt: skip
            except Refused as refused:
                form.add_error(None, str(refused.refusal))
            else:
                messages.success(request, _("Thank you: your news is on the page."))
                return redirect(actions.address(report))
    context = {
        "report": report,
        "form": form,
        "refusal": refusal,
        "url": actions.address(report),
        "list_url": place(report.component, "show"),
    }
    return render(request, "reports/tell.html", context, status=403 if refusal and posted else 422 if form.errors else 200)


@report_view
@never_cache
def withdraw(request: HttpRequest, report: Report) -> HttpResponse:
    refusal = rules.may_withdraw(request.person, report)  # type: ignore[attr-defined]
    if request.method == "POST":
        actions.withdraw(report=report, person=request.person, at=clock.now())  # type: ignore[attr-defined]
        messages.success(request, _("Your report is taken back."))
        return redirect(place(report.component, "show"))
    return render(request, "reports/withdraw.html", {"report": report, "refusal": refusal}, status=403 if refusal else 200)
