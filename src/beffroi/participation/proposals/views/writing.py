"""Writing: a form for whoever is there, drafts that save themselves, edits that lose nobody's text."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beffroi.commons.search.queries import similar
from beffroi.ground.people import guests
from beffroi.kernel import clock, limits
from beffroi.kernel.rules import Refused, require
from beffroi.kernel.subjects import Subject, cards_of
from beffroi.participation.proposals import actions, diff
from beffroi.participation.proposals.actions.texts import Changed
from beffroi.participation.proposals.forms import ProposalForm, WithdrawForm
from beffroi.participation.proposals.models import Proposal
from beffroi.participation.proposals.rules import OFFICIAL, may_edit, may_propose, may_withdraw, may_write, setting
from beffroi.participation.proposals.views.pages import proposal_view
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import has_right_in

HOUR, PER_HOUR = timedelta(hours=1), 20


def _context(component: Component, form: ProposalForm, **more: Any) -> dict[str, Any]:
    return {
        "component": component,
        "process": component.process,
        "form": form,
        "help": setting(component, "help"),
        "similar_url": reverse("proposals:similar", args=[component.process.slug, component.pk]),
        **more,
    }


@component_view("proposal")
@never_cache
def write(request: HttpRequest, component: Component) -> HttpResponse:
    """A new proposal: published at once, or kept as a draft. A visitor says who she is afterwards."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    official = has_right_in(person, component.process, OFFICIAL)
    refusal = may_propose(person, component, at) if person.is_authenticated else may_write(component, at, person)
    wants_draft = request.method == "POST" and "draft" in request.POST and person.is_authenticated
    form = ProposalForm(component, request.POST or None, request.FILES or None, draft=wants_draft)
    context = _context(component, form, refusal=refusal, official=official, autosave_url="")
    if request.method != "POST":
        context["drafts"] = _drafts(component, person)
        return render(request, "proposals/write.html", context, status=200)
    if refusal or not form.is_valid():
        return render(request, "proposals/write.html", {**context, "drafts": []}, status=403 if refusal else 422)
    if not person.is_authenticated:
        return guests.act(request, "proposals:publish", guest_data(component, form.fields_of(at)))
    require(limits.must_be_within("proposals-write", person.pk, most=PER_HOUR, per=HOUR, at=at))
    proposal = actions.save_draft(component=component, person=person, fields=form.fields_of(at), at=at)
    return _finish(request, proposal, at, official=official and "official" in request.POST)


def _drafts(component: Component, person: Any) -> list[Proposal]:
    if not person.is_authenticated:
        return []
    return list(Proposal.objects.filter(component=component, voice=person.voice, published_at=None).order_by("-saved_at")[:5])


def guest_data(component: Component, fields: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a visitor's words until she confirms: plain JSON, rows by their number."""
    data = {name: value for name, value in fields.items() if name not in ("district", "image")}
    data["component"] = component.pk
    data["image"] = fields["image"].pk if fields.get("image") else None
    return data


def _finish(request: HttpRequest, proposal: Proposal, at: Any, *, official: bool = False) -> HttpResponse:
    """Publish what was saved, unless it stays a draft. A refusal leaves the draft, so that nothing is lost."""
    if "draft" in request.POST:
        messages.success(request, _("Your draft is saved. Only you can see it."))
        return redirect(reverse("proposals:draft", args=[proposal.component.process.slug, proposal.component_id, proposal.pk]))
    try:
        actions.publish(proposal=proposal, person=request.person, at=at, official=official)  # type: ignore[attr-defined]
    except Refused as refused:
        messages.error(request, _("%(why)s Your text is kept as a draft.") % {"why": refused.refusal})
        return redirect(reverse("proposals:draft", args=[proposal.component.process.slug, proposal.component_id, proposal.pk]))
    messages.success(request, _("Your proposal is published. Share it, and come back to read what people say of it."))
    return redirect(reverse("proposals:detail", args=[proposal.component.process.slug, proposal.component_id, proposal.pk]))


@proposal_view
@never_cache
def draft(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Go on with a draft."""
    at, person, component = clock.now(), request.person, proposal.component  # type: ignore[attr-defined]
    require(may_edit(person, proposal, at))
    if not proposal.is_draft:
        return redirect(reverse("proposals:edit", args=[component.process.slug, component.pk, proposal.pk]))
    if request.method == "POST" and "discard" in request.POST:
        actions.discard(proposal=proposal, person=person)
        messages.success(request, _("The draft is deleted."))
        return redirect(reverse("proposals:show", args=[component.process.slug, component.pk]))
    wants_draft = request.method == "POST" and "draft" in request.POST
    form = ProposalForm(component, request.POST or None, request.FILES or None, proposal=proposal, draft=wants_draft)
    official = has_right_in(person, component.process, OFFICIAL)
    if request.method == "POST" and form.is_valid():
        proposal = actions.save_draft(component=component, person=person, fields=form.fields_of(at), at=at, proposal=proposal)
        return _finish(request, proposal, at, official=official and "official" in request.POST)
    autosave = reverse("proposals:autosave", args=[component.process.slug, component.pk, proposal.pk])
    context = _context(
        component, form, proposal=proposal, refusal=may_propose(person, component, at), official=official, autosave_url=autosave, drafts=[]
    )
    return render(request, "proposals/write.html", context, status=422 if form.errors else 200)


@proposal_view
@require_POST
def autosave(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """What is being typed in a draft, saved while it is typed; pictures wait for the button."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    form = ProposalForm(proposal.component, request.POST, proposal=proposal, draft=True)
    if form.is_valid():
        actions.save_draft(component=proposal.component, person=person, fields=form.fields_of(at), at=at, proposal=proposal)
        return render(request, "proposals/_saved.html", {"saved_at": at})
    return render(request, "proposals/_saved.html", {"saved_at": None})


@component_view("proposal")
@require_POST
def near(request: HttpRequest, component: Component) -> HttpResponse:
    """Proposals that resemble what is being typed: a fragment, so that one may support instead of repeating."""
    text = f"{request.POST.get('title', '')} {request.POST.get('text', '')}".strip()[:2000]
    rows = []
    if len(text) >= 8:
        found = similar(text, kind="proposal", space=Subject("process", component.process_id), limit=5)
        known = cards_of([hit.subject for hit in found])
        rows = [known[hit.subject] for hit in found if hit.subject in known and known[hit.subject].is_public]
    return render(request, "proposals/_similar.html", {"rows": rows})


@proposal_view
@never_cache
def edit(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    at, person, component = clock.now(), request.person, proposal.component  # type: ignore[attr-defined]
    refusal = may_edit(person, proposal, at)
    form = ProposalForm(component, request.POST or None, request.FILES or None, proposal=proposal)
    context = _context(component, form, proposal=proposal, refusal=refusal, changed=None, pieces=[], why=request.POST.get("why", "")[:250])
    if request.method == "POST" and not refusal and form.is_valid():
        seen, fields = form.cleaned_data.get("seen") or 0, form.fields_of(at)
        try:
            actions.edit(proposal=proposal, person=person, seen=seen, fields=fields, at=at, why=request.POST.get("why", ""))
        except Changed as changed:
            form.data = dict(form.data.items()) | {"seen": str(changed.proposal.edits)}
            pieces = diff.words(changed.proposal.text, fields["text"])
            return render(request, "proposals/edit.html", {**context, "changed": changed.proposal, "pieces": pieces}, status=409)
        messages.success(request, _("Saved. The earlier text stays in the history."))
        return redirect(reverse("proposals:detail", args=[component.process.slug, component.pk, proposal.pk]))
    status = 403 if refusal else 422 if form.errors else 200
    return render(request, "proposals/edit.html", context, status=status)


@proposal_view
@never_cache
def withdraw(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    at, person, component = clock.now(), request.person, proposal.component  # type: ignore[attr-defined]
    refusal = may_withdraw(person, proposal, at)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and not refusal and form.is_valid():
        actions.withdraw(proposal=proposal, person=person, why=form.cleaned_data["why"], at=at)
        messages.success(request, _("Your proposal is withdrawn."))
        return redirect(reverse("proposals:detail", args=[component.process.slug, component.pk, proposal.pk]))
    context = {"component": component, "process": component.process, "proposal": proposal, "form": form, "refusal": refusal}
    return render(request, "proposals/withdraw.html", context, status=403 if refusal else 200)
