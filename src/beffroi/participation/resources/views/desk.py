from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.kernel import clock
from beffroi.participation.resources import actions
from beffroi.participation.resources.forms import ResourceForm, TermForm
from beffroi.participation.resources.glossary import sorted_terms
from beffroi.participation.resources.models import Resource, Term
from beffroi.participation.resources.rules import EDIT
from beffroi.participation.spaces.access import component_team
from beffroi.participation.spaces.editing import Stale
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.views.desk.conflicts import conflict


def frame(component: Component) -> dict[str, Any]:
    back = reverse("resources_desk:desk", args=[component.process_id, component.pk])
    return {"component": component, "process": component.process, "list_url": back}


@component_team("resource", EDIT)
def table(request: HttpRequest, component: Component) -> HttpResponse:
    groups = []
    rows = list(component.resources.order_by("position", "pk"))
    for kind, label in Resource.KINDS:
        groups.append({"kind": kind, "label": label, "rows": [row for row in rows if row.kind == kind]})
    context = {**frame(component), "groups": groups, "terms": sorted_terms(component.terms.all())}
    return render(request, "resources/desk/table.html", context)


@component_team("resource", EDIT)
def add(request: HttpRequest, component: Component, kind: str) -> HttpResponse:
    labels = dict(Resource.KINDS)
    if kind not in labels:
        raise Http404
    at = clock.now()
    form = ResourceForm(kind, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        actions.add_resource(
            component=component, person=request.user, kind=kind, fields=form.values(at), at=at, published="draft" not in request.POST
        )
        messages.success(request, _("Added."))
        return redirect("resources_desk:desk", process=component.process_id, component=component.pk)
    context = {**frame(component), "form": form, "label": labels[kind], "row": None}
    return render(request, "resources/desk/edit.html", context, status=422 if form.errors else 200)


def _row(component: Component, number: int) -> Resource:
    row = get_object_or_404(Resource.objects.select_related("document", "image"), pk=number, component=component)
    row.component = component
    return row


@component_team("resource", EDIT)
def edit(request: HttpRequest, component: Component, resource: int) -> HttpResponse:
    row, at = _row(component, resource), clock.now()
    form = ResourceForm(row.kind, request.POST or None, request.FILES or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_resource(resource=row, person=request.user, seen=form.cleaned_data.get("seen") or 0, fields=form.values(at), at=at)
        except Stale as stale:
            return conflict(request, form, stale, {**frame(component), "back": request.path, "tabs": []})
        messages.success(request, _("Saved."))
        return redirect("resources_desk:desk", process=component.process_id, component=component.pk)
    context = {**frame(component), "form": form, "label": row.get_kind_display(), "row": row}
    return render(request, "resources/desk/edit.html", context, status=422 if form.errors else 200)


@component_team("resource", EDIT)
@require_POST
def do(request: HttpRequest, component: Component, resource: int, deed: str) -> HttpResponse:
    row, at, person = _row(component, resource), clock.now(), request.user
    if deed in ("monter", "descendre"):
        actions.move_resource(resource=row, person=person, up=deed == "monter", at=at)
    elif deed == "publier":
        actions.publish_resource(resource=row, person=person, at=at)
    elif deed == "cacher":
        actions.unpublish_resource(resource=row, person=person, at=at)
    elif deed == "supprimer":
        actions.remove_resource(resource=row, person=person, at=at)
    else:
        raise Http404
    messages.success(request, _("Done."))
    return redirect("resources_desk:desk", process=component.process_id, component=component.pk)


@component_team("resource", EDIT)
def term(request: HttpRequest, component: Component, term: int = 0) -> HttpResponse:
    row = get_object_or_404(Term, pk=term, component=component) if term else None
    initial = {"word": row.word, "others": row.others, "meaning": row.meaning} if row else None
    form = TermForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                actions.save_term(component=component, person=request.user, term=row, **form.cleaned_data)
        except IntegrityError:
            form.add_error("word", _("This word is already in the glossary."))
        else:
            messages.success(request, _("Saved."))
            return redirect("resources_desk:desk", process=component.process_id, component=component.pk)
    context = {**frame(component), "form": form, "label": _("Word of the glossary"), "row": None, "term": row}
    return render(request, "resources/desk/term.html", context, status=422 if form.errors else 200)


@component_team("resource", EDIT)
@require_POST
def forget(request: HttpRequest, component: Component, term: int) -> HttpResponse:
    row = get_object_or_404(Term.objects.select_related("component"), pk=term, component=component)
    row.component = component
    actions.remove_term(term=row, person=request.user)
    messages.success(request, _("Removed from the glossary."))
    return redirect("resources_desk:desk", process=component.process_id, component=component.pk)
