"""Every part in every state, at /gallery/: for those who write pages.

Shown to everybody in a demonstration and while developing; elsewhere, to the administrators of the site.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from beffroi.kernel import clock
from beffroi.kernel.access import must_pass, public, right
from beffroi.kernel.paging import Page
from beffroi.kernel.rules import Refusal
from beffroi.ui import drawings
from beffroi.ui.forms import Address, CheckCards, Code, DateInput, DateTimeInput, Password, Picture, RadioCards, Textarea, TimeInput
from beffroi.ui.icons import ICONS

SEE = right("ui:gallery:see", _("See the parts of pages")).kind
ERRORS = ("403", "404", "500", "refused", "offline")
# A picture that is no file: the gallery asks nothing of a town.
PICTURE = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='640' height='400'%3E%3Crect width='640' height='400' fill='%23b8d8da'/%3E"
    "%3Ccircle cx='470' cy='120' r='56' fill='%23d89a1e'/%3E%3Cpath d='M0 400 220 150 360 300 440 220 640 400z' fill='%239bb193'/%3E%3C/svg%3E"
)


class EveryField(forms.Form):
    """One field of each sort."""

    name = forms.CharField(label=_("Name or pseudonym"), help_text=_("Shown beside what you write."), max_length=40)
    email = forms.EmailField(label=_("E-mail address"))
    text = forms.CharField(label=_("Your idea"), widget=Textarea(rows=4), max_length=500, required=False)
    who = forms.ChoiceField(
        label=_("Who may read it"),
        choices=[("all", _("Everybody")), ("team", _("The team only"))],
        widget=RadioCards(explain={"all": _("It stands on the page."), "team": _("Nobody else sees it.")}),
    )
    days = forms.MultipleChoiceField(
        label=_("Days that suit you"), choices=[("sat", _("Saturday")), ("sun", _("Sunday"))], widget=CheckCards, required=False
    )
    district = forms.ChoiceField(label=_("District"), choices=[("", "–"), ("a", "Le Bourg"), ("b", "Le Pont-Vieux")], required=False)
    streets = forms.MultipleChoiceField(label=_("Several districts"), choices=[("a", "Le Bourg"), ("b", "Le Pont-Vieux")], required=False)
    address = forms.CharField(label=_("Address or place"), widget=Address, required=False)
    age = forms.IntegerField(label=_("Number of people"), min_value=1, required=False)
    day = forms.DateField(label=_("Day"), widget=DateInput, required=False)
    hour = forms.TimeField(label=_("Hour"), widget=TimeInput, required=False)
    when = forms.DateTimeField(label=_("Date and hour"), widget=DateTimeInput, required=False)
    picture = forms.FileField(label=_("Picture"), widget=Picture, required=False)
    password = forms.CharField(label=_("Password"), widget=Password, required=False)
    code = forms.CharField(label=_("Code received"), widget=Code, required=False)
    settled = forms.CharField(label=_("What can no longer change"), initial="Place du Marché", disabled=True, required=False)
    agreed = forms.BooleanField(label=_("I have read the rules"))


class Line(forms.Form):
    """One row of a form that has several."""

    line = forms.CharField(label=_("Name or pseudonym"), required=False)


Lines = forms.formset_factory(Line, extra=2)


def samples() -> dict[str, Any]:
    """Invented things, one for each part."""
    at = clock.now()
    phases = [
        {"title": _("Propose"), "state": "past", "starts_at": at - timedelta(60), "ends_at": at - timedelta(30)},
        {"title": _("Debate"), "state": "open", "starts_at": at - timedelta(30), "ends_at": at + timedelta(10)},
        {"title": _("Decide"), "state": "coming", "starts_at": at + timedelta(10), "ends_at": None},
    ]
    sides = [
        {"label": _("For"), "value": 12, "tone": "good", "count": 12},
        {"label": _("Nuance"), "value": 9, "tone": "bell", "count": 9},
        {"label": _("Against"), "value": 5, "tone": "brick", "count": 5},
    ]
    return {
        "at": at,
        "soon": at + timedelta(10),
        "phases": phases,
        "sides": sides,
        "refusal": Refusal("closed", _("This closed yesterday."), "#", _("See the result")),
        "bare_refusal": Refusal("closed", _("This closed yesterday.")),
        "files": [
            {"title": _("Plan of the square"), "url": "#", "kind": "PDF", "bytes": 1_240_000, "note": _("4 pages")},
            {"title": _("Plan of the square"), "url": "#"},
        ],
        "page": Page([], "after", "before"),
        "map": "skyline",
        "picture": PICTURE,
        "formset": Lines(prefix="lines"),
        "toasts": [("info", "info"), ("success", "check"), ("warning", "warning"), ("error", "warning")],
        "tabs": [{"label": _("Open now"), "url": "#", "current": True, "count": 3}, {"label": _("Finished"), "url": "#"}],
        "steps": [_("Write"), _("Say who you are"), _("Done")],
        "moments": [
            {"at": at - timedelta(20), "title": _("Decided"), "state": "done"},
            {"at": at, "title": _("The works begin"), "text": _("A remark beside the text."), "url": "#", "state": "current"},
            {"at": at + timedelta(40), "title": _("Opening"), "state": "coming"},
        ],
        "months": [_("September"), _("October"), _("November")],
        "series": [{"label": _("Proposals"), "values": [4, 11, 7]}, {"label": _("Messages"), "values": [18, 42, 31]}],
        "icons": sorted(ICONS),
        "drawings": drawings.names(),
        "tones": ["", "town", "good", "bell", "brick"],
        "topics": ["École", "Circulation"],
        "counts": [_("8 proposals")],
    }


@public
def show(request: HttpRequest) -> HttpResponse:
    _must_be_shown(request)
    filled = EveryField(request.GET) if "errors" in request.GET else EveryField()
    return render(request, "ui/gallery/show.html", samples() | {"form": filled, "errors": ERRORS})


@public
def error(request: HttpRequest, name: str) -> HttpResponse:
    """The pages that one hopes never to see."""
    _must_be_shown(request)
    if name not in ERRORS:
        raise Http404
    return render(request, f"ui/{name}.html", {**samples(), "sentence": _("This page is not open to you.")})


def _must_be_shown(request: HttpRequest) -> None:
    if not (settings.DEBUG or settings.DEMO) and must_pass(request, SEE):
        raise Http404
