"""Where one votes: the booth, the form for a ballot that was made elsewhere, the receipt."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from beffroi.ground.people.doors import visitor_key
from beffroi.ground.people.rules import must_be_itself
from beffroi.kernel import clock, limits
from beffroi.kernel.rules import Refusal, Refused
from beffroi.participation.ballots import actions, rules
from beffroi.participation.ballots import booth as shown
from beffroi.participation.ballots.models import Election, Setup
from beffroi.participation.ballots.views.pages import election_view, frame_of

MINUTE, MOST = timedelta(minutes=10), 60


def _must_vote(request: HttpRequest, election: Election) -> Refusal | None:
    """Nobody votes for somebody else: who acts for a person without internet must send her to the paper ballot."""
    at, person = clock.now(), request.user
    return must_be_itself(request) or rules.must_be_able_to_vote(person, election, at) or rules.must_have_shown_who(person, election, at)


def _raw(election: Election) -> str:
    return Setup.objects.values_list("election_raw", flat=True).get(election=election)


def _context(request: HttpRequest, election: Election) -> dict[str, Any]:
    ways = [_("At the town hall, on paper, until the end of the vote.")] if election.has_paper else []
    return {
        **frame_of(election),
        "cast_url": request.path,
        "urn_url": election.url,
        "offline_url": reverse("ballots:offline", args=[election.public_id]),
        "send_url": reverse("ballots:send", args=[election.public_id]),
        "integrity_url": reverse("ballots:integrity"),
        "closes_at": election.closes_at,
        "other_ways": ways,
        "revote": True,
    }


@election_view
@never_cache
@shown.booth_policy
@require_http_methods(["GET", "HEAD", "POST"])
def booth(request: HttpRequest, election: Election) -> HttpResponse:
    """The booth. What is posted is encrypted and holds its own proof; the answer is the receipt."""
    return _voted(request, election, "ballots/booth.html")


@election_view
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, election: Election) -> HttpResponse:
    """A ballot that was made by the file, or by another program."""
    return _voted(request, election, "ballots/send.html")


def _voted(request: HttpRequest, election: Election, template: str) -> HttpResponse:
    if not election.is_secret or not election.is_frozen:
        raise Http404
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    context, refusal, status = _context(request, election), _must_vote(request, election), 200
    if refusal:
        return render(request, "ballots/cannot.html", context | {"refusal": refusal}, status=403)
    if request.method == "POST":
        raw = shown.received(request.POST, request.FILES, "ballot")
        try:
            return _cast(request, election, raw)
        except Refused as refused:
            context |= {"refusal": refused.refusal, "kept": raw[: shown.MOST_BALLOT]}
            status = 422
    if template == "ballots/booth.html":
        context["booth"] = shown.page(_raw(election), kinds=election.rules.get("kinds"))
    return render(request, template, context, status=status)


def _cast(request: HttpRequest, election: Election, raw: str) -> HttpResponse:
    at = clock.now()
    # By the visitor's address, not by the account: nothing of hers may move when a ballot comes.
    if refusal := limits.must_be_within("ballots-cast", visitor_key(request), most=MOST, per=MINUTE, at=at):
        raise Refused(refusal)
    receipt = actions.cast_secret(election=election, person=request.user, raw=raw, at=at)
    # Shown at once: an address with the tracker would stand in logs, beside whoever asked for it.
    return render(request, "ballots/receipt.html", frame_of(election) | {"receipt": receipt})


@election_view
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hand_out(request: HttpRequest, election: Election) -> HttpResponse:
    """The simplified way: draw one's credential, which is shown once."""
    if not election.server_registrar or not election.is_frozen:
        raise Http404
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    refusal, word = _must_vote(request, election), ""
    if request.method == "POST" and not refusal:
        try:
            word = actions.hand_out(election=election, person=request.user, at=clock.now())
        except Refused as refused:
            refusal = refused.refusal
    context = frame_of(election) | {"refusal": refusal, "word": word, "booth_url": reverse("ballots:booth", args=[election.public_id])}
    return render(request, "ballots/hand_out.html", context, status=403 if refusal else 200)


@election_view
@require_safe
def offline(request: HttpRequest, election: Election) -> HttpResponse:
    """The booth as one file."""
    if not election.is_secret or not election.is_frozen:
        raise Http404
    send_url = request.build_absolute_uri(election.place("send"))
    return shown.offline_response(_raw(election), election.title, send_url, kinds=election.rules.get("kinds"))
