"""What everybody reads: the list of opinion maps, one map, its statements, what was decided about them."""

from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from beffroi.commons.supports import mine
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.paging import page
from beffroi.participation.opinions import reading, rules
from beffroi.participation.opinions.actions import address
from beffroi.participation.opinions.models import OpinionMap, Statement
from beffroi.participation.opinions.views.frame import frame, hidden, map_or_404
from beffroi.participation.spaces import calendar
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component, Opening
from beffroi.participation.spaces.rules import until

SHOWN, LOGGED = 20, 50
LATEST, GATHERS, DIVIDES = "recentes", "rassemblent", "divisent"
ORDERS = {LATEST: ("-number", "-pk"), GATHERS: ("-gathers", "-number", "-pk"), DIVIDES: ("-divides", "-number", "-pk")}


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every opinion map of the town, the latest first."""
    at = clock.now()
    openings = Opening.objects.filter(verb=rules.VOTE).select_related("phase")
    rows = OpinionMap.objects.public().select_related("component__process")
    found = page(
        rows.prefetch_related(Prefetch("component__openings", queryset=openings)), order=("-pk",), after=request.GET.get("apres", ""),
        size=SHOWN,
    )  # fmt: skip
    lines = [{"map": row, "url": address(row), "is_open": _is_open(row, at)} for row in found.rows]
    return render(request, "opinions/list.html", {"lines": lines, "page": found})


def _is_open(row: OpinionMap, at: Any) -> bool:
    """From what the list fetched at once."""
    if row.closed_at or row.frozen_at or row.component.process.is_archived:
        return False
    phases = [one.phase for one in row.component.openings.all()]
    return any(phase is None or phase.is_open(at) for phase in phases)


@component_view("opinion")
@require_safe
def show(request: HttpRequest, component: Component) -> HttpResponse:
    """The question, the way to answer, and what the map says so far."""
    map, at, person = map_or_404(request, component), clock.now(), request.person  # type: ignore[attr-defined]
    if map.hidden_at:
        return hidden(request, map)
    end = calendar.closes_at(component, rules.VOTE, at)
    mine.expect(person, follows=[map.subject])
    sees = rules.may_see_results(person, map, at) is None
    results: dict[str, Any] = reading.results(map) if sees else {"enough": False}
    vote_refusal = rules.may_vote(person, map, at)
    context = {
        **frame(map),
        "subject": map.subject,
        "text": SafeString(map.html),  # cleaned when it was written, as the outcome
        "outcome": SafeString(map.outcome_html),
        "signed_by": pgettext("opinions", "The town"),
        "is_open": rules.is_open(map, at),
        "is_over": rules.is_over(map, at),
        "closes_said": until(end) if end else "",
        "refusal": None if vote_refusal and vote_refusal.code == "anonymous" else vote_refusal,
        "may_state": rules.may_state(person, map, at) is None,
        "minutes": max(1, round(map.statements_count * 8 / 60)),
        "asks_account": rules.setting(component, "who") == rules.PEOPLE,
        "sees_results": sees,
        "results": results,
        "gathers": results["gathers"][:3] if results["enough"] else [],
        "divides": results["divides"][:3] if results["enough"] else [],
        "least": reading.LEAST_PEOPLE,
        "is_team": rules.is_team(person, map),
        "structured": _structured(request, map),
    }
    return render(request, "opinions/show.html", context)


def _structured(request: HttpRequest, map: OpinionMap) -> dict[str, Any]:
    """schema.org: a question that is put to everybody."""
    return {
        "@context": "https://schema.org",
        "@type": "Question",
        "name": map.question,
        "url": request.build_absolute_uri(request.path),
        "answerCount": map.participants_count,
        "isPartOf": {"@type": "WebPage", "name": map.component.process.title},
    }


@component_view("opinion")
@require_safe
def statements(request: HttpRequest, component: Component) -> HttpResponse:
    """Every statement that is shown; with what was answered, once the results are public."""
    map = map_or_404(request, component)
    if map.hidden_at:
        return hidden(request, map)
    sees = rules.may_see_results(request.person, map, clock.now()) is None  # type: ignore[attr-defined]
    order = request.GET.get("ordre", LATEST)
    order = order if sees and order in ORDERS else LATEST
    rows = Statement.objects.filter(map=map, in_list=True)
    found = page(rows, order=ORDERS[order], after=request.GET.get("apres", ""), size=SHOWN)
    results = reading.results(map) if sees else {"enough": False}
    groups = results.get("shown", [])
    made_at = results.get("made_at") if sees else None
    labels = {LATEST: pgettext("opinions", "Latest"), GATHERS: _("What gathers"), DIVIDES: _("What divides")}
    context = {
        **frame(map),
        "page": found,
        "lines": [reading.statement_line(row, groups if len(groups) > 1 else []) for row in found.rows],
        "sees": sees and made_at is not None,
        "tabs": [{"label": label, "url": f"?ordre={name}", "current": name == order} for name, label in labels.items()] if sees else [],
        "is_open": rules.is_open(map, clock.now()),
    }
    return render(request, "opinions/statements.html", context)


@component_view("opinion")
@require_safe
def statement(request: HttpRequest, component: Component, number: int) -> HttpResponse:
    """One statement: where it comes from, what was answered, the way to answer."""
    map = map_or_404(request, component)
    if map.hidden_at:
        return hidden(request, map)
    row = Statement.objects.filter(map=map, number=number).first()
    if row is None or (row.state != Statement.SHOWN and not row.hidden_at) or row.withdrawn_at:
        raise Http404
    if row.hidden_at:
        return render(request, "opinions/statement.html", {**frame(map), "row": row, "subject": row.subject}, status=410)
    sees = rules.may_see_results(request.person, map, clock.now()) is None  # type: ignore[attr-defined]
    groups = reading.results(map).get("shown", []) if sees else []
    line = reading.statement_line(row, groups if len(groups) > 1 else [])
    context = {
        **frame(map),
        "row": row,
        "subject": row.subject,
        "line": line,
        "bar": bar(line) if sees and line["total"] else [],
        "is_open": rules.is_open(map, clock.now()),
    }
    return render(request, "opinions/statement.html", context)


def bar(line: dict[str, Any]) -> list[dict[str, Any]]:
    """The parts of the bar, as ui draws them."""
    row = line["statement"]
    return [
        {"label": pgettext("opinions", "Agree"), "value": row.agree_count, "tone": "good"},
        {"label": pgettext("opinions", "Disagree"), "value": row.disagree_count, "tone": "brick"},
        {"label": pgettext("opinions", "Pass"), "value": row.pass_count, "tone": "bell"},
    ]


@component_view("opinion")
@require_safe
def log(request: HttpRequest, component: Component) -> HttpResponse:
    """What was decided about statements of participants, and why: without the words that were not taken up."""
    map = map_or_404(request, component)
    if map.hidden_at:
        return hidden(request, map)
    rows = Statement.objects.filter(map=map, state=Statement.REFUSED, decided_at__isnull=False)
    found = page(rows, order=("-decided_at", "-pk"), after=request.GET.get("apres", ""), size=LOGGED)
    context = {
        **frame(map),
        "page": found,
        "reasons": [label for _name, label in Statement.REASONS],
        "help": rules.setting(component, "help"),
    }
    return render(request, "opinions/log.html", context)
