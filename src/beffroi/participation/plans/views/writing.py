"""Saying something about a place of the plan: by a tap, by a part, by numbers; and taking it back."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from beffroi.ground.people import guests
from beffroi.kernel import clock, limits
from beffroi.kernel.rules import require
from beffroi.participation.plans import actions, picture, reading, rules
from beffroi.participation.plans.forms import AnnotationForm
from beffroi.participation.plans.models import Part, Plan
from beffroi.participation.plans.views.public import frame
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component

HOUR, PER_HOUR = timedelta(hours=1), 30


@component_view("plan")
@never_cache
def write(request: HttpRequest, component: Component) -> HttpResponse:
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    plan, parts = reading.plan_of(component, fresh=True)
    refusal = rules.may_annotate(person, plan, at) if person.is_authenticated else rules.may_write(person, plan, at)
    if request.method != "POST":
        form = AnnotationForm(plan, parts, initial=_asked(request, parts))
        return _page(request, plan, parts, form, refusal, 200)
    if "tap" in request.POST:  # a tap on the plan where no script runs: what was typed stays
        form = AnnotationForm(plan, parts, initial=_tapped(request))
        return _page(request, plan, parts, form, refusal, 200)
    form = AnnotationForm(plan, parts, request.POST)
    if refusal or not form.is_valid():
        return _page(request, plan, parts, form, refusal, 403 if refusal else 422)
    place, said = form.place(), {name: form.cleaned_data[name] for name in ("kind", "text")}
    if not person.is_authenticated:
        part = place.pop("part")
        return guests.act(request, "plans:annotate", {"plan": plan.pk, "part": part.pk if part else None, **place, **said})  # type: ignore[arg-type]
    require(limits.must_be_within("plans-annotate", person.pk, most=PER_HOUR, per=HOUR, at=at))
    row = actions.annotate(plan=plan, person=person, at=at, **place, **said)
    messages.success(request, _("Your annotation is on the plan. Come back to read what people and the town say of it."))
    return redirect(reverse("plans:detail", args=[component.process.slug, component.pk, row.pk]))


def _page(request: HttpRequest, plan: Plan, parts: list[Part], form: AnnotationForm, refusal: Any, status: int) -> HttpResponse:
    component = plan.component
    x, y = _share(form["x"].value()), _share(form["y"].value())
    if (x is None or y is None) and "part" in form.fields:
        chosen = next((part for part in parts if str(part.pk) == str(form["part"].value())), None)
        x, y = (chosen.x, chosen.y) if chosen else (None, None)
    context = {
        **frame(plan), "component": component, "process": component.process, "parts": parts, "form": form, "refusal": refusal,
        "marks": picture.overlay([], parts), "aim": picture.pointer(x, y), "cells": range(picture.COLUMNS * picture.ROWS),
        "has_place": x is not None and y is not None, "base": reverse("plans:show", args=[component.process.slug, component.pk]),
    }  # fmt: skip
    return render(request, "plans/write.html", context, status=status)


def _share(value: Any) -> float | None:
    try:
        found = float(str(value)) / 100
    except ValueError:
        return None
    return found if 0 <= found <= 1 else None


def _asked(request: HttpRequest, parts: list[Part]) -> dict[str, Any]:
    """Where an address of the plan points: ?partie=3."""
    wanted = request.GET.get("partie", "")
    return {"part": wanted} if any(str(part.pk) == wanted for part in parts) else {}


def _tapped(request: HttpRequest) -> dict[str, Any]:
    typed = {name: request.POST.get(name, "").replace("\0", "")[:5000] for name in ("kind", "text")}
    number = request.POST.get("tap", "")
    if not number.isascii() or not number.isdecimal() or int(number[:6]) >= picture.COLUMNS * picture.ROWS:
        return typed
    x, y = picture.cell(int(number))
    return {**typed, "x": round(x * 100, 1), "y": round(y * 100, 1)}


@component_view("plan")
@never_cache
def withdraw(request: HttpRequest, component: Component, annotation: int) -> HttpResponse:
    """Its author takes it back, after one question."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    row = reading.annotation_of(component, annotation)
    require(rules.may_withdraw(person, row, at))
    base = reverse("plans:show", args=[component.process.slug, component.pk])
    if request.method == "POST":
        actions.withdraw(annotation=row, person=person, at=at)
        messages.success(request, _("Your annotation is taken back."))
        return redirect(base)
    context = {"component": component, "process": component.process, "annotation": row, "base": base}
    return render(request, "plans/withdraw.html", context)
