"""Who acts for whom, and what was approved beforehand."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.outreach.approvals import actions
from beffroi.outreach.approvals.access import OVERSEE, READ
from beffroi.outreach.approvals.forms import DelegationForm
from beffroi.outreach.approvals.models import Delegation, Preapproval
from beffroi.outreach.approvals.rules import may_end_delegation
from beffroi.outreach.approvals.types import reviewables, scope_choices
from beffroi.outreach.approvals.views.reading import tabs


@team(READ)
def delegations(request: HttpRequest) -> HttpResponse:
    """Hand over one's word for a time; everybody of the team sees who acts for whom."""
    at = clock.now()
    form = DelegationForm(request.POST or None, giver=request.user)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.delegate(
                giver=request.user, deputy=said["deputy"], person=request.user, act=said["act"], scopes=said.get("scopes", []),
                starts_at=said["starts_at"], ends_at=said["ends_at"], reason=said["reason"], at=at,
            )  # fmt: skip
        except Refused as error:
            form.add_error("ends_at" if error.refusal.code in ("no_end", "too_long") else None, str(error))
        else:
            messages.success(request, _("Your deputy is told."))
            return redirect("approvals:delegations")
    rows: list[Any] = list(Delegation.objects.select_related("giver__voice", "deputy__voice").order_by("-ends_at", "-pk")[:100])
    choices = form.fields["scopes"].choices if "scopes" in form.fields else scope_choices()  # type: ignore[attr-defined]
    labels = {word: label for _group, some in choices for word, label in some}
    for row in rows:
        row.said_scopes = [labels.get(word, word) for word in row.scopes]
        row.is_over = bool(row.ended_at) or row.ends_at <= at
        row.is_coming = not row.is_over and row.starts_at > at
        row.can_be_ended = not row.is_over and may_end_delegation(request.user, row) is None
    return render(request, "approvals/delegations.html", {"form": form, "rows": rows, "tabs": tabs(request, "delegations")})


@require_POST
@team(READ)
def end_delegation(request: HttpRequest, pk: int) -> HttpResponse:
    actions.end_delegation(delegation=get_object_or_404(Delegation, pk=pk), person=request.user, at=clock.now())
    messages.success(request, _("Ended."))
    return redirect("approvals:delegations")


@team(OVERSEE)
def templates(request: HttpRequest) -> HttpResponse:
    """Frames that were approved beforehand, those whose review is overdue first."""
    at = clock.now()
    rows: list[Any] = list(Preapproval.objects.filter(ended_at=None).select_related("by__voice").order_by("until")[:200])
    titles = {
        kind: reviewables[kind].titles([row.subject_id for row in rows if row.subject_kind == kind])
        for kind in {row.subject_kind for row in rows}
        if kind in reviewables
    }
    for row in rows:
        row.title = titles.get(row.subject_kind, {}).get(row.subject_id, "")
        row.url = reviewables[row.subject_kind].url(row.subject_id) if row.title else ""
        row.is_overdue = row.until <= at
    return render(request, "approvals/templates.html", {"rows": rows, "tabs": tabs(request, "templates")})
