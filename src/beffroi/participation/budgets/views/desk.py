"""The team's pages of a budget: what waits, the money and the rules, ideas from elsewhere, past votes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.participation.ballots import reading as urn
from beffroi.participation.budgets import actions, counting, jobs, polling, states
from beffroi.participation.budgets.access import EDIT, STUDY
from beffroi.participation.budgets.actions.counting import must_be_countable
from beffroi.participation.budgets.desk_forms import BudgetForm, Envelopes, FileForm, SimulationForm, SourceForm, envelopes_initial
from beffroi.participation.budgets.models import Budget, Project, Simulation
from beffroi.participation.spaces.access import component_team
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import has_right_in
from beffroi.participation.spaces.types import component_types, contributions

SIZE = 50
AT_ONCE = 2_000  # ballots that are counted while the team waits


def frame(request: HttpRequest, component: Component, current: str) -> dict[str, Any]:
    """What every desk page of one budget shows: its tabs, the way to its page."""
    numbers = [component.process_id, component.pk]
    names = [("desk", _("Ideas and projects"))]
    if has_right_in(request.user, component.process, EDIT):
        names += [("money", _("Money and rules")), ("sources", _("Bring in ideas")), ("simulator", _("Try past votes"))]
    names.append(("poll", _("The vote")))
    return {
        "component": component, "process": component.process, "budget": actions.budget_of(component),
        "table_url": reverse("budgets_desk:desk", args=numbers), "public_url": actions.page_of(component),
        "tabs": [{"url": reverse(f"budgets_desk:{name}", args=numbers), "label": label, "current": name == current} for name, label in names],
    }  # fmt: skip


@component_team("budget", STUDY)
def desk(request: HttpRequest, component: Component) -> HttpResponse:
    """Every idea, by what it waits for."""
    wanted = request.GET.get("etat", "")
    known = [key for key, _label in states.STATES if key not in (states.DRAFT,)]
    rows = Project.objects.filter(component=component).exclude(state=states.DRAFT).select_related("envelope", "voice")
    if wanted in known:
        rows = rows.filter(state=wanted)
    found = page(rows, order=("-supports_count", "-pk"), after=request.GET.get("apres", ""), size=SIZE)
    for row in found.rows:
        row.component = component
    tabs = [{"url": request.path, "label": _("All"), "current": wanted not in known}]
    tabs += [{"url": f"?etat={key}", "label": label, "current": key == wanted} for key, label in states.STATES if key in known]
    lines = [
        {
            "project": row, "url": reverse("budgets_desk:study", args=[component.process_id, component.pk, row.pk]),
            "waits": _waits(row),
        }
        for row in found.rows
    ]  # fmt: skip
    return render(request, "budgets/desk/table.html", frame(request, component, "desk") | {"page": found, "lines": lines, "states": tabs})


def _waits(row: Project) -> str:
    """What it waits for, in a few words."""
    if row.change_asked:
        return _("a change by its author")
    if row.state == states.IDEA:
        return _("a service to be asked")
    if row.state == states.STUDY:
        if row.studies_open:
            return _("the services")
        return _("a decision") if row.supervised_at else _("a check of the studies")
    return ""


@component_team("budget", EDIT)
def money(request: HttpRequest, component: Component) -> HttpResponse:
    """Envelopes, the ballot, the rule."""
    context = frame(request, component, "money")
    budget = context["budget"]
    which = request.POST.get("form", "")
    rules_form = BudgetForm(request.POST if which == "rules" else None, instance=Budget.objects.get(pk=budget.pk))
    envelopes: Any = Envelopes(request.POST if which == "envelopes" else None, initial=envelopes_initial(budget), prefix="e")
    bad = False
    if request.method == "POST":
        form: Any = rules_form if which == "rules" else envelopes
        bad = not form.is_valid()
        if not bad:
            try:
                if which == "rules":
                    actions.save_budget(component=component, person=request.user, fields=form.cleaned_data)
                else:
                    actions.save_envelopes(component=component, person=request.user, wanted=envelopes.wanted)
            except Refused as refused:
                messages.error(request, str(refused.refusal))
            else:
                messages.success(request, _("Saved."))
            return redirect(request.path)
    context |= {"rules_form": rules_form, "envelopes": envelopes, "rows": list(budget.envelopes.select_related("district"))}
    return render(request, "budgets/desk/money.html", context, status=422 if bad else 200)


@component_team("budget", EDIT)
def sources(request: HttpRequest, component: Component) -> HttpResponse:
    """Ideas from another part of the process, or from a file."""
    kinds = [source.kind for source in contributions if source.kind != "budget" and source.kind in component_types]
    form = SourceForm(component, kinds, request.GET if "source" in request.GET else None)
    file_form = FileForm(request.POST if "pb" in request.FILES or request.POST.get("form") == "file" else None, request.FILES or None)
    found: list[Any] = []
    if form.is_bound and form.is_valid() and form.cleaned_data["source"]:
        source = form.cleaned_data["source"]
        source.process = component.process
        found = list(contributions[source.kind].search(source, form.cleaned_data["text"]))
    if request.method == "POST" and request.POST.get("form") == "file" and file_form.is_valid():
        return _take_file(request, component, file_form)
    if request.method == "POST" and request.POST.get("form") == "chosen":
        chosen = set(request.POST.getlist("choisie"))
        made = actions.import_contributions(
            component=component, person=request.user, found=[one for one in found if str(one.subject) in chosen], at=clock.now()
        )
        messages.success(request, _("Ideas brought in: %(n)d.") % {"n": len(made)})
        return redirect(request.get_full_path())
    known = set(Project.objects.filter(component=component).exclude(origin="").values_list("origin", flat=True))
    lines = [{"one": one, "key": str(one.subject), "is_here": str(one.subject) in known} for one in found]
    context = frame(request, component, "sources") | {"form": form, "file_form": file_form, "lines": lines, "asked": form.is_bound}
    return render(request, "budgets/desk/sources.html", context, status=422 if file_form.errors else 200)


def _take_file(request: HttpRequest, component: Component, form: FileForm) -> HttpResponse:
    try:
        found = counting.read_file(form.cleaned_data["pb"])
    except ValueError as error:
        form.add_error("pb", _("This file cannot be read: %(why)s") % {"why": error})
        context = frame(request, component, "sources")
        kinds = [source.kind for source in contributions if source.kind != "budget"]
        context |= {"form": SourceForm(component, kinds), "file_form": form, "lines": [], "asked": False}
        return render(request, "budgets/desk/sources.html", context, status=422)
    rows = [counting.idea_of(one) for one in found.projects[:1000]]
    made = actions.import_projects(component=component, person=request.user, rows=rows, at=clock.now())
    messages.success(request, _("Ideas brought in: %(n)d.") % {"n": len(made)})
    return redirect(request.path)


@component_team("budget", EDIT)
def simulator(request: HttpRequest, component: Component) -> HttpResponse:
    """Past votes counted by every rule, beside one another."""
    form = SimulationForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            counting.read_file(data["pb"])
        except ValueError as error:
            form.add_error("pb", _("This file cannot be read: %(why)s") % {"why": error})
        else:
            made = actions.add_simulation(
                component=component, person=request.user, name=data["name"], pb=data["pb"], amount=data["amount"], at=clock.now()
            )
            jobs.simulate.enqueue(simulation=made.pk)
            messages.success(request, _("The votes are being counted by every rule. Load this page again in a moment."))
            return redirect(reverse("budgets_desk:simulation", args=[component.process_id, component.pk, made.pk]))
    rows = Simulation.objects.filter(component=component).defer("pb", "results").order_by("-pk")[:30]
    context = frame(request, component, "simulator") | {"form": form, "rows": rows}
    return render(request, "budgets/desk/simulator.html", context, status=422 if form.errors else 200)


@component_team("budget", EDIT)
def simulation(request: HttpRequest, component: Component, simulation: int) -> HttpResponse:
    rows = Simulation.objects.filter(component=component).defer("pb")
    found = get_object_or_404(rows, pk=simulation)
    if request.method == "POST" and "remove" in request.POST:
        actions.remove_simulation(simulation=found, person=request.user)
        messages.success(request, _("It is deleted."))
        return redirect(reverse("budgets_desk:simulator", args=[component.process_id, component.pk]))
    names = dict(states.RULES)
    completions = {"add1u": _("filled up"), "add1": _("not filled up")}
    lines = [
        row | {
            "label": names[row["rule"]], "note": completions.get(row["completion"], ""), "spent": round(row["spent"] * 100),
            "share": round(100 * row["reached"] / row["voters"]) if row["voters"] else 0, "many": len(row["winners"]),
        }
        for row in found.results
    ]  # fmt: skip
    first = set(found.results[0]["winners"]) if found.results else set()
    for line in lines:
        line["differs"] = [name for key, name in zip(line["winners"], line["names"], strict=True) if key not in first]
    context = frame(request, component, "simulator") | {"simulation": found, "lines": lines}
    context |= {"voters": found.results[0]["voters"] if lines else 0, "amount": round(found.results[0]["budget"] * 100) if lines else 0}
    return render(request, "budgets/desk/simulation.html", context)


@component_team("budget", EDIT)
@require_POST
def freeze(request: HttpRequest, component: Component) -> HttpResponse:
    return _deed(request, component, actions.freeze, _("The vote is ready. It opens and closes by itself, at its hours."))


@component_team("budget", EDIT)
@require_POST
def count(request: HttpRequest, component: Component) -> HttpResponse:
    """At once for a small town; a large urn is counted beside the requests."""
    election = polling.election_of(component)
    if election is not None and urn.totals(election)["voted_count"] > AT_ONCE:
        refusal = must_be_countable(actions.budget_of(component), election, clock.now())
        if refusal is None:
            jobs.count_votes.using(unique=f"budget-count-{component.pk}").enqueue(component=component.pk)
            messages.success(request, _("The ballots are being counted. Load this page again in a moment."))
        else:
            messages.error(request, str(refusal))
        return redirect(reverse("budgets_desk:poll", args=[component.process_id, component.pk]))
    return _deed(request, component, actions.count, _("The votes are counted. The result is public."))


def _deed(request: HttpRequest, component: Component, deed: Any, said: str) -> HttpResponse:
    try:
        deed(component=component, person=request.user, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    else:
        messages.success(request, said)
    return redirect(reverse("budgets_desk:poll", args=[component.process_id, component.pk]))


@component_team("budget", STUDY)
def poll(request: HttpRequest, component: Component) -> HttpResponse:
    """Where the vote stands: what is missing, how many took part, paper, the count."""
    context = frame(request, component, "poll")
    budget: Budget = context["budget"]
    election = polling.election_of(component) if budget.is_frozen else None
    at = clock.now()
    sheets = {state: 0 for state, _label in budget.sheets.model.STATES}
    for state in budget.sheets.values_list("state", flat=True):
        sheets[state] += 1
    context |= {
        "election": election,
        "missing": [] if budget.is_frozen else actions.missing(budget, component),
        "dates": polling.dates(component),
        "parts": polling.parts_of(budget),
        "sheets": [(label, sheets[state]) for state, label in budget.sheets.model.STATES if sheets[state]],
        "may_edit": has_right_in(request.user, component.process, EDIT),
        "may_count": bool(election and at >= election.closes_at and not budget.is_counted),
        "rule_name": states.RULE_NAMES[budget.rule],
        "ballot_name": dict(states.BALLOTS)[budget.ballot],
    }
    return render(request, "budgets/desk/poll.html", context)
