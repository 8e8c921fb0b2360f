"""The page of one proposal, its history, its authors and its suggested changes."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from beffroi.commons.conversations import pages
from beffroi.commons.conversations.rules import Known
from beffroi.commons.supports import mine
from beffroi.ground.media.templatetags.media import picture_url
from beffroi.ground.places.types import MapPoint
from beffroi.kernel import clock, limits
from beffroi.kernel.access import declare
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused, require
from beffroi.kernel.subjects import Subject
from beffroi.participation.proposals import actions, diff, reading, rules
from beffroi.participation.proposals.forms import AmendmentForm, InviteForm, ReplyForm
from beffroi.participation.proposals.models import Amendment, Author, Proposal, Reshaping
from beffroi.participation.proposals.structured import posting
from beffroi.participation.spaces.access import within


def proposal_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one proposal: `(request, proposal, …)`, not found for whoever may not see it."""

    @wraps(view)
    def checked(request: HttpRequest, process: str, component: int, proposal: int, *args: Any, **kwargs: Any) -> HttpResponse:
        where = {"component_id": component, "component__kind": "proposal", "component__process__slug": process}
        found = get_object_or_404(reading.with_what_it_has(), pk=proposal, **where)

        def shown() -> HttpResponse:
            if rules.may_see(request.person, found, clock.now()):  # type: ignore[attr-defined]
                raise Http404
            return view(request, found, *args, **kwargs)

        return within(request, found.component, shown)

    return declare(checked, "component: proposal")


@proposal_view
@require_safe
def show(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    at, person, component = clock.now(), request.person, proposal.component  # type: ignore[attr-defined]
    if proposal.is_draft:
        return redirect(reverse("proposals:draft", args=[component.process.slug, component.pk, proposal.pk]))
    authors = reading.authors(proposal)
    own = person.voice.pk if person.is_authenticated else 0
    answer = getattr(proposal, "answer", None)
    answer = answer if answer is not None and answer.is_shown(at) else None
    amend_refusal = rules.may_amend(person, proposal, at)
    most = rules.setting(component, "threshold")
    role = next((author for author in authors if author.voice_id == own), None)
    signed = role is not None and role.state == Author.SIGNED
    subject = Subject("proposal", proposal.pk)
    mine.expect(person, supports=[subject], follows=[subject])
    may_comment, speaks = rules.may_comment(person, proposal, at), not rules.may_speak(person, proposal, at)
    signing = [author for author in authors if author.state == Author.SIGNED]
    context = {
        "component": component,
        "process": component.process,
        "proposal": proposal,
        "subject": subject,
        "structured": posting(proposal, signing, url=request.build_absolute_uri(request.path)),
        "support_refusal": rules.may_support(person, proposal, at),
        "talk": pages.conversation(
            request,
            subject,
            columns=bool(proposal.imported_votes),
            known=Known(may_comment, may_comment, speaks),
            closed=not component.process.is_public,
        ),
        "authors": signing,
        "invitation": role if role is not None and role.state == Author.INVITED else None,
        "is_author": signed,
        "may_edit": signed and not rules.may_edit(person, proposal, at),
        "may_withdraw": signed and not rules.may_withdraw(person, proposal, at),
        "answer": answer,
        "answer_html": SafeString(answer.html) if answer else "",  # cleaned when it was written
        "answer_tone": answer.state.tone if answer else "",
        "signatories": list(answer.signatories.order_by("position")) if answer else [],
        "signed_by": _("The town"),
        "due_said": reading.due_said(proposal),
        "state_tone": proposal.state.tone if proposal.state else "",
        "text": SafeString(proposal.html),
        "picture": picture_url(proposal.image, 1280),
        "here": request.path,
        "threshold": most,
        "votes": reading.votes_elsewhere(proposal),
        "votes_said": reading.votes_said(proposal),
        "gauge_said": _("%(n)d supports of %(most)d") % {"n": proposal.counted_supports, "most": most},
        "away": rules.must_be_there(proposal),
        "amendments": reading.amendments(proposal),
        **reading.relatives(proposal),
        "amend_refusal": amend_refusal,
        "ask_to_sign_in": amend_refusal is not None and amend_refusal.code == "anonymous",
        "points": [MapPoint(proposal.longitude, proposal.latitude, proposal.place or proposal.title)]
        if proposal.longitude is not None and proposal.latitude is not None
        else [],
        "links": reading.links(proposal),
        "has_history": proposal.edits > 0,
        "may_answer": person.is_authenticated and not rules.may_answer(person, proposal),
        "base": reverse("proposals:show", args=[component.process.slug, component.pk]),
    }
    return render(request, "proposals/detail.html", context)


@proposal_view
@require_safe
def history(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Each version beside the one before, word by word; and the merges and splits."""
    found = page(proposal.versions.select_related("voice__avatar"), order=("-number",), after=request.GET.get("apres", ""), size=10)
    numbers = {version.number - 1 for version in found.rows}
    before = {version.number: version for version in proposal.versions.filter(number__in=numbers)}
    lines = []
    for version in found.rows:
        old = before.get(version.number - 1)
        lines.append(
            {
                "version": version,
                "title": diff.words(old.title if old else "", version.title) if old else [],
                "text": diff.words(old.text, version.text) if old else [],
                "is_first": old is None,
            }
        )
    reshapings = Reshaping.objects.filter(sources=proposal) | Reshaping.objects.filter(results=proposal)
    context = {
        "component": proposal.component,
        "process": proposal.component.process,
        "proposal": proposal,
        "lines": lines,
        "page": found,
        "reshapings": reshapings.distinct().prefetch_related("sources", "results").order_by("-at"),
    }
    return render(request, "proposals/history.html", context)


@proposal_view
@never_cache
def authors(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Who signs: invite, accept, decline, leave."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    form = InviteForm(request.POST if "who" in request.POST else None)
    back = redirect(request.path)
    if request.method == "POST" and "who" in request.POST and form.is_valid():
        require(limits.must_be_within("proposals-invite", getattr(person, "pk", 0), most=10, per=timedelta(hours=1), at=at))
        try:
            actions.invite(proposal=proposal, person=person, name_or_email=form.cleaned_data["who"], at=at)
        except Refused as refused:
            form.add_error("who", str(refused.refusal))
        else:
            messages.success(request, _("If this person has an account here, the invitation is on its way."))
            return back
    rows = list(
        proposal.authors.exclude(state__in=[Author.DECLINED, Author.LEFT]).select_related("voice__avatar").order_by("position", "pk")
    )
    own = person.voice.pk if person.is_authenticated else 0
    is_author = any(row.voice_id == own and row.state == Author.SIGNED for row in rows)
    context = {
        "component": proposal.component,
        "process": proposal.component.process,
        "proposal": proposal,
        "signed": [row for row in rows if row.state == Author.SIGNED],
        "invited": [row for row in rows if row.state == Author.INVITED] if is_author else [],
        "mine": next((row for row in rows if row.voice_id == own and row.state == Author.INVITED), None),
        "may_leave": next((row for row in rows if row.voice_id == own and row.state == Author.SIGNED and own != proposal.voice_id), None),
        "form": form,
        "refusal": rules.may_invite(person, proposal, at),
    }
    return render(request, "proposals/authors.html", context, status=422 if form.errors else 200)


@proposal_view
@require_POST
def author_do(request: HttpRequest, proposal: Proposal, author: int, deed: str) -> HttpResponse:
    row = get_object_or_404(Author.objects.select_related("proposal__component"), pk=author, proposal=proposal)
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    if deed in ("accepter", "refuser"):
        actions.answer_invitation(author=row, person=person, accept=deed == "accepter", at=at)
        messages.success(request, _("You sign this proposal.") if deed == "accepter" else _("You declined."))
    elif deed == "quitter":
        actions.leave(author=row, person=person, at=at)
        messages.success(request, _("You no longer sign this proposal."))
    elif deed == "annuler":
        actions.cancel_invitation(author=row, person=person, at=at)
        messages.success(request, _("The invitation is cancelled."))
    else:
        raise Http404
    return redirect(reverse("proposals:detail", args=[proposal.component.process.slug, proposal.component_id, proposal.pk]))


@proposal_view
@never_cache
def amend(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    refusal = rules.may_amend(person, proposal, at)
    form = AmendmentForm(proposal, request.POST or None)
    if request.method == "POST" and not refusal and form.is_valid():
        require(limits.must_be_within("proposals-amend", person.pk, most=20, per=timedelta(hours=1), at=at))
        try:
            made = actions.amend(proposal=proposal, person=person, at=at, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("The authors are asked. You will hear what they decide."))
            return redirect(
                reverse("proposals:amendment", args=[proposal.component.process.slug, proposal.component_id, proposal.pk, made.pk])
            )
    context = {
        "component": proposal.component,
        "process": proposal.component.process,
        "proposal": proposal,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "proposals/amend.html", context, status=403 if refusal else 422 if form.errors else 200)


@proposal_view
@never_cache
def amendment(request: HttpRequest, proposal: Proposal, amendment: int) -> HttpResponse:
    """A suggested change, word by word; its authors decide here."""
    row = get_object_or_404(
        Amendment.objects.select_related("voice__avatar", "answered_by"), pk=amendment, proposal=proposal, hidden_at=None
    )
    row.proposal = proposal
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = {"accept": actions.accept_amendment, "decline": actions.decline_amendment}.get(request.POST.get("deed", ""))
        try:
            if act:
                act(amendment=row, person=person, answer=form.cleaned_data["answer"], at=at)
            elif request.POST.get("deed") == "withdraw":
                actions.withdraw_amendment(amendment=row, person=person, at=at)
            else:
                raise Http404
        except Refused as refused:
            form.add_error("answer", str(refused.refusal))
        else:
            messages.success(request, _("Done."))
            return redirect(request.path)
    base = proposal.versions.filter(number=row.base).first()
    context = {
        "component": proposal.component,
        "process": proposal.component.process,
        "proposal": proposal,
        "amendment": row,
        "subject": Subject("amendment", row.pk),
        "title": diff.words(base.title if base else proposal.title, row.title),
        "text": diff.words(base.text if base else proposal.text, row.text),
        "has_moved": bool(base) and (base.title, base.text) != (proposal.title, proposal.text) and row.state == Amendment.OPEN,
        "may_answer": not rules.may_answer_amendment(person, row, at),
        "may_withdraw": person.is_authenticated and person.voice.pk == row.voice_id and row.state == Amendment.OPEN,
        "form": form,
    }
    return render(request, "proposals/amendment.html", context, status=422 if form.errors else 200)
