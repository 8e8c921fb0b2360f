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
from beffroi.kernel.rules import Refusal
from beffroi.ui import drawings
from beffroi.ui.forms import CheckCards, Code, DateTimeInput, Password, Picture, RadioCards, Textarea
from beffroi.ui.icons import ICONS

SEE = right("ui:gallery:see", _("See the parts of pages")).kind
ERRORS = ("403", "404", "500", "refused", "offline")


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
    when = forms.DateTimeField(label=_("Date and hour"), widget=DateTimeInput, required=False)
    picture = forms.FileField(label=_("Picture"), widget=Picture, required=False)
    password = forms.CharField(label=_("Password"), widget=Password, required=False)
    code = forms.CharField(label=_("Code received"), widget=Code, required=False)
    agreed = forms.BooleanField(label=_("I have read the rules"))


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
        "files": [{"title": _("Plan of the square"), "url": "#", "kind": "PDF", "bytes": 1_240_000, "note": _("4 pages")}],
        "tabs": [{"label": _("Open now"), "url": "#", "current": True, "count": 3}, {"label": _("Finished"), "url": "#"}],
        "steps": [_("Write"), _("Say who you are"), _("Done")],
        "moments": [
            {"at": at - timedelta(20), "title": _("Decided"), "state": "done"},
            {"at": at, "title": _("The works begin"), "state": "current"},
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
