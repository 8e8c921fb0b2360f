"""The team's pages: what waits, one initiative (check, answer), the rules of types."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.participation.initiatives import actions, reading, rules, states
from beffroi.participation.initiatives.actions.texts import address
from beffroi.participation.initiatives.actions.types import FIELDS
from beffroi.participation.initiatives.forms import AnswerForm, FindSheetForm, ReasonForm, TypeForm
from beffroi.participation.initiatives.models import Initiative, InitiativeType, Member
from beffroi.participation.initiatives.rules import CHECK, TYPES
from beffroi.participation.spaces.access import component_team, some_team
from beffroi.participation.spaces.models import Component, TeamMember
from beffroi.participation.spaces.rules import SEE_DRAFTS, has_right_in

SIZE = 30
SHOWN = ("component__process", "type__district", "type__roll", "voice__avatar")
View = Callable[..., HttpResponse]


def visible(person: Any) -> QuerySet[Initiative]:
    """Those of the town, and of the spaces in whose team somebody is. Drafts are their committees' own."""
    rows = Initiative.objects.exclude(state=states.DRAFT).filter(component__process__published_at__isnull=False)
    if person.has_right(SEE_DRAFTS):
        return rows
    return rows.filter(component__process__in=TeamMember.objects.filter(account=person).values("process"))


def tabs_of(rows: QuerySet[Initiative]) -> dict[str, tuple[Any, QuerySet[Initiative], tuple[Any, ...]]]:
    return {
        "": (_("To check"), rows.filter(state=states.CHECKING), ("check_due_at", "pk")),
        "repondre": (_("To answer"), rows.filter(state=states.WAITING), ("answer_due_at", "pk")),
        "collecte": (pgettext("initiatives", "Being signed"), rows.filter(state=states.COLLECTING), ("closes_at", "pk")),
        "archives": (pgettext("initiatives", "Archive"), rows.filter(state__in=states.OVER), ("-public_at", "-pk")),
    }


@some_team
def index(request: HttpRequest) -> HttpResponse:
    """What waits in the whole town."""
    rows = visible(request.user)
    base = reverse("initiatives_team:index")
    return _table(
        request, rows, base, title=_("Initiatives to check and to answer"), may_import=request.user.has_right(TYPES), component=None
    )  # type: ignore[union-attr]


@component_team("initiative", SEE_DRAFTS)
def of_component(request: HttpRequest, component: Component) -> HttpResponse:
    rows = Initiative.objects.filter(component=component).exclude(state=states.DRAFT)
    base = reverse("initiatives_desk:desk", args=[component.process_id, component.pk])
    may_edit = has_right_in(request.user, component.process, TYPES)
    return _table(request, rows, base, title=component.title, component=component, may_edit=may_edit, may_import=False)


def _table(request: HttpRequest, rows: QuerySet[Initiative], base: str, **more: Any) -> HttpResponse:
    at, here, tabs = clock.now(), request.GET.get("voir", ""), tabs_of(rows)
    here = here if here in tabs else ""
    label, chosen, order = tabs[here]
    found = page(chosen.select_related(*SHOWN), order=order, after=request.GET.get("apres", ""), size=SIZE)
    context = {
        "lines": [line_of(row, at) for row in found.rows],
        "page": found,
        "tabs": [
            {"label": name, "url": f"{base}?voir={key}" if key else base, "current": key == here} for key, (name, _q, _o) in tabs.items()
        ],
        "may_edit": False,
        **more,
    }
    return render(request, "initiatives/desk/index.html", context)


def line_of(row: Initiative, at: Any) -> dict[str, Any]:
    is_late = bool(row.state == states.CHECKING and row.check_due_at and row.check_due_at < at) or reading.days_late(row, at) > 0
    return {
        "initiative": row,
        "state": states.STATES[row.state],
        "clock": reading.clock_said(row, at),
        "is_late": is_late,
        "gauge": reading.gauge_said(row) if row.opened_at else "",
    }


def one(right: str) -> Callable[[View], View]:
    """A desk page of one initiative that was sent: `(request, initiative, …)`."""

    def decorate(view: View) -> View:
        @component_team("initiative", right)
        @wraps(view)
        def checked(request: HttpRequest, component: Component, initiative: int, *args: Any, **kwargs: Any) -> HttpResponse:
            rows = Initiative.objects.select_related(*SHOWN).exclude(state=states.DRAFT)
            return view(request, get_object_or_404(rows, pk=initiative, component=component), *args, **kwargs)

        return checked

    return decorate


def place(initiative: Initiative, route: str = "one", *args: Any) -> str:
    return reverse(f"initiatives_desk:{route}", args=[initiative.component.process_id, initiative.component_id, initiative.pk, *args])


def frame_of(initiative: Initiative) -> dict[str, Any]:
    component = initiative.component
    return {
        "initiative": initiative,
        "component": component,
        "process": component.process,
        "state": states.STATES[initiative.state],
        "table_url": reverse("initiatives_desk:desk", args=[component.process_id, component.pk]),
        "one_url": place(initiative),
    }


def show_one(request: HttpRequest, initiative: Initiative, *, status: int = 200, **more: Any) -> HttpResponse:
    at, person = clock.now(), request.user
    may_key = not rules.may_key(person, initiative, at) and initiative.type.is_paper
    context = {
        **frame_of(initiative),
        **line_of(initiative, at),
        "text": SafeString(initiative.html),
        "public_url": address(initiative),
        "committee": list(initiative.members.filter(state=Member.ACCEPTED).select_related("voice__avatar").order_by("pk")),
        "rules": reading.rules_of(initiative.type, initiative.threshold if initiative.opened_at else None),
        "parts": reading.parts_said(initiative),
        "may_check": not rules.may_check(person, initiative),
        "reason_form": ReasonForm(),
        "answer_form": AnswerForm(initial={"name": ", ".join(filter(None, [person.voice.display_name, person.voice.badge]))})
        if not rules.may_answer(person, initiative, at)
        else None,  # type: ignore[union-attr]
        "answers": [{"answer": row, "html": SafeString(row.html)} for row in initiative.answers.order_by("-given_at", "-pk")],
        "may_key": may_key,
        "find_form": FindSheetForm() if may_key else None,
        "open_sheets": list(initiative.sheets.order_by(F("done_at").asc(nulls_first=True), "number")[:100])
        if initiative.type.is_paper
        else [],
        "steps": [reading.step_said(row, is_inside=True) for row in initiative.steps.order_by("-at", "-pk")],
        **more,
    }
    return render(request, "initiatives/desk/one.html", context, status=status)


@one(SEE_DRAFTS)
def show(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    return show_one(request, initiative)


@one(CHECK)
@require_POST
def check(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """Admit, refuse, or send back."""
    form = ReasonForm(request.POST)
    deed = next((name for name in ("admit", "refuse", "send_back") if name in request.POST), "")
    if not form.is_valid() or not deed:
        return show_one(request, initiative, reason_form=form, status=422)
    act = {"admit": actions.admit, "refuse": actions.refuse, "send_back": actions.send_back}[deed]
    try:
        act(initiative=initiative, person=request.user, reason=form.cleaned_data["reason"], at=clock.now())
    except Refused as refused:
        form.add_error("reason" if refused.refusal.code == "reason" else None, str(refused.refusal))
        return show_one(request, initiative, reason_form=form, status=422)
    said = {
        "admit": _("Admissible: the collection has begun, and the committee is told."),
        "refuse": _("Not admissible: the page says why, and the committee is told."),
        "send_back": _("Sent back to the committee, with your reasons."),
    }
    messages.success(request, said[deed])
    return redirect(frame_of(initiative)["table_url"] if deed == "send_back" else place(initiative))


@one(rules.ANSWER)
@require_POST
def answer(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show_one(request, initiative, answer_form=form, status=422)
    try:
        actions.answer(initiative=initiative, person=request.user, at=clock.now(), **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused.refusal))
        return show_one(request, initiative, answer_form=form, status=422)
    messages.success(request, _("The answer is public. The committee, those who signed and those who follow are told."))
    return redirect(place(initiative))


@component_team("initiative", TYPES)
def types(request: HttpRequest, component: Component) -> HttpResponse:
    rows = list(InitiativeType.objects.filter(component=component).select_related("district", "roll").order_by("position", "pk"))
    lines = [{"kind": row, "rules": reading.rules_of(row)} for row in rows]
    return render(request, "initiatives/desk/types.html", {**_types_frame(component), "lines": lines})


def _types_frame(component: Component) -> dict[str, Any]:
    table_url = reverse("initiatives_desk:desk", args=[component.process_id, component.pk])
    types_url = reverse("initiatives_desk:types", args=[component.process_id, component.pk])
    return {"component": component, "process": component.process, "table_url": table_url, "types_url": types_url}


@component_team("initiative", TYPES)
def edit_type(request: HttpRequest, component: Component, pk: int | None = None) -> HttpResponse:
    rows = InitiativeType.objects.filter(component=component)
    row = get_object_or_404(rows, pk=pk) if pk is not None else None
    # The form writes into an instance of its own: the stored row changes in the action only.
    form = TypeForm(
        request.POST or None, instance=get_object_or_404(rows, pk=pk) if pk is not None else InitiativeType(component=component)
    )
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in FIELDS}
        try:
            actions.save_type(component=component, person=request.user, fields=fields, kind=row)
        except Refused as refused:
            form.add_error("check_kind", str(refused.refusal))
        else:
            messages.success(request, _("Saved. Initiatives that collect already keep the rules that they began with."))
            return redirect(_types_frame(component)["types_url"])
    context = {**_types_frame(component), "form": form, "row": row}
    return render(request, "initiatives/desk/type.html", context, status=422 if form.errors else 200)


@component_team("initiative", TYPES)
@require_POST
def close_type(request: HttpRequest, component: Component, pk: int) -> HttpResponse:
    row = get_object_or_404(InitiativeType.objects.select_related("component__process"), component=component, pk=pk)
    actions.close_type(kind=row, person=request.user, at=clock.now())
    messages.success(request, _("It is offered no longer. What was begun goes on.") if row.closed_at else _("It is offered again."))
    return redirect(_types_frame(component)["types_url"])
