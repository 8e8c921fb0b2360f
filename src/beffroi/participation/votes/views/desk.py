"""The team's pages of a vote: what it is, how much is at stake, its questions, fixing the rules, what came of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from beffroi.ground.media.actions import take_image
from beffroi.ground.media.models import Image
from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.participation.spaces import calendar
from beffroi.participation.spaces.access import component_team
from beffroi.participation.spaces.editing import Stale
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.views.desk.conflicts import conflict
from beffroi.participation.votes import actions, counting, grid, reading, rules, urn
from beffroi.participation.votes.access import EDIT, READ
from beffroi.participation.votes.actions.texts import address
from beffroi.participation.votes.forms import ConclusionForm, GridForm, QuestionForm, StopForm, VoteForm, option_forms
from beffroi.participation.votes.methods import METHODS
from beffroi.participation.votes.models import COUNTED, READY, STOPPED, Question, Vote

SHOWN = 50


def vote_of(component: Component) -> Vote:
    vote = get_object_or_404(Vote.objects.select_related("concluded_by"), component=component)
    vote.component = component
    return vote


def frame(vote: Vote, current: str, **more: Any) -> dict[str, Any]:
    component = vote.component
    numbers = [component.process_id, component.pk]
    tabs = [
        ("desk", _("The vote")), ("stakes", _("What is at stake")), ("questions", pgettext("votes, tab", "Questions")),
        ("opening", _("Fix the rules")),
    ]  # fmt: skip
    if vote.paper and vote.is_frozen:
        tabs.append(("paper", _("Paper")))
    if vote.networks and vote.is_frozen:
        tabs.append(("networks", _("Social networks")))
    if vote.state == COUNTED:
        tabs.append(("conclude", _("What came of it")))
    at = clock.now()
    state, tone = reading.state_said(vote, at)
    return {
        "vote": vote, "component": component, "process": component.process, "public_url": address(vote), "state": state, "tone": tone,
        "clock": reading.clock_said(vote, at), "desk_url": reverse("votes_desk:desk", args=numbers),
        "tabs": [{"url": reverse(f"votes_desk:{name}", args=numbers), "label": label, "current": name == current} for name, label in tabs],
        **more,
    }  # fmt: skip


def _initial(vote: Vote) -> dict[str, Any]:
    """Dates that are not said yet are those of the phase in which the vote is open."""
    if vote.opens_at or vote.closes_at:
        return {}
    spell = next((one for one in calendar.spells(vote.component.process) if one.component_id == vote.component_id), None)
    return {"opens_at": spell.starts_at, "closes_at": spell.ends_at} if spell and spell.phase_id else {}


@component_team("vote", EDIT)
def edit(request: HttpRequest, component: Component) -> HttpResponse:
    vote = vote_of(component)
    if vote.is_frozen:
        return render(request, "votes/desk/fixed.html", frame(vote, "desk", questions=_shown(vote), election=urn.election_of(vote)))
    initial = {"seen": vote.edits, **_initial(vote)}
    form = VoteForm(request.POST or None, instance=Vote.objects.get(pk=vote.pk), initial=initial)
    if request.method == "POST" and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in VoteForm.Meta.fields}
        seen = form.cleaned_data["seen"] or 0
        try:
            actions.edit(vote=vote, person=request.user, base_version=seen, at=clock.now(), changes=changes)
        except Stale as stale:
            return conflict(request, form, stale, {**frame(vote, "desk"), "back": request.path})
        messages.success(request, _("Saved."))
        return redirect("votes_desk:questions", component.process_id, component.pk)
    context = frame(vote, "desk", form=form, button=_("Save and go on to the questions"))
    return render(request, "votes/desk/edit.html", context, status=422 if form.errors else 200)


@component_team("vote", EDIT)
def stakes(request: HttpRequest, component: Component) -> HttpResponse:
    """The grid of risks, and the mode that it advises."""
    vote = vote_of(component)
    form = GridForm(vote.grid, request.POST or None)
    if request.method == "POST" and form.is_valid() and not vote.is_frozen:
        actions.edit(vote=vote, person=request.user, base_version=vote.edits, at=clock.now(), changes={"grid": form.cleaned_data})
        return redirect(request.path)
    known = grid.grid()
    level = known.level(vote.grid) if vote.grid else 0
    context = frame(
        vote, "stakes", form=form, grid=known, level=level, points=known.points(vote.grid), advice=known.said(vote.grid) if vote.grid else "",
        is_enough=grid.is_enough(vote.mode, level) if level else True, button=_("Work out the level"),
    )  # fmt: skip
    return render(request, "votes/desk/stakes.html", context)


def _shown(vote: Vote) -> list[dict[str, Any]]:
    return [{"row": row, "asked": counting.asked(row), "method": counting.method(row)} for row in counting.questions_of(vote)]


@component_team("vote", EDIT)
def questions(request: HttpRequest, component: Component) -> HttpResponse:
    vote = vote_of(component)
    return render(request, "votes/desk/questions.html", frame(vote, "questions", questions=_shown(vote), methods=list(METHODS.values())))


@component_team("vote", EDIT)
def add(request: HttpRequest, component: Component, rule: str) -> HttpResponse:
    return _question(request, vote_of(component), None, rule)


@component_team("vote", EDIT)
def question(request: HttpRequest, component: Component, question: int, rule: str = "") -> HttpResponse:
    vote = vote_of(component)
    row = get_object_or_404(vote.questions, pk=question)
    return _question(request, vote, row, rule or row.rule)


def _question(request: HttpRequest, vote: Vote, row: Question | None, rule: str) -> HttpResponse:
    if rule not in METHODS:
        raise Http404
    if vote.is_frozen:
        messages.info(request, str(rules.must_be_draft(vote)))
        return redirect("votes_desk:questions", vote.component.process_id, vote.component_id)
    method = METHODS[rule]
    initial = {"title": row.title, "text": row.text, **row.parameters} if row else {}
    form = QuestionForm(rule, request.POST or None, initial=initial)
    lines = int(request.GET["lignes"]) if request.GET.get("lignes", "").isdecimal() and len(request.GET["lignes"]) < 4 else 0
    options = option_forms(row, request.POST or None, request.FILES or None, lines) if method.has_options else None
    if request.method == "POST" and _both(form, options):
        try:
            said = {"title": form.cleaned_data["title"], "text": form.cleaned_data["text"], "rule": rule, "parameters": form.parameters}
            given = _lines(options, row) if options is not None else []
            if row is None:
                actions.add_question(vote=vote, person=request.user, options=given, **said)
            else:
                actions.edit_question(question=row, person=request.user, options=given, **said)
        except Refused as refused:
            form.add_error("title", str(refused.refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("votes_desk:questions", vote.component.process_id, vote.component_id)
    failed = bool(form.errors or (options is not None and not options.is_valid() and options.is_bound))
    others = [one for one in METHODS.values() if one.kind != rule]
    context = frame(vote, "questions", form=form, options=options, method=method, row=row, others=others, more=max(lines, 4) + 6)
    return render(request, "votes/desk/question.html", context, status=422 if failed else 200)


def _both(form: QuestionForm, options: Any) -> bool:
    return all([form.is_valid(), options is None or options.is_valid()])


def _lines(options: Any, row: Question | None) -> list[tuple[str, str, Image | None]]:
    """The answers that were written, with new pictures taken in and old ones kept."""
    own = {one.image_id: one.image for one in row.options.select_related("image")} if row else {}
    found = []
    for form in options.forms:
        data = form.cleaned_data
        if not data.get("title"):
            continue
        image = None if data.get("without") else own.get(data.get("image"))
        if data.get("picture"):
            image = take_image(upload=data["picture"], alt=data["picture_alt"], at=clock.now())
        found.append((data["title"], data["text"], image))
    return found


@component_team("vote", EDIT)
@require_POST
def move(request: HttpRequest, component: Component, question: int) -> HttpResponse:
    row = get_object_or_404(vote_of(component).questions, pk=question)
    actions.move_question(question=row, person=request.user, up=request.POST.get("vers") == "haut")
    return redirect("votes_desk:questions", component.process_id, component.pk)


@component_team("vote", EDIT)
@require_POST
def remove(request: HttpRequest, component: Component, question: int) -> HttpResponse:
    row = get_object_or_404(vote_of(component).questions, pk=question)
    actions.remove_question(question=row, person=request.user)
    messages.success(request, _("The question is removed."))
    return redirect("votes_desk:questions", component.process_id, component.pk)


@component_team("vote", EDIT)
def opening(request: HttpRequest, component: Component) -> HttpResponse:
    """What is still missing; then the act that fixes the rules."""
    vote, at = vote_of(component), clock.now()
    refusal = ""
    if request.method == "POST":
        try:
            actions.freeze(vote=vote, person=request.user, at=at)
        except Refused as refused:
            refusal = str(refused.refusal)
        else:
            messages.success(request, _("The rules are fixed. The vote opens by itself at its hour."))
            return redirect(request.path)
    level = grid.grid().level(vote.grid) if vote.grid else 0
    context = frame(
        vote, "opening", lacking=[] if vote.is_frozen else rules.missing(vote, at), questions=_shown(vote), refusal=refusal, level=level,
        advice=grid.grid().said(vote.grid) if vote.grid else "", is_enough=grid.is_enough(vote.mode, level) if level else True,
        election=urn.election_of(vote), is_public=component.is_public and component.process.is_public, may_stop=vote.state == READY,
    )  # fmt: skip
    return render(request, "votes/desk/opening.html", context, status=422 if refusal else 200)


@component_team("vote", EDIT)
def stop(request: HttpRequest, component: Component) -> HttpResponse:
    vote = vote_of(component)
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.stop(vote=vote, person=request.user, reason=form.cleaned_data["reason"], at=clock.now())
        except Refused as refused:
            form.add_error("reason", str(refused.refusal))
        else:
            messages.success(request, _("The vote is stopped."))
            return redirect("votes_desk:desk", component.process_id, component.pk)
    context = frame(vote, "opening", form=form, button=_("Stop the vote"))
    return render(request, "votes/desk/form.html", context, status=422 if form.errors else 200)


@component_team("vote", EDIT)
def conclude(request: HttpRequest, component: Component) -> HttpResponse:
    vote = vote_of(component)
    if vote.state != COUNTED:
        return redirect("votes_desk:desk", component.process_id, component.pk)
    form = ConclusionForm(request.POST or None, initial={"text": vote.conclusion})
    if request.method == "POST" and form.is_valid():
        actions.conclude(vote=vote, person=request.user, text=form.cleaned_data["text"], at=clock.now())
        messages.success(request, _("Everybody reads it now. Those who follow the vote are told."))
        return redirect(request.path)
    context = frame(vote, "conclude", form=form, button=_("Publish what was decided"))
    return render(request, "votes/desk/form.html", context, status=422 if form.errors else 200)


@team(READ)
def index(request: HttpRequest) -> HttpResponse:
    """Every vote of the town, for the team."""
    at = clock.now()
    rows = Vote.objects.exclude(state=STOPPED).select_related("component__process").order_by("-pk")[:SHOWN]
    lines = [
        {
            "vote": row, "state": reading.state_said(row, at), "clock": reading.clock_said(row, at),
            "url": reverse("votes_desk:desk", args=[row.component.process_id, row.component_id]),
            "waits": row.state == COUNTED and not row.concluded_at,
            "paper_url": reverse("votes_desk:paper", args=[row.component.process_id, row.component_id]) if row.paper and row.is_frozen else "",
        }
        for row in rows
    ]  # fmt: skip
    return render(request, "votes/desk/index.html", {"lines": lines})
