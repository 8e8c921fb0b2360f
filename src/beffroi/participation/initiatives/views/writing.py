"""What the committee does: start, edit, invite, send, withdraw."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beffroi.commons.search.queries import similar
from beffroi.ground.people import guests
from beffroi.kernel import clock, limits
from beffroi.kernel.rules import Refused, require
from beffroi.participation.initiatives import actions, reading, rules, states
from beffroi.participation.initiatives.actions.texts import address
from beffroi.participation.initiatives.forms import InitiativeForm, InviteForm, WithdrawForm
from beffroi.participation.initiatives.models import Initiative, InitiativeType, Member
from beffroi.participation.initiatives.views.pages import frame_of, initiative_view
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component

HOUR = timedelta(hours=1)


@component_view("initiative")
@never_cache
def start(request: HttpRequest, component: Component) -> HttpResponse:
    """The text first; who one is afterwards; then the committee."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    refusal = rules.may_start(person, component, at) if person.is_authenticated else rules.may_write(component, at, person)
    form = InitiativeForm(component, request.POST or None, initial=_taken_up(request, component))
    if request.method == "POST" and not refusal and form.is_valid():
        said = form.cleaned_data
        data = {"component": component.pk, "kind": said["kind"].pk, "title": said["title"], "text": said["text"]}
        if not person.is_authenticated:
            return guests.act(request, "initiatives:start", data)  # type: ignore[arg-type]
        require(limits.must_be_within("initiatives-start", person.pk, most=10, per=HOUR, at=at))
        row = actions.start(component=component, kind=said["kind"], person=person, title=said["title"], text=said["text"], at=at)
        messages.success(request, _("Your text is kept. Now gather your committee."))
        return redirect(address(row, "committee"))
    types = list(InitiativeType.objects.filter(component=component, closed_at=None).select_related("district").order_by("position", "pk"))
    title = str(form["title"].value() or "") if form.is_bound else ""
    context = {
        "component": component,
        "process": component.process,
        "help": rules.setting(component, "help"),
        "form": form,
        "refusal": refusal,
        "types": [{"kind": row, "rules": reading.rules_of(row)} for row in types],
        "near": similar(title[:500].replace("\0", ""), kind="initiative", limit=3) if len(title) > 10 else [],
        "drafts": _drafts(person, component),
    }
    status = 403 if refusal and request.method == "POST" else 422 if form.errors else 200
    return render(request, "initiatives/start.html", context, status=status)


def _drafts(person: Any, component: Component) -> list[Initiative]:
    if not person.is_authenticated:
        return []
    rows = Initiative.objects.filter(component=component, voice=person.voice, state__in=[states.DRAFT, states.CHECKING])
    found = list(rows.select_related("component__process").order_by("-pk")[:10])
    for row in found:
        row.url = address(row)  # type: ignore[attr-defined]
    return found


def _taken_up(request: HttpRequest, component: Component) -> dict[str, Any]:
    """Words of an own initiative that was refused or that closed, to write it again."""
    number, person = request.GET.get("de", ""), request.person  # type: ignore[attr-defined]
    if not (number.isascii() and number.isdecimal() and len(number) < 10) or not person.is_authenticated:
        return {}
    rows = Initiative.objects.filter(pk=int(number), component=component, voice=person.voice)
    row = rows.filter(state__in=[states.REFUSED, states.EXPIRED, states.WITHDRAWN], hidden_at=None).first()
    return {"title": row.title, "text": row.text} if row else {}


@initiative_view
@never_cache
def edit(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    refusal = rules.may_edit(person, initiative, at)
    form = InitiativeForm(initiative.component, request.POST or None, initiative=initiative)
    if request.method == "POST" and not refusal and form.is_valid():
        said = form.cleaned_data
        actions.edit(initiative=initiative, person=person, kind=said["kind"], title=said["title"], text=said["text"], at=at)
        messages.success(request, _("Saved."))
        return redirect(address(initiative))
    context = {**frame_of(initiative), "form": form, "refusal": refusal}
    return render(request, "initiatives/edit.html", context, status=403 if refusal else 422 if form.errors else 200)


@initiative_view
@never_cache
def committee(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """Who carries it: invite, see who accepted, send it to be checked."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    form = InviteForm(request.POST if "who" in request.POST else None)
    refusal = rules.may_invite(person, initiative, at)
    if request.method == "POST" and not refusal and form.is_valid():
        require(limits.must_be_within("initiatives-invite", person.pk, most=20, per=HOUR, at=at))
        try:
            actions.invite(initiative=initiative, person=person, name_or_email=form.cleaned_data["who"], at=at)
        except Refused as refused:
            form.add_error("who", str(refused.refusal))
        else:
            messages.success(request, _("If this person has an account here, the invitation is on its way."))
            return redirect(address(initiative, "committee"))
    rows = list(initiative.members.select_related("voice__avatar").order_by("pk"))
    own = person.voice.pk if person.is_authenticated else 0
    context = {
        **frame_of(initiative),
        "accepted": [row for row in rows if row.state == Member.ACCEPTED],
        "invited": [row for row in rows if row.state == Member.INVITED] if own == initiative.voice_id else [],
        "declined": [row for row in rows if row.state == Member.REFUSED] if own == initiative.voice_id else [],
        "mine": next((row for row in rows if row.voice_id == own and row.voice_id != initiative.voice_id), None),
        "form": form,
        "refusal": refusal,
        "missing": rules.must_have_committee(initiative),
        "may_submit": not rules.may_submit(person, initiative, at),
        "is_author": own == initiative.voice_id,
        "is_draft": initiative.state == states.DRAFT,
    }
    return render(request, "initiatives/committee.html", context, status=422 if form.errors else 200)


@initiative_view
@require_POST
def member_do(request: HttpRequest, initiative: Initiative, member: int, deed: str) -> HttpResponse:
    row = get_object_or_404(Member, pk=member, initiative=initiative)
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    if deed in ("accepter", "refuser"):
        actions.answer_invitation(member=row, person=person, accept=deed == "accepter", at=at)
        messages.success(request, _("You are in the committee.") if deed == "accepter" else _("You declined."))
    elif deed == "annuler":
        actions.cancel_invitation(member=row, person=person, at=at)
        return redirect(address(initiative, "committee"))
    return redirect(address(initiative))


@initiative_view
@require_POST
def submit(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    try:
        actions.submit(initiative=initiative, person=request.person, at=clock.now())  # type: ignore[attr-defined]
    except Refused as refused:
        messages.error(request, str(refused.refusal))
        return redirect(address(initiative, "committee"))
    messages.success(request, _("Sent. The town says whether it is admissible, by the day that the page shows."))
    return redirect(address(initiative))


@initiative_view
@never_cache
def withdraw(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    refusal = rules.may_withdraw(person, initiative, at)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and not refusal and form.is_valid():
        actions.withdraw(initiative=initiative, person=person, reason=form.cleaned_data["reason"], at=at)
        messages.success(request, _("The initiative is withdrawn."))
        return redirect(address(initiative))
    context = {**frame_of(initiative), "form": form, "refusal": refusal}
    return render(request, "initiatives/withdraw.html", context, status=403 if refusal else 422 if form.errors else 200)


@initiative_view
@require_POST
def delete(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    actions.delete_draft(initiative=initiative, person=request.person)  # type: ignore[attr-defined]
    messages.success(request, _("The draft is deleted."))
    return redirect("initiatives:show", initiative.component.process.slug, initiative.component_id)
