"""The page of one question."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from beffroi.commons.conversations import pages
from beffroi.commons.conversations.rules import Known
from beffroi.commons.supports import mine
from beffroi.kernel import clock
from beffroi.kernel.access import declare
from beffroi.kernel.fragments import until_changed
from beffroi.kernel.text import plain
from beffroi.participation.questions import reading, rules, states
from beffroi.participation.questions.models import Answer, Question
from beffroi.participation.questions.views.lists import place
from beffroi.participation.spaces.access import within

SHOWN = ("voice__avatar", "addressee", "component__process", "rule", "merged_into")


def question_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one question: `(request, question, …)`, not found for whoever may not see it."""

    @wraps(view)
    def checked(request: HttpRequest, question: int, *args: Any, **kwargs: Any) -> HttpResponse:
        found = get_object_or_404(Question.objects.select_related(*SHOWN), pk=question)

        def shown() -> HttpResponse:
            if rules.may_see(request.person, found, clock.now()):  # type: ignore[attr-defined]
                raise Http404
            return view(request, found, *args, **kwargs)

        return within(request, found.component, shown) if found.component is not None else shown()

    return declare(checked, "question")


@question_view
@require_safe
def show(request: HttpRequest, question: Question) -> HttpResponse:
    at, person, subject = clock.now(), request.person, question.subject  # type: ignore[attr-defined]
    mine.expect(person, supports=[subject], follows=[subject])
    state, may_comment = states.STATES[question.state], rules.may_comment(person, question, at)
    answers, steps, merged = until_changed(f"questions:page:{question.pk}", lambda: _around(question))
    last = answers[0]["answer"] if answers else None
    others = question.merged_count
    context = {
        "question": question,
        "component": question.component,
        "process": question.component.process if question.component else None,
        "list_url": place(question.component, "show"),
        "subject": subject,
        "state": state,
        "text": SafeString(question.html),  # cleaned when it was written
        "due_said": reading.due_said(question, at),
        "is_late": question.is_late(at),
        "answers": answers,
        "steps": [_step(row) for row in steps],
        "merged": merged,
        "others_said": ngettext("%(n)d other person asked the same", "%(n)d other people asked the same", others) % {"n": others}
        if others
        else "",
        "away": rules.must_be_there(question),
        "support_refusal": rules.may_support(person, question, at),
        "talk": pages.conversation(
            request,
            subject,
            known=Known(may_comment, may_comment),
            closed=bool(question.component and not question.component.process.is_public),
        ),  # type: ignore[arg-type]
        "asks_satisfaction": last is not None and question.is_answered and _may_judge(person, last, question),
        "may_withdraw": person.is_authenticated and not rules.may_withdraw(person, question),
        "may_ask_again": person.is_authenticated and not rules.may_ask_again(person, question, at),
        "may_work": person.is_authenticated and person.is_team and not rules.may_draft(person, question, at),
        "structured": structured(request, question, answers),
    }
    return render(request, "questions/detail.html", context, status=410 if question.hidden_at else 200)


def _around(question: Question) -> tuple[list[dict[str, Any]], list[Any], list[Question]]:
    """The answers, the steps and the merged questions: the same for everybody until something changes."""
    found = question.answers.exclude(given_at=None).select_related("video").prefetch_related("corrections").order_by("-given_at", "-pk")
    answers = [_shown(row) for row in found]
    steps = list(question.steps.select_related("addressee", "rule").order_by("at", "pk"))
    merged = list(question.merged_from.select_related("voice").order_by("asked_at", "pk")[:50]) if question.merged_count else []
    return answers, steps, merged


def _shown(answer: Answer) -> dict[str, Any]:
    return {
        "answer": answer,
        "html": SafeString(answer.html),
        "bar": reading.opinions_of(answer),
        "said": reading.opinions_said(answer),
        "minute": reading.minute(answer.spoken_seconds),
        "spoken_url": reading.at_minute(answer),
        "corrections": sorted(answer.corrections.all(), key=lambda row: row.at, reverse=True),
    }


def _may_judge(person: Any, answer: Answer, question: Question) -> bool:
    """Whether to ask; a visitor is told that askers and supporters are."""
    answer.question = question
    return person.is_authenticated and rules.may_judge(person, answer) is None


def _step(step: Any) -> dict[str, Any]:
    title = str(states.STATES[step.state].title)
    if step.state == states.ASKED:
        title = _("Asked of %(name)s") % {"name": step.addressee.name}
    elif step.state == states.REDIRECTED:
        title = _("Sent to %(name)s, who decides about it") % {"name": step.addressee.name}
    elif step.state == states.REFUSED and step.rule:
        title = _("Not accepted: rule %(number)d, %(title)s") % {"number": step.rule.number, "title": step.rule.title}
    return {"at": step.at, "title": title, "reason": step.reason}


def structured(request: HttpRequest, question: Question, answers: list[dict[str, Any]]) -> dict[str, Any]:
    """schema.org: a question, with its answer once there is one."""
    asked: dict[str, Any] = {
        "@type": "Question",
        "name": question.title,
        "text": question.text or question.title,
        "dateCreated": question.asked_at.isoformat(),
        "upvoteCount": question.supports_count,
        "answerCount": len(answers),
        "author": {"@type": "Person", "name": question.voice.display_name},
    }
    if answers:
        answer = answers[0]["answer"]
        asked["acceptedAnswer"] = {
            "@type": "Answer",
            "text": plain(answer.html) or answer.spoken_words or (answer.video.transcript if answer.video else ""),
            "dateCreated": answer.given_at.isoformat(),
            "url": request.build_absolute_uri(request.path),
            "author": {"@type": "Person" if question.addressee.kind == "official" else "Organization", "name": answer.name},
        }
    return {"@context": "https://schema.org", "@type": "QAPage", "mainEntity": asked}
