"""The team's pages of one project: study, check, decide, price, merge; then the works."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.media.actions import take_image
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.participation.budgets import actions, reading, rules, states
from beffroi.participation.budgets.access import DECIDE, EDIT, STUDY, WORKS
from beffroi.participation.budgets.desk_forms import (
    AnalysisForm,
    ChangeForm,
    DecisionForm,
    MergeForm,
    Milestones,
    PriceForm,
    ServiceForm,
    SupervisionForm,
    WorksForm,
    milestones_initial,
)
from beffroi.participation.budgets.models import Analysis, Project
from beffroi.participation.budgets.views.desk import frame
from beffroi.participation.budgets.views.doors import desk_view
from beffroi.participation.spaces.rules import has_right_in


def _numbers(project: Project) -> list[int]:
    return [project.component.process_id, project.component_id, project.pk]


def _forms(request: HttpRequest, project: Project, budget: Any) -> dict[str, Any]:
    """The forms of the page, bound if it was sent."""
    which = request.POST.get("form", "") if request.method == "POST" else ""

    def sent(name: str) -> Any:
        return request.POST if which == name else None

    given = [one for one in project.analyses.all() if one.given_at]
    first = {
        "cost": project.cost if project.cost is not None else sum(one.cost or 0 for one in given) or None,
        "yearly": project.yearly if project.yearly is not None else sum(one.yearly or 0 for one in given) or None,
        "envelope": project.envelope_id or _likely_envelope(project, budget),
    }
    return {
        "service": ServiceForm(project.component.process, sent("service"), prefix="s"),
        "change": ChangeForm(sent("change"), prefix="c"),
        "supervise": SupervisionForm(budget, sent("supervise"), initial=first, prefix="v"),
        "decide": DecisionForm(sent("decide"), prefix="d"),
        "merge": MergeForm(project, sent("merge"), prefix="m"),
        "price": PriceForm(project, budget, sent("price"), prefix="p"),
    }


def _likely_envelope(project: Project, budget: Any) -> int | None:
    rows = list(budget.envelopes.all())
    own = next((one.pk for one in rows if one.district_id and one.district_id == project.district_id), None)
    return own or next((one.pk for one in rows if one.district_id is None), None)


def _deeds(project: Project, budget: Any, request: HttpRequest) -> dict[str, Callable[[dict[str, Any]], Any]]:
    common: dict[str, Any] = {"project": project, "person": request.user, "at": clock.now()}
    return {
        "service": lambda data: actions.ask_service(**common, **data),
        "change": lambda data: actions.ask_change(**common, **data),
        "supervise": lambda data: actions.supervise(**common, **data),
        "decide": lambda data: actions.decide(**common, kept=data["kept"] == "yes", reasons=data["reasons"]),
        "merge": lambda data: actions.merge(source=project, into=data["into"], person=request.user, text=data["text"], at=common["at"]),
        "price": lambda data: actions.price(**common, **data),
    }


@desk_view(STUDY)
def study(request: HttpRequest, project: Project) -> HttpResponse:
    """All that the town does with one idea, in the order in which it is done."""
    context = frame(request, project.component, "desk")
    budget = context["budget"]
    forms = _forms(request, project, budget)
    which = request.POST.get("form", "")
    bad = False
    if request.method == "POST" and which in forms:
        form = forms[which]
        bad = not form.is_valid()
        if not bad:
            try:
                _deeds(project, budget, request)[which](form.cleaned_data)
            except Refused as refused:
                form.add_error(None, str(refused.refusal))
                bad = True
            else:
                messages.success(request, _("Saved. Its author and its followers are told."))
                return redirect(request.path)
    process, person = project.component.process, request.user
    changes = not rules.may_change_study(person, project, budget)
    may_edit = changes and has_right_in(person, process, EDIT)
    context |= {
        "project": project,
        "forms": forms,
        "shown": _shown(project, changes, may_edit, person, budget),
        "sent": which if bad else "",
        "supervise_refusal": rules.may_supervise(person, project, budget) if may_edit else None,
        "decide_refusal": rules.may_decide(person, project, budget) if changes and has_right_in(person, process, DECIDE) else None,
        "analyses": [_line(one, project, person, budget) for one in project.analyses.select_related("account__voice")],
        "timeline": reading.timeline(project),
        "page_url": actions.address(project),
        "may_reopen": may_edit and project.state in (states.KEPT, states.REFUSED),
        "tells_works": project.state == states.WON and has_right_in(person, process, WORKS),
    }
    return render(request, "budgets/desk/study.html", context, status=422 if bad else 200)


def _shown(project: Project, changes: bool, may_edit: bool, person: Any, budget: Any) -> dict[str, bool]:
    """Which forms belong to this moment."""
    studied = project.state in (states.IDEA, states.STUDY)
    return {
        "service": may_edit and studied,
        "change": may_edit and studied,
        "supervise": may_edit and studied and not rules.may_supervise(person, project, budget),
        "decide": changes and studied and not rules.may_decide(person, project, budget),
        "merge": may_edit and project.state != states.KEPT,
        "price": may_edit and project.state == states.KEPT,
    }


def _line(one: Analysis, project: Project, person: Any, budget: Any) -> dict[str, Any]:
    one.project = project
    return {
        "one": one, "who": one.account.voice.display_name if one.account else "",
        "may_give": not rules.may_give_analysis(person, one, budget),
        "url": reverse("budgets_desk:analysis", args=[*_numbers(project), one.pk]),
    }  # fmt: skip


@desk_view(STUDY)
def analysis(request: HttpRequest, project: Project, analysis: int) -> HttpResponse:
    """The opinion of one service."""
    found = get_object_or_404(Analysis, pk=analysis, project_id=project.pk)
    found.project = project
    context = frame(request, project.component, "desk")
    refusal = rules.may_give_analysis(request.user, found, context["budget"])
    form = AnalysisForm(request.POST or None, instance=Analysis.objects.get(pk=found.pk))
    back = reverse("budgets_desk:study", args=_numbers(project))
    if request.method == "POST" and "cancel" in request.POST:
        return _try(
            request, back, lambda: actions.cancel_study(analysis=found, person=request.user, at=clock.now()), _("It is taken back.")
        )
    if request.method == "POST" and not refusal and form.is_valid():
        try:
            actions.give_analysis(analysis=found, person=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("Your opinion is on the page of the idea."))
            return redirect(back)
    may_cancel = has_right_in(request.user, project.component.process, EDIT) and found.given_at is None
    context |= {"project": project, "analysis": found, "form": form, "refusal": refusal, "back_url": back, "may_cancel": may_cancel}
    return render(request, "budgets/desk/analysis.html", context, status=422 if form.errors else 200)


def _try(request: HttpRequest, back: str, deed: Callable[[], Any], said: str) -> HttpResponse:
    try:
        deed()
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    else:
        messages.success(request, said)
    return redirect(back)


@desk_view(EDIT)
@require_POST
def reopen(request: HttpRequest, project: Project) -> HttpResponse:
    back = reverse("budgets_desk:study", args=_numbers(project))
    return _try(request, back, lambda: actions.reopen(project=project, person=request.user, at=clock.now()), _("It is studied again."))


@desk_view(WORKS)
def works(request: HttpRequest, project: Project) -> HttpResponse:
    """News, milestones, the day of the end, what was spent."""
    refusal = rules.may_tell_works(request.user, project)
    which = request.POST.get("form", "") if request.method == "POST" else ""
    names = ("works", "percent", "spent", "starts_on", "due_on")
    form = WorksForm(
        request.POST if which == "news" else None, request.FILES if which == "news" else None,
        initial={name: getattr(project, name) for name in names},
    )  # fmt: skip
    milestones: Any = Milestones(request.POST if which == "milestones" else None, initial=milestones_initial(project), prefix="j")
    at, bad = clock.now(), False
    if which and not refusal:
        sent: Any = form if which == "news" else milestones
        bad = not sent.is_valid()
        if not bad:
            try:
                if which == "news":
                    data = form.cleaned_data
                    image = take_image(upload=data["picture"], alt=data["picture_alt"], at=at) if data.get("picture") else None
                    actions.tell_works(project=project, person=request.user, fields=data, at=at, image=image)
                else:
                    actions.save_milestones(project=project, person=request.user, wanted=milestones.wanted, at=at)
            except Refused as refused:
                form.add_error("text", str(refused.refusal))
                bad = True
            else:
                messages.success(request, _("Saved. Who follows this project is told."))
                return redirect(request.path)
    context = frame(request, project.component, "desk") | {
        "project": project, "form": form, "milestones": milestones, "refusal": refusal, "page_url": actions.address(project),
        "timeline": reading.timeline(project),
    }  # fmt: skip
    return render(request, "budgets/desk/works.html", context, status=422 if bad else 200)
