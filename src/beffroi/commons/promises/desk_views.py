"""For the team: what is promised, and what is late."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beffroi.commons.promises import actions, calendars, queries
from beffroi.commons.promises.forms import PolicyForm
from beffroi.commons.promises.models import Clock, ResponsePolicy
from beffroi.commons.promises.rules import EDIT, LATE
from beffroi.commons.promises.types import door_names, promise_kinds
from beffroi.ground.people.access import team
from beffroi.ground.town.models import OpeningHours
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.subjects import cards_of


@team(EDIT)
@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """All that is promised, in words."""
    at, names = clock.now(), door_names()
    rows = [
        {"promise": one, "channel": names.get(one.policy.channel, one.policy.channel), "policy": one.policy}
        for one in queries.promises(at=at)
    ]
    context = {"rows": rows, "has_hours": OpeningHours.objects.exists(), "late": Clock.objects.late(at).count()}
    return render(request, "promises/desk_policies.html", context)


@team(EDIT)
def edit(request: HttpRequest, kind: str) -> HttpResponse:
    """Promise something else from now on."""
    if kind not in promise_kinds:
        raise Http404
    at, channel = clock.now(), request.GET.get("canal", "")[:40]
    before = queries.policy_for(kind, channel)
    before.channel = channel
    form = PolicyForm(request.POST or None, instance=before)
    if request.method == "POST" and form.is_valid():
        actions.set_policy(person=request.user, kind=kind, channel=form.cleaned_data["channel"], values=form.values, at=at)
        messages.success(request, _("Saved. What was promised before stays as it was."))
        return redirect("promises_desk:policies")
    example = queries.expected(kind, channel, at=at)
    context = {
        "form": form,
        "label": promise_kinds[kind].label,
        "example": queries.moment_said(example, at) if example else "",
        "typical": round(calendars.of_town().typical_day.total_seconds() / 3600, 1),
    }
    return render(request, "promises/desk_edit.html", context)


@team(EDIT)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """A channel keeps the general promise again."""
    policy = get_object_or_404(ResponsePolicy.objects.current().exclude(channel=""), pk=pk)
    actions.end_policy(person=request.user, policy=policy, at=clock.now())
    messages.success(request, _("The general promise holds there again."))
    return redirect("promises_desk:policies")


@team(LATE)
@require_safe
def late(request: HttpRequest) -> HttpResponse:
    """What should have been answered by now, the longest first."""
    at = clock.now()
    shown = page(Clock.objects.late(at), order=("next_at", "pk"), after=request.GET.get("after", ""), size=30)
    cards = cards_of({row.subject for row in shown.rows})
    names = door_names()
    rows = [
        {
            "card": cards.get(row.subject),
            "line": queries.line(row, at),
            "kind": promise_kinds[row.kind].label if row.kind in promise_kinds else row.kind,
            "channel": names.get(row.channel, row.channel),
            "is_escalated": row.escalated_at is not None,
        }
        for row in shown.rows
    ]
    return render(request, "promises/desk_late.html", {"rows": rows, "page": shown})
