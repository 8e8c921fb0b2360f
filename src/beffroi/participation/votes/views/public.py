"""What everybody reads: the list of votes, one vote, its results, how votes are counted."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beffroi.kernel import clock, mail
from beffroi.kernel.access import public
from beffroi.kernel.fragments import until_changed
from beffroi.kernel.paging import page
from beffroi.participation.ballots.models import Election
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component
from beffroi.participation.votes import counting, reading, rules, urn
from beffroi.participation.votes.actions.texts import address
from beffroi.participation.votes.examples import example
from beffroi.participation.votes.methods import METHODS
from beffroi.participation.votes.models import DRAFT, OPEN, SECRET, STOPPED, Question, Vote

SHOWN = 20


def vote_of(request: HttpRequest, component: Component, *, drafts: bool = False) -> Vote:
    """The vote of a component that this visitor may see; of a draft, only the team sees more than that it is being prepared."""
    rows = Vote.objects.filter(component=component)
    is_reading = request.method in ("GET", "HEAD")
    vote = until_changed(f"votes:of:{component.pk}", rows.first) if is_reading else rows.first()
    if vote is None:
        raise Http404
    vote.component = component
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    refusal = rules.may_see(person, vote, at)
    is_closed = vote.state == DRAFT and not drafts and not rules.is_team(person, vote)
    if (refusal and refusal.code != "hidden") or is_closed:
        raise Http404
    return vote


def frame(vote: Vote, **more: Any) -> dict[str, Any]:
    """What every page of a vote draws."""
    at = clock.now()
    state, tone = reading.state_said(vote, at)
    return {
        "vote": vote, "component": vote.component, "process": vote.component.process, "subject": vote.subject, "state": state, "tone": tone,
        "clock": reading.clock_said(vote, at), "is_poll": vote.mode == OPEN, "is_secret": vote.mode == SECRET, **more,
    }  # fmt: skip


def _questions(vote: Vote) -> list[Question]:
    return until_changed(f"votes:questions:{vote.pk}", lambda: counting.questions_of(vote))


def gone(request: HttpRequest, vote: Vote) -> HttpResponse:
    return render(request, "votes/hidden.html", frame(vote), status=410)


@component_view("vote")
@require_safe
def show(request: HttpRequest, component: Component) -> HttpResponse:
    """What is asked, until when, what comes of it, and the one button."""
    vote, at, person = vote_of(request, component, drafts=True), clock.now(), request.person  # type: ignore[attr-defined]
    if vote.hidden_at:
        return gone(request, vote)
    if vote.state == DRAFT and not rules.is_team(person, vote):
        return render(request, "votes/coming.html", frame(vote, opens=rules.coming(vote, at)))
    election = urn.election_of(vote)
    questions = [{"asked": counting.asked(row), "method": counting.method(row)} for row in _questions(vote)]
    has_figures = not rules.may_see_figures(vote, at)
    found = reading.kept_results(vote) if has_figures else []
    context = frame(
        vote, questions=questions, election=election, refusal=urn.must_be_time(vote, election, at) or rules.may_vote(person, vote, at),
        is_open=urn.is_open(vote, election, at), text=SafeString(vote.html), conclusion=SafeString(vote.conclusion_html), results=found,
        shows_count=vote.state not in (DRAFT, STOPPED) and vote.opens_at is not None and vote.opens_at <= at,
        **_counts(vote, election), mode_said=reading.mode_said(vote),
        days=_days(vote, election, at), is_team=rules.is_team(person, vote), signed_by=_("The town"), polls=_polls(vote, found),
        structured=structured(request, vote),
    )  # fmt: skip
    return render(request, "votes/show.html", context)


def _counts(vote: Vote, election: Election | None) -> dict[str, str]:
    """How many voted, of how many, and the quorum: from the roll of the urn, where there is one."""
    registered = urn.registered(vote, election)
    return {
        "ballots_said": reading.ballots_said(vote, urn.counted(vote, election), registered),
        "quorum_said": reading.quorum_said(vote, registered),
    }


def _polls(vote: Vote, found: list[reading.Result]) -> bool:
    return any(result.networks for result in found)


def _days(vote: Vote, election: Any, at: Any) -> dict[str, Any] | None:
    """Participation by the day, for the chart."""
    if vote.state == DRAFT or vote.opens_at is None or at < vote.opens_at:
        return None
    days = urn.participation(vote, election)
    if len(days) < 2:
        return None
    few = len(days) <= 8  # more would not stand side by side under the axis on a phone
    return {
        "labels": [f"{day.day}/{day.month}" if few else str(day.day) for day, _n in days],
        "series": [{"label": _("Ballots"), "values": [n for _day, n in days]}],
    }


def structured(request: HttpRequest, vote: Vote) -> dict[str, Any]:
    """schema.org: an event that one takes part in online."""
    found: dict[str, Any] = {
        "@context": "https://schema.org", "@type": "Event", "name": vote.title, "url": request.build_absolute_uri(request.path),
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
    }  # fmt: skip
    if vote.opens_at and vote.closes_at:
        found |= {"startDate": vote.opens_at.isoformat(), "endDate": vote.closes_at.isoformat()}
    return found


@component_view("vote")
@require_safe
def results(request: HttpRequest, component: Component) -> HttpResponse:
    """What came out, step by step, with the files that let anyone count again."""
    vote, at = vote_of(request, component), clock.now()
    if vote.hidden_at:
        return gone(request, vote)
    refusal = rules.may_see_figures(vote, at)
    election = urn.election_of(vote)
    context = frame(
        vote, refusal=refusal, results=[] if refusal else reading.kept_results(vote), **_counts(vote, election), election=election, days=_days(vote, election, at),
    )  # fmt: skip
    return render(request, "votes/results.html", context)


@component_view("vote")
@require_safe
def printed(request: HttpRequest, component: Component) -> HttpResponse:
    """The ballot on paper, as the agents will count it."""
    vote = vote_of(request, component)
    if vote.hidden_at or not vote.paper:
        raise Http404
    questions = [{"asked": counting.asked(row), "method": counting.method(row), "rows": _rows(row)} for row in counting.questions_of(vote)]
    return render(request, "votes/print.html", frame(vote, questions=questions, full_url=f"{mail.site()}{address(vote)}"))


def _rows(row: Any) -> dict[str, Any]:
    said, method = counting.asked(row), counting.method(row)
    grades = [method.word(grade) for grade in method.grades(said)] if method.family == "grades" else []  # type: ignore[attr-defined]
    most = method.most(said) if method.kind == "choose" else None  # type: ignore[attr-defined]
    return {"grades": grades, "is_ranked": method.family == "rank", "most": most}


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every vote of the town: those that are open first."""
    at = clock.now()
    rows = Vote.objects.public().select_related("component__process")
    found = page(rows, order=("-closes_at", "-pk"), after=request.GET.get("apres", ""), size=SHOWN)
    lines = [_line(row, at) for row in found.rows]
    context = {
        "open": [line for line in lines if line["is_open"]],
        "others": [line for line in lines if not line["is_open"]],
        "page": found,
    }
    return render(request, "votes/list.html", context)


def _line(vote: Vote, at: Any) -> dict[str, Any]:
    state, tone = reading.state_said(vote, at)
    return {
        "vote": vote, "url": address(vote), "state": state, "tone": tone, "clock": reading.clock_said(vote, at), "is_open": vote.is_open(at),
        "mode": vote.get_mode_display(), "process": vote.component.process,
    }  # fmt: skip


@public
@require_safe
def all_rules(request: HttpRequest) -> HttpResponse:
    """How votes are counted here: every rule in a sentence."""
    return render(request, "votes/rules.html", {"methods": list(METHODS.values())})


@public
@require_safe
def rule(request: HttpRequest, rule: str) -> HttpResponse:
    """One rule with an example that is really counted, a picture, its strengths and its limits."""
    if rule not in METHODS:
        raise Http404
    method = METHODS[rule]
    shown = example(method)
    context = {"method": method, "example": shown, "text": f"votes/rules/_{method.template}.html", "methods": list(METHODS.values())}
    return render(request, "votes/rule.html", context)
