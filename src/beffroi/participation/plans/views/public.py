"""What everybody reads: the plan with its list, one annotation, the drawing, the data."""

import json
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from beffroi.commons.conversations import pages
from beffroi.commons.conversations.rules import Known
from beffroi.commons.supports import mine
from beffroi.ground.media.templatetags.media import picture_url
from beffroi.kernel import clock
from beffroi.kernel.fragments import render_many
from beffroi.participation.plans import picture, reading, rules
from beffroi.participation.plans.actions import address, subject_of
from beffroi.participation.plans.models import Annotation, Plan
from beffroi.participation.spaces import calendar
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import until

MOST_EXPORTED = 50_000


def frame(plan: Plan) -> dict[str, Any]:
    """What _picture.html shows under the marks."""
    return {"plan": plan, "ground_url": reading.ground_url(plan) if plan.box else ""}


@component_view("plan")
@require_safe
def show(request: HttpRequest, component: Component) -> HttpResponse:
    """The plan, its parts, and the list of what is said."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    plan, parts = reading.plan_of(component)
    chosen = reading.read(request.GET, parts)
    found = reading.listed(plan, chosen, request.GET.get("apres", ""))
    for row in found.rows:
        row.plan = plan
    refusal = rules.may_write(person, plan, at)
    end = calendar.closes_at(component, rules.ANNOTATE, at)
    context = {
        **frame(plan),
        "component": component,
        "process": component.process,
        "parts": parts,
        "text": SafeString(plan.html),  # cleaned when it was written
        "marks": picture.overlay(picture.marks_of(found.rows), parts),
        "cards": _cards(found.rows, component),
        "page": found,
        "chosen": chosen,
        "orders": [(key, label, key == chosen.order) for key, (label, _order) in reading.ORDERS.items()],
        "kinds": [(key, label, key == chosen.kind) for key, label in Annotation.KINDS],
        "refusal": refusal,
        "is_open": refusal is None,
        "closes_said": until(end) if end and not refusal else "",
        "count_said": ngettext("%(n)d annotation", "%(n)d annotations", plan.annotations_count) % {"n": plan.annotations_count},
        "picture": picture_url(plan.image, 1280),
        "write_url": reverse("plans:write", args=[component.process.slug, component.pk]),
        "data_url": reverse("plans:geojson", args=[component.process.slug, component.pk]),
    }
    return render(request, "plans/show.html", context)


def _cards(rows: list[Annotation], component: Component) -> Any:
    slug = component.process.slug

    def card(row: Annotation) -> SafeString:
        url = reverse("plans:detail", args=[slug, component.pk, row.pk])
        return render_to_string("plans/_card.html", {"row": row, "url": url, "said": _counts(row)})

    return render_many("annotation", rows, card)


def _counts(row: Annotation) -> str:
    supports = ngettext("%(n)d support", "%(n)d supports", row.supports_count) % {"n": row.supports_count}
    replies = ngettext("%(n)d reply", "%(n)d replies", row.messages_count) % {"n": row.messages_count}
    return f"{supports} · {replies}"


@component_view("plan")
@require_safe
def detail(request: HttpRequest, component: Component, annotation: int) -> HttpResponse:
    """One annotation with its place, what the town says of it, supports and replies."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    row = reading.annotation_of(component, annotation)
    away = rules.must_be_there(row)
    subject = subject_of(row)
    context: dict[str, Any] = {
        "component": component, "process": component.process, "annotation": row, "subject": subject, "away": away,
        "base": reverse("plans:show", args=[component.process.slug, component.pk]),
    }  # fmt: skip
    if rules.may_see(person, row, at):
        return render(request, "plans/gone.html", context, status=410)
    mine.expect(person, supports=[subject], follows=[subject])
    may_comment = rules.may_comment(person, row, at)
    known = Known(may_comment, may_comment, not rules.may_speak(person, row, at))
    mark = picture.Mark(row.x, row.y, str(row.number), f"{row.number}. {row.excerpt[:80]}", "", row.tone)
    context |= {
        **frame(row.plan),
        "marks": picture.overlay([mark], [row.part] if row.part else [], label=_("Where it is on the plan")),
        "text": SafeString(row.html),
        "answer": SafeString(row.answer_html),
        "signed_by": _("The town"),
        "support_refusal": rules.may_support(person, row, at),
        "talk": pages.conversation(request, subject, known=known, closed=not component.process.is_public),  # type: ignore[arg-type]
        "picture": picture_url(row.plan.image, 1280),
        "may_withdraw": rules.is_author(person, row) and not rules.may_withdraw(person, row, at),
        "may_answer": person.is_authenticated and not rules.may_answer(person, row),
    }
    return render(request, "plans/detail.html", context)


@component_view("plan")
@require_safe
def ground(request: HttpRequest, component: Component, version: int) -> HttpResponse:
    """The drawing of a layer, made here of numbers only."""
    plan = get_object_or_404(Plan.objects.only("drawing", "drawn_at"), component_id=component.pk)
    if not plan.drawing:
        raise Http404
    response = HttpResponse(plan.drawing, content_type="image/svg+xml")
    if plan.drawn_at and version == int(plan.drawn_at.timestamp()):
        response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@component_view("plan")
@require_safe
def geojson(request: HttpRequest, component: Component) -> StreamingHttpResponse:
    """All annotations, for uMap, QGIS and whoever wants them; on a picture without ground, the geometry is null."""
    plan, parts = reading.plan_of(component)
    names = {part.pk: part.name for part in parts}
    site = request.build_absolute_uri("/")[:-1]
    response = StreamingHttpResponse(_features(plan, names, site), content_type="application/geo+json")
    response["Access-Control-Allow-Origin"] = "*"
    response["Content-Disposition"] = f'inline; filename="plan-{component.pk}.geojson"'
    return response


def _features(plan: Plan, names: dict[int, str], site: str) -> Iterator[str]:
    yield '{"type":"FeatureCollection","features":['
    rows = Annotation.objects.filter(plan_id=plan.pk, in_list=True).order_by("number")[:MOST_EXPORTED]
    for n, row in enumerate(rows.iterator(chunk_size=500)):
        row.plan = plan
        yield ("," if n else "") + json.dumps(_feature(row, names, site), ensure_ascii=False)
    yield "]}"


def _feature(row: Annotation, names: dict[int, str], site: str) -> dict[str, Any]:
    where = {"type": "Point", "coordinates": [row.longitude, row.latitude]} if row.longitude is not None else None
    said = {
        "number": row.number, "kind": row.kind, "text": row.text, "part": names.get(row.part_id or 0, ""), "x": round(row.x, 4),
        "y": round(row.y, 4), "supports": row.supports_count, "replies": row.messages_count, "state": row.state,
        "created": row.created_at.isoformat(), "url": site + address(row),
    }  # fmt: skip
    return {"type": "Feature", "id": row.pk, "geometry": where, "properties": said}
