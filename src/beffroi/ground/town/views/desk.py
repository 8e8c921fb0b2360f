"""The settings, for the administrator."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from beffroi.ground.media.actions import take_image
from beffroi.ground.town import actions, forms
from beffroi.ground.town.legal import pages
from beffroi.ground.town.missing import missing
from beffroi.ground.town.models import ExceptionalDay, Legal, Town
from beffroi.ground.town.rules import EDIT
from beffroi.kernel import clock
from beffroi.kernel.access import team
from beffroi.kernel.rules import Refused


@dataclass(frozen=True)
class Section:
    kind: str
    label: Any
    help: Any
    form: type[forms.Versioned]

    @property
    def shows_logo(self) -> bool:
        return self.form is forms.ThemeForm

    @property
    def row(self) -> type[Town] | type[Legal]:
        return self.form._meta.model


SECTIONS = {
    section.kind: section
    for section in (
        Section("identity", _("Identity"), _("Name, kind of public body, SIREN, tagline."), forms.IdentityForm),
        Section("contact", _("Contact"), _("Address, phone, e-mail."), forms.ContactForm),
        Section("hours", _("Opening hours"), _("The usual week, public holidays."), forms.HoursForm),
        Section("theme", _("Colour and logo"), _("The face of the site."), forms.ThemeForm),
        Section("use", _("Languages and features"), _("What citizens find here."), forms.UseForm),
        Section("legal", _("Legal notices"), _("Publication director, host, data protection officer."), forms.LegalForm),
        Section("accessibility", _("Accessibility"), _("The declaration that the law asks for."), forms.AccessibilityForm),
    )
}


@team(EDIT)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All settings, and what is still missing."""
    context = {"sections": SECTIONS.values(), "missing": missing(), "days": ExceptionalDay.objects.count(), "pages": pages()}
    return render(request, "town/desk/index.html", context)


@team(EDIT)
def section(request: HttpRequest, kind: str) -> HttpResponse:
    """One page of settings."""
    if kind not in SECTIONS:
        raise Http404
    found = SECTIONS[kind]
    row = found.row.objects.filter(pk=1).first() or found.row(pk=1)
    form = found.form(request.POST or None, request.FILES or None, instance=row)
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            _save(form, kind, request.user, clock.now())
        except Refused as refused:
            if refused.refusal.code != "stale":
                raise
            form, theirs = _again(request, found, form, str(refused))
        else:
            messages.success(request, gettext("Saved."))
            return redirect("town_desk:section", kind=kind)
    context = {"section": found, "form": form, "theirs": theirs, "town": Town.current()}
    return render(request, "town/desk/section.html", context)


def _save(form: Any, kind: str, person: Any, at: datetime) -> None:
    told = {"person": person, "version": form.cleaned_data["version"], "at": at}
    if isinstance(form, forms.HoursForm):
        actions.change_hours(week=form.week, values=form.values, **told)
    elif form._meta.model is Legal:
        actions.change_legal(values=form.values, **told)
    else:
        actions.change_town(part=kind, values={**form.values, **_logo(form, at)}, **told)


def _logo(form: Any, at: datetime) -> dict[str, Any]:
    """A new logo is decoded before the transaction of the settings."""
    if form.cleaned_data.get("picture"):
        return {"logo": take_image(upload=form.cleaned_data["picture"], alt=form.cleaned_data["picture_alt"], at=at)}
    return {"logo": None} if form.cleaned_data.get("without_logo") else {}


def _again(request: HttpRequest, found: Section, form: forms.Versioned, sentence: str) -> tuple[forms.Versioned, list[tuple[str, str]]]:
    """The same form with what was typed, beside what somebody else saved; saving again is a choice."""
    row = found.row.objects.get(pk=1)
    data = request.POST.copy()
    data["version"] = str(row.version)
    theirs = form.theirs(row)
    again = found.form(data, instance=row)
    again.is_valid()
    again.add_error(None, sentence)
    return again, theirs


@team(EDIT)
def days(request: HttpRequest) -> HttpResponse:
    """Exceptional days: add one, see and remove those to come."""
    form = forms.ExceptionalDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_exceptional_day(
            day=form.cleaned_data["date"], label=form.cleaned_data["label"], intervals=form.cleaned_data["hours"], person=request.user
        )
        messages.success(request, gettext("Saved."))
        return redirect("town_desk:days")
    rows = ExceptionalDay.objects.order_by("-date")[:100]
    return render(request, "town/desk/days.html", {"form": form, "rows": rows})


@team(EDIT)
@require_POST
def remove_day(request: HttpRequest, pk: int) -> HttpResponse:
    actions.remove_exceptional_day(row=get_object_or_404(ExceptionalDay, pk=pk), person=request.user)
    messages.success(request, gettext("Removed."))
    return redirect("town_desk:days")
