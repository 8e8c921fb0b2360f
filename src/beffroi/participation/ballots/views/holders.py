"""Pages behind a personal link: of each trustee (her key, then the opening), and of the registrar."""

import json
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from beffroi.engines.ballots import archive
from beffroi.ground.people.doors import visitor_key
from beffroi.kernel import clock, limits
from beffroi.kernel.access import by_link
from beffroi.kernel.rules import Refused, require
from beffroi.participation.ballots import actions, booth
from beffroi.participation.ballots.actions import decrypting, keys
from beffroi.participation.ballots.models import Election, Event, Mark, Trustee, Voter
from beffroi.participation.ballots.views.pages import frame_of

HOUR, MOST = timedelta(hours=1), 200


def _election(public_id: str) -> Election:
    return get_object_or_404(Election.objects.select_related("component__process"), public_id=public_id, mode=Election.SECRET)


def _must_be(election: Election, role: str, token: str) -> None:
    if not constant_time_compare(election.token_of(role), token):
        raise Http404


@by_link
@never_cache
@booth.booth_policy
@require_http_methods(["GET", "HEAD", "POST"])
def trustee(request: HttpRequest, election: str, trustee: int, token: str) -> HttpResponse:
    """What a trustee does next: a round of the ceremony, a shuffle, her part of the opening."""
    found = _election(election)
    _must_be(found, f"trustee:{trustee}", token)
    row = get_object_or_404(Trustee.objects.exclude(kind=Trustee.SERVER), pk=trustee, election=found)
    row.election = found
    refusal = None
    if request.method == "POST":
        require(limits.must_be_within("ballots-trustee", visitor_key(request), most=MOST, per=HOUR, at=clock.now()))
        try:
            _take(request, row)
        except Refused as refused:
            refusal = refused.refusal
        else:
            return redirect(request.path)
    name, asked = ("opening", _opening(row)) if found.is_over else ("ceremony", _ceremony(row))
    if request.GET.get("page") == "json":
        return JsonResponse(asked)
    context = frame_of(found) | {"name": row.name, "act_url": request.path, "others": _others(row), name: asked, "refusal": refusal}
    return render(request, f"ballots/{name}.html", context, status=422 if refusal else 200)


def _take(request: HttpRequest, row: Trustee) -> None:
    payload = booth.received(request.POST, request.FILES, "payload", most=booth.MOST_PAYLOAD)
    step, at = request.POST.get("step", ""), clock.now()
    if not row.election.is_over:
        actions.take_key(trustee=row, step=step, payload=payload, at=at)
        return
    take = actions.take_shuffle if step == "shuffle" else actions.take_part
    take(trustee=row, payload=payload, at=at)
    actions.advance(election=row.election, at=at)


def _ceremony(row: Trustee) -> dict[str, Any]:
    election, among = row.election, keys.together(row)
    step = keys.step_of(row, among)
    asked: dict[str, Any] = {
        "uuid": election.uuid,
        "group": election.group,
        "kind": row.kind,
        "index": keys.index_of(row, among),
        "size": len(among),
        "threshold": election.threshold,
        "step": step,
        "said": {step: keys.published(row, step) for step in row.said},
        "certificates": [],
        "dealings": [],
    }
    if step in (keys.DEALING, keys.VERIFICATION):
        asked["certificates"] = [keys.published(one, keys.CERTIFICATE) for one in among]
    if step == keys.VERIFICATION:
        asked["dealings"] = [keys.published(one, keys.DEALING) for one in among]
    return asked


def _opening(row: Trustee) -> dict[str, Any]:
    election, among = row.election, keys.together(row)
    events = list(Event.objects.filter(election=election).only("type", "owner"))
    stage = decrypting.stage(election, events)
    type = archive.SHUFFLE if stage == "shuffle" else archive.PART
    is_done = stage == "done" or any(event.type == type and event.owner == row.position for event in events)
    several = row.kind == Trustee.THRESHOLD
    return {
        "act": "done" if is_done else "waiting" if stage == "sum" else stage,
        "uuid": election.uuid,
        "archive_url": election.place("archive"),
        "owner": row.position,
        "index": keys.index_of(row, among) if several else 0,
        "dealings": [keys.published(one, keys.DEALING) for one in among] if several else [],
        "public_key": keys.published(row, keys.VERIFICATION if several else keys.KEY)["public_key"],
    }


def _others(row: Trustee) -> list[dict[str, str]]:
    """Who has done what, by name: all of it is public in the end."""
    election = row.election
    rows = Trustee.objects.filter(election=election)
    if not election.is_over:
        return [{"name": one.name, "state": _("her key is made") if one.done_at else _("has still to make her key")} for one in rows]
    done = set(Event.objects.filter(election=election, type=archive.PART).values_list("owner", flat=True))
    return [{"name": one.name, "state": _("has opened her part") if one.position in done else _("not opened yet")} for one in rows]


@by_link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def registrar(request: HttpRequest, election: str, token: str) -> HttpResponse:
    """The registrar's page: the roll to download, the public credentials to bring, those to revoke."""
    found = _election(election)
    _must_be(found, "registrar", token)
    refusal, said = None, ""
    if request.method == "POST":
        require(limits.must_be_within("ballots-registrar", visitor_key(request), most=MOST, per=HOUR, at=clock.now()))
        try:
            said = _brought(request, found)
        except Refused as refused:
            refusal = refused.refusal
    context = frame_of(found) | {
        "refusal": refusal,
        "said": said,
        "token": token,
        "has_credentials": found.credentials.exists(),
        "is_draft": not found.is_frozen,
        "paper": Mark.objects.filter(election=found, way=Mark.PAPER).count(),
    }
    return render(request, "ballots/registrar.html", context, status=422 if refusal else 200)


def _brought(request: HttpRequest, election: Election) -> str:
    text, at = booth.received(request.POST, request.FILES, "file", most=booth.MOST_PAYLOAD), clock.now()
    if request.POST.get("act") == "revoke":
        try:
            publics = [str(one).partition(",")[0] for one in json.loads(text)]
        except (ValueError, TypeError, RecursionError):
            publics = []
        said = actions.revoke(election=election, publics=publics, at=at)
        done = ngettext("%(n)d credential is revoked.", "%(n)d credentials are revoked.", said["revoked"]) % {"n": said["revoked"]}
        used = ngettext("%(n)d has voted already and stays.", "%(n)d have voted already and stay.", said["used"]) % {"n": said["used"]}
        return f"{done} {used}" if said["used"] else done
    count = actions.set_credentials(election=election, raw=text, at=at)
    return ngettext("%(n)d credential is taken.", "%(n)d credentials are taken.", count) % {"n": count}


@by_link
@never_cache
@require_safe
def roll(request: HttpRequest, election: str, token: str) -> HttpResponse:
    """The roll for `./beffroi registrar`: names, and how to reach people. It stays with the registrar."""
    found = _election(election)
    _must_be(found, "registrar", token)
    if found.is_over:
        raise Http404
    voters = [
        {"number": row.number, "weight": row.weight, **row.contact} for row in Voter.objects.filter(election=found).order_by("number")
    ]
    said = {
        "uuid": found.uuid,
        "group": found.group,
        "title": found.title,
        "opens_at": found.opens_at.isoformat(),
        "closes_at": found.closes_at.isoformat(),
        "url": request.build_absolute_uri(found.place("booth")),
        "voters": voters,
    }
    response = JsonResponse(said, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="roll.json"'
    return response


@by_link
@never_cache
@require_safe
def on_paper(request: HttpRequest, election: str, token: str) -> HttpResponse:
    """Numbers of those who vote on paper: their credentials are to be revoked."""
    found = _election(election)
    _must_be(found, "registrar", token)
    rows = Mark.objects.filter(election=found, way=Mark.PAPER).exclude(voter=None)
    numbers = sorted(rows.values_list("voter__number", flat=True))
    return HttpResponse("".join(f"{number}\n" for number in numbers), content_type="text/plain; charset=utf-8")
