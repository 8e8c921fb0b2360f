"""The ballot: filled in, read again, put into the urn. Works without a script; nothing of it is kept before it is sent."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from beffroi.ground.places.models import District
from beffroi.kernel import clock, limits
from beffroi.kernel.rules import Refusal, Refused, require, showing
from beffroi.participation.ballots import codes
from beffroi.participation.ballots.models import Election
from beffroi.participation.ballots.rules import has_voted, must_be_able_to_vote
from beffroi.participation.budgets import actions, balloting, listing, polling, reading, states
from beffroi.participation.budgets.balloting import Chosen, Part
from beffroi.participation.budgets.models import Budget
from beffroi.participation.budgets.rules import VOTE
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import must_be_open, until

HOUR, PER_HOUR = timedelta(hours=1), 30


@component_view("budget")
@never_cache
@sensitive_post_parameters()
def vote(request: HttpRequest, component: Component) -> HttpResponse:
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    budget = listing.budget_kept(component)
    election = polling.election_of(component) if budget.is_frozen else None
    refusal = reading.vote_refusal(election, at) or _refused(component, election, person, at)
    base = {
        "component": component,
        "process": component.process,
        "budget": budget,
        "election": election,
        "refusal": refusal,
        "here": actions.page_of(component),
    }
    if refusal or election is None:
        asks = bool(refusal and refusal.code == "anonymous")
        return render(
            request, "budgets/vote_closed.html", base | {"asks_to_sign_in": asks}, status=403 if request.method == "POST" else 200
        )
    parts = polling.kept_parts(budget)
    said = request.POST if request.method == "POST" else request.GET
    wanted = _district(parts, str(said.get("quartier", "")))
    if wanted is None and any(part.district_id for part in parts):
        return render(
            request, "budgets/vote_district.html", base | {"districts": _districts(parts), "has_voted": has_voted(person, election)}
        )
    own = [part for part in parts if part.lines and (part.district_id is None or part.district_id == wanted)]
    rules = polling.rules_of(budget)
    chosen = [balloting.read(rules, part, said) for part in own] if request.method == "POST" else [Chosen(part) for part in own]
    voted = has_voted(person, election)
    code = str(said.get("code", "")).strip() or ("" if voted else codes.new_code())
    context = base | {
        "parts": [_shown(one, rules, budget) for one in chosen], "rules": rules, "district": wanted or 0, "code": code, "has_voted": voted,
        "has_problems": any(one.problems for one in chosen), "closes_said": until(election.closes_at), "is_knapsack": rules.ballot == states.KNAPSACK,
        "is_blank": not any(one.marks for one in chosen), "problem": "", "ballot_said": states.EXPLAINED_BALLOTS[budget.ballot],
    }  # fmt: skip
    if request.method != "POST":
        actions.begin(budget=_stored(budget, component), person=person)
        return render(request, "budgets/vote.html", context)
    act = request.POST.get("act", "")
    if act not in ("review", "cast") or context["has_problems"]:
        return render(request, "budgets/vote.html", context, status=422 if context["has_problems"] and act else 200)
    if act == "review":
        return render(request, "budgets/vote_review.html", context)
    return _cast(request, component, election, chosen, code, context)


def _stored(budget: Budget, component: Component) -> Budget:
    return budget if budget.pk else actions.budget_of(component)


def _refused(component: Component, election: Election | None, person: Any, at: Any) -> Refusal | None:
    """Asked before the ballot is shown, all of it: what was chosen must wait nowhere for a code or a proof."""
    if election is None:
        return None
    if not person.is_authenticated:
        return must_be_able_to_vote(person, election, at)
    with showing(False):
        return must_be_open(component, VOTE, at, person) or must_be_able_to_vote(person, election, at)


def _cast(
    request: HttpRequest, component: Component, election: Election, chosen: list[Chosen], code: str, context: dict[str, Any]
) -> HttpResponse:
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    require(limits.must_be_within("budgets-vote", person.pk, most=PER_HOUR, per=HOUR, at=at))
    try:
        receipt = actions.cast(component=component, person=person, chosen=chosen, code=code, at=at)
    except Refused as refused:
        return render(request, "budgets/vote.html", context | {"problem": str(refused.refusal)}, status=422)
    return render(request, "budgets/vote_done.html", context | {"receipt": receipt})


def _districts(parts: list[Part]) -> list[District]:
    numbers = [part.district_id for part in parts if part.district_id]
    return list(District.objects.filter(pk__in=numbers).order_by("position", "name"))


def _district(parts: list[Part], said: str) -> int | None:
    """0: the town only; None: not chosen yet."""
    if said == "0":
        return 0
    known = {part.district_id for part in parts if part.district_id}
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 12 and int(said) in known else None


def _shown(one: Chosen, rules: balloting.Rules, budget: Budget) -> dict[str, Any]:
    lines = [{"line": line, "mark": one.marks.get(line.number, ""), "is_chosen": line.number in one.marks} for line in one.part.lines]
    picked = [line for line in lines if line["is_chosen"]]
    if rules.ballot == states.RANKED:
        picked.sort(key=lambda line: int(str(line["mark"])))
    return {
        "part": one.part, "lines": lines, "picked": picked, "problems": one.problems, "spent": one.spent, "left": one.left,
        "points": one.points, "points_left": budget.points - one.points, "many": len(one.marks),
        "ranks": range(1, (budget.most or min(len(one.part.lines), 10)) + 1),
    }  # fmt: skip
