"""Reports at the desk: the list, one report with all that is done with it."""

from collections.abc import Callable
from datetime import datetime, time
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from beffroi.ground.people.access import team
from beffroi.ground.places.types import Location, MapPoint
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.participation.reports import actions, reading, rules, states
from beffroi.participation.reports.actions import handling
from beffroi.participation.reports.desk_forms import AnswerForm, EditForm, SortForm
from beffroi.participation.reports.models import Photo, Report, Template, Update
from beffroi.participation.reports.reactions import filled

SIZE = 25
SHOWN = ("voice", "category", "service", "assignee__voice", "component__process", "duplicate_of", "district")
TABS = {
    "": pgettext_lazy("reports", "For me"), "nouveaux": pgettext_lazy("reports, plural", "New"), "retard": gettext_lazy("Late"),
    "tous": pgettext_lazy("reports, plural", "All"),
}  # fmt: skip


def one(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A desk page of one report, for whoever handles reports."""

    @team(rules.HANDLE)
    @wraps(view)
    def checked(request: HttpRequest, report: int, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, get_object_or_404(Report.objects.select_related(*SHOWN), pk=report), *args, **kwargs)

    return checked


@team(rules.HANDLE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits, by tab; the boxes put reports on the round of the day."""
    at = clock.now()
    tab = request.GET.get("liste", "")
    rows = Report.objects.there()
    if tab == "tous":
        rows = rows.all()
    elif tab == "retard":
        rows = rows.open().filter(expected_at__lt=at)
    elif tab == "nouveaux":
        rows = rows.filter(state=states.RECEIVED)
    else:
        tab, rows = "", reading.waits_for(request.user)
        if "liste" not in request.GET and not rows.exists():  # whoever has no list of their own begins with what is new
            tab, rows = "nouveaux", Report.objects.there().filter(state=states.RECEIVED)
    text = request.GET.get("q", "").replace("\0", "").strip()[:100]
    if text:
        number = text.lstrip("#")
        rows = (
            rows.filter(pk=int(number))
            if number.isdecimal() and len(number) < 10
            else rows.filter(place__icontains=text) | rows.filter(title__icontains=text)
        )
    found = page(rows.select_related(*SHOWN[:4]), order=("-priority", "-opened_at", "-pk"), after=request.GET.get("apres", ""), size=SIZE)
    tabs = [{"label": label, "url": f"?liste={key}", "current": key == tab} for key, label in TABS.items()]
    lines = [{"report": row, "is_late": row.is_late(at)} for row in found.rows]
    context = {
        "lines": lines, "page": found, "tabs": tabs, "text": text, "tab": tab, "may_choose": request.user.has_right(rules.WAYS),
        "points": [MapPoint(row.longitude, row.latitude, row.title, reverse("reports_team:report", args=[row.pk]), row.place) for row in found.rows],
    }  # fmt: skip
    return render(request, "reports/desk/index.html", context)


def show_report(request: HttpRequest, report: Report, *, status: int = 200, **more: Any) -> HttpResponse:
    """The whole page; a form that was refused comes in `more`."""
    at = clock.now()
    updates = Update.objects.filter(report=report).select_related("voice").prefetch_related("photos__image").order_by("at", "pk")
    near = reading.near(report.category, report.longitude, report.latitude, report.component, reach=1000)
    context = {
        "report": report,
        "url": actions.address(report),
        "answers": reading.answers_said(report, with_private=True),
        "photos": Photo.objects.filter(report=report, told_in=None).select_related("image"),
        "news": [{"update": row, "state": states.STATES[row.state].said(report.kind) if row.state else ""} for row in updates],
        "sendings": report.sendings.select_related("service").order_by("pk"),
        "near": [one for one in near if one[0].pk != report.pk][:6],
        "point": [MapPoint(report.longitude, report.latitude, report.place or report.title)],
        "is_late": report.is_late(at),
        "templates": _templates(report),
        "answer_form": AnswerForm(report, _templates(report)),
        "sort_form": SortForm(report),
        "edit_form": _edit_form(report) if not rules.may_edit(request.user, report) else None,
        **more,
    }
    return render(request, "reports/desk/report.html", context, status=status)


def _templates(report: Report) -> list[Template]:
    rows = Template.objects.filter(category=None) | Template.objects.filter(category=report.category)
    return list(rows.order_by("title", "pk"))


def _edit_form(report: Report) -> EditForm:
    where = Location(report.longitude, report.latitude, report.place)
    initial = {"title": report.title, "text": report.text, "category": report.category_id, "where": where, "is_private": report.is_private}
    return EditForm(initial=initial)


@one
@require_safe
def show(request: HttpRequest, report: Report) -> HttpResponse:
    return show_report(request, report)


@one
@require_POST
def answer(request: HttpRequest, report: Report) -> HttpResponse:
    """A word, a state, or a note."""
    at = clock.now()
    form = AnswerForm(report, _templates(report), request.POST, request.FILES)
    is_valid = form.is_valid()
    form.take_photos(at, str(_("Photo: %(what)s") % {"what": report.title}))
    if is_valid:
        said = form.cleaned_data
        template = form.templates.get(said.get("template", ""))
        text = said["text"] or (filled(template, report) if template else "")
        expected = timezone.make_aware(datetime.combine(said["expected_on"], time.max)) if said["expected_on"] else None
        try:
            actions.update(
                report=report, text=text, state="" if said["is_private"] else said["state"], person=request.user,
                by=report.service.name if report.service else "", is_official=not said["is_private"], is_private=said["is_private"],
                images=form.images, duplicate_of=said["first"], expected_at=expected, at=at,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("Noted for the team.") if said["is_private"] else _("It is on the page of the report."))
            return redirect("reports_team:report", report.pk)
    return show_report(request, report, status=422, answer_form=form)


@one
@require_POST
def sort(request: HttpRequest, report: Report) -> HttpResponse:
    form = SortForm(report, request.POST)
    if form.is_valid():
        handling.sort(report=report, person=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, _("It is sorted."))
        return redirect("reports_team:report", report.pk)
    return show_report(request, report, status=422, sort_form=form)


@one
@require_POST
def edit(request: HttpRequest, report: Report) -> HttpResponse:
    form = EditForm(request.POST)
    if form.is_valid():
        try:
            handling.edit(report=report, person=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("It is corrected. What was first written stays readable here."))
            return redirect("reports_team:report", report.pk)
    return show_report(request, report, status=422, edit_form=form)


@one
@require_POST
def photo(request: HttpRequest, report: Report, photo: int) -> HttpResponse:
    """Take one picture out of sight, or put it back."""
    found = get_object_or_404(Photo.objects.select_related("report__component__process"), pk=photo, report=report)
    handling.show_photo(photo=found, shown=found.hidden_at is not None, person=request.user, at=clock.now())
    return redirect("reports_team:report", report.pk)
