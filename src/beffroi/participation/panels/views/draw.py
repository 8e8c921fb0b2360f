"""The draw at the desk: close the list, publish, throw the dice; one page that shows the next act."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.participation.panels import actions, rules, states, wording
from beffroi.participation.panels.access import EDIT
from beffroi.participation.panels.desk_forms import DiceForm, ThrowAtForm
from beffroi.participation.panels.models import Lottery, Panel
from beffroi.participation.panels.pool import features_of
from beffroi.participation.panels.views.desk import frame_of, panel_desk, place
from beffroi.participation.panels.views.public import figures_of


@panel_desk(EDIT)
@require_safe
def show(request: HttpRequest, panel: Panel) -> HttpResponse:
    return _show(request, panel)


def _show(request: HttpRequest, panel: Panel, *, status: int = 200, **more: Any) -> HttpResponse:
    person, at, features = request.user, clock.now(), features_of(panel)
    is_met, advice = wording.verdict(panel, features) if not panel.is_frozen else (None, [])
    moving = {"throw_at": panel.throw_at, "throw_place": panel.throw_place}
    context = {
        **frame_of(request, panel, "draw"),
        "is_met": is_met,
        "advice": advice,
        "trouble": wording.advice_said(panel.trouble, panel, features),
        "close_refusal": rules.may_close(person, panel),
        "figures": figures_of(panel),
        "publish_form": ThrowAtForm() if not rules.may_publish(person, panel) else None,
        "move_form": ThrowAtForm(initial=moving) if not rules.may_move_throw(person, panel) else None,
        "dice_form": DiceForm() if panel.state == states.PUBLISHED else None,
        "dice_refusal": rules.may_throw(person, panel, at),
        "has_people": Lottery.objects.filter(panel=panel).exclude(people="").exists(),
        **more,
    }
    return render(request, "panels/desk/draw.html", context, status=status)


@panel_desk(EDIT)
@require_POST
def do(request: HttpRequest, panel: Panel, deed: str) -> HttpResponse:
    person, at = request.user, clock.now()
    try:
        if deed == "fermer":
            actions.close_pool(panel=panel, person=person, at=at)
            messages.success(request, _("The list is closed. The thousand panels are being calculated."))
        elif deed == "rouvrir":
            actions.open_again(panel=panel, person=person, at=at)
            messages.success(request, _("The list is open again."))
        elif deed == "terminer":
            actions.end(panel=panel, person=person, at=at)
            messages.success(request, _("The panel is over. What is personal will be erased on the day that the page names."))
        elif deed in ("publier", "deplacer"):
            form = ThrowAtForm(request.POST)
            name = "publish_form" if deed == "publier" else "move_form"
            if not form.is_valid():
                return _show(request, panel, status=422, **{name: form})
            if refusal := rules.must_be_ahead(form.cleaned_data["throw_at"], at):
                form.add_error("throw_at", str(refusal))
                return _show(request, panel, status=422, **{name: form})
            if deed == "publier":
                actions.publish(panel=panel, person=person, at=at, **form.cleaned_data)
                messages.success(request, _("The thousand panels are public, and their fingerprint is in the ledger."))
            else:
                actions.move_throw(panel=panel, person=person, at=at, **form.cleaned_data)
                messages.success(request, _("The new day of the dice is announced."))
        elif deed == "des":
            dice = DiceForm(request.POST)
            if not dice.is_valid():
                return _show(request, panel, status=422, dice_form=dice)
            actions.throw(panel=panel, person=person, dice=dice.dice, at=at)
            messages.success(request, _("The panel is drawn, and public. Those who were drawn receive a mail; print the other letters."))
        else:
            raise Http404
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    return redirect(place(panel, "draw"))


@panel_desk(EDIT)
@require_safe
def people_file(request: HttpRequest, panel: Panel) -> HttpResponse:
    """Pseudonyms with their answers: for whoever is sworn to check the whole draw. Not public."""
    lottery = get_object_or_404(Lottery, panel=panel)
    if not lottery.people:
        raise Http404
    actions.note_read(panel=panel, person=request.user, what="answers")
    response = HttpResponse(lottery.people["csv"], content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="personnes-{panel.component_id}.csv"'
    return response
