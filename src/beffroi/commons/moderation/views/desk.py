"""The moderators' day: the queue, one case, decisions, appeals."""

from datetime import timedelta

from django.contrib import messages as toasts
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from beffroi.commons.moderation import actions, triage
from beffroi.commons.moderation.forms import AnswerForm, DecisionForm, ReasonForm
from beffroi.commons.moderation.models import Appeal, Case, Decision, Sanction
from beffroi.commons.moderation.rules import APPEALS, DECIDE, SANCTION, may_decide, may_decide_appeal, must_have_right
from beffroi.commons.moderation.types import contexts
from beffroi.ground.people.access import team
from beffroi.ground.people.lines import columns, line
from beffroi.ground.people.requests import PersonRequest
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject, subject_kinds

LATE = timedelta(hours=24)


@team(DECIDE)
def queue(request: PersonRequest) -> HttpResponse:
    """What waits, the most pressing first; each case says why it stands there."""
    at = clock.now()
    cases = Case.objects.filter(closed_at=None).select_related("voice")
    only = request.GET.get("a", "")
    if only == "moi":
        cases = cases.filter(assigned_to=request.user)
    elif only == "personne":
        cases = cases.filter(assigned_to=None)
    rows = page(cases, order=("-score", "pk"), after=request.GET.get("after", ""), size=25)
    shown = [
        {
            "case": case,
            "signals": triage.in_words(case),
            "kind": subject_kinds[case.subject_kind].label if case.subject_kind in subject_kinds else case.subject_kind,
            "is_late": at - case.opened_at > LATE,
            "is_mine": case.assigned_to_id == request.user.pk,
        }
        for case in rows.rows
    ]
    labels = {"": pgettext("cases", "All"), "moi": _("Mine"), "personne": _("Nobody’s")}
    context = {
        "page": rows,
        "rows": shown,
        "tabs": [{"label": label, "url": f"?a={key}" if key else "?", "current": key == only} for key, label in labels.items()],
    }
    return render(request, "moderation/desk_queue.html", context)


@team(DECIDE)
def case(request: PersonRequest, pk: int) -> HttpResponse:
    """All that is needed to decide, on one page."""
    found = get_object_or_404(Case.objects.select_related("voice", "assigned_to__voice"), pk=pk)
    at = clock.now()
    refusal = may_decide(request.user, found.subject, Decision.HIDE)
    may_sanction = must_have_right(request.user, SANCTION) is None and found.voice_id is not None
    form = DecisionForm(request.POST or None, may_sanction=may_sanction)
    if request.method == "POST" and refusal is None and form.is_valid():
        said = form.cleaned_data
        try:
            actions.judge(
                case=found, act=said["act"], rule=said["rule"], reason=said["reason"], facts=said["facts"],
                sanction=said.get("sanction", ""), days=said.get("days") or 0, by=request.user, at=at,
            )  # fmt: skip
        except Refused as error:
            form.add_error(None, str(error))
        else:
            toasts.success(request, _("Decided. The author and whoever reported it are told."))
            return redirect("moderation_desk:queue")
    kind = found.subject_kind
    context = {
        "case": found,
        "card": found.subject.card() if kind in subject_kinds else None,
        "whole": contexts[kind].whole(found.subject_id) if kind in contexts else None,
        "others": contexts[kind].with_same_voice(found.voice_id, 5) if kind in contexts and found.voice_id else [],
        "flags": _flags(found),
        "signals": triage.in_words(found),
        "voice": line(found.voice) if found.voice else None,
        "history": Decision.objects.filter(voice=found.voice_id).select_related("rule").order_by("-made_at")[:10] if found.voice_id else [],
        "advice": _advice(found, at),
        "standing": Sanction.objects.current(at).filter(voice=found.voice_id).first() if found.voice_id else None,
        "past": Decision.objects.filter(subject_kind=kind, subject_id=found.subject_id).select_related("rule").order_by("-made_at")[:10],
        "form": form,
        "refusal": refusal,
    }
    return render(request, "moderation/desk_case.html", context)


def _flags(found: Case) -> list[dict]:
    rows = found.flags.order_by("-pk").values("reason", "text", "name", "created_at", *columns("voice"), "voice__origin_channel")[:50]
    reasons = dict(found.flags.model.REASONS)
    return [row | {"label": reasons[row["reason"]], "voice": line(row, "voice") if row["voice__public_id"] else None} for row in rows]


def _advice(found: Case, at) -> str:
    """What comes next on the ladder. A suggestion: the moderator decides."""
    since = at - timedelta(days=365)
    rows = (
        Decision.objects.filter(voice=found.voice_id, undone_at=None, made_at__gt=since, act__in=Decision.AGAINST) if found.voice_id else []
    )
    acts = [row.act for row in rows]
    if not acts:
        return _("Nothing held against this author within a year: a warning is the first step.")
    if Decision.PAUSE in acts:
        return _("This author was already paused within a year: a longer pause, or a ban, comes next.")
    return _("This author was already warned or had a text hidden within a year: a pause of a few days comes next.")


@team(DECIDE)
@require_POST
def take(request: PersonRequest, pk: int) -> HttpResponse:
    """I look at it; or somebody else does."""
    found = get_object_or_404(Case, pk=pk)
    actions.assign(case=found, to=None if "leave" in request.POST else request.user, by=request.user, at=clock.now())
    return redirect("moderation_desk:case", pk=pk)


@team(DECIDE)
def look(request: PersonRequest, about: str) -> HttpResponse:
    """Moderators open a case by themselves."""
    try:
        subject = Subject.parse(about)
        card = subject.card()
    except (ValueError, OverflowError):
        raise Http404 from None
    if card is None:
        raise Http404
    if request.method == "POST":
        return redirect("moderation_desk:case", pk=actions.open_case(subject=subject, at=clock.now()).pk)
    return render(request, "moderation/desk_look.html", {"card": card, "subject": subject})


@team(DECIDE)
def decisions(request: PersonRequest) -> HttpResponse:
    """What was decided, with the way to undo it."""
    found = Decision.objects.select_related("rule", "by__voice", "case", "voice")
    return render(
        request,
        "moderation/desk_decisions.html",
        {"page": page(found, order=("-made_at", "-pk"), after=request.GET.get("after", ""), size=30)},
    )


@team(DECIDE)
def undo(request: PersonRequest, pk: int) -> HttpResponse:
    """Undo a decision, with a public reason."""
    found = get_object_or_404(Decision.objects.select_related("rule", "case", "voice"), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.undo(decision=found, by=request.user, reason=form.cleaned_data["reason"], at=clock.now())
        except Refused as error:
            form.add_error(None, str(error))
        else:
            toasts.success(request, _("The decision is undone, and its author is told."))
            return redirect("moderation_desk:decisions")
    return render(request, "moderation/desk_undo.html", {"decision": found, "form": form})


@team(APPEALS)
def appeals(request: PersonRequest) -> HttpResponse:
    """Appeals that wait, the oldest first, then those that were answered."""
    waiting = list(Appeal.objects.filter(decided_at=None).select_related("decision__rule", "decision__case").order_by("created_at")[:100])
    answered = page(
        Appeal.objects.exclude(decided_at=None).select_related("decision__rule"),
        order=("-decided_at", "-pk"),
        after=request.GET.get("after", ""),
        size=20,
    )
    rows = [{"appeal": one, "refusal": may_decide_appeal(request.user, one)} for one in waiting]
    return render(request, "moderation/desk_appeals.html", {"rows": rows, "page": answered})


@team(APPEALS)
def appeal(request: PersonRequest, pk: int) -> HttpResponse:
    """Somebody else looks again."""
    found = get_object_or_404(
        Appeal.objects.select_related("decision__rule", "decision__case", "decision__by__voice", "decision__voice"), pk=pk
    )
    refusal = may_decide_appeal(request.user, found)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and refusal is None and form.is_valid():
        said = form.cleaned_data
        actions.decide_appeal(appeal=found, is_granted=said["outcome"] == "granted", answer=said["answer"], by=request.user, at=clock.now())
        toasts.success(request, _("Answered. The author is told."))
        return redirect("moderation_desk:appeals")
    kind = found.decision.subject_kind
    context = {
        "appeal": found,
        "decision": found.decision,
        "whole": contexts[kind].whole(found.decision.subject_id) if kind in contexts else None,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "moderation/desk_appeal.html", context)
