from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beffroi.participation.resources.glossary import Glossary, sorted_terms
from beffroi.participation.resources.models import Resource
from beffroi.participation.resources.rules import EDIT
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import has_right_in


@component_view("resource")
@require_safe
def show(request: HttpRequest, component: Component) -> HttpResponse:
    """Everything on one calm page, grouped by kind; `?falc` shows the easy to read texts where there are any."""
    may_edit = has_right_in(request.person, component.process, EDIT)  # type: ignore[attr-defined]
    rows = component.resources.exclude(published_at=None).select_related("document", "image").order_by("position", "pk")
    terms = sorted_terms(component.terms.all())
    glossary, easy = Glossary(terms), "falc" in request.GET
    by_kind: dict[str, list[dict[str, Any]]] = {kind: [] for kind, _label in Resource.KINDS}
    has_easy = False
    for row in rows:
        has_easy = has_easy or bool(row.easy_html) or row.is_easy
        is_easy = easy and bool(row.easy_html)
        by_kind[row.kind].append({"row": row, "html": glossary.mark(row.easy_html if is_easy else row.html), "is_easy": is_easy})
    context = {
        "component": component,
        "process": component.process,
        "by_kind": by_kind,
        "files": [_file(line["row"]) for line in by_kind[Resource.DOCUMENT]],
        "terms": terms,
        "has_easy": has_easy,
        "easy": easy,
        "is_empty": not any(by_kind.values()) and not terms,
        "may_edit": may_edit,
    }
    return render(request, "resources/show.html", context)


def _file(row: Resource) -> dict[str, Any]:
    """A document as the part `files` shows it."""
    document, notes = row.document, [row.text, row.source]
    if row.is_easy:
        notes.insert(0, str(_("Easy to read (FALC)")))
    return {
        "title": row.title,
        "url": document.file.url if document else "",
        "kind": document.file.name.rpartition(".")[2].upper() if document else "",
        "bytes": document.size if document else 0,
        "note": " – ".join(note for note in notes if note),
    }
