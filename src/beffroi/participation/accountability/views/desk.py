"""The team's pages for the decisions of one component."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from beffroi.ground.media.actions import take_image
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject
from beffroi.participation.accountability import reading
from beffroi.participation.accountability.access import DECIDE, FOLLOW_UP
from beffroi.participation.accountability.actions import decisions as actions
from beffroi.participation.accountability.actions.sources import Taken, take_sources
from beffroi.participation.accountability.forms import DecisionForm, NewsForm, SourceForm
from beffroi.participation.accountability.models import Decision, Source
from beffroi.participation.spaces.access import component_team
from beffroi.participation.spaces.editing import Stale
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import has_right_in
from beffroi.participation.spaces.types import Contribution, contributions
from beffroi.participation.spaces.views.desk.conflicts import conflict

FOUND = 50


def frame(request: HttpRequest, component: Component, decision: Decision | None = None, current: str = "") -> dict[str, Any]:
    """What every page of the desk about one component shows; the tabs of one decision."""
    numbers = [component.process_id, component.pk]
    tabs = []
    if decision is not None:
        named = [("news", pgettext("decisions", "News")), ("edit", _("The decision")), ("sources", _("Where it comes from"))]
        if not has_right_in(request.user, component.process, DECIDE):
            named = named[:1]
        tabs = [
            {"url": reverse(f"accountability_desk:{name}", args=[*numbers, decision.pk]), "label": label, "current": name == current}
            for name, label in named
        ]
    return {
        "component": component,
        "process": component.process,
        "decision": decision,
        "desk_url": reverse("accountability_desk:desk", args=numbers),
        "public_url": reading.address(decision) if decision else "",
        "tabs": tabs,
        "may_decide": has_right_in(request.user, component.process, DECIDE),
    }


@component_team("decision", FOLLOW_UP)
def table(request: HttpRequest, component: Component) -> HttpResponse:
    rows = list(component.decisions.defer("text", "html", "reasons", "reasons_html").order_by("position", "-decided_on", "pk")[:500])
    for row in rows:
        row.component = component
    context = {**frame(request, component), "lines": reading.tree(rows, localdate(clock.now()))}
    return render(request, "accountability/desk/table.html", context)


def one(name: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A desk page of one decision: `(request, decision)`."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, component: Component, decision: int, *args: Any, **kwargs: Any) -> HttpResponse:
            found = get_object_or_404(Decision.objects.select_related("image", "document", "parent"), pk=decision, component=component)
            found.component = component
            return view(request, found, *args, **kwargs)

        return component_team("decision", name)(checked)

    return decorate


def _address(decision: Decision, route: str) -> str:
    return reverse(f"accountability_desk:{route}", args=[decision.component.process_id, decision.component_id, decision.pk])


@component_team("decision", DECIDE)
def new(request: HttpRequest, component: Component) -> HttpResponse:
    at = clock.now()
    form = DecisionForm(component, request.POST or None, request.FILES or None, initial={"decided_on": localdate(at)})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write(
                component=component, person=request.user, at=at, content=form.content(at), parent=form.cleaned_data["parent"]
            )
        except Refused as refused:
            form.add_error("parent", str(refused.refusal))
        else:
            messages.success(request, _("Kept as a draft. Say where it comes from, then publish it."))
            return redirect(_address(made, "sources"))
    context = {**frame(request, component), "form": form}
    return render(request, "accountability/desk/edit.html", context, status=422 if form.errors else 200)


@one(DECIDE)
def edit(request: HttpRequest, decision: Decision) -> HttpResponse:
    at, component = clock.now(), decision.component
    row = Decision.objects.get(pk=decision.pk)  # a form that is checked writes into its instance
    form = DecisionForm(component, request.POST or None, request.FILES or None, instance=row, initial={"seen": decision.edits})
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(
                decision=decision, person=request.user, base_version=form.cleaned_data["seen"] or 0, at=at, content=form.content(at),
                parent=form.cleaned_data["parent"],
            )  # fmt: skip
        except Stale as stale:
            return conflict(request, form, stale, {**frame(request, component, decision, "edit"), "back": request.path})
        except Refused as refused:
            form.add_error("parent", str(refused.refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(request.path)
    context = {**frame(request, component, decision, "edit"), "form": form}
    return render(request, "accountability/desk/edit.html", context, status=422 if form.errors else 200)


@one(DECIDE)
def sources(request: HttpRequest, decision: Decision) -> HttpResponse:
    """From which contributions it came: those known, each with its form; a search to add others."""
    known = reading.origins(decision, everything=True)
    rows: list[dict[str, Any]] = [
        {"origin": origin, "form": SourceForm(_posted(request, "known"), prefix=f"s{origin.source.pk}", initial=_said(origin.source))}
        for origin in known
    ]
    taken = {Subject(origin.source.subject_kind, origin.source.subject_id) for origin in known}
    text = request.GET.get("q", "").replace("\0", "").strip()[:100]
    groups = _found(decision.component, text, taken)
    if request.method == "POST" and (wanted := _wanted(request, rows, groups, taken)) is not None:
        take_sources(decision=decision, person=request.user, sources=wanted, at=clock.now())
        messages.success(request, _("Saved."))
        return redirect(request.get_full_path())
    context = {
        **frame(request, decision.component, decision, "sources"),
        "rows": rows,
        "groups": groups,
        "text": text,
        "parts": Source.PARTS,
        "has_found": any(group["found"] for group in groups),
    }
    wrong = any(row["form"].errors for row in rows)
    return render(request, "accountability/desk/sources.html", context, status=422 if wrong else 200)


def _posted(request: HttpRequest, deed: str) -> Any:
    return request.POST if request.method == "POST" and request.POST.get("deed") == deed else None


def _said(source: Source) -> dict[str, Any]:
    return {"part": source.part, "note": source.note}


def _found(component: Component, text: str, taken: set[Subject]) -> list[dict[str, Any]]:
    """What the parts of the process hold, without what is taken already."""
    found = []
    for other in component.process.components.order_by("position", "pk"):
        if other.kind in contributions:
            other.process = component.process
            some = [row for row in contributions[other.kind].search(other, text) if row.subject not in taken][:FOUND]
            found.append({"component": other, "found": some})
    return found


def _wanted(request: HttpRequest, rows: list[dict[str, Any]], groups: list[dict[str, Any]], taken: set[Subject]) -> list[Taken] | None:
    """The list to keep: changed lines, or the same with what was ticked. None if a line is wrong."""
    here = [row["origin"].source for row in rows]
    if request.POST.get("deed") == "known":
        if not all(row["form"].is_valid() for row in rows):
            return None
        kept = [(row["origin"].source, row["form"].cleaned_data) for row in rows]
        return [Taken(Subject(s.subject_kind, s.subject_id), data["part"], data["note"]) for s, data in kept if not data["remove"]]
    offered: dict[str, Contribution] = {str(row.subject): row for group in groups for row in group["found"]}
    part = request.POST.get("part", "")
    part = part if part in dict(Source.PARTS) else Source.ALL
    more = [Taken(offered[word].subject, part) for word in request.POST.getlist("chosen")[:200] if word in offered]
    return [Taken(Subject(s.subject_kind, s.subject_id), s.part, s.note) for s in here] + more


@one(FOLLOW_UP)
def news(request: HttpRequest, decision: Decision) -> HttpResponse:
    """What happened: dated, told to those who follow."""
    at = clock.now()
    initial = {"happened_on": localdate(at), "state": decision.state, "progress": decision.progress, "next_step": decision.next_step}
    form = NewsForm(decision, request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        image = take_image(upload=data["picture"], alt=data["picture_alt"], at=at) if data.get("picture") else None
        said = {name: data[name] for name in ("happened_on", "title", "text", "state", "progress", "next_step")}
        actions.tell_news(decision=decision, person=request.user, at=at, image=image, **said)
        messages.success(request, _("The news is on the page."))
        return redirect(request.path)
    context = {
        **frame(request, decision.component, decision, "news"),
        "form": form,
        "timeline": reading.timeline(decision, decision.updates.select_related("image").order_by("-happened_on", "-pk")[:50]),
        "words": list(decision.satisfactions.exclude(word="").order_by("-at")[:50]),
    }
    return render(request, "accountability/desk/news.html", context, status=422 if form.errors else 200)


@one(DECIDE)
@require_POST
def publish(request: HttpRequest, decision: Decision) -> HttpResponse:
    actions.publish(decision=decision, person=request.user, at=clock.now())
    messages.success(request, _("It is public. All who contributed are told."))
    return redirect(_address(decision, "news"))


@one(DECIDE)
@require_POST
def discard(request: HttpRequest, decision: Decision) -> HttpResponse:
    try:
        actions.discard(decision=decision, person=request.user)
    except Refused as refused:
        messages.error(request, str(refused.refusal))
        return redirect(_address(decision, "edit"))
    messages.success(request, _("The draft is gone."))
    return redirect(reverse("accountability_desk:desk", args=[decision.component.process_id, decision.component_id]))
