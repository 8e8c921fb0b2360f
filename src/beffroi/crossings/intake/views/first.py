"""People whom nobody here knows yet: is what they say shown?"""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.channels.base.types import channels
from beffroi.commons.moderation.rules import DECIDE
from beffroi.crossings.intake import actions, queries, wording
from beffroi.crossings.intake.access import TAKE
from beffroi.crossings.intake.models import Held
from beffroi.ground.people.access import team
from beffroi.ground.people.requests import PersonRequest
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import cards_of


@team(TAKE)
def waiting(request: HttpRequest) -> HttpResponse:
    rows = page(queries.waiting(), order=("at", "pk"), after=request.GET.get("after", ""), size=30)
    cards = cards_of({held.subject for held in rows.rows})
    lines = [
        {
            "held": held,
            "private": wording.private(held.heard),
            "heard": held.heard,
            "network": channels[held.heard.account.kind].label if held.heard.account.kind in channels else held.heard.account.name,
            "card": cards.get(held.subject),
        }
        for held in rows.rows
    ]
    return render(
        request, "intake/waiting.html", {"page": rows, "lines": lines, "may_decide": must_have_right(request.user, DECIDE) is None}
    )


@team(TAKE)
@require_POST
def admit(request: PersonRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, actions.show, _("Shown in a moment, and so is what this person writes from now on."))


@team(TAKE)
@require_POST
def refuse(request: PersonRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, actions.refuse, _("Nothing that this person writes is taken up. It stays in the messages."))


@team(TAKE)
@require_POST
def set_aside(request: PersonRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, actions.set_aside, _("Not shown. It stays in the messages."))


def _decide(request: PersonRequest, pk: int, act: Callable[..., None], said: str) -> HttpResponse:
    held = get_object_or_404(Held.objects.select_related("heard__account"), pk=pk)
    try:
        act(held=held, by=request.user, at=clock.now())
        messages.success(request, said)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("intake:waiting")
