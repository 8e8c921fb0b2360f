"""What is done with a question before it is answered: accept, send on, refuse, merge."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.commons.search.queries import similar
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused, require
from beffroi.participation.questions import actions, rules
from beffroi.participation.questions.forms import MergeForm, RedirectForm, RefuseForm
from beffroi.participation.questions.models import Merging, Question
from beffroi.participation.questions.views.desk import one, show_question
from beffroi.participation.spaces.access import some_team

NEAR = 10


@one
@require_POST
def accept(request: HttpRequest, question: Question) -> HttpResponse:
    return _done(
        request, question, lambda: actions.accept(question=question, person=request.user, at=clock.now()), _("Accepted: the asker is told.")
    )


@one
@require_POST
def redirect_to(request: HttpRequest, question: Question) -> HttpResponse:
    form = RedirectForm(question, request.POST)
    if not form.is_valid():
        return show_question(request, question, redirect_form=form, status=422)
    said = form.cleaned_data
    return _done(
        request, question,
        lambda: actions.redirect(question=question, person=request.user, at=clock.now(), **said),
        _("Sent to %(name)s. The asker is told.") % {"name": said["to"].name},
    )  # fmt: skip


@one
@require_POST
def refuse(request: HttpRequest, question: Question) -> HttpResponse:
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return show_question(request, question, refuse_form=form, status=422)
    said = form.cleaned_data
    return _done(
        request,
        question,
        lambda: actions.refuse(question=question, person=request.user, at=clock.now(), **said),
        _("Refused. The asker is told why."),
    )


def _done(request: HttpRequest, question: Question, act: Any, sentence: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    else:
        messages.success(request, sentence)
    return redirect("questions_team:show", question.pk)


@one
def merge(request: HttpRequest, question: Question) -> HttpResponse:
    """Choose what asks the same; this question keeps its page, the others lead to it."""
    require(rules.may_sort(request.user, question))
    hits = similar(f"{question.title}\n{question.text}", kind="question", limit=NEAR)
    numbers = [hit.subject.id for hit in hits if hit.subject.id != question.pk]
    near = list(Question.objects.waiting().filter(pk__in=numbers))
    form = MergeForm(question, near, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.merge(target=question, sources=said["sources"], person=request.user, reason=said["reason"], at=clock.now())
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("Merged. Those who asked and supported are told. You can undo it for thirty days."))
            return redirect("questions_team:show", question.pk)
    return render(request, "questions/desk/merge.html", {"question": question, "form": form}, status=422 if form.errors else 200)


@some_team
@require_POST
def undo(request: HttpRequest, merging: int) -> HttpResponse:
    row = get_object_or_404(Merging.objects.select_related("target__component__process"), pk=merging)
    try:
        actions.undo(merging=row, person=request.user, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    else:
        messages.success(request, _("The merge is undone."))
    return redirect("questions_team:show", row.target_id)
