"""What everybody may see of a vote: its roles, its urn, its archive, and how to check all of it."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from beffroi.kernel import clock
from beffroi.kernel.access import declare, public
from beffroi.kernel.fragments import until_changed
from beffroi.participation.ballots import archives, reading, rules
from beffroi.participation.ballots.actions.opening import frozen_text
from beffroi.participation.ballots.models import Election, Setup, Trustee
from beffroi.participation.spaces.access import within
from beffroi.participation.spaces.addresses import component_url

View = Callable[..., HttpResponse]
SIZE = 50


def election_view(view: View) -> View:
    """A page of one vote: `(request, election, …)`, not found for whoever may not see its component."""

    @wraps(view)
    def checked(request: HttpRequest, election: str, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Election.objects.select_related("component__process")
        found = get_object_or_404(rows, public_id=election)
        return within(request, found.component, lambda: view(request, found, *args, **kwargs))

    return declare(checked, "component")


def back_of(election: Election) -> str:
    """The page of the component that asks."""
    return component_url(election.component)


def frame_of(election: Election) -> dict[str, Any]:
    return {
        "election": election,
        "title": election.title,
        "component": election.component,
        "process": election.component.process,
        "back_url": election.url,
        "component_url": back_of(election),
    }


@election_view
@require_safe
def show(request: HttpRequest, election: Election) -> HttpResponse:
    """The public page of a vote."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    tracker = request.GET.get("suivi", "").replace("\0", "").strip()[:60]
    after = request.GET.get("apres", "")
    start = int(after) if after.isascii() and after.isdecimal() and len(after) < 9 else -1
    found = reading.trackers(election, start, SIZE + 1) if election.is_secret else []
    days = reading.participation(election)
    found_as = reading.look_for(election, tracker) if tracker else ""
    totals = reading.totals(election)
    context = {
        **frame_of(election),
        "totals": totals,
        "people": totals["voted_count"] + totals["paper_count"],
        "days": days,
        "labels": [day for day, _count in days],
        "roles": until_changed(f"ballots:roles:{election.pk}", lambda: roles_of(election)) if election.is_secret else [],
        "trackers": found[:SIZE],
        "next": found[SIZE - 1][0] if len(found) > SIZE else None,
        "tracker": tracker,
        "is_there": found_as == reading.THERE,
        "is_replaced": found_as == reading.REPLACED,
        "is_open": election.is_open(at),
        "refusal": rules.must_be_open(election, at) if not election.is_over else None,
        "may_prepare": person.is_authenticated and rules.may_prepare(person, election),
        "fingerprints": fingerprints(election) if election.is_secret and election.is_frozen else {},
        "revoked": until_changed(f"ballots:revoked:{election.pk}", lambda: revoked(election)) if election.is_secret else 0,
    }
    return render(request, "ballots/show.html", context)


def roles_of(election: Election) -> list[Trustee]:
    return list(Trustee.objects.filter(election=election).defer("said", "secret"))


def revoked(election: Election) -> int:
    return election.credentials.filter(is_revoked=True).count()


def fingerprints(election: Election) -> dict[str, str]:
    """Hashes of what the vote is bound to; they never change once it is open."""

    def made() -> dict[str, str]:
        setup = Setup.objects.get(election=election)
        parts = {"election.json": setup.election_raw, "trustees.json": setup.trustees_raw, "public_creds.json": setup.credentials_raw}
        return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in parts.items()}

    return until_changed(f"ballots:fingerprints:{election.pk}", made)


@election_view
@require_safe
def verify(request: HttpRequest, election: Election) -> HttpResponse:
    """How to check a vote with our verifier and with another one."""
    _must_be_secret(election)
    return render(request, "ballots/verify.html", frame_of(election))


def _must_be_secret(election: Election) -> None:
    if not election.is_secret or not election.is_frozen:
        raise Http404


@election_view
@require_safe
def archive(request: HttpRequest, election: Election) -> StreamingHttpResponse | HttpResponse:
    """The whole urn as one file, as it is now."""
    _must_be_secret(election)
    response = StreamingHttpResponse(archives.pieces(election), content_type="application/x-tar")
    response["Content-Disposition"] = f'attachment; filename="{election.uuid}.bel"'
    response["Cache-Control"] = "no-cache"
    return response


@election_view
@require_safe
def raw(request: HttpRequest, election: Election, part: str) -> HttpResponse:
    """The exact bytes that a ballot is bound to."""
    _must_be_secret(election)
    text = Setup.objects.values_list(part, flat=True).get(election=election)
    return HttpResponse(text, content_type="application/json; charset=utf-8")


@election_view
@require_safe
def frozen(request: HttpRequest, election: Election) -> HttpResponse:
    """What was frozen at the opening: the SHA-256 of these bytes stands in the ledger."""
    if not election.is_frozen:
        raise Http404
    return HttpResponse(frozen_text(election), content_type="application/json; charset=utf-8")


@election_view
@require_safe
def result(request: HttpRequest, election: Election) -> HttpResponse:
    """The decrypted numbers, once they are there."""
    if not election.is_secret or election.state != Election.COUNTED:
        raise Http404
    return JsonResponse({"election": election.public_id, "uuid": election.uuid, "result": reading.result(election)})


@public
@require_safe
def integrity(request: HttpRequest) -> HttpResponse:
    """The scripts that touch a vote or a key, and their hashes."""
    return render(request, "ballots/integrity.html")
