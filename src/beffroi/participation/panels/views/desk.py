"""The team's pages: all panels, one panel at a glance, its mandate."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.participation.panels import actions, rules, states, wording
from beffroi.participation.panels.access import CONTACT, EDIT, ENTER
from beffroi.participation.panels.desk_forms import MandateForm
from beffroi.participation.panels.models import Candidate, Panel, Seat
from beffroi.participation.panels.pool import features_of
from beffroi.participation.spaces.access import component_team, some_team
from beffroi.participation.spaces.models import Component, TeamMember
from beffroi.participation.spaces.rules import SEE_DRAFTS, has_right_in

View = Callable[..., HttpResponse]
SIZE = 30


def panel_desk(right: str) -> Callable[[View], View]:
    """A desk page of one panel: `(request, panel, …)`."""

    def decorate(view: View) -> View:
        @component_team("panel", right)
        @wraps(view)
        def checked(request: HttpRequest, component: Component, *args: Any, **kwargs: Any) -> HttpResponse:
            panel = get_object_or_404(Panel, component=component)
            panel.component = component
            return view(request, panel, *args, **kwargs)

        return checked

    return decorate


def place(panel: Panel, route: str = "desk", *args: Any) -> str:
    return reverse(f"panels_desk:{route}", args=[panel.component.process_id, panel.component_id, *args])


def frame_of(request: HttpRequest, panel: Panel, here: str = "") -> dict[str, Any]:
    """What every desk page of a panel has: its name, its strip of pages."""
    process, person = panel.component.process, request.user
    tabs = [
        ("desk", pgettext("panels", "Overview"), SEE_DRAFTS),
        ("mandate", pgettext("panels", "Mandate"), EDIT),
        ("quotas", pgettext("panels", "Questions and quotas"), EDIT),
        ("letters", pgettext("panels", "Letters"), EDIT),
        ("entering", pgettext("panels", "Answers"), ENTER),
        ("draw", pgettext("panels", "Draw"), EDIT),
        ("seats", pgettext("panels", "Members"), CONTACT),
    ]
    shown = [one for one in tabs if has_right_in(person, process, one[2]) and (one[0] != "seats" or panel.drawn_at)]
    return {
        "panel": panel,
        "component": panel.component,
        "process": process,
        "state": states.STATES[panel.state],
        "desk_url": place(panel),
        "public_url": actions.address(panel),
        "tabs": [{"label": label, "url": place(panel, name), "current": name == here} for name, label, _right in shown],
    }


@some_team
def index(request: HttpRequest) -> HttpResponse:
    """Panels of the town, and of the spaces in whose team somebody is."""
    rows = Panel.objects.select_related("component__process")
    if not request.user.has_right(SEE_DRAFTS):  # type: ignore[union-attr]
        rows = rows.filter(component__process__in=TeamMember.objects.filter(account=request.user).values("process"))
    found = page(rows, order=("-created_at", "-pk"), after=request.GET.get("apres", ""), size=SIZE)
    lines = [{"panel": row, "state": states.STATES[row.state], "url": place(row)} for row in found.rows]
    return render(request, "panels/desk/index.html", {"lines": lines, "page": found})


@panel_desk(SEE_DRAFTS)
def show(request: HttpRequest, panel: Panel) -> HttpResponse:
    at, features = clock.now(), features_of(panel)
    is_met, advice = wording.verdict(panel, features) if not panel.is_frozen else (None, [])
    seats = Seat.objects.filter(panel=panel)
    context = {
        **frame_of(request, panel, "desk"),
        "next": next_act(panel, features, at),
        "is_met": is_met,
        "advice": advice,
        "rows": wording.rows_of(panel, features, is_team=True),
        "accepted": seats.filter(state=Seat.ACCEPTED).count(),
        "by_way": [{"label": label, "count": Candidate.objects.filter(panel=panel, way=way).count()} for way, label in Candidate.WAYS],
    }
    return render(request, "panels/desk/show.html", context)


def next_act(panel: Panel, features: list[Any], at: Any) -> dict[str, str]:
    """The one thing to do now: a sentence, an address and its label."""
    if not panel.mandate:
        return {
            "said": _("Say what the panel is asked, and how many people are drawn."),
            "url": place(panel, "mandate"),
            "label": _("Write the mandate"),
        }
    if not features:
        return {"said": _("Say what the panel must mirror."), "url": place(panel, "quotas"), "label": _("Add questions")}
    if panel.state == states.OPEN and not panel.letters_count and not panel.takes_volunteers:
        return {"said": _("Draw the addresses to which letters go."), "url": place(panel, "letters"), "label": _("Prepare the letters")}
    said = {
        states.OPEN: _("People sign up. When their time is over, close the list: the draw is then prepared."),
        states.COUNTING: _("A thousand panels are being calculated. This takes a minute or so."),
        states.READY: _("The thousand panels are ready. Publish them and announce the dice."),
        states.PUBLISHED: _("The panels are public. On the announced day, throw the dice and write them down."),
    }
    if panel.state in said:
        return {"said": said[panel.state], "url": place(panel, "draw"), "label": _("To the draw")}
    if panel.state == states.DRAWN:
        return {
            "said": _("The panel is drawn. See who accepts, and fill the places that are empty."),
            "url": place(panel, "seats"),
            "label": _("To the members"),
        }
    return {"said": _("This panel is over."), "url": "", "label": ""}


@panel_desk(EDIT)
def mandate(request: HttpRequest, panel: Panel) -> HttpResponse:
    # The form writes into an instance of its own: the stored row changes in the action only.
    own = get_object_or_404(Panel, pk=panel.pk)
    form = MandateForm(request.POST or None, instance=own)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_mandate(panel=panel, person=request.user, fields=form.wanted, at=clock.now())
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(place(panel))
    context = {**frame_of(request, panel, "mandate"), "form": form, "refusal": rules.must_be_unfrozen(panel)}
    return render(request, "panels/desk/mandate.html", context, status=422 if form.errors else 200)
