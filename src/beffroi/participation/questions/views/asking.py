"""What people do: ask, look at what was asked already, say whether the answer answers, ask again, take back."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beffroi.commons.reading.queries import earlier
from beffroi.ground.people import guests
from beffroi.kernel import clock, limits
from beffroi.kernel.access import public
from beffroi.kernel.rules import Refused, require
from beffroi.participation.questions import actions, rules
from beffroi.participation.questions.actions.asking import address
from beffroi.participation.questions.forms import AgainForm, AskForm, SatisfactionForm
from beffroi.participation.questions.models import Answer, Question
from beffroi.participation.questions.views.lists import place
from beffroi.participation.questions.views.pages import question_view
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component

HOUR, PER_HOUR = timedelta(hours=1), 10


@public
@never_cache
def town(request: HttpRequest) -> HttpResponse:
    return _ask(request, None)


@component_view("question")
@never_cache
def ask(request: HttpRequest, component: Component) -> HttpResponse:
    return _ask(request, component)


def _ask(request: HttpRequest, component: Component | None) -> HttpResponse:
    """A new question. Before it goes: what was asked already. A visitor says who she is afterwards."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    refusal = rules.may_ask(person, component, at) if person.is_authenticated else rules.may_write(component, at, person)
    form = AskForm(request.POST or None, initial={"to": request.GET.get("a", "").replace("\0", "")})
    near: list[Any] = []
    if request.method == "POST" and not refusal and form.is_valid():
        said = form.cleaned_data
        near = [] if said["looked"] else similar(f"{said['title']}\n{said['text']}")
        if not near:
            return _send(request, component, said)
        form.data = dict(form.data.items()) | {"looked": "1"}  # what is sent next was read beside what is there
    context = {
        "component": component,
        "process": component.process if component else None,
        "list_url": place(component, "show"),
        "similar_url": place(component, "similar"),
        "help": rules.setting(component, "help"),
        "form": form,
        "near": near,
        "refusal": refusal,
    }
    status = 403 if refusal and request.method == "POST" else 422 if form.errors else 200
    return render(request, "questions/ask.html", context, status=status)


def _send(request: HttpRequest, component: Component | None, said: dict[str, Any]) -> HttpResponse:
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    data = {"component": component.pk if component else None, "to": said["to"].pk, "title": said["title"], "text": said["text"]}
    if not person.is_authenticated:
        return guests.act(request, "questions:ask", data)  # type: ignore[arg-type]
    require(limits.must_be_within("questions-ask", person.pk, most=PER_HOUR, per=HOUR, at=at))
    question = actions.ask(component=component, to=said["to"], title=said["title"], text=said["text"], person=person, at=at)
    messages.success(request, _("Your question is public. You are told when it is answered."))
    return redirect(address(question))


def similar(text: str) -> list[Any]:
    """Public questions of the whole town that ask nearly the same, answered ones with the words of their answer."""
    return earlier(text[:2000], kind="question", limit=5)


@public
@require_POST
def town_near(request: HttpRequest) -> HttpResponse:
    return _near(request)


@component_view("question")
@require_POST
def near(request: HttpRequest, component: Component) -> HttpResponse:
    return _near(request)


def _near(request: HttpRequest) -> HttpResponse:
    """What was asked already, while one types: a fragment."""
    text = f"{request.POST.get('title', '')}\n{request.POST.get('text', '')}".replace("\0", "").strip()
    rows = similar(text) if len(text) >= 10 else []
    return render(request, "questions/_similar.html", {"rows": rows})


@question_view
@never_cache
def withdraw(request: HttpRequest, question: Question) -> HttpResponse:
    refusal = rules.may_withdraw(request.person, question)  # type: ignore[attr-defined]
    if request.method == "POST":
        actions.withdraw(question=question, person=request.person, at=clock.now())  # type: ignore[attr-defined]
        messages.success(request, _("Your question is taken back."))
        return redirect(address(question))
    return render(request, "questions/withdraw.html", {"question": question, "refusal": refusal}, status=403 if refusal else 200)


@question_view
@never_cache
def again(request: HttpRequest, question: Question) -> HttpResponse:
    """The answer does not answer: say what is missing."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    refusal = rules.may_ask_again(person, question, at)
    form = AgainForm(request.POST or None)
    if request.method == "POST" and not refusal and form.is_valid():
        actions.ask_again(question=question, person=person, reason=form.cleaned_data["reason"], at=at)
        messages.success(request, _("Asked again. A new answer is owed to you."))
        return redirect(address(question))
    context = {"question": question, "form": form, "refusal": refusal}
    return render(request, "questions/again.html", context, status=403 if refusal else 422 if form.errors else 200)


@question_view
@never_cache
def judge(request: HttpRequest, question: Question) -> HttpResponse:
    """Does the last answer answer the question?"""
    person = request.person  # type: ignore[attr-defined]
    answer = get_object_or_404(Answer.objects.filter(question=question).exclude(given_at=None).order_by("-given_at", "-pk")[:1])
    answer.question = question
    refusal = rules.may_judge(person, answer)
    form = SatisfactionForm(request.POST or None)
    if request.method == "POST" and not refusal and form.is_valid():
        try:
            said = actions.judge(answer=answer, person=person, at=clock.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("Thank you. It counts in the record of those who answer."))
            not_yes = said.value != said.YES and not rules.may_ask_again(person, question, clock.now())
            return redirect("questions_town:again", question.pk) if not_yes else redirect(address(question))
    context = {"question": question, "form": form, "refusal": refusal}
    return render(request, "questions/judge.html", context, status=403 if refusal else 422 if form.errors else 200)
