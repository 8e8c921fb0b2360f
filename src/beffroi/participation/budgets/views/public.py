"""What everybody reads: the list, the map, one project, results, works, the rule explained, files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from beffroi.commons.conversations.rules import Known
from beffroi.commons.supports import mine
from beffroi.ground.media.templatetags.media import picture_url
from beffroi.ground.places.types import MapPoint
from beffroi.kernel import clock
from beffroi.kernel.rules import NOWHERE
from beffroi.kernel.subjects import Subject
from beffroi.participation.ballots import reading as urn
from beffroi.participation.budgets import listing, polling, reading, rules, states
from beffroi.participation.budgets.access import EDIT, STUDY, WORKS
from beffroi.participation.budgets.actions import address, page_of
from beffroi.participation.budgets.models import Count, Counted, Project
from beffroi.participation.budgets.views.doors import project_view
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import has_right_in
from beffroi.ui import kept_page
from beffroi.ui.kept import piece

KEPT = ("tri", "etat", "enveloppe", "theme", "q")


def frame(component: Component) -> dict[str, Any]:
    return {"component": component, "process": component.process}


@component_view("budget")
@require_safe
def show(request: HttpRequest, component: Component) -> HttpResponse:
    """The ideas, then the projects, and the one thing to do now."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    budget = listing.budget_kept(component)
    chosen = listing.read(component, budget, request.GET)
    found = listing.listed(component, budget, chosen)
    envelopes = listing.envelopes_of(budget) if budget.pk else []
    now = reading.now(component, budget, at, person)
    is_team = person.is_authenticated and (has_right_in(person, component.process, EDIT) or has_right_in(person, component.process, STUDY))
    query = urlencode({name: request.GET[name] for name in KEPT if request.GET.get(name)})
    context = frame(component) | {
        "page": found, "has_cards": bool(found.many), "is_filtered": chosen.is_filtered, "filters": listing.filter_form(component, budget, chosen),
        "money": reading.money_said(budget, envelopes), "budget": budget, "is_team": is_team, "query": query,
    }  # fmt: skip
    head = piece(
        "budgets/_head.html",
        title=component.title,
        intro=component.intro,
        url=now.url,
        label=now.label,
        icon=now.icon,
        said=now.said,
        refusal=now.refusal,
    )
    holes = {"cards": found.html, "head": head}
    return kept_page.page(request, "budgets/list.html", context, key=(bool(found.many), is_team), holes=holes)


@component_view("budget")
@require_safe
def on_map(request: HttpRequest, component: Component) -> HttpResponse:
    budget = listing.budget_kept(component)
    chosen = listing.read(component, budget, request.GET)
    points = listing.points(component, chosen)
    query = urlencode({name: request.GET[name] for name in KEPT if request.GET.get(name)})
    context = frame(component) | {
        "points": points, "is_cut": len(points) >= listing.MOST_POINTS, "query": query, "filters": listing.filter_form(component, budget, chosen),
    }  # fmt: skip
    return render(request, "budgets/map.html", context)


@project_view
@require_safe
def project(request: HttpRequest, project: Project) -> HttpResponse:
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    component, subject = project.component, Subject("project", project.pk)
    refusal = rules.may_see(person, project, at)
    base = frame(component) | {"project": project}
    if refusal:
        if refusal.code == NOWHERE:
            raise Http404
        return render(request, "budgets/hidden.html", base | {"refusal": refusal}, status=410)
    budget = listing.budget_kept(component)
    mine.expect(person, supports=[subject], follows=[subject])
    has_point = project.longitude is not None and project.latitude is not None
    team = person.is_authenticated and not project.is_draft
    if project.merged_into is not None:
        project.merged_into.component = component
    process = component.process
    may_comment = rules.may_comment(person, project, at)
    context = base | {
        "subject": subject,
        "known": Known(may_comment, may_comment, person.is_authenticated and not rules.may_speak(person, project, at)),
        "text": SafeString(project.html),  # cleaned when it was written
        "budget": budget,
        **reading.about(project, budget),
        "works": reading.works_line(project, localdate(at)) if project.works else None,
        "support_refusal": rules.may_support(person, project, at),
        "shows_support": project.state in (states.IDEA, states.STUDY),
        "may_edit": not rules.may_edit_idea(person, project, at),
        "may_withdraw": not rules.may_withdraw(person, project),
        "is_mine": rules.is_author(person, project),
        "points": [MapPoint(project.longitude, project.latitude, project.place or project.title)] if has_point else [],
        "merged_url": address(project.merged_into) if project.merged_into else "",
        "picture": picture_url(project.image, 1280),
        "studies": team and (has_right_in(person, process, STUDY) or has_right_in(person, process, EDIT)),
        "tells_works": team and project.state == states.WON and has_right_in(person, process, WORKS),
    }
    return render(request, "budgets/project.html", context)


@component_view("budget")
@require_safe
def results(request: HttpRequest, component: Component) -> HttpResponse:
    """What was chosen, why, and what the other rules would have given."""
    budget = listing.budget_kept(component)
    at = clock.now()
    election = polling.kept_election(component) if budget.is_frozen else None
    if not budget.is_counted:
        context = frame(component) | {"refusal": reading.vote_refusal(election, at), "election": election}
        return render(request, "budgets/no_results.html", context)
    rows = reading.results(component, budget)
    points = [
        MapPoint(row.longitude, row.latitude, row.title, address(_with(row, component)), row.place)
        for row in Project.objects.filter(component_id=component.pk, state=states.WON, in_list=True, longitude__isnull=False).order_by(
            "number"
        )[:100]
    ]
    context = frame(component) | {
        "budget": budget, "rows": rows, "points": points, "election": election, "rule_said": states.EXPLAINED_RULES[budget.rule],
        "rule_name": states.RULE_NAMES[budget.rule],
    }  # fmt: skip
    if election is not None:
        days, totals = urn.participation(election), urn.totals(election)
        people = totals["voted_count"] + totals["paper_count"]
        context |= {"days": days, "totals": totals, "people": people, "labels": [day for day, _count in days]}
    return render(request, "budgets/results.html", context)


def _with(row: Project, component: Component) -> Project:
    row.component = component
    return row


@component_view("budget")
@require_safe
def works(request: HttpRequest, component: Component) -> HttpResponse:
    """How far the chosen projects are."""
    today = localdate(clock.now())
    rows = reading.works(component)
    for row in rows:
        row.component = component
    lines = [reading.works_line(row, today) | {"url": address(row)} for row in rows]
    done = sum(row.works == states.DONE for row in rows)
    context = frame(component) | {
        "lines": lines, "done": done, "many": len(rows), "percent": round(100 * done / len(rows)) if rows else 0,
        "spent": sum(row.spent or 0 for row in rows), "cost": sum(row.cost or 0 for row in rows),
    }  # fmt: skip
    return render(request, "budgets/works.html", context)


@component_view("budget")
@require_safe
def explained(request: HttpRequest, component: Component) -> HttpResponse:
    """The ballot and the rule, in plain words and with a picture."""
    budget = listing.budget_kept(component)
    envelopes = listing.envelopes_of(budget) if budget.pk else []
    context = frame(component) | {
        "budget": budget, "envelopes": envelopes, "ballot_name": dict(states.BALLOTS)[budget.ballot],
        "ballot_said": states.EXPLAINED_BALLOTS[budget.ballot], "rule_name": states.RULE_NAMES[budget.rule],
        "rule_said": states.EXPLAINED_RULES[budget.rule], "is_shares": budget.rule == states.SHARES, "lot": budget.lot,
        "others": [(label, states.EXPLAINED_RULES[key]) for key, label in states.RULES if key != budget.rule],
        "back_url": page_of(component),
    }  # fmt: skip
    return render(request, "budgets/explained.html", context)


@component_view("budget")
@require_safe
def votes_file(request: HttpRequest, component: Component, envelope: int) -> HttpResponse:
    """The votes of one envelope, as pabulib.org publishes them: open data, and what the result is computed from."""
    found = get_object_or_404(Counted, envelope_id=envelope, envelope__budget__component_id=component.pk)
    response = HttpResponse(found.pb.encode(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="budget-{component.pk}-{envelope}.pb"'
    return response


@component_view("budget")
@require_safe
def result_file(request: HttpRequest, component: Component, envelope: int, rule: str) -> HttpResponse:
    """What one rule makes of it, with every step: whoever counts again gets the same bytes."""
    found = get_object_or_404(Count, envelope_id=envelope, rule=rule, envelope__budget__component_id=component.pk)
    response = HttpResponse(found.file.encode(), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="budget-{component.pk}-{envelope}-{rule}.json"'
    return response
