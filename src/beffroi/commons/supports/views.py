"""Supporting, following, giving an opinion: a plain form that leads back, or the button alone for htmx.

An anonymous visitor comes here by a link, from a page that the edge keeps, and finds the form.
"""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beffroi.commons.supports import actions, buttons, mine
from beffroi.commons.supports.forms import ReactionForm
from beffroi.commons.supports.models import Support
from beffroi.commons.supports.rules import ask_kind, may_read_supporters
from beffroi.ground.people import guests
from beffroi.ground.people.doors import next_of
from beffroi.ground.people.lines import columns, line
from beffroi.ground.people.requests import PersonRequest
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.subjects import Card, Subject, subject_kinds


def _subject(request: PersonRequest, about: str) -> tuple[Subject, Card]:
    """The subject and its card, if this person may see it."""
    try:
        subject = Subject.parse(about)
        card = subject.card()
    except (ValueError, OverflowError):
        raise Http404 from None
    if card is None:
        raise Http404
    if not card.is_public:
        require(subject_kinds[subject.kind].may("see", request.person, subject.id, clock.now()))
    return subject, card


def _back(request: PersonRequest, card: Card) -> HttpResponse:
    return redirect(next_of(request) or card.url)


@never_cache
@public
def support(request: PersonRequest, about: str) -> HttpResponse:
    subject, card = _subject(request, about)
    if request.method == "POST":
        if not request.person.is_authenticated:
            return guests.act(request, "supports:support", {"subject": str(subject)})
        before = mine.has(request.person, "supports", subject)
        actions.support(subject=subject, person=request.person, at=clock.now())
        return _button(request, subject, 0 if before else 1) if "HX-Request" in request.headers else _back(request, card)
    return _page(request, subject, card, "support")


@never_cache
@public
@require_POST
def withdraw(request: PersonRequest, about: str) -> HttpResponse:
    subject, card = _subject(request, about)
    gone = actions.withdraw_support(subject=subject, person=request.person, at=clock.now())
    return _button(request, subject, -1 if gone else 0) if "HX-Request" in request.headers else _back(request, card)


@never_cache
@public
def follow(request: PersonRequest, about: str) -> HttpResponse:
    subject, card = _subject(request, about)
    if request.method == "POST":
        if not request.person.is_authenticated:
            return guests.act(request, "supports:follow", {"subject": str(subject)})
        actions.follow(subject=subject, person=request.person, at=clock.now())
        return _follow_button(request, subject) if "HX-Request" in request.headers else _back(request, card)
    return _page(request, subject, card, "follow")


@never_cache
@public
@require_POST
def unfollow(request: PersonRequest, about: str) -> HttpResponse:
    subject, card = _subject(request, about)
    actions.unfollow(subject=subject, person=request.person, at=clock.now())
    return _follow_button(request, subject) if "HX-Request" in request.headers else _back(request, card)


@never_cache
@public
def react(request: PersonRequest, about: str) -> HttpResponse:
    subject, card = _subject(request, about)
    at = clock.now()
    form = ReactionForm(request.POST or None, initial={"grade": mine.grade_of(request.person, subject)})
    if request.method == "POST" and "withdraw" in request.POST:
        actions.withdraw_reaction(subject=subject, person=request.person, at=at)
        return _back(request, card)
    if request.method == "POST" and form.is_valid():
        grade = form.cleaned_data["grade"]
        if not request.person.is_authenticated:
            return guests.act(request, "supports:react", {"subject": str(subject), "grade": grade})
        actions.react(subject=subject, person=request.person, grade=grade, at=at)
        return _back(request, card)
    context = {"card": card, "subject": subject, "form": form, "refusal": _refusal(request, "react", subject), "next": next_of(request)}
    return render(request, "supports/react.html", context | {"has_reacted": form.initial["grade"] is not None})


@public
def supporters(request: PersonRequest, about: str) -> HttpResponse:
    """Who supports it, if the subject shows names; else the number only."""
    subject, card = _subject(request, about)
    refusal = may_read_supporters(request.person, subject)
    rows = None
    if refusal is None:
        found = Support.objects.about(subject).values("pk", "created_at", "origin_channel", *columns("voice"), "voice__origin_channel")
        rows = page(found, after=request.GET.get("after", ""), size=50)
        for row in rows.rows:
            row["voice"] = line(row, "voice")
    return render(request, "supports/supporters.html", {"card": card, "subject": subject, "page": rows, "refusal": refusal})


def _page(request: PersonRequest, subject: Subject, card: Card, what: str) -> HttpResponse:
    word = {"support": "supports", "follow": "follows"}[what]
    context = {
        "card": card,
        "subject": subject,
        "refusal": _refusal(request, what, subject),
        "is_done": mine.has(request.person, word, subject),
        "next": next_of(request),
    }
    return render(request, f"supports/{what}.html", context)


def _refusal(request: PersonRequest, verb: str, subject: Subject) -> Refusal | None:
    """A visitor may write first and say who she is afterwards: that is no refusal."""
    refusal = ask_kind(verb, subject, request.person, clock.now())
    return None if refusal and refusal.code == "anonymous" else refusal


def _button(request: PersonRequest, subject: Subject, by: int) -> HttpResponse:
    """The button with the number that the page showed, one more or one less."""
    shown = request.POST.get("count", "")
    count = int(shown) + by if shown.isdecimal() and len(shown) < 10 else Support.objects.about(subject).count()
    look = request.POST.get("look", "")
    context: dict[str, Any] = buttons.support(subject, max(count, 0), request.person, ask=look != "act")
    return render(request, "supports/_act.html" if look == "act" else "supports/_support.html", context)


def _follow_button(request: PersonRequest, subject: Subject) -> HttpResponse:
    return render(request, "supports/_follow.html", buttons.follow(subject, request.person))
