from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from beffroi.commons.topics.models import Tag, Tagging
from beffroi.commons.topics.types import topic_parts
from beffroi.kernel.access import public
from beffroi.kernel.paging import page
from beffroi.kernel.subjects import cards_of, subject_kinds


@public
@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    shown = page(Tag.objects.public().filter(uses_count__gt=0), order=("-uses_count", "pk"), after=request.GET.get("after", ""), size=60)
    return render(request, "topics/list.html", {"page": shown})


@public
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    tag = Tag.objects.select_related("merged_into").filter(slug=slug, hidden_at=None).first()
    if tag is None or (tag.merged_into and tag.merged_into.hidden_at):
        raise Http404
    if tag.merged_into:
        return redirect(tag.merged_into, permanent=True)
    shown = page(Tagging.objects.filter(tag=tag), order=("-created_at", "-pk"), after=request.GET.get("after", ""), size=20)
    cards = cards_of({row.subject for row in shown.rows})
    found = [(subject_kinds[row.subject_kind].label, card) for row in shown.rows if (card := cards.get(row.subject)) and card.is_public]
    parts = [part.render(request, tag.subject) for part in topic_parts]
    return render(request, "topics/tag.html", {"tag": tag, "parts": parts, "found": found, "page": shown})
