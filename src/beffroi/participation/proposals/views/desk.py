"""The team's pages: the table, one proposal under study, its answer; states of the component."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST

from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.participation.proposals import actions, diff
from beffroi.participation.proposals.actions.states import Wanted
from beffroi.participation.proposals.forms import AnswerForm, AssignForm, EvaluationForm, NoteForm, StateFormSet
from beffroi.participation.proposals.models import Answer, Evaluation, Proposal, State
from beffroi.participation.proposals.rules import ANSWER, EDIT, EVALUATE, MERGE
from beffroi.participation.spaces.access import component_team
from beffroi.participation.spaces.editing import Stale
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import has_right_in

SIZE = 50
VIEWS: dict[str, Any] = {
    "": gettext_lazy("All"),
    "attente": gettext_lazy("Waiting for an answer"),
    "retard": gettext_lazy("Late"),
    "a-moi": gettext_lazy("Mine to study"),
    "repondues": pgettext_lazy("proposals", "Answered"),
    "hors-liste": gettext_lazy("Withdrawn, merged or hidden"),
}


def _narrow(request: HttpRequest, component: Component) -> tuple[Any, str]:
    """The rows of the chosen view, and its key."""
    at, key = clock.now(), request.GET.get("vue", "")
    rows = Proposal.objects.filter(component=component).exclude(published_at=None)
    if key == "attente":
        rows = rows.filter(in_list=True, answered_at=None)
    elif key == "retard":
        rows = rows.filter(in_list=True, answered_at=None, answer_due_at__lt=at)
    elif key == "a-moi":
        rows = rows.filter(evaluation__account=request.user, evaluation__opinion__in=[Evaluation.TODO, Evaluation.RUNNING])
    elif key == "repondues":
        rows = rows.filter(answered_at__isnull=False)
    elif key == "hors-liste":
        rows = rows.filter(in_list=False)
    else:
        key = ""
    for word in request.GET.get("q", "").replace("\0", "")[:200].split()[:6]:
        rows = rows.filter(title__icontains=word)
    state = request.GET.get("etat", "")
    if state.isdecimal() and len(state) < 19:
        rows = rows.filter(state_id=int(state))
    return rows, key


@component_team("proposal", EVALUATE)
def table(request: HttpRequest, component: Component) -> HttpResponse:
    at, person = clock.now(), request.user
    rows, key = _narrow(request, component)
    rows = rows.select_related("voice__avatar", "state", "evaluation__account__voice")
    found = page(rows, order=("-published_at", "-pk"), after=request.GET.get("apres", ""), size=SIZE)
    lines = [
        {
            "proposal": row,
            "evaluation": getattr(row, "evaluation", None),
            "is_late": bool(row.answer_due_at and not row.answered_at and row.answer_due_at < at),
        }
        for row in found.rows
    ]
    states = list(component.proposal_states.order_by("position"))
    asked = request.GET.get("etat", "")
    context = {
        **frame(component),
        "lines": lines,
        "page": found,
        "query": urlencode({name: request.GET[name] for name in ("vue", "q", "etat") if request.GET.get(name)}),
        "text": request.GET.get("q", "")[:100],
        "views": [{"key": name, "label": label, "is_current": name == key} for name, label in VIEWS.items()],
        "vue": key,
        "states": [{"pk": s.pk, "title": s.title, "is_current": str(s.pk) == asked} for s in states],
        "open_states": [state for state in states if state.counts_as == State.OPEN],
        "may_edit": has_right_in(person, component.process, EDIT),
        "may_merge": has_right_in(person, component.process, MERGE),
    }
    return render(request, "proposals/desk/table.html", context)


def frame(component: Component) -> dict[str, Any]:
    """What every page of the desk about one component shows."""
    return {
        "component": component,
        "process": component.process,
        "table_url": reverse("proposals_desk:desk", args=[component.process_id, component.pk]),
    }


def chosen_ids(request: HttpRequest) -> list[int]:
    """The boxes that were ticked in the table."""
    values = request.POST.getlist("choisi") or request.GET.getlist("choisi")
    return [int(value) for value in values[:200] if value.isdecimal() and len(value) < 19]


@component_team("proposal", EDIT)
@require_POST
def bulk(request: HttpRequest, component: Component) -> HttpResponse:
    """Put what is ticked in a state that needs no answer; or go and merge it."""
    back, ids = reverse("proposals_desk:desk", args=[component.process_id, component.pk]), chosen_ids(request)
    if "merge" in request.POST:
        query = urlencode({"choisi": ids}, doseq=True)
        return redirect(f"{reverse('proposals_desk:merge', args=[component.process_id, component.pk])}?{query}")
    wanted = request.POST.get("etat", "")
    state = component.proposal_states.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 19 else None
    if not ids:
        messages.error(request, _("Tick at least one proposal."))
        return redirect(back)
    if state is None and wanted != "aucun":
        messages.error(request, _("Choose a state."))
        return redirect(back)
    try:
        count = actions.put_in_state(component=component, person=request.user, proposal_ids=ids, state=state, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    else:
        messages.success(request, ngettext("%(n)d proposal changed.", "%(n)d proposals changed.", count) % {"n": count})
    return redirect(back)


def one(name: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A desk page of one proposal: `(request, proposal, …)`."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, component: Component, proposal: int, *args: Any, **kwargs: Any) -> HttpResponse:
            rows = Proposal.objects.select_related("voice__avatar", "state", "image", "district").exclude(published_at=None)
            found = get_object_or_404(rows, pk=proposal, component=component)
            found.component = component
            return view(request, found, *args, **kwargs)

        return component_team("proposal", name)(checked)

    return decorate


@one(EVALUATE)
def study(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """One proposal: its text, what the services think, private notes, the answer."""
    return render(request, "proposals/desk/study.html", study_context(request, proposal))


def study_context(request: HttpRequest, proposal: Proposal, **more: Any) -> dict[str, Any]:
    at, person, component = clock.now(), request.user, proposal.component
    answer = Answer.objects.filter(proposal=proposal).select_related("state", "voice").first()
    evaluation = Evaluation.objects.filter(proposal=proposal).select_related("account__voice").first()
    assigned = {
        "service": evaluation.service if evaluation else "",
        "account": evaluation.account_id if evaluation else None,
        "due_at": timezone.localtime(evaluation.due_at) if evaluation and evaluation.due_at else None,
    }
    return {
        **frame(component),
        "proposal": proposal,
        "public_url": reverse("proposals:detail", args=[component.process.slug, component.pk, proposal.pk]),
        "answer": answer,
        "is_shown": answer is not None and answer.is_shown(at),
        "evaluation": evaluation,
        "answer_form": AnswerForm(proposal, answer),
        "assign_form": AssignForm(proposal, initial=assigned),
        "evaluation_form": EvaluationForm(
            initial={"opinion": evaluation.opinion, "cost_cents": evaluation.cost_cents} if evaluation else None
        ),
        "note_form": NoteForm(),
        "notes": proposal.notes.select_related("voice__avatar").order_by("-at")[:100],
        "may_answer": has_right_in(person, component.process, ANSWER),
        "may_edit": has_right_in(person, component.process, EDIT),
        "may_merge": has_right_in(person, component.process, MERGE),
        "is_late": bool(proposal.answer_due_at and not proposal.answered_at and proposal.answer_due_at < at),
        "theirs": None,
        "pieces": [],
        **more,
    }


@one(ANSWER)
@require_POST
def answer(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    at = clock.now()
    row = Answer.objects.filter(proposal=proposal).first()
    form = AnswerForm(proposal, row, request.POST)
    if not form.is_valid():
        return render(request, "proposals/desk/study.html", study_context(request, proposal, answer_form=form), status=422)
    data = form.cleaned_data
    seen = data.pop("seen") or 0
    try:
        actions.answer(proposal=proposal, person=request.user, at=at, seen=seen, shown_at=data.pop("shown_at", None), **data)
    except Stale as stale:
        form.data = dict(form.data.items()) | {"seen": str(stale.edits)}
        theirs = Answer.objects.select_related("state", "voice").get(pk=stale.row.pk)
        more = {"answer_form": form, "theirs": theirs, "pieces": diff.words(theirs.text, data["text"])}
        return render(request, "proposals/desk/study.html", study_context(request, proposal, **more), status=409)
    except Refused as refused:
        form.add_error(None, str(refused.refusal))
        return render(request, "proposals/desk/study.html", study_context(request, proposal, answer_form=form), status=422)
    messages.success(request, _("The answer is saved."))
    return redirect("proposals_desk:study", process=proposal.component.process_id, component=proposal.component_id, proposal=proposal.pk)


@one(EVALUATE)
@require_POST
def note(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return render(request, "proposals/desk/study.html", study_context(request, proposal, note_form=form), status=422)
    actions.add_note(proposal=proposal, person=request.user, text=form.cleaned_data["text"], at=clock.now())
    messages.success(request, _("The note is kept. Only the team reads it."))
    return redirect("proposals_desk:study", process=proposal.component.process_id, component=proposal.component_id, proposal=proposal.pk)


@one(EVALUATE)
@require_POST
def evaluate(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    form = EvaluationForm(request.POST)
    if not form.is_valid():
        return render(request, "proposals/desk/study.html", study_context(request, proposal, evaluation_form=form), status=422)
    actions.evaluate(proposal=proposal, person=request.user, at=clock.now(), **form.cleaned_data)
    messages.success(request, _("The opinion is kept. Only the team reads it."))
    return redirect("proposals_desk:study", process=proposal.component.process_id, component=proposal.component_id, proposal=proposal.pk)


@one(EDIT)
@require_POST
def assign(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    form = AssignForm(proposal, request.POST)
    try:
        if form.is_valid():
            actions.assign(proposal=proposal, person=request.user, at=clock.now(), **form.cleaned_data)
    except Refused as refused:
        form.add_error("account", str(refused.refusal))
    if form.errors:
        return render(request, "proposals/desk/study.html", study_context(request, proposal, assign_form=form), status=422)
    messages.success(request, _("Saved."))
    return redirect("proposals_desk:study", process=proposal.component.process_id, component=proposal.component_id, proposal=proposal.pk)


@component_team("proposal", EDIT)
def states(request: HttpRequest, component: Component) -> HttpResponse:
    """What proposals can become here."""
    initial = [
        {"id": s.pk, "title": s.title, "announcement": s.announcement, "colour": s.colour, "counts_as": s.counts_as}
        for s in component.proposal_states.order_by("position")
    ]
    formset = StateFormSet(request.POST or None, initial=initial, prefix="states")
    if request.method == "POST" and formset.is_valid():
        kept = [form.cleaned_data for form in formset.forms if form.cleaned_data.get("title") and not form.cleaned_data.get("DELETE")]
        wanted = [Wanted(data.get("id"), data["title"], data["announcement"], data["colour"], data["counts_as"]) for data in kept]
        try:
            actions.save_states(component=component, person=request.user, wanted=wanted)
        except Refused as refused:
            messages.error(request, str(refused.refusal))
        else:
            messages.success(request, _("Saved."))
        return redirect(request.path)
    bad = request.method == "POST"
    return render(request, "proposals/desk/states.html", {**frame(component), "formset": formset}, status=422 if bad else 200)
