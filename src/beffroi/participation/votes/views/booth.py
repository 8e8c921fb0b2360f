"""Voting in an open poll or in an anonymous vote, by a plain form."""

import secrets
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from beffroi.ground.people.doors import visitor_key
from beffroi.ground.people.guests import act
from beffroi.ground.people.rules import must_be_itself
from beffroi.kernel import clock
from beffroi.kernel.limits import must_be_within
from beffroi.kernel.rules import Refused, require
from beffroi.participation.ballots import actions as ballot_actions
from beffroi.participation.ballots import codes
from beffroi.participation.ballots import rules as ballots
from beffroi.participation.ballots.models import Election
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component
from beffroi.participation.votes import actions, counting, rules, urn
from beffroi.participation.votes.actions.casting import browser_key
from beffroi.participation.votes.actions.texts import address
from beffroi.participation.votes.forms import BallotForms
from beffroi.participation.votes.models import BROWSER, OPEN, PERSON, SECRET, Ballot, Vote
from beffroi.participation.votes.views.public import frame, gone, vote_of

MOST_PER_HOUR = 40  # from one address: a library or a school votes too


def cookie_of(vote: Vote) -> str:
    return f"vote-{vote.pk}"


def my_ballot(request: HttpRequest, vote: Vote) -> Ballot | None:
    """What this person, or this browser, answered before."""
    person = request.person  # type: ignore[attr-defined]
    if vote.voter == BROWSER:
        word = request.COOKIES.get(cookie_of(vote), "")
        return Ballot.objects.filter(vote=vote, browser=browser_key(word)).first() if word else None
    return Ballot.objects.filter(vote=vote, voice=person.voice).first() if person.is_authenticated else None


@component_view("vote")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, component: Component) -> HttpResponse:
    """The ballot. Sent again, it changes the one that is there."""
    found, at, person = vote_of(request, component), clock.now(), request.person  # type: ignore[attr-defined]
    if found.hidden_at:
        return gone(request, found)
    if found.mode != OPEN:
        return _urn(request, found)
    require(rules.may_vote(person, found, at))
    questions, mine = counting.questions_of(found), my_ballot(request, found)
    forms = BallotForms(questions, request.POST or None, mine.answers if mine else None)
    if request.method == "POST" and forms.is_valid():
        return _cast(request, found, forms.answers)
    context = frame(found, forms=forms, mine=mine, button=_("Change my vote") if mine else pgettext("button", "Vote"))
    return render(request, "votes/booth.html", context, status=422 if forms.errors else 200)


def _urn(request: HttpRequest, vote: Vote) -> HttpResponse:
    """A secret vote has its own booth. An anonymous ballot is cast here: by the person herself, and nothing else of hers moves with it."""
    election, at = urn.election_of(vote), clock.now()
    if election is None:
        raise Http404
    if vote.mode == SECRET:
        return redirect(election.place("booth"))
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    refusal = must_be_itself(request) or urn.must_be_able_to_vote(request.user, vote, election, at)
    if refusal:
        return render(request, "votes/cannot.html", frame(vote, refusal=refusal), status=403)
    has_voted = ballots.has_voted(request.user, election)
    code = request.POST.get("code", "").strip()[:40] if request.method == "POST" else "" if has_voted else codes.new_code()
    forms, error = BallotForms(counting.questions_of(vote), request.POST or None), ""
    if request.method == "POST" and forms.is_valid():
        try:
            receipt = _drop(request, election, forms.answers, code, has_voted=has_voted)
        except Refused as refused:
            error = str(refused.refusal)
        else:
            # The receipt is the answer itself: an address that led to it would stand in logs beside a name.
            return render(request, "votes/receipt.html", frame(vote, receipt=receipt, election=election))
    context = frame(vote, forms=forms, has_voted=has_voted, code=code, code_error=error, button=pgettext("button", "Vote"))
    return render(request, "votes/booth.html", context, status=422 if forms.errors or error else 200)


def _drop(request: HttpRequest, election: Election, answers: dict[str, Any], code: str, *, has_voted: bool) -> ballot_actions.Receipt:
    # By the visitor's address, not by the account: nothing of hers may move when a ballot comes.
    at = clock.now()
    require(must_be_within("votes-urn", f"{election.pk} {visitor_key(request)}", most=MOST_PER_HOUR, per=timedelta(hours=1), at=at))
    if has_voted:
        return ballot_actions.change_plain(election=election, code=code, choices=answers, at=at)
    return ballot_actions.cast_plain(election=election, person=request.user, choices=answers, code=code, at=at)


def _cast(request: HttpRequest, vote: Vote, answers: dict[str, Any]) -> HttpResponse:
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    require(must_be_within("votes", f"{vote.pk} {visitor_key(request)}", most=MOST_PER_HOUR, per=timedelta(hours=1), at=at))
    if vote.voter == PERSON:
        return act(request, "votes:cast", {"vote": vote.pk, "answers": answers})  # type: ignore[arg-type]
    word = request.COOKIES.get(cookie_of(vote), "") or secrets.token_urlsafe(24)
    actions.cast(vote=vote, person=person, answers=answers, browser=word, at=at)
    response = redirect(address(vote, "done"))
    response.set_cookie(
        cookie_of(vote), word, max_age=120 * 86_400, httponly=True, samesite="Lax", secure=request.is_secure(), path=address(vote)
    )
    return response


@component_view("vote")
@never_cache
@require_safe
def done(request: HttpRequest, component: Component) -> HttpResponse:
    """What was counted, in words, and how to change it."""
    vote, at = vote_of(request, component), clock.now()
    mine = my_ballot(request, vote) if vote.mode == OPEN and not vote.hidden_at else None
    if mine is None:
        return redirect(address(vote))
    lines = []
    for row in counting.questions_of(vote):
        said, method = counting.asked(row), counting.method(row)
        lines.append({"title": row.title, "said": method.said(said, mine.answers[row.key])})
    has_figures = not rules.may_see_figures(vote, at)
    return render(request, "votes/done.html", frame(vote, lines=lines, is_open=vote.is_open(at), has_figures=has_figures))


@component_view("vote")
@never_cache
@require_http_methods(["POST"])
def take_back(request: HttpRequest, component: Component) -> HttpResponse:
    """Withdraw one's ballot of an open poll."""
    vote, person = vote_of(request, component), request.person  # type: ignore[attr-defined]
    word = request.COOKIES.get(cookie_of(vote), "")
    actions.take_back(vote=vote, person=person, browser=word, at=clock.now())
    messages.success(request, _("Your vote is withdrawn. You can vote again until the end."))
    return redirect(address(vote))
