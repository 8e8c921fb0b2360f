"""The pages of the whole town: its decisions, its council, its votes, its representatives."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beffroi.commons.conversations.models import Message
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.html import from_markdown
from beffroi.kernel.paging import page
from beffroi.kernel.subjects import Subject, subject_kinds
from beffroi.participation.accountability import reading, structured
from beffroi.participation.accountability.models import Ballot, CouncilVote, Decision, Representative
from beffroi.participation.spaces.types import official_records

SIZE = 20
SAID = 10


@public
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """Every decision of the town, newest first."""
    today = localdate(clock.now())
    query = request.GET.get("etat", "")
    query = query if query in reading.FILTERS else ""
    rows = Decision.objects.public()
    if query:
        rows = rows.filter(state=reading.WORDS[query])
    rows = rows.select_related("component__process").defer("text", "html", "reasons", "reasons_html")
    found = page(rows, order=("-decided_on", "-pk"), after=request.GET.get("apres", ""), size=SIZE)
    context = {
        "lines": [reading.line(row, today) for row in found.rows],
        "page": found,
        "filters": reading.filters(query, request.path),
        "is_filtered": bool(query),
    }
    return render(request, "accountability/town.html", context)


@public
@require_safe
def council(request: HttpRequest) -> HttpResponse:
    """Who represents the town, and the last votes."""
    today = localdate(clock.now())
    members = list(Representative.objects.select_related("photo").order_by("position", "name")[:300])
    context = {
        "members": [row for row in members if reading.in_office(row, today)],
        "former": [row for row in members if not reading.in_office(row, today)],
        "votes": [reading.held(vote) for vote in CouncilVote.objects.order_by("-held_on", "-pk")[:5]],
    }
    return render(request, "accountability/council.html", context)


@public
@require_safe
def votes(request: HttpRequest) -> HttpResponse:
    found = page(CouncilVote.objects.all(), order=("-held_on", "-pk"), after=request.GET.get("apres", ""), size=SIZE)
    return render(request, "accountability/votes.html", {"votes": [reading.held(vote) for vote in found.rows], "page": found})


@public
@require_safe
def vote(request: HttpRequest, vote: int) -> HttpResponse:
    """How each representative voted."""
    row = get_object_or_404(CouncilVote.objects.select_related("decision__component__process", "document"), pk=vote)
    ballots = row.ballots.select_related("representative").order_by("representative__position", "representative__name")
    decision = row.decision if row.decision and row.decision.is_public else None
    context = {
        "vote": row,
        "held": reading.held(row),
        "bar": [
            {"label": _("For"), "value": row.for_count, "tone": "good"},
            {"label": _("Against"), "value": row.against_count, "tone": "brick"},
            {"label": _("Abstained"), "value": row.abstained_count, "tone": "bell"},
        ],
        "casts": [reading.cast(ballot) for ballot in ballots],
        "decision": decision,
        "decision_url": reading.address(decision) if decision else "",
    }
    return render(request, "accountability/vote.html", context)


@public
@require_safe
def representative(request: HttpRequest, slug: str) -> HttpResponse:
    """Mandate, commitments, votes with figures, official messages."""
    row = Representative.objects.select_related("photo", "voice").filter(slug=slug).first()
    if row is None:
        raise Http404
    today = localdate(clock.now())
    ballots = Ballot.objects.filter(representative=row).select_related("vote").order_by("-vote__held_on", "-vote__pk")
    cast = [reading.cast(ballot) for ballot in ballots[:200]]
    given = [one.ballot.choice for one in cast]
    present = len(given) - given.count(Ballot.ABSENT)
    context = {
        "row": row,
        "about": from_markdown(row.about),
        "is_in_office": reading.in_office(row, today),
        "commitments": [
            reading.promise(one, today)
            for one in row.commitments.select_related("decision__component__process").order_by("-made_on", "-pk")[:100]
        ],
        "casts": cast,
        "bar": [
            {"label": _("For"), "value": given.count(Ballot.FOR), "tone": "good"},
            {"label": _("Against"), "value": given.count(Ballot.AGAINST), "tone": "brick"},
            {"label": _("Abstained"), "value": given.count(Ballot.ABSTAINED), "tone": "bell"},
            {"label": _("Absent"), "value": given.count(Ballot.ABSENT), "tone": "ink"},
        ],
        "presence_said": _("Present at %(present)d of %(all)d votes.") % {"present": present, "all": len(given)},
        "said": _official(row),
        "records": [line for one in official_records if (line := one.line(Subject("representative", row.pk), clock.now()))],
        "structured": structured.person(request, row),
    }
    return render(request, "accountability/representative.html", context)


def _official(row: Representative) -> list:
    """Cards of what was said in the name of the town by this person, the latest first, if public."""
    if row.voice_id is None:
        return []
    found = Message.objects.said().filter(voice=row.voice_id, is_official=True, thread__hidden_at=None)
    ids = list(found.order_by("-created_at").values_list("pk", flat=True)[:SAID])
    cards = subject_kinds["message"].cards(ids)
    return [cards[pk] for pk in ids if pk in cards and cards[pk].is_public]


@public
@require_safe
def popolo(request: HttpRequest) -> HttpResponse:
    """The council for machines."""
    members = Representative.objects.order_by("position", "pk")
    found = CouncilVote.objects.prefetch_related("ballots__representative").order_by("-held_on", "-pk")[:1000]
    return JsonResponse(structured.popolo(request, members, found), json_dumps_params={"ensure_ascii": False})
