"""One message, and what the team makes of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from beffroi.channels.base.models import Heard
from beffroi.channels.base.types import channels
from beffroi.commons.moderation.rules import DECIDE
from beffroi.crossings.intake import actions, queries, wording
from beffroi.crossings.intake.access import TAKE
from beffroi.crossings.intake.forms import CaseForm, ProposalForm, QuestionForm, ReportForm, RumorForm, StatementForm, TargetForm
from beffroi.crossings.intake.rules import must_be_public, must_be_usable, must_not_stand_already
from beffroi.ground.people.access import team
from beffroi.ground.people.requests import PersonRequest
from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal, Refused
from beffroi.kernel.subjects import Subject
from beffroi.outreach.inbox.access import READ
from beffroi.outreach.inbox.models import Entry
from beffroi.outreach.origins import queries as origins
from beffroi.outreach.rumors import queries as rumors
from beffroi.outreach.rumors.access import CHECK
from beffroi.participation.questions.rules import may_write
from beffroi.participation.reports.rules import may_write as may_report


def _heard(pk: int) -> Heard:
    return get_object_or_404(Heard.objects.select_related("account", "delivery"), pk=pk)


def _page(request: PersonRequest, template: str, heard: Heard, **more: Any) -> HttpResponse:
    channel = channels.get(heard.account.kind)
    context = {
        "heard": heard,
        "network": channel.label if channel else heard.account.name,
        "private": wording.private(heard),
        "entry": Entry.objects.filter(heard=heard).first() if request.user.has_right(READ) else None,
        **more,
    }
    return render(request, f"intake/{template}.html", context, status=422 if more.get("form") and more["form"].errors else 200)


def _refusal(heard: Heard, *others: Refusal | None) -> Refusal | None:
    return next((one for one in (must_be_usable(heard, clock.now()), *others) if one), None)


@team(TAKE)
def show(request: PersonRequest, heard: int) -> HttpResponse:
    """What it became, and what may be made of it."""
    row = _heard(heard)
    became = origins.of([row.pk]).get(row.pk, [])
    return _page(request, "show", row, became=became, offers=origins.offers(row, request.user), refusal=_refusal(row))


@team(TAKE)
def contribution(request: PersonRequest, heard: int) -> HttpResponse:
    """Under what it will stand: what it answers, what is near, or what one looks for."""
    row, at, words = _heard(heard), clock.now(), request.GET.get("q", "")
    found = queries.targets(row, words, at, answers=_("It answers our publication about this."), near=_("It speaks of the same."))
    data = request.POST if request.method == "POST" else None
    form = TargetForm(data, targets=found, initial={"subject": str(found[0].subject)} if found else None)
    if data is not None and form.is_valid():
        try:
            message = actions.contribute(heard=row, subject=form.cleaned_data["subject"], by=request.user, at=at)
            messages.success(request, _("It stands there now, and its author is told."))
            return redirect("conversations:message", message.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    refusal = _refusal(row, must_be_public(row), must_not_stand_already(row))
    return _page(request, "contribution", row, form=form, targets=found, words=words, refusal=refusal)


@team(TAKE)
def proposal(request: PersonRequest, heard: int) -> HttpResponse:
    """A proposal in the name of its author."""
    row, at = _heard(heard), clock.now()
    components = queries.open_components("proposal", "propose", at)
    initial = {"title": wording.title_of(row), "text": wording.said(row), "component": components[0].pk if components else None}
    form = ProposalForm(request.POST if request.method == "POST" else None, components=components, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.propose(heard=row, by=request.user, at=at, **{name: said[name] for name in ("component", "title", "text")})
            messages.success(request, _("The proposal is published, and its author is told."))
            card = Subject("proposal", made.pk).card()
            return redirect(card.url if card else "intake:show", *([] if card else [row.pk]))
        except Refused as refused:
            form.add_error(None, str(refused))
    return _page(request, "proposal", row, form=form, components=components, refusal=_refusal(row, must_be_public(row)))


@team(TAKE)
def statement(request: PersonRequest, heard: int) -> HttpResponse:
    """A statement of an opinion map, in one sentence."""
    row, at = _heard(heard), clock.now()
    components = queries.open_components("opinion", "state", at)
    initial = {"text": wording.title_of(row), "component": components[0].pk if components else None}
    form = StatementForm(request.POST if request.method == "POST" else None, components=components, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.state(heard=row, by=request.user, at=at, **form.cleaned_data)
            messages.success(request, _("It is among the statements now, and its author is told."))
            card = made.subject.card()
            return redirect(card.url if card else "intake:show", *([] if card else [row.pk]))
        except Refused as refused:
            form.add_error("text", str(refused))
    return _page(request, "statement", row, form=form, components=components, refusal=_refusal(row, must_be_public(row)))


@team(TAKE)
def question(request: PersonRequest, heard: int) -> HttpResponse:
    """A public question in the name of its author."""
    row, at = _heard(heard), clock.now()
    initial = {"title": wording.question_of(row), "text": wording.said(row)}
    form = QuestionForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask(heard=row, by=request.user, at=at, **form.cleaned_data)
            messages.success(request, _("The question is asked, and its author is told."))
            card = Subject("question", made.pk).card()
            return redirect(card.url if card else "intake:show", *([] if card else [row.pk]))
        except Refused as refused:
            form.add_error(None, str(refused))
    return _page(request, "question", row, form=form, refusal=_refusal(row, must_be_public(row), may_write(None, at)))


@team(TAKE)
def report(request: PersonRequest, heard: int) -> HttpResponse:
    """A report on the map: where it is, and what."""
    row, at = _heard(heard), clock.now()
    form = ReportForm(request.POST if request.method == "POST" else None, initial={"text": wording.said(row)})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.report(heard=row, by=request.user, at=at, **form.cleaned_data)
            messages.success(request, _("It is on the map, and its author is told."))
            return redirect("reports_team:report", made.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _page(request, "report", row, form=form, refusal=_refusal(row, may_report(None, at)))


@team(CHECK)
def rumor(request: PersonRequest, heard: int) -> HttpResponse:
    """A rumour to check: one that is known, or a new one."""
    row = _heard(heard)
    form = RumorForm(
        request.POST if request.method == "POST" else None,
        near=rumors.alike(wording.claim_of(row)),
        initial={"claim": wording.claim_of(row)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.check(heard=row, by=request.user, at=clock.now(), **form.cleaned_data)
            messages.success(request, _("It will be checked, and its author is told."))
            return redirect("rumors_desk:show", made.rumor_id)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _page(request, "rumor", row, form=form, refusal=_refusal(row))


@team(DECIDE)
def case(request: PersonRequest, heard: int) -> HttpResponse:
    """To the moderators, with the rule."""
    row = _heard(heard)
    form = CaseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_case(heard=row, by=request.user, at=clock.now(), **form.cleaned_data)
            return redirect("moderation_desk:case", made.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _page(request, "case", row, form=form, refusal=None)
