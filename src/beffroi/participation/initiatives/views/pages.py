"""The page of one initiative."""

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
from beffroi.kernel.fragments import until_changed
from beffroi.participation.initiatives import reading, rules, states
from beffroi.participation.initiatives.actions.texts import address
from beffroi.participation.initiatives.models import Initiative, Member
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component

SHOWN = ("component__process", "type__district", "type__roll", "voice__avatar")
View = Callable[..., HttpResponse]


def initiative_view(view: View) -> View:
    """A page of one initiative: `(request, initiative, …)`, not found for whoever may not see it."""

    @component_view("initiative")
    @wraps(view)
    def checked(request: HttpRequest, component: Component, initiative: int, *args: Any, **kwargs: Any) -> HttpResponse:
        found = get_object_or_404(Initiative.objects.select_related(*SHOWN), pk=initiative, component=component)
        if rules.may_see(request.person, found, clock.now()):  # type: ignore[attr-defined]
            raise Http404
        return view(request, found, *args, **kwargs)

    return checked


def frame_of(initiative: Initiative) -> dict[str, Any]:
    """What every page of one initiative has."""
    return {
        "initiative": initiative,
        "component": initiative.component,
        "process": initiative.component.process,
        "kind": initiative.type,
        "page_url": address(initiative),
    }


@initiative_view
@require_safe
def show(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    at, person, subject = clock.now(), request.person, initiative.subject  # type: ignore[attr-defined]
    mine.expect(person, follows=[subject])
    members, steps, answers = until_changed(f"initiatives:around:{initiative.pk}", lambda: _around(initiative))
    may_comment, collect = rules.may_comment(person, initiative, at), rules.must_collect(initiative, at, person)
    accepted = [row for row in members if row.state == Member.ACCEPTED]
    own = person.voice.pk if person.is_authenticated else 0
    membership = next((row for row in members if own and row.voice_id == own), None)
    accepted_here = membership is not None and membership.state == Member.ACCEPTED
    is_author = bool(own) and initiative.voice_id == own
    left = reading.days_left(initiative, at)
    is_team = person.is_authenticated and rules.is_team(person, initiative.component)
    context = {
        **frame_of(initiative),
        "subject": subject,
        "state": states.STATES[initiative.state],
        "text": SafeString(initiative.html),  # cleaned when it was written
        "committee": accepted,
        "answers": answers,
        "steps": [reading.step_said(row, is_inside=is_team or accepted_here) for row in steps],
        "rules": reading.rules_of(initiative.type, initiative.threshold if initiative.opened_at else None),
        "gauge": reading.gauge_said(initiative) if initiative.opened_at else "",
        "parts": reading.parts_said(initiative),
        "clock": reading.clock_said(initiative, at),
        "days_left": left if left is not None and left >= 0 else None,
        "days_left_said": ngettext("day left to answer", "days left to answer", left) if left is not None and left >= 0 else "",
        "is_late": reading.days_late(initiative, at) > 0,
        "until": _("To sign until %(day)s") % {"day": rules.close_said(initiative)} if collect is None else "",
        "away": rules.must_be_there(initiative),
        "is_collecting": collect is None,
        "collect_refusal": collect if initiative.state in states.OPEN else None,
        "has_signed": bool(own) and collect is None and rules.has_signed(person, initiative),
        "is_author": is_author,
        "invitation": membership if membership and membership.state == Member.INVITED and initiative.state == states.DRAFT else None,
        "is_member": accepted_here,
        "is_draft": initiative.state == states.DRAFT,
        "committee_refusal": rules.must_have_committee(initiative) if initiative.state == states.DRAFT and is_author else None,
        "may_withdraw": is_author and not rules.may_withdraw(person, initiative, at),
        "is_team": is_team,
        "talk": pages.conversation(
            request, subject, known=Known(may_comment, may_comment), closed=not initiative.component.process.is_public
        )
        if not rules.must_be_there(initiative)
        else None,  # type: ignore[arg-type]
    }
    return render(request, "initiatives/detail.html", context, status=410 if initiative.hidden_at else 200)


def _around(initiative: Initiative) -> tuple[list[Any], list[Any], list[Any]]:
    """The committee, the steps, the answers: the same for everybody until something changes."""
    members = list(initiative.members.exclude(state=Member.REFUSED).select_related("voice__avatar").order_by("pk"))
    steps = list(initiative.steps.order_by("at", "pk"))
    answers = [{"answer": row, "html": SafeString(row.html)} for row in initiative.answers.order_by("-given_at", "-pk")]
    return members, steps, answers
