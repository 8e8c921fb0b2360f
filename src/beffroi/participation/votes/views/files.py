"""Files: what was counted, what came out, and the code of the page."""

import io
import json
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from beffroi.kernel import clock, mail
from beffroi.kernel.later import Later
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component
from beffroi.participation.votes import counting, rules
from beffroi.participation.votes.actions.texts import address
from beffroi.participation.votes.models import Outcome
from beffroi.participation.votes.views.public import vote_of

if TYPE_CHECKING:
    import segno
else:
    segno = Later("segno")

PARTS = {"bulletins": "source", "resultat": "result"}


@component_view("vote")
@require_safe
def download(request: HttpRequest, component: Component, question: str, part: str) -> HttpResponse:
    """The very bytes that the engine counted, or what it found. `regles`: all that was fixed, whose hash the ledger keeps."""
    vote = vote_of(request, component)
    if vote.hidden_at or not vote.is_frozen:
        raise Http404
    if (question, part) == ("tout", "regles"):
        rules_text = json.dumps(counting.rules_of(vote, counting.questions_of(vote)), ensure_ascii=False, indent=1, sort_keys=True)
        return _file(rules_text + "\n", f"vote-{vote.pk}-regles.json")
    if part not in PARTS or rules.may_see_figures(vote, clock.now()):
        raise Http404
    outcome = get_object_or_404(Outcome, question__vote=vote, question__key=question)
    return _file(getattr(outcome, PARTS[part]), f"vote-{vote.pk}-{question}-{part}.json")


def _file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@component_view("vote")
@require_safe
def qr(request: HttpRequest, component: Component) -> HttpResponse:
    """The address of the vote as a code that telephones read."""
    vote = vote_of(request, component)
    out = io.BytesIO()
    segno.make(f"{mail.site()}{address(vote)}", error="m").save(out, kind="svg", scale=4, border=2, xmldecl=False)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")
