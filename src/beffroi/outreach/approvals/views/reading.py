"""What waits for somebody's word, one text to read, and what was decided."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from beffroi.ground.people.access import team
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused, require
from beffroi.outreach.approvals import actions, queries
from beffroi.outreach.approvals.access import ARRANGE, OVERSEE, READ
from beffroi.outreach.approvals.forms import DecisionForm
from beffroi.outreach.approvals.models import Approval, Decision, Link, Outsider, Stage
from beffroi.outreach.approvals.rules import may_decide, may_read, open_stage
from beffroi.outreach.approvals.types import reviewables

SAID = {
    Decision.APPROVE: gettext_lazy("Approved."),
    Decision.CHANGES: gettext_lazy("The author will read your word."),
    Decision.REFUSE: gettext_lazy("Refused. The author will read why."),
}


def tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The pages of approval that this person may open."""
    pages = [("index", _("To approve"), READ), ("log", _("Log"), OVERSEE), ("templates", _("Approved templates"), OVERSEE)]
    pages += [("delegations", _("Deputies"), READ), ("workflows", _("Who approves what"), ARRANGE)]
    return [
        {"label": label, "url": redirect(f"approvals:{name}").url, "current": name == current}
        for name, label, right in pages
        if must_have_right(request.user, right) is None
    ]


@team(READ)
def index(request: HttpRequest) -> HttpResponse:
    """What waits for me, then what I asked for."""
    at = clock.now()
    mine = queries.waiting_for(request.user, at).select_related("asked_by__voice").order_by("due_at", "asked_at")[:100]
    asked = (
        Approval.objects.filter(asked_by=request.user, state=Approval.WAITING).select_related("asked_by__voice").order_by("-asked_at")[:30]
    )
    context = {
        "mine": queries.with_titles(mine),
        "asked": queries.with_titles(asked),
        "at": at,
        "tabs": tabs(request, "index"),
    }
    return render(request, "approvals/index.html", context)


def reading(approval: Approval) -> dict[str, Any]:
    """What one must see to decide: previews, what changed, sources."""
    reviewable = reviewables[approval.subject_kind]
    decision = queries.last_decided(approval)
    return {
        "approval": approval,
        "title": reviewable.title(approval.subject_id),
        "previews": reviewable.previews(approval.subject_id),
        "sources": reviewable.sources(approval.subject_id),
        "pieces": queries.changes_since(approval, decision),
        "last": decision,
    }


@team(READ)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One text to read, and the decision."""
    at = clock.now()
    approval = get_object_or_404(
        Approval.objects.select_related("asked_by__voice", "workflow", "decided_by__voice").filter(
            subject_kind__in=[r.kind for r in reviewables]
        ),
        pk=pk,
    )
    require(may_read(request.user, approval, at))
    stage = open_stage(approval)
    needs_reason = bool(stage and stage.is_second)
    form = DecisionForm(request.POST or None, needs_reason=needs_reason)
    if request.method == "POST" and form.is_valid():
        verdict = form.cleaned_data["verdict"]
        try:
            actions.decide(approval=approval, person=request.user, verdict=verdict, comment=form.cleaned_data["comment"], at=at)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, SAID[verdict])
            return redirect("approvals:index")
    context = reading(approval) | {
        "form": form,
        "refusal": may_decide(request.user, approval, at),
        "stages": queries.stages_of(approval),
        "url": reviewables[approval.subject_kind].url(approval.subject_id),
        "oversees": must_have_right(request.user, OVERSEE) is None,
        "at": at,
    }
    return render(request, "approvals/show.html", context)


@require_POST
@team(OVERSEE)
def send_again(request: HttpRequest, pk: int, stage: int, outsider: int) -> HttpResponse:
    """A new link; the one before opens nothing any more."""
    found = get_object_or_404(Stage.objects.select_related("approval__asked_by__voice"), pk=stage, approval=pk)
    actions.send_link(stage=found, outsider=get_object_or_404(Outsider, pk=outsider, is_active=True), person=request.user, at=clock.now())
    messages.success(request, _("A new link is on its way."))
    return redirect("approvals:show", pk)


@require_POST
@team(OVERSEE)
def revoke(request: HttpRequest, pk: int, link: int) -> HttpResponse:
    actions.revoke_link(link=get_object_or_404(Link, pk=link, stage__approval=pk), person=request.user, at=clock.now())
    messages.success(request, _("The link opens nothing any more."))
    return redirect("approvals:show", pk)


@team(OVERSEE)
def log(request: HttpRequest) -> HttpResponse:
    """Every word that was given, the newest first; nothing can be changed here."""
    found = Decision.objects.select_related("approval", "by__voice", "outsider", "acting_for__voice", "stage")
    rows = page(found, order=("-at", "-pk"), after=request.GET.get("after", ""), size=40)
    ids: dict[str, set[int]] = {}
    for decision in rows:
        ids.setdefault(decision.approval.subject_kind, set()).add(decision.approval.subject_id)
    titles = {kind: reviewables[kind].titles(some) for kind, some in ids.items() if kind in reviewables}
    for decision in rows:
        decision.title = titles.get(decision.approval.subject_kind, {}).get(decision.approval.subject_id, "")
    return render(request, "approvals/log.html", {"page": rows, "tabs": tabs(request, "log")})
