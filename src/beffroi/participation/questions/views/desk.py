"""The desk of those who answer: mine, the late ones first; one question; its draft, its preview, what is done after."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from beffroi.commons.reading.queries import earlier
from beffroi.ground.people.rules import stands_for
from beffroi.kernel import clock
from beffroi.kernel.html import from_markdown
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused, require
from beffroi.participation.questions import actions, reading, rules, states
from beffroi.participation.questions.actions.answering import Changed
from beffroi.participation.questions.actions.asking import address
from beffroi.participation.questions.forms import AnswerForm, CorrectForm, RedirectForm, RefuseForm, SpokenForm
from beffroi.participation.questions.models import Answer, Question
from beffroi.participation.questions.rules import DRAFT, SORT
from beffroi.participation.questions.views.pages import SHOWN
from beffroi.participation.spaces.access import component_team, some_team
from beffroi.participation.spaces.models import Component, TeamMember
from beffroi.participation.spaces.rules import SEE_DRAFTS

SIZE = 30
View = Callable[..., HttpResponse]


def mine(person: Any, at: Any) -> QuerySet[Question]:
    """What waits for this person: hers, those she prepares, those of whom she stands in for."""
    accounts = {person.pk} | stands_for(person, "answer", at)
    concerned = Q(addressee__account__in=accounts) | Q(addressee__team=person)
    return Question.objects.filter(concerned).distinct()


def visible(person: Any) -> QuerySet[Question]:
    """Those of the town, and of the processes in whose team somebody is."""
    if person.has_right(SEE_DRAFTS):
        return Question.objects.all()
    return Question.objects.filter(component__process__in=TeamMember.objects.filter(account=person).values("process"))


@some_team
def index(request: HttpRequest, here: str = "") -> HttpResponse:
    """Late ones first, then by their promise."""
    at, person = clock.now(), request.user
    waiting = visible(person).filter(in_list=True, state__in=states.WAITING)
    may_sort = person.has_right(SORT)
    tabs = {"": (pgettext("questions", "Mine"), mine(person, at).filter(in_list=True, state__in=states.WAITING))}
    if may_sort:
        tabs["tri"] = (_("To sort"), waiting.filter(state=states.ASKED))
    tabs["attente"] = (_("All that wait"), waiting)
    tabs["repondues"] = (pgettext("questions, plural", "Answered"), visible(person).filter(in_list=True, state__in=states.GIVEN))
    here = request.GET.get("voir", here)
    here = here if here in tabs else ""
    base = reverse("questions_team:index")
    order = ("-answered_at", "-pk") if here == "repondues" else ("due_at", "pk")
    rows = tabs[here][1].select_related("addressee", "voice", "component__process")
    found = page(rows, order=order, after=request.GET.get("apres", ""), size=SIZE)
    context = {
        "lines": lines(found.rows, at),
        "page": found,
        "tabs": [
            {"label": label, "url": f"{base}?voir={key}" if key else base, "current": key == here} for key, (label, _q) in tabs.items()
        ],
        "may_choose": person.has_right(rules.CHOOSE),
        "is_mine": here == "",
        "title": _("Questions to answer"),
    }
    return render(request, "questions/desk/index.html", context)


def lines(rows: list[Question], at: Any) -> list[dict[str, Any]]:
    """Questions as the desk shows them."""
    return [
        {
            "question": row,
            "state": states.STATES[row.state],
            "due": reading.due_said(row, at),
            "is_late": row.is_late(at),
        }
        for row in rows
    ]


@component_team("question", DRAFT)
def of_component(request: HttpRequest, component: Component) -> HttpResponse:
    """The questions of one component, those that wait first by their promise."""
    at = clock.now()
    rows = (
        Question.objects.filter(component=component)
        .exclude(withdrawn_at__isnull=False)
        .select_related("addressee", "voice", "component__process")
    )
    found = page(rows, order=("due_at", "pk"), after=request.GET.get("apres", ""), size=SIZE)
    context = {
        "lines": lines(found.rows, at),
        "page": found,
        "tabs": [],
        "may_choose": False,
        "is_mine": False,
        "title": component.title,
    }
    return render(request, "questions/desk/index.html", context)


def one(view: View) -> View:
    """A desk page of one question, for whoever prepares, gives or sorts: `(request, question, …)`."""

    @wraps(view)
    def checked(request: HttpRequest, question: int, *args: Any, **kwargs: Any) -> HttpResponse:
        found = get_object_or_404(Question.objects.select_related(*SHOWN, "addressee__account__voice"), pk=question)
        if not visible(request.user).filter(pk=found.pk).exists():
            raise Http404
        if not rules.must_be_there(found):
            require(rules.may_draft(request.user, found, clock.now()))
        return view(request, found, *args, **kwargs)

    return some_team(checked)


def draft_of(question: Question) -> Answer | None:
    return Answer.objects.filter(question=question, given_at=None).select_related("video", "drafted_by").first()


def given_of(question: Question) -> Answer | None:
    return Answer.objects.filter(question=question).exclude(given_at=None).select_related("video").order_by("-given_at", "-pk").first()


def show_question(request: HttpRequest, question: Question, *, status: int = 200, **more: Any) -> HttpResponse:
    """The whole page; a form that was refused comes in `more`."""
    at, person = clock.now(), request.user
    draft, given = draft_of(question), given_of(question)
    may_sort = not rules.may_sort(person, question)
    able = states.STATES[question.state].next if may_sort else frozenset()
    merging = question.mergings.filter(undone_at=None).order_by("-at").first()
    context = {
        "question": question,
        "state": states.STATES[question.state],
        "text": SafeString(question.html),
        "whole": f"{question.title}\n{question.text}",
        "near": near(question) if question.waits else [],
        "due": reading.due_said(question, at),
        "is_late": question.is_late(at),
        "public_url": address(question),
        "away": rules.must_be_there(question),
        "draft": draft,
        "given": given,
        "given_html": SafeString(given.html) if given else "",
        "may_draft": question.waits and not rules.may_draft(person, question, at),
        "give_refusal": rules.may_give(person, question, at),
        "form": AnswerForm(draft),
        "theirs": None,
        "correct_form": CorrectForm(initial={"text": given.text}) if given and not rules.may_give(person, question, at) else None,
        "spoken_form": SpokenForm(initial=SpokenForm.initial_of(given), auto_id="oral-%s") if given else None,
        "may_accept": states.ACCEPTED in able,
        "redirect_form": RedirectForm(question) if states.REDIRECTED in able else None,
        "refuse_form": RefuseForm() if states.REFUSED in able else None,
        "may_merge": may_sort and question.waits,
        "merging": merging if merging and not rules.may_undo(person, merging, at) else None,
        "steps": question.steps.select_related("addressee", "rule", "voice").order_by("-at", "-pk")[:20],
        "words": given.satisfactions.exclude(word="").order_by("-at")[:20] if given else [],
        **more,
    }
    return render(request, "questions/desk/show.html", context, status=status)


def near(question: Question) -> list[Any]:
    """What was asked before on the same matter: perhaps it is answered."""
    found = earlier(f"{question.title}\n{question.text}", kind="question", limit=4, language=question.language)
    return [hit for hit in found if hit.subject != question.subject][:3]


@one
def show(request: HttpRequest, question: Question) -> HttpResponse:
    return show_question(request, question)


@one
def draft(request: HttpRequest, question: Question) -> HttpResponse:
    """Save what is being prepared; then read it as everybody will."""
    if request.method != "POST":
        return redirect("questions_team:show", question.pk)
    at, row = clock.now(), draft_of(question)
    if "discard" in request.POST:
        actions.discard_draft(question=question, person=request.user, at=at)
        messages.success(request, _("The draft is deleted."))
        return redirect("questions_team:show", question.pk)
    form = AnswerForm(row, request.POST, request.FILES)
    if not form.is_valid():
        return show_question(request, question, form=form, status=422)
    try:
        fields = form.fields_of(at)
        actions.save_draft(question=question, person=request.user, fields=fields, seen=form.cleaned_data["seen"], at=at)
    except ValidationError as error:
        form.add_error("video", error)
        return show_question(request, question, form=form, status=422)
    except Refused as refused:
        form.add_error(None, str(refused.refusal))
        return show_question(request, question, form=form, status=403)
    except Changed as changed:
        form.data = dict(form.data.items()) | {"seen": str(changed.answer.edits)}
        return show_question(request, question, form=form, theirs=changed.answer, status=409)
    if "preview" in request.POST:
        return redirect("questions_team:preview", question.pk)
    messages.success(request, _("The draft is saved. Only the team reads it."))
    return redirect("questions_team:show", question.pk)


@one
def preview(request: HttpRequest, question: Question) -> HttpResponse:
    """The answer as everybody will read it; the button that shows it is here alone."""
    at, row = clock.now(), draft_of(question)
    if row is None:
        return redirect("questions_team:show", question.pk)
    refusal = rules.may_give(request.user, question, at)
    missing = actions.answering.must_be_complete(row) or actions.answering.must_be_accessible(row)
    if request.method == "POST":
        require(refusal)
        try:
            actions.give(question=question, person=request.user, at=at)
        except Refused as refused:
            messages.error(request, str(refused.refusal))
            return redirect("questions_team:preview", question.pk)
        messages.success(request, _("The answer is public. The asker, supporters and followers are told."))
        return redirect("questions_team:show", question.pk)
    context = {
        "question": question,
        "draft": row,
        "html": SafeString(from_markdown(row.text)),
        "minute": reading.minute(row.spoken_seconds),
        "spoken_url": reading.at_minute(row),
        "refusal": refusal,
        "missing": missing,
    }
    return render(request, "questions/desk/preview.html", context)


@one
@require_POST
def correct(request: HttpRequest, question: Question) -> HttpResponse:
    answer, form = given_of(question), CorrectForm(request.POST)
    if answer is None:
        raise Http404
    if not form.is_valid():
        return show_question(request, question, correct_form=form, status=422)
    try:
        actions.correct(answer=answer, person=request.user, at=clock.now(), **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused.refusal))
        return show_question(request, question, correct_form=form, status=422)
    messages.success(request, _("Corrected: the page says when and why, and keeps what stood there."))
    return redirect("questions_team:show", question.pk)


@one
@require_POST
def spoken(request: HttpRequest, question: Question) -> HttpResponse:
    answer, form = given_of(question), SpokenForm(request.POST, auto_id="oral-%s")
    if answer is None:
        raise Http404
    if not form.is_valid():
        return show_question(request, question, spoken_form=form, status=422)
    actions.attach_spoken(answer=answer, person=request.user, fields=form.cleaned_data, at=clock.now())
    messages.success(request, _("The answer given in the council is on the page."))
    return redirect("questions_team:show", question.pk)
