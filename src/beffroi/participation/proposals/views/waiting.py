"""What waits for the team across all processes: proposals to answer, proposals to study."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.participation.proposals.models import Evaluation, Proposal
from beffroi.participation.proposals.rules import ANSWER, EVALUATE

SHOWN = ("voice__avatar", "state", "component__process", "evaluation__account__voice")


@team(ANSWER)
def answers(request: HttpRequest) -> HttpResponse:
    rows = Proposal.objects.filter(in_list=True, answered_at=None, answer_due_at__isnull=False).select_related(*SHOWN)
    found = page(rows, order=("answer_due_at", "pk"), after=request.GET.get("apres", ""), size=50)
    return _answer(request, found, _("Proposals to answer"))


@team(EVALUATE)
def studies(request: HttpRequest) -> HttpResponse:
    mine = Evaluation.objects.filter(account=request.user, opinion__in=[Evaluation.TODO, Evaluation.RUNNING])
    rows = Proposal.objects.filter(in_list=True, evaluation__in=mine).select_related(*SHOWN)
    found = page(rows, order=("published_at", "pk"), after=request.GET.get("apres", ""), size=50)
    return _answer(request, found, _("Proposals to study"))


def _answer(request: HttpRequest, found, title: str) -> HttpResponse:
    at = clock.now()
    lines = [
        {
            "proposal": row,
            "evaluation": getattr(row, "evaluation", None),
            "is_late": bool(row.answer_due_at and not row.answered_at and row.answer_due_at < at),
        }
        for row in found.rows
    ]
    return render(request, "proposals/desk/waiting.html", {"lines": lines, "page": found, "title": title})
