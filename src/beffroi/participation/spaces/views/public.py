from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from beffroi.ground.media.templatetags.media import picture_url
from beffroi.ground.places.types import MapPoint
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.fragments import render_many, until_changed
from beffroi.kernel.paging import page
from beffroi.kernel.subjects import Subject
from beffroi.participation.spaces import calendar, reading
from beffroi.participation.spaces.access import is_previewed
from beffroi.participation.spaces.models import Component, Phase, Process
from beffroi.participation.spaces.rules import EDIT, has_right_in, last_moment, may_follow, must_see_process
from beffroi.participation.spaces.structured import event
from beffroi.participation.spaces.types import Contribution, component_types, contributions, kind_of
from beffroi.ui import drawings

SIZE = 20
FILTERS = {
    "": pgettext_lazy("processes", "All"),
    "ouvertes": pgettext_lazy("processes", "Open now"),
    "bientot": _("Soon"),
    "terminees": _("Finished"),
}


def _groups(at: datetime) -> dict[str, Q]:
    over = Q(archived_at__isnull=False) | Q(ends_at__lte=at)
    return {
        "ouvertes": Q(starts_at__lte=at) & ~over,
        "bientot": (Q(starts_at__gt=at) | Q(starts_at=None)) & ~over,
        "terminees": over,
    }


def with_phases(rows: list[Process]) -> list[Process]:
    """Give each process its phases: one query for all."""
    by_process: dict[int, list[Phase]] = {row.pk: [] for row in rows}
    for phase in Phase.objects.filter(process_id__in=by_process).order_by("position"):
        by_process[phase.process_id].append(phase)
    for row in rows:
        row._phases = by_process[row.pk]  # type: ignore[attr-defined]
    return rows


def cards(rows: list[Process], at: datetime) -> list[SafeString]:
    """Cards of processes whose phases are loaded. The key says the phase: a card is never late, whatever the worker does."""
    keyed = []
    for row in rows:
        current = calendar.current_phase(row, at)
        keyed.append({"pk": row.pk, "version": f"{row.version}-{calendar.state(row, at)}-{current.pk if current else 0}", "row": row})
    return list(render_many("process", keyed, lambda found: card(found["row"], at)))


def card(process: Process, at: datetime) -> SafeString:
    state = calendar.state(process, at)
    current = calendar.current_phase(process, at)
    number = process.contributions_count
    context = {
        "process": process,
        "url": reverse("spaces:show", args=[process.slug]),
        "strip": reading.strip(process, at),
        "state": reading.STATES[state],
        "tone": reading.TONES[state],
        "until": last_moment(current.ends_at) if current and current.ends_at else None,
        "picture": picture_url(process.image, 640),
        "drawing": drawing_of(process),
        "counts": [ngettext("%(n)d contribution", "%(n)d contributions", number) % {"n": number}] if number else [],
    }
    return render_to_string("spaces/_card.html", context)


def drawing_of(process: Process) -> str:
    """The drawing of its recipe, where there is no picture."""
    return process.drawing if process.drawing in drawings.names() else ""


@public
@require_safe
def processes(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    chosen = request.GET.get("quand", "")
    chosen = chosen if chosen in FILTERS else ""
    groups = _groups(at)
    shown = Process.objects.public().select_related("image")
    live = list(shown.filter(groups["ouvertes"] | groups["bientot"]).order_by(F("ends_at").asc(nulls_last=True), "pk")[:100])
    over = page(shown.filter(groups["terminees"]), order=("-published_at", "-pk"), after=request.GET.get("apres", ""), size=SIZE)
    with_phases([*live, *over.rows])
    opened = [row for row in live if row.starts_at and row.starts_at <= at]
    soon = [row for row in live if row not in opened]
    sections = [
        {"key": "ouvertes", "title": FILTERS["ouvertes"], "cards": cards(opened, at), "empty": _("Nothing is open at the moment.")},
        {"key": "bientot", "title": FILTERS["bientot"], "cards": cards(soon, at), "empty": _("Nothing is announced yet.")},
        {"key": "terminees", "title": FILTERS["terminees"], "cards": cards(over.rows, at), "empty": _("Nothing is finished yet.")},
    ]
    located = [row for row in (*opened, *soon) if row.longitude is not None and row.latitude is not None]
    context = {
        "sections": [one for one in sections if chosen in ("", one["key"]) and (chosen or one["cards"])],
        "filters": [{"url": f"?quand={key}" if key else "?", "label": label, "current": key == chosen} for key, label in FILTERS.items()],
        "chosen": chosen,
        "points": [
            MapPoint(r.longitude, r.latitude, r.title, reverse("spaces:show", args=[r.slug]), reading.how_long(r, at)) for r in located
        ],
        "page": over,
        "is_empty": not (live or over.rows),
    }
    return render(request, "spaces/list.html", context)


def process_or_404(request: HttpRequest, slug: str, **related: Any) -> Process:
    """The process, if this visitor may see it."""
    process = get_object_or_404(Process.objects.select_related("image"), slug=slug)
    if must_see_process(request.person, process) and not is_previewed(request, process):  # type: ignore[attr-defined]
        raise Http404
    return process


@public
@require_safe
def show(request: HttpRequest, process: str) -> HttpResponse:
    at, found = clock.now(), process_or_404(request, process)
    if other := kind_of(found):
        return redirect(other.url(found))
    person = request.person  # type: ignore[attr-defined]
    state = calendar.state(found, at)
    drafts = not found.is_public
    happenings = found.happenings.filter(at__lte=at).order_by("-at")[:30]
    context = {
        "process": found,
        "subject": Subject("process", found.pk),
        "strip": reading.strip(found, at),
        "text": SafeString(found.html),  # cleaned when it was written
        "picture": picture_url(found.image, 1280),
        "drawing": "" if found.image else drawing_of(found),
        "state": reading.STATES[state],
        "is_open": state == calendar.OPEN,
        "how_long": reading.how_long(found, at),
        "parts": _draft_parts(found, at, request.GET.get("apercu", "")) if drafts else _parts(found, at),
        "results": [phase for phase in calendar.phases(found) if phase.result],
        "moments": [asdict(moment) for moment in reading.timeline(found, at, happenings)[:20]],
        "team": list(found.team.filter(is_shown=True).select_related("account__voice")[:20]),
        "follow_refusal": may_follow(person, found),
        "may_edit": has_right_in(person, found, EDIT),
        "is_preview": drafts,
        "points": [MapPoint(found.longitude, found.latitude, found.place or found.title)]
        if found.longitude is not None and found.latitude is not None
        else [],
        "event": event(found, at, request.build_absolute_uri(reverse("spaces:show", args=[found.slug]))),
    }
    response = render(request, "spaces/show.html", context)
    if drafts:
        add_never_cache_headers(response)
    return response


def _draft_parts(process: Process, at: datetime, word: str) -> list[SafeString]:
    """Cards of a draft, whose links carry the preview word on."""
    query = f"?{urlencode({'apercu': word})}" if word else ""
    return [render_to_string("spaces/_part.html", {"part": part, "query": query}) for part in reading.parts(process, at, drafts=True)]


def _parts(process: Process, at: datetime) -> list[SafeString]:
    """Cards of the components, kept until anything public changes in the town, or the hour opens or closes something:
    their sentences count what others write.
    """
    opened = "-".join(f"{pk}:{verb}" for pk, verbs in sorted(calendar.openings(process, at).items()) for verb in sorted(verbs))
    return until_changed(f"spaces:parts:{process.pk}:{get_language()}:{opened}", lambda: _rendered_parts(process, at))


def _rendered_parts(process: Process, at: datetime) -> list[SafeString]:
    found = []
    for component in process.components.order_by("position", "pk"):
        if component.kind in component_types and component.is_public:
            component.process = process
            found.append(render_to_string("spaces/_part.html", {"part": reading.part(component, at), "query": ""}))
    return found


@public
@require_safe
def registry(request: HttpRequest, process: str) -> HttpResponse:
    """Everything that people contributed to a process, component by component, the most supported first."""
    found = process_or_404(request, process)
    asked = request.GET.get("q", "").strip()[:100]
    lists = []
    for component in found.components.exclude(published_at=None).order_by("position", "pk"):
        component.process = found
        if component.kind in contributions and component.kind in component_types:
            rows = _contributed(component, asked)
            lists.append({"component": component, "url": component_types[component.kind].url(component), "rows": rows})
    return render(request, "spaces/registry.html", {"process": found, "lists": lists, "asked": asked})


def _contributed(component: Component, asked: str) -> list[Contribution]:
    """The whole list is the same for everybody, and each component asks for its own: it is kept until something changes."""

    def search() -> list[Contribution]:
        return list(contributions[component.kind].search(component, asked))

    return search() if asked else until_changed(f"contributed:{component.pk}:{get_language()}", search)
