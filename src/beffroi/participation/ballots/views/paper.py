"""Paper at the desk: mark on the roll who takes a ballot, and enter what was counted."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.kernel.text import slug
from beffroi.participation.ballots import actions, rules
from beffroi.participation.ballots.forms import CountForm, FindForm
from beffroi.participation.ballots.models import Count, Election, Mark, Voter
from beffroi.participation.ballots.views.desk import team_view

MOST = 30


@team_view(rules.MARK)
def roll(request: HttpRequest, election: Election) -> HttpResponse:
    """Find a person, mark her, give her the paper ballot."""
    if not election.has_paper or election.roll != Election.LIST:
        raise Http404
    refusal, status = None, 200
    if request.method == "POST":
        number = request.POST.get("voter", "")
        voter = get_object_or_404(
            Voter, election=election, pk=int(number) if number.isascii() and number.isdecimal() and len(number) < 18 else 0
        )
        act = actions.unmark_paper if request.POST.get("act") == "undo" else actions.mark_paper
        try:
            act(election=election, voter=voter, at=clock.now())
        except Refused as refused:
            refusal, status = refused.refusal, 422
        else:
            done = _("The mark is taken away.") if act is actions.unmark_paper else _("Marked: give the paper ballot.")
            messages.success(request, done)
            return redirect(f"{reverse('ballots_team:paper', args=[election.public_id])}?q={voter.number}")
    form = FindForm(request.GET)
    wanted = form.cleaned_data["q"].strip() if form.is_valid() else ""
    context = {
        "election": election,
        "form": FindForm(initial={"q": wanted}),
        "q": wanted,
        "found": _found(election, wanted) if wanted else [],
        "refusal": refusal,
    }
    return render(request, "ballots/desk/paper.html", context, status=status)


def _found(election: Election, wanted: str) -> list[dict[str, Any]]:
    """Names are sealed: they are opened one by one, so that no index of them exists. Whether somebody voted online is not shown."""
    if wanted.isascii() and wanted.isdecimal():
        rows = list(Voter.objects.filter(election=election, number=int(wanted[:9])))
    else:
        words, rows = slug(wanted).split("-"), []
        for row in Voter.objects.filter(election=election).order_by("number").iterator(chunk_size=2000):
            if all(word in slug(str(row.contact.get("name", ""))) for word in words):
                rows.append(row)
                if len(rows) == MOST:
                    break
    marked = set(Mark.objects.filter(election=election, voter__in=rows, way=Mark.PAPER).values_list("voter_id", flat=True))
    return [{"voter": row, "name": row.contact.get("name", ""), "is_marked": row.pk in marked} for row in rows]


@team_view(rules.COUNT)
def count(request: HttpRequest, election: Election) -> HttpResponse:
    """The numbers of one table. Nobody sees what the other agent entered before both agree."""
    if not election.has_paper or election.rules.get("paper_at"):
        raise Http404
    form = CountForm(election, request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row = actions.enter_count(
                    election=election, table=form.cleaned_data["table"], person=request.user, counts=form.counts(), at=clock.now()
                )
            except Refused as refused:
                form.add_error(None, str(refused.refusal))
            else:
                messages.success(request, _said(row))
                return redirect(request.path)
    rows = Count.objects.filter(election=election)
    context = {"election": election, "form": form, "rows": [{"table": row.table, "said": _said(row), "agreed": row.agreed} for row in rows]}
    return render(request, "ballots/desk/count.html", context, status=status)


def _said(row: Count) -> str:
    if row.agreed is not None:
        return _("Two counts agree: it is in the result.")
    if row.second is None:
        return _("Counted once: another agent counts it too.")
    return _("The two counts differ: a third agent counts again.")
