"""Writing an idea: the form first, who one is afterwards; drafts are kept."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beffroi.commons.search.queries import similar
from beffroi.ground.people import guests
from beffroi.ground.people.doors import visitor_key
from beffroi.kernel import clock, limits
from beffroi.kernel.rules import Refused, require
from beffroi.kernel.subjects import Subject, cards_of
from beffroi.participation.budgets import actions, states
from beffroi.participation.budgets.forms import IdeaForm
from beffroi.participation.budgets.models import Project
from beffroi.participation.budgets.rules import may_edit_idea, may_propose, may_withdraw, may_write, must_be_author, setting
from beffroi.participation.budgets.views.doors import project_view
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component

HOUR, PER_HOUR = timedelta(hours=1), 30


def _context(component: Component, form: IdeaForm, **more: Any) -> dict[str, Any]:
    most = setting(component, "most_cost") or 0
    return {
        "component": component, "process": component.process, "form": form, "help": setting(component, "help"), "most_cost": most * 100,
        "near_url": actions.page_of(component, "near"), "project": None, "drafts": [], **more,
    }  # fmt: skip


@component_view("budget")
@never_cache
def write(request: HttpRequest, component: Component) -> HttpResponse:
    """A new idea: published at once, or kept as a draft."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    refusal = may_propose(person, component, at) if person.is_authenticated else may_write(component, at, person)
    wants_draft = request.method == "POST" and "draft" in request.POST and person.is_authenticated
    form = IdeaForm(component, request.POST or None, request.FILES or None, draft=wants_draft)
    if request.method != "POST":
        return render(request, "budgets/write.html", _context(component, form, refusal=refusal, drafts=_drafts(component, person)))
    if refusal or not form.is_valid():
        return render(request, "budgets/write.html", _context(component, form, refusal=refusal), status=403 if refusal else 422)
    key = person.pk if person.is_authenticated else visitor_key(request)
    require(limits.must_be_within("budgets-write", key, most=PER_HOUR, per=HOUR, at=at))
    fields = form.fields_of(at)
    if not person.is_authenticated:
        return guests.act(request, "budgets:propose", guest_data(component, fields))
    project = actions.save_draft(component=component, person=person, fields=fields, at=at)
    return _finish(request, project)


def _drafts(component: Component, person: Any) -> list[Project]:
    if not person.is_authenticated:
        return []
    found = list(Project.objects.filter(component=component, voice=person.voice, state=states.DRAFT).order_by("-saved_at")[:20])
    for row in found:
        row.component = component
    return found


def guest_data(component: Component, fields: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a visitor's words until she confirms: plain JSON, rows by their number."""
    data = {name: value for name, value in fields.items() if name not in ("district", "image")}
    return data | {"component": component.pk, "image": fields["image"].pk if fields.get("image") else None}


def _finish(request: HttpRequest, project: Project) -> HttpResponse:
    """Publish what was saved, unless it stays a draft. A refusal leaves the draft, so that nothing is lost."""
    if "draft" in request.POST:
        messages.success(request, _("Your draft is saved. Only you can see it."))
        return redirect(actions.address(project, "edit"))
    try:
        actions.publish(project=project, person=request.person, at=clock.now())  # type: ignore[attr-defined]
    except Refused as refused:
        if refused.refusal.way_out:
            raise
        messages.error(request, _("%(why)s Your text is kept as a draft.") % {"why": refused.refusal})
        return redirect(actions.address(project, "edit"))
    messages.success(request, _("Your idea is published. The services study it next; you will be told of each step."))
    return redirect(actions.address(project))


@project_view
@never_cache
def edit(request: HttpRequest, project: Project) -> HttpResponse:
    """Go on with a draft, or change what is public."""
    at, person, component = clock.now(), request.person, project.component  # type: ignore[attr-defined]
    require(must_be_author(person, project))
    refusal = may_edit_idea(person, project, at)
    if request.method == "POST" and "discard" in request.POST and project.is_draft:
        actions.discard(project=project, person=person)
        messages.success(request, _("The draft is deleted."))
        return redirect(actions.page_of(component))
    wants_draft = request.method == "POST" and "draft" in request.POST and project.is_draft
    form = IdeaForm(component, request.POST or None, request.FILES or None, project=project, draft=wants_draft)
    if request.method == "POST" and not refusal and form.is_valid():
        fields = form.fields_of(at)
        if project.is_draft:
            return _finish(request, actions.save_draft(component=component, person=person, fields=fields, at=at, project=project))
        try:
            actions.edit(project=project, person=person, seen=form.cleaned_data.get("seen") or 0, fields=fields, at=at)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
            form.data = dict(form.data.items()) | {"seen": str(project.edits)}
        else:
            messages.success(request, _("Saved."))
            return redirect(actions.address(project))
    context = _context(component, form, refusal=refusal, project=project)
    return render(
        request, "budgets/write.html", context, status=403 if refusal and request.method == "POST" else 422 if form.errors else 200
    )


@project_view
@never_cache
def withdraw(request: HttpRequest, project: Project) -> HttpResponse:
    person = request.person  # type: ignore[attr-defined]
    require(must_be_author(person, project))
    refusal = may_withdraw(person, project)
    if request.method == "POST" and not refusal:
        actions.withdraw(project=project, person=person, at=clock.now())
        messages.success(request, _("Your idea is withdrawn."))
        return redirect(actions.address(project))
    context = {"component": project.component, "process": project.component.process, "project": project, "refusal": refusal}
    return render(request, "budgets/withdraw.html", context, status=403 if refusal else 200)


@component_view("budget")
@require_POST
def near(request: HttpRequest, component: Component) -> HttpResponse:
    """Ideas that resemble what is being typed: a fragment, so that one may support instead of repeating."""
    text = f"{request.POST.get('title', '')} {request.POST.get('text', '')}".replace("\0", "").strip()[:2000]
    cards = []
    if len(text) >= 8:
        found = similar(text, kind="project", space=Subject("process", component.process_id), limit=4)
        known = cards_of([hit.subject for hit in found])
        cards = [known[hit.subject] for hit in found if hit.subject in known and known[hit.subject].is_public]
    return render(request, "budgets/_near.html", {"cards": cards})
