"""What polls of social networks say: written down by the team, shown apart, never added."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from beffroi.kernel import clock
from beffroi.participation.spaces.access import component_team
from beffroi.participation.spaces.models import Component
from beffroi.participation.votes import actions, counting
from beffroi.participation.votes.access import EDIT
from beffroi.participation.votes.forms import NetworkForm
from beffroi.participation.votes.views.desk import frame, vote_of

POLLED = ("yes-no", "choose", "approval")


@component_team("vote", EDIT)
def figures(request: HttpRequest, component: Component) -> HttpResponse:
    """One form for each question that a network can ask; the same place again corrects its figures."""
    vote = vote_of(component)
    rows = [row for row in counting.questions_of(vote) if row.rule in POLLED]
    sent = request.POST.get("question", "") if request.method == "POST" else None
    forms = [NetworkForm(row, request.POST if sent == row.key else None, prefix=row.key) for row in rows]
    for form in forms:
        if form.is_bound and form.is_valid():
            data = form.cleaned_data
            actions.note_network_poll(
                question=form.question, person=request.user, place=data["place"], url=data["url"], counts=form.counts,
                origin=data["place"].casefold(), at=clock.now(),
            )  # fmt: skip
            messages.success(request, _("The figures are shown, apart from the result."))
            return redirect(request.path)
    failed = any(form.errors for form in forms)
    polls = [poll for row in rows for poll in row.network_polls.order_by("place")]
    return render(request, "votes/desk/networks.html", frame(vote, "networks", forms=forms, polls=polls), status=422 if failed else 200)
