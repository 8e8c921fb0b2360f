"""The election period at the desk."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from beffroi.ground.people.access import team
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel import clock
from beffroi.kernel.subjects import Subject, cards_of
from beffroi.outreach.neutrality import actions, queries
from beffroi.outreach.neutrality.access import ARRANGE, READ
from beffroi.outreach.neutrality.forms import ElectionForm, SettingForm
from beffroi.outreach.neutrality.lint import SENTENCES
from beffroi.outreach.neutrality.models import Election, Flag


@team(READ)
def index(request: HttpRequest) -> HttpResponse:
    """Windows, what was noticed in them, and the rhythm of publications."""
    at = clock.now()
    today = timezone.localdate(at)
    elections: list[Any] = list(Election.objects.filter(month__gte=today.replace(year=today.year - 1)).order_by("month", "pk"))
    for election in elections:
        election.is_on = election.starts_on <= today <= election.ends_on
    flags: list[Any] = list(Flag.objects.select_related("by__voice", "election").order_by("-at", "-pk")[:50])
    cards = cards_of({Subject(flag.subject_kind, flag.subject_id) for flag in flags})
    for flag in flags:
        flag.card = cards.get(Subject(flag.subject_kind, flag.subject_id))
        flag.labels = [SENTENCES.get(code, code) for code in flag.warnings]
    context = {
        "elections": elections,
        "current": queries.election_on(today),
        "asked": [
            election for election in elections if election.is_on and election.concerned == Election.AUTO and not election.is_concerning
        ],
        "flags": flags,
        "months": queries.regularity(at),
        "arranges": must_have_right(request.user, ARRANGE) is None,
    }
    return render(request, "neutrality/index.html", context)


@team(ARRANGE)
def election(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Election, pk=pk) if pk else None
    form = ElectionForm(request.POST or None, instance=Election.objects.get(pk=pk) if pk else None)
    if request.method == "POST" and form.is_valid():
        actions.keep_election(election=row, person=request.user, values=form.cleaned_data, at=clock.now())
        messages.success(request, _("Kept."))
        return redirect("neutrality:index")
    return render(request, "neutrality/election.html", {"election": row, "form": form})


@team(ARRANGE)
def delete_election(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first."""
    row = get_object_or_404(Election, pk=pk)
    if request.method == "POST":
        actions.delete_election(election=row, person=request.user, at=clock.now())
        messages.success(request, _("Deleted."))
        return redirect("neutrality:index")
    return render(request, "neutrality/election_delete.html", {"election": row})


@team(ARRANGE)
def settings(request: HttpRequest) -> HttpResponse:
    form = SettingForm(request.POST or None, instance=queries.setting())
    if request.method == "POST" and form.is_valid():
        actions.keep_setting(person=request.user, values=form.cleaned_data, at=clock.now())
        messages.success(request, _("Kept."))
        return redirect("neutrality:index")
    return render(request, "neutrality/settings.html", {"form": form, "has_space": queries.has_space()})
