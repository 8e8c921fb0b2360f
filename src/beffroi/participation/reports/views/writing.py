"""Reporting: place, sort, words and photos on one page; what more is asked, and what is known already, before it goes."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from beffroi.ground.people import guests
from beffroi.ground.people.doors import visitor_key
from beffroi.kernel import clock, limits
from beffroi.kernel.access import public
from beffroi.kernel.rules import Refused, require
from beffroi.participation.reports import actions, listing, reading, rules
from beffroi.participation.reports.forms import ReportForm
from beffroi.participation.reports.intaking import words_of
from beffroi.participation.reports.views.lists import place
from beffroi.participation.reports.views.phones import is_open as phones_are_open
from beffroi.participation.reports.views.phones import keep as keep_for_phone
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component

HOUR, PER_HOUR, PER_VISITOR = timedelta(hours=1), 20, 60


@public
@never_cache
def town(request: HttpRequest) -> HttpResponse:
    return _write(request, None)


@component_view("report")
@never_cache
def new(request: HttpRequest, component: Component) -> HttpResponse:
    return _write(request, component)


def _form(request: HttpRequest) -> ReportForm:
    initial = {"category": request.GET.get("categorie", "").replace("\0", "")}
    posted = request.method == "POST"
    form = ReportForm(
        request.POST if posted else None, request.FILES if posted else None, initial=initial, categories=listing.open_categories()
    )
    if not request.person.is_authenticated:  # type: ignore[attr-defined]
        form.fields["shows_name"].help_text = _("You choose this name when you confirm your report.")
    return form


def _write(request: HttpRequest, component: Component | None) -> HttpResponse:
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    refusal = rules.may_report(person, component, at) if person.is_authenticated else rules.may_write(component, at, person)
    form = _form(request)
    near: list[Any] = []
    if request.method == "POST" and not refusal:
        require(limits.must_be_within("reports-write", visitor_key(request), most=PER_VISITOR, per=HOUR, at=at))  # type: ignore[arg-type]
        form.is_valid()
        if not _were_shown(form):
            form.forget_questions()
        is_valid = not form.errors
        form.take_photos(at, str(_("Photo: %(what)s") % {"what": form.chosen.name if form.chosen else _("report")}))
        if is_valid and not form.stop:
            said = form.cleaned_data
            if not (said["text"].strip() or form.images or any(said["answers"].values())):
                form.add_error("text", _("Say in a few words what you see, or add a photo."))
            else:
                near = _near(form, component)
                if _has_seen(form, near):
                    return _send(request, component, form)
                _set_seen(form, near)
    context = {
        "component": component,
        "process": component.process if component else None,
        "list_url": place(component, "show"),
        "details_url": place(component, "details"),
        "form": form,
        "near": near,
        "refusal": refusal,
        "phones": phones_are_open() and not person.is_authenticated,
    }
    status = 403 if refusal and request.method == "POST" else 422 if form.errors else 200
    return render(request, "reports/new.html", context, status=status)


def _near(form: ReportForm, component: Component | None) -> list[Any]:
    """The same close by, in words."""
    where = form.cleaned_data.get("where")
    if form.chosen is None or where is None:
        return []
    return [
        {"report": row, "url": actions.address(row), "far": far}
        for row, far in reading.near(form.chosen, where.longitude, where.latitude, component)
    ]


def _mark(form: ReportForm, near: list[Any]) -> str:
    """What was shown: the questions of this category, and these reports."""
    return " ".join([form.chosen.code if form.chosen else "", *(str(one["report"].pk) for one in near)])


def _were_shown(form: ReportForm) -> bool:
    """The questions of the chosen category were on the page that was sent."""
    seen = str(form.data.get("seen", "")).split()
    return not form.attributes or (bool(seen) and form.chosen is not None and seen[0] == form.chosen.code)


def _set_seen(form: ReportForm, near: list[Any]) -> None:
    """The form that comes back knows what it shows."""
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["seen"] = _mark(form, near)  # type: ignore[index]


def _has_seen(form: ReportForm, near: list[Any]) -> bool:
    """Nothing more to show: no question that was not on the page, nothing near that was not."""
    seen = str(form.data.get("seen", "")).split()
    return _were_shown(form) and {str(one["report"].pk) for one in near} <= set(seen[1:])


def _send(request: HttpRequest, component: Component | None, form: ReportForm) -> HttpResponse:
    at, person, said = clock.now(), request.person, form.cleaned_data  # type: ignore[attr-defined]
    where = said["where"]
    data = {
        "component": component.pk if component else None, "category": said["category"].code, "text": said["text"], "answers": said["answers"],
        "longitude": where.longitude, "latitude": where.latitude, "place": where.address, "geometry": form.geometry,
        "images": [image.pk for image in form.images], "shows_name": said["shows_name"], "title": said["category"].name,
        "language": (get_language() or "fr")[:2],
    }  # fmt: skip
    if not person.is_authenticated:
        if "phone" in request.POST and phones_are_open():
            return keep_for_phone(request, data)
        return guests.act(request, "reports:open", data)  # type: ignore[arg-type]
    require(limits.must_be_within("reports-open", person.pk, most=PER_HOUR, per=HOUR, at=at))
    try:
        report = actions.open_report(**words_of(data), person=person, at=at)
    except Refused as refused:
        return render(request, "reports/refused.html", {"refusal": refused.refusal, "text": said["text"]}, status=403)
    messages.success(request, _("Thank you: it is with us. You are told of each step."))
    return redirect(actions.address(report))


@public
@require_POST
def town_details(request: HttpRequest) -> HttpResponse:
    return _details(request, None)


@component_view("report")
@require_POST
def details(request: HttpRequest, component: Component) -> HttpResponse:
    return _details(request, component)


def _details(request: HttpRequest, component: Component | None) -> HttpResponse:
    """What the chosen category asks, and what is known near there, while one fills in the form: a fragment."""
    form = _form(request)
    form.is_valid()
    near = _near(form, component)
    _set_seen(form, near)
    form._errors = {}  # type: ignore[attr-defined]  # nothing was sent yet
    return render(request, "reports/_details.html", {"form": form, "near": near})


@public
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The same, kept in the browser: works without network, sends nothing by itself."""
    return render(request, "reports/offline.html", {"categories": [row for row in listing.open_categories() if not row.stops]})
