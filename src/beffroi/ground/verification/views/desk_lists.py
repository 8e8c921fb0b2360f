"""The team's pages: letters to print, lists to import."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.people.access import team
from beffroi.ground.town.models import Town
from beffroi.ground.verification import rules
from beffroi.ground.verification.actions.letters import print_batch
from beffroi.ground.verification.actions.rolls import import_roll, remove_roll, set_roll
from beffroi.ground.verification.desk_forms import AgainForm, NewRollForm, RollFileForm
from beffroi.ground.verification.files import read_people
from beffroi.ground.verification.models import Letter, Roll
from beffroi.ground.verification.views.providers import site
from beffroi.kernel import clock
from beffroi.kernel.later import Later
from beffroi.kernel.rules import Refused

if TYPE_CHECKING:
    import segno
else:
    segno = Later("segno")


@team(rules.LETTERS)
def letters(request: HttpRequest) -> HttpResponse:
    """How many wait, and those that were printed."""
    printed = Letter.objects.filter(state=Letter.PRINTED).select_related("account__voice").order_by("-printed_at", "-pk")[:100]
    context = {"waiting": Letter.objects.filter(state=Letter.ASKED).count(), "printed": list(printed)}
    return render(request, "verification/desk/letters.html", context)


@team(rules.LETTERS)
@require_POST
def print_letters(request: HttpRequest) -> HttpResponse:
    """The letters themselves, once: their codes are known to this paper alone. Printed by the browser."""
    form = AgainForm(request.POST)
    again = form.cleaned_data["again"] if form.is_valid() else []
    made = print_batch(person=request.user, again=again, at=clock.now())
    if not made:
        messages.info(request, _("No letter waits."))
        return redirect("verification_desk:letters")
    page = site(request) + reverse("verification:letter")
    sheets = [{"lines": one.lines, "code": one.code, "until": one.letter.expires_at, "qr": _qr(f"{page}?code={one.code}")} for one in made]
    return render(request, "verification/desk/print.html", {"sheets": sheets, "town": Town.current(), "page": page})


def _qr(address: str) -> str:
    """The picture of an address, inside the page: it must not be asked for a second time."""
    return segno.make(address, error="m").svg_data_uri(scale=4, border=2)


@team(rules.ROLLS)
def rolls(request: HttpRequest) -> HttpResponse:
    return render(request, "verification/desk/rolls.html", {"rolls": list(Roll.objects.order_by("title", "pk"))})


@team(rules.ROLLS)
def new_roll(request: HttpRequest) -> HttpResponse:
    """A list comes in: read, hashed, forgotten."""
    form = NewRollForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            people, left_out = read_people(data["file"], data["kind"])
            row = import_roll(
                person=request.user, roll=None, people=people, title=data["title"], kind=data["kind"], months=data["months"], at=clock.now()
            )
        except Refused as error:
            form.add_error("file", str(error.refusal))
        except ValidationError as error:
            form.add_error("file", error)
        else:
            _said(request, row, left_out)
            return redirect("verification_desk:rolls")
    return render(request, "verification/desk/new_roll.html", {"form": form}, status=422 if form.errors else 200)


def _said(request: HttpRequest, row: Roll, left_out: int) -> None:
    messages.success(request, _("%(n)d people are in the list. The file itself is not kept.") % {"n": row.people_count})
    if left_out:
        messages.warning(request, _("%(n)d lines were left out: something was missing in them.") % {"n": left_out})


@team(rules.ROLLS)
def roll(request: HttpRequest, pk: int) -> HttpResponse:
    """A newer file, in use or not, or away with it."""
    row = get_object_or_404(Roll, pk=pk)
    form = RollFileForm(request.POST if request.POST.get("deed") == "import" else None, request.FILES or None)
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    if deed == "remove":
        remove_roll(person=request.user, roll=row)
        messages.success(request, _("The list is forgotten."))
        return redirect("verification_desk:rolls")
    if deed in ("open", "close"):
        set_roll(person=request.user, roll=row, is_open=deed == "open")
        messages.success(request, _("Saved."))
        return redirect("verification_desk:roll", pk=pk)
    if deed == "import" and form.is_valid():
        try:
            people, left_out = read_people(form.cleaned_data["file"], row.kind)
            row = import_roll(person=request.user, roll=row, people=people, at=clock.now())
        except Refused as error:
            form.add_error("file", str(error.refusal))
        except ValidationError as error:
            form.add_error("file", error)
        else:
            _said(request, row, left_out)
            return redirect("verification_desk:rolls")
    return render(request, "verification/desk/roll.html", {"row": row, "form": form}, status=422 if form.errors else 200)
