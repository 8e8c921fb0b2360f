from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from beffroi.commons.topics import actions
from beffroi.commons.topics.forms import MergeForm, TagForm
from beffroi.commons.topics.models import Tag
from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.paging import page


@team("topics:tag:edit")
def show_all(request: HttpRequest) -> HttpResponse:
    """Every topic, the most used first; and a new one."""
    form = TagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.create(**form.cleaned_data, at=clock.now())
        messages.success(request, _("The topic “%(name)s” is there.") % {"name": made.name})
        return redirect("topics_desk:list")
    words = request.GET.get("q", "").strip()[:60]
    tags = Tag.objects.filter(merged_into=None)
    shown = page(
        tags.filter(name__icontains=words) if words else tags, order=("-uses_count", "pk"), after=request.GET.get("after", ""), size=50
    )
    return render(request, "topics/desk_list.html", {"form": form, "page": shown, "words": words})


@team("topics:tag:edit")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    tag = get_object_or_404(Tag, pk=pk, merged_into=None)
    form = TagForm(request.POST or None, initial={"name": tag.name, "description": tag.description, "colour": tag.colour})
    if request.method == "POST" and form.is_valid():
        kept = actions.edit(tag=tag, **form.cleaned_data, at=clock.now())
        said = _("The topic is now part of “%(name)s”.") if kept.pk != tag.pk else _("The topic “%(name)s” is saved.")
        messages.success(request, said % {"name": kept.name})
        return redirect("topics_desk:list")
    return render(request, "topics/desk_edit.html", {"tag": tag, "form": form, "merge_form": MergeForm(tag)})


@team("topics:tag:edit")
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    tag = get_object_or_404(Tag, pk=pk, merged_into=None)
    form = MergeForm(tag, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.merge(tag=tag, into=form.cleaned_data["into"], at=clock.now())
        messages.success(request, _("The topic is now part of “%(name)s”.") % {"name": form.cleaned_data["into"].name})
        return redirect("topics_desk:list")
    blank = TagForm(initial={"name": tag.name, "description": tag.description, "colour": tag.colour})
    return render(request, "topics/desk_edit.html", {"tag": tag, "form": blank, "merge_form": form})
