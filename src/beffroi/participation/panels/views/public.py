"""What everybody reads: the panel, its draw, the files of the draw, how lots are drawn."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from beffroi.commons.supports import mine
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.fragments import Frozen, until_changed
from beffroi.kernel.paging import page
from beffroi.kernel.text import excerpt
from beffroi.participation.panels import rules, states, wording
from beffroi.participation.panels.actions import address
from beffroi.participation.panels.forms import NumberForm
from beffroi.participation.panels.models import Lottery, Panel, Wave
from beffroi.participation.panels.pool import features_of
from beffroi.participation.spaces import calendar
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import until

View = Callable[..., HttpResponse]
SIZE = 20
_published = Frozen(2)


def panel_view(view: View) -> View:
    """A page of one panel: `(request, panel)`, with its component and process."""

    @component_view("panel")
    @wraps(view)
    def checked(request: HttpRequest, component: Component, *args: Any, **kwargs: Any) -> HttpResponse:
        panel = get_object_or_404(Panel, component=component)
        panel.component = component
        return view(request, panel, *args, **kwargs)

    return checked


def frame_of(panel: Panel) -> dict[str, Any]:
    return {
        "panel": panel,
        "component": panel.component,
        "process": panel.component.process,
        "state": states.STATES[panel.state],
        "page_url": address(panel),
        "is_public": panel.state in states.SEEN and panel.published_at is not None,
    }


@panel_view
@require_safe
def show(request: HttpRequest, panel: Panel) -> HttpResponse:
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    mine.expect(person, follows=[panel.subject])
    features, waves = until_changed(f"panels:around:{panel.pk}", lambda: (features_of(panel), list(Wave.objects.filter(panel=panel))))
    closes = calendar.closes_at(panel.component, "join", at)
    refusal = rules.must_take(panel, at, person)
    context = {
        **frame_of(panel),
        "text": SafeString(panel.html),
        "excerpt": excerpt(panel.mandate),
        "refusal": refusal,
        "may_volunteer": not refusal and panel.takes_volunteers,
        "closes_said": until(closes) if closes and not refusal else "",
        "steps": steps_of(panel, waves),
        "rows": wording.rows_of(panel, features),
        "figures": figures_of(panel),
        "subject": panel.subject,
        "is_team": person.is_authenticated and rules.is_team(person, panel),
    }
    return render(request, "panels/show.html", context)


def steps_of(panel: Panel, waves: list[Wave]) -> list[dict[str, Any]]:
    """Where the panel is, as dated steps."""
    found: list[dict[str, Any]] = []
    for wave in waves:
        said = ngettext("%(n)d letter", "%(n)d letters", wave.drawn_count) % {"n": wave.drawn_count}
        text = _("Drawn by lot from %(lines)d lines: %(source)s.") % {"lines": wave.lines_count, "source": wave.source}
        found.append({"at": wave.at, "title": said, "text": text, "is_done": True})
    people = ngettext("%(n)d person signed up", "%(n)d people signed up", panel.candidates_count) % {"n": panel.candidates_count}
    found.append({"at": panel.closed_at, "title": people, "text": "", "is_done": panel.closed_at is not None})
    found.append(
        {"at": panel.published_at, "title": _("1,000 possible panels published"), "text": "", "is_done": panel.published_at is not None}
    )
    dice = _("Dice: %(dice)s") % {"dice": " ".join(panel.dice)} if panel.dice else _("Dice thrown in public")
    place = panel.throw_place if panel.published_at else ""
    found.append({"at": panel.drawn_at or panel.throw_at, "title": dice, "text": place, "is_done": panel.drawn_at is not None})
    if panel.ends_on:
        found.append({"at": panel.ends_on, "title": _("The panel ends"), "text": "", "is_done": panel.state == states.OVER})
    return found


def figures_of(panel: Panel) -> dict[str, Any]:
    """What is said of chances, in words."""
    if not panel.figures:
        return {}
    found = panel.figures
    labels = [str(10 * n + 10) for n in range(len(found["bands"]))]
    return {
        "pool": found["pool"],
        "left_out": found["left_out"],
        "never": found["never"],
        "least": wording.percent(found["least"]),
        "most": wording.percent(found["most"]),
        "fair": wording.percent(found["fair"]) if found["fair"] is not None else "",
        "labels": labels,
        "series": [{"label": _("people"), "values": found["bands"]}],
    }


def must_be_seen(panel: Panel) -> None:
    if panel.state not in states.SEEN or panel.published_at is None:
        raise Http404


@panel_view
@require_safe
def draw(request: HttpRequest, panel: Panel) -> HttpResponse:
    """The published panels, their fingerprint, the dice; and where somebody stands who knows her number."""
    must_be_seen(panel)
    form = NumberForm(request.GET if "numero" in request.GET else None)
    found = None
    if form.is_bound and form.is_valid():
        found = standing(panel, form.cleaned_data["numero"].strip().upper())
        if found is None:
            form.add_error("numero", _("This number is not in the draw. It has five letters and figures."))
    features = until_changed(f"panels:features:{panel.pk}", lambda: features_of(panel))
    context = {
        **frame_of(panel),
        "form": form,
        "found": found,
        "figures": figures_of(panel),
        "rows": wording.rows_of(panel, features),
        "is_drawn": bool(panel.dice),
    }
    return render(request, "panels/draw.html", context, status=422 if form.errors else 200)


def published(panel: Panel) -> dict[str, Any]:
    """The file of the draw, read once until something changes; nobody writes into it."""
    return _published.until_changed(panel.pk, lambda: json.loads(Lottery.objects.values_list("result", flat=True).get(panel=panel)))


def standing(panel: Panel, pseudonym: str) -> dict[str, Any] | None:
    """In which of the published panels somebody stands."""
    made = published(panel)
    if pseudonym in made["left_out"]:
        return {"pseudonym": pseudonym, "left_out": True, "count": 0, "chance": "", "numbers": [], "is_drawn": False}
    if pseudonym not in made["chances"]:
        return None
    numbers = [number for number, one in enumerate(made["panels"]) if pseudonym in one]
    return {
        "pseudonym": pseudonym,
        "left_out": False,
        "count": len(numbers),
        "chance": wording.percent(len(numbers) / len(made["panels"])),
        "numbers": [f"{number:03}" for number in numbers],
        "is_drawn": bool(panel.dice) and int(panel.dice) in numbers,
    }


@panel_view
@require_safe
def result_file(request: HttpRequest, panel: Panel) -> HttpResponse:
    """The whole result, byte for byte: what `python -m beffroi.engines.lottery check` reads."""
    must_be_seen(panel)
    text = Lottery.objects.values_list("result", flat=True).get(panel=panel)
    return _file(text, "application/json", f"tirage-{panel.component_id}.json")


@panel_view
@require_safe
def quotas_file(request: HttpRequest, panel: Panel) -> HttpResponse:
    must_be_seen(panel)
    text = Lottery.objects.values_list("quotas", flat=True).get(panel=panel)
    return _file(text, "text/csv; charset=utf-8", f"quotas-{panel.component_id}.csv")


def _file(text: str, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@public
@require_safe
def town(request: HttpRequest) -> HttpResponse:
    """Every panel of the town."""
    rows = Panel.objects.shown().select_related("component__process")
    found = page(rows, order=("-created_at", "-pk"), after=request.GET.get("apres", ""), size=SIZE)
    lines = [
        {"panel": row, "url": address(row), "state": states.STATES[row.state], "excerpt": excerpt(row.mandate, 180)} for row in found.rows
    ]
    return render(request, "panels/list.html", {"lines": lines, "page": found, "code_url": reverse("panels_town:code")})


@public
@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """How lots are drawn, for citizens."""
    return render(request, "panels/how.html")
