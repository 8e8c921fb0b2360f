"""One card after the other. Nothing is kept before the first answer; then one cookie, or the account, leads back to it."""

import random
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beffroi.ground.people.doors import visitor_key
from beffroi.kernel import clock, limits
from beffroi.kernel.rules import Refused, require
from beffroi.participation.opinions import actions, reading, rules
from beffroi.participation.opinions.actions.voting import new_token
from beffroi.participation.opinions.models import AGREE, DISAGREE, MAP, PASS, OpinionMap, Participant, Statement
from beffroi.participation.opinions.views.frame import frame, hidden, map_or_404
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.types import component_types

COOKIE_DAYS = 90
PER_HOUR, HOUR = 200, timedelta(hours=1)  # new numbers from one address: a school answers from one
PER_MINUTE, MINUTE = 90, timedelta(minutes=1)
ACTS = {"agree": AGREE, "disagree": DISAGREE, "pass": PASS}
_chance = random.SystemRandom()


def url(component: Component, route: str, *args: Any) -> str:
    return component_types[MAP].url(component, route, *args)


def token_of(request: HttpRequest, map: OpinionMap) -> str:
    """What this browser kept, in whichever language it answered. Not when somebody of the team answers for a person there."""
    if getattr(request.person, "came_by", ""):  # type: ignore[attr-defined]
        return ""
    names = (_cookie(map, code) for code, _name in settings.LANGUAGES)
    return next((found for name in names if (found := request.COOKIES.get(name, "")[:40])), "")


def _cookie(map: OpinionMap, language: str) -> str:
    return f"opinions-{map.pk}-{language}"


def _remember(request: HttpRequest, response: HttpResponse, map: OpinionMap, token: str) -> HttpResponse:
    """A cookie for the pages of this map alone, in each language: a response has one cookie of a name. An empty token: forget."""
    for code, _name in settings.LANGUAGES:
        with override(code):
            path = url(map.component, "show")
        if token:
            response.set_cookie(
                _cookie(map, code), token, max_age=COOKIE_DAYS * 86400, path=path, secure=request.is_secure(), httponly=True, samesite="Lax"
            )
        else:
            response.delete_cookie(_cookie(map, code), path=path, samesite="Lax")
    return response


def _mine(request: HttpRequest, map: OpinionMap) -> Participant | None:
    return actions.find(map, request.person, token_of(request, map))  # type: ignore[attr-defined]


def _answers(participant: Participant | None) -> dict[int, int]:
    return dict(participant.votes.values_list("statement_id", "value")) if participant else {}


@component_view("opinion")
@never_cache
def card(request: HttpRequest, component: Component) -> HttpResponse:
    """The next statement (or the one asked for by its number), and three buttons."""
    map, at, person = map_or_404(request, component), clock.now(), request.person  # type: ignore[attr-defined]
    if map.hidden_at:
        return hidden(request, map)
    if request.method == "POST":
        return _vote(request, map)
    refusal = rules.may_vote(person, map, at)
    if refusal:
        context = {**frame(map), "refusal": refusal, "asks_who": refusal.code == "anonymous"}
        return render(request, "opinions/refused.html", context, status=403)
    cards, answers = reading.deck(map), _answers(_mine(request, map))
    by_number = {one[1]: place for place, one in enumerate(cards)}
    place = by_number.get(_number(request, "a"))
    if place is None:
        place = reading.drawn(cards, set(answers), _chance.random())
    done = sum(one[0] in answers for one in cards)
    before = by_number.get(_number(request, "avant"))
    context = {
        **frame(map),
        "done": done,
        "total": len(cards),
        "before": _said(cards[before], answers) if before is not None and before != place else None,
        "may_state": rules.may_state(person, map, at) is None,
        "sees_results": rules.may_see_results(person, map, at) is None,
        "goes_on": before is not None,
        "is_thanked": "merci" in request.GET,  # a visitor wrote a statement and has just said who she is
    }
    if place is None:
        return render(request, "opinions/done.html", context)
    context["card"] = {**_said(cards[place], answers), "origin": cards[place][4]}
    return render(request, "opinions/card.html", context)


def _number(request: HttpRequest, name: str) -> int:
    given = request.GET.get(name, "") or request.POST.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= 9 else -1


def _said(one: tuple[int, int, str, float, str], answers: dict[int, int]) -> dict[str, Any]:
    words = {AGREE: _("You agree."), DISAGREE: _("You disagree."), PASS: _("You passed.")}
    value = answers.get(one[0])
    return {"number": one[1], "text": one[2], "value": value, "said": words[value] if value is not None else ""}


def _vote(request: HttpRequest, map: OpinionMap) -> HttpResponse:
    at, person, component = clock.now(), request.person, map.component  # type: ignore[attr-defined]
    value, number = ACTS.get(request.POST.get("act", "")), _number(request, "number")
    statement = Statement.objects.filter(map=map, number=number).first()
    if value is None or statement is None:
        messages.error(request, _("Choose one of the three answers."))
        return redirect(url(component, "vote"))
    refusal = rules.may_vote(person, map, at)
    if refusal and refusal.code == "anonymous":
        return redirect(url(component, "vote"))
    token, is_new = token_of(request, map), False
    if not person.is_authenticated and not token:
        token, is_new = new_token(), True
    require(_within(request, token, is_new, at))
    try:
        actions.vote(map=map, person=person, token=token, statement=statement, value=value, at=at, is_important="important" in request.POST)
    except Refused as refused:
        if refused.refusal.code != "gone":
            raise
        messages.info(request, str(refused.refusal))
        return redirect(url(component, "vote"))
    response = redirect(f"{url(component, 'vote')}?avant={number}")
    if person.is_authenticated:  # what this browser had said is hers now: nobody else goes on with it
        return _remember(request, response, map, "") if token else response
    return _remember(request, response, map, token) if is_new else response


def _within(request: HttpRequest, token: str, is_new: bool, at: Any) -> Any:
    if is_new:
        return limits.must_be_within("opinions-begin", visitor_key(request), most=PER_HOUR, per=HOUR, at=at)
    person = request.person  # type: ignore[attr-defined]
    return limits.must_be_within("opinions-vote", person.pk or token, most=PER_MINUTE, per=MINUTE, at=at)


@component_view("opinion")
@never_cache
def mine(request: HttpRequest, component: Component) -> HttpResponse:
    """For her own eyes: where she stands, what she answered, and how to change or take it back."""
    map, at, person = map_or_404(request, component), clock.now(), request.person  # type: ignore[attr-defined]
    if map.hidden_at:
        return hidden(request, map)
    participant = _mine(request, map)
    answers, cards = _answers(participant), reading.deck(map)
    sees = rules.may_see_results(person, map, at) is None
    context = {
        **frame(map),
        "lines": [_said(one, answers) for one in cards if one[0] in answers],
        "total": len(cards),
        "place": reading.place_of(map, participant) if participant and sees else None,
        "sees_results": sees,
        "is_there": participant is not None,
        "is_open": rules.may_vote(person, map, at) is None,
        "may_take_back": rules.must_go_on(map) is None,
        "by_browser": participant is not None and not person.is_authenticated,
    }
    return render(request, "opinions/mine.html", context)


@component_view("opinion")
@never_cache
@require_POST
def another(request: HttpRequest, component: Component) -> HttpResponse:
    """Somebody else answers on this device: it forgets the number of the one before."""
    map = map_or_404(request, component)
    return _remember(request, redirect(url(component, "vote")), map, "")


@component_view("opinion")
@never_cache
def take_back(request: HttpRequest, component: Component) -> HttpResponse:
    """Take all one's answers back for good, while the map goes on."""
    map = map_or_404(request, component)
    participant, refusal = _mine(request, map), rules.must_go_on(map)
    if participant is None:
        return redirect(url(component, "mine"))
    if request.method == "POST":
        actions.take_back(map=map, participant=participant)
        messages.success(request, _("Your answers are gone. Nothing of them is kept."))
        return _remember(request, redirect(url(component, "show")), map, "")
    return render(request, "opinions/take_back.html", {**frame(map), "refusal": refusal}, status=403 if refusal else 200)
