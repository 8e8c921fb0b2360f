"""Counting the paper ballots of a vote that is over: two agents, each on her own."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from beffroi.kernel import clock
from beffroi.kernel.rules import Refused, require
from beffroi.participation.spaces.access import component_team
from beffroi.participation.spaces.models import Component
from beffroi.participation.votes import actions, counting, rules, urn
from beffroi.participation.votes.access import PAPER
from beffroi.participation.votes.forms import PaperForm, TableForm
from beffroi.participation.votes.models import Vote
from beffroi.participation.votes.views.desk import frame, vote_of


@component_team("vote", PAPER)
def sheets(request: HttpRequest, component: Component) -> HttpResponse:
    """Where each box stands, and the form of one's own count. What the other agent found is not shown before both are there."""
    vote, at = vote_of(component), clock.now()
    if request.method == "POST" and request.POST.get("acte") == "compter":
        return _count_without(request, vote)
    questions = counting.questions_of(vote)
    data = request.POST or None
    table = TableForm(data)
    forms = [PaperForm(question, data, prefix=question.key) for question in questions]
    refusal = rules.must_take_paper(vote, at)
    if request.method == "POST" and not refusal and _are_valid(table, forms):
        figures = {form.question.key: form.totals for form in forms}
        said = {"table": table.cleaned_data["table"], "ballots": table.cleaned_data["ballots"], "figures": figures}
        try:
            actions.write_sheet(vote=vote, person=request.user, at=at, **said)
        except Refused as refused:
            refusal = refused.refusal
        else:
            messages.success(request, _("Your count is kept."))
            return redirect(request.path)
    failed = table.errors or any(form.errors for form in forms)
    context = frame(vote, "paper", table=table, forms=forms, boxes=_boxes(vote), refusal=refusal, failed=failed)
    return render(request, "votes/desk/paper.html", context, status=422 if failed else 200)


def _count_without(request: HttpRequest, vote: Vote) -> HttpResponse:
    """No sheet came in: the team says so, and the votes online are counted."""
    at = clock.now()
    require(rules.may_edit(request.user, vote), rules.may_count(vote, at))
    if vote.sheets.exists():
        messages.error(request, _("There are counts of boxes: settle them, and the vote is counted by itself."))
    elif urn.count(vote, at):
        messages.success(request, _("The vote is counted, without paper."))
    else:
        messages.error(request, _("The urn is not counted yet."))
    return redirect(request.path)


def _are_valid(table: TableForm, forms: list[PaperForm]) -> bool:
    if not all([table.is_valid(), *[form.is_valid() for form in forms]]):
        return False
    counted = [form.count(table.cleaned_data["ballots"]) for form in forms]  # all of them: every error is shown
    return all(counted)


def _boxes(vote: Any) -> list[dict[str, Any]]:
    found = []
    for name, sheet in counting.settled_sheets(vote).items():
        rows = list(vote.sheets.filter(table=name))
        found.append(
            {
                "table": name, "counts": len(rows), "sheet": sheet, "differ": sheet is None and len(rows) >= 2,
                "totals": [row.ballots for row in rows] if len(rows) >= 2 else [],
            }
        )  # fmt: skip
    return found
