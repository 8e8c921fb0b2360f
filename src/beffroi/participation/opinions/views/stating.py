"""Writing a statement: what says nearly the same is shown first."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beffroi.commons.search import queries as search
from beffroi.ground.people import guests
from beffroi.kernel import clock, limits
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.participation.opinions import actions, rules
from beffroi.participation.opinions.forms import StateForm
from beffroi.participation.opinions.models import STATEMENT, OpinionMap, Statement
from beffroi.participation.opinions.settings_form import BEFORE
from beffroi.participation.opinions.views.frame import frame, hidden, map_or_404
from beffroi.participation.opinions.views.voting import url
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component

HOUR, PER_HOUR = timedelta(hours=1), 20
FEW = 5


@component_view("opinion")
@never_cache
def add(request: HttpRequest, component: Component) -> HttpResponse:
    map, at, person = map_or_404(request, component), clock.now(), request.person  # type: ignore[attr-defined]
    if map.hidden_at:
        return hidden(request, map)
    refusal = rules.may_state(person, map, at)
    form = StateForm(request.POST or None, longest=rules.setting(component, "longest"))
    near: list[Any] = []
    if request.method == "POST" and not refusal and form.is_valid():
        text = form.cleaned_data["text"]
        near = [] if form.cleaned_data["looked"] else similar(map, text)
        if not near:
            return _send(request, map, text)
        form.data = dict(form.data.items()) | {"looked": "1"}  # what is sent next was read beside what is there
    context = {
        **frame(map),
        "form": form,
        "near": near,
        "refusal": refusal,
        "help": rules.setting(component, "help"),
        "is_read_first": rules.setting(component, "moderation") == BEFORE,
        "reasons": [label for _name, label in Statement.REASONS],
        "vote_url": url(component, "vote"),
    }
    return render(
        request, "opinions/add.html", context, status=403 if refusal and request.method == "POST" else 422 if form.errors else 200
    )


def _send(request: HttpRequest, map: OpinionMap, text: str) -> HttpResponse:
    at, person, component = clock.now(), request.person, map.component  # type: ignore[attr-defined]
    if not person.is_authenticated:
        return guests.act(request, "opinions:state", {"map": map.pk, "text": text})  # type: ignore[arg-type]
    require(limits.must_be_within("opinions-state", person.pk, most=PER_HOUR, per=HOUR, at=at))
    row = actions.state(map=map, person=person, text=text, at=at)
    if row.in_list:
        messages.success(request, _("Your statement is among the others now."))
        return redirect(url(component, "statement", row.number))
    messages.success(request, _("Thank you. The team reads your statement before it is shown; you are told what becomes of it."))
    return redirect(url(component, "vote"))


def similar(map: OpinionMap, text: str) -> list[dict[str, Any]]:
    """Statements of this map that say nearly the same."""
    found = search.similar(text[:500], kind=STATEMENT, space=Subject("process", map.component.process_id), limit=FEW)
    numbers = dict(Statement.objects.filter(map=map, in_list=True, pk__in=[one.subject.id for one in found]).values_list("pk", "number"))
    return [{"text": one.title, "number": numbers[one.subject.id]} for one in found if one.subject.id in numbers]


@component_view("opinion")
@require_POST
def near(request: HttpRequest, component: Component) -> HttpResponse:
    """What is there already, while one types: a fragment."""
    map = map_or_404(request, component)
    text = request.POST.get("text", "").replace("\0", "").strip()
    rows = similar(map, text) if len(text) >= rules.SHORTEST and not map.hidden_at else []
    return render(request, "opinions/_similar.html", {"rows": rows, "vote_url": url(component, "vote")})
