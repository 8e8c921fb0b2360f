"""What waits for one agent in all participatory budgets."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from beffroi.kernel import clock
from beffroi.participation.budgets import states
from beffroi.participation.budgets.access import DECIDE
from beffroi.participation.budgets.models import Analysis, Project
from beffroi.participation.spaces.access import some_team
from beffroi.participation.spaces.models import Component, TeamMember
from beffroi.participation.spaces.rules import SEE_DRAFTS, has_right_in


@some_team
def index(request: HttpRequest) -> HttpResponse:
    """Ideas to study, and those that wait for my decision."""
    today = clock.now().date()
    rows = Analysis.objects.filter(account=request.user, given_at=None, project__state__in=states.STUDIED)
    studies = [
        {
            "one": row, "is_late": row.due_on is not None and row.due_on < today,
            "url": reverse("budgets_desk:analysis", args=[row.project.component.process_id, row.project.component_id, row.project_id, row.pk]),
        }
        for row in rows.select_related("project__component__process").order_by("due_on", "asked_at")[:100]
    ]  # fmt: skip
    waiting = Project.objects.filter(state=states.STUDY, supervised_at__isnull=False, in_list=True).select_related("component__process")
    decisions = [
        {"project": row, "url": reverse("budgets_desk:study", args=[row.component.process_id, row.component_id, row.pk])}
        for row in waiting.order_by("supervised_at")[:100]
        if has_right_in(request.user, row.component.process, DECIDE)
    ]
    budgets = Component.objects.filter(kind="budget").select_related("process").order_by("-process__starts_at", "-pk")
    if not request.user.has_right(SEE_DRAFTS):  # type: ignore[union-attr]
        budgets = budgets.filter(process__in=TeamMember.objects.filter(account=request.user).values("process"))
    lines = [{"component": row, "url": reverse("budgets_desk:desk", args=[row.process_id, row.pk])} for row in budgets[:50]]
    return render(request, "budgets/desk/waiting.html", {"studies": studies, "decisions": decisions, "budgets": lines})
