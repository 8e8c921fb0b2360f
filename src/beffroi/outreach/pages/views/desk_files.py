"""Documents and data files: publish, describe, add an edition, withdraw."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.media import actions as media
from beffroi.ground.people.access import team
from beffroi.ground.town.models import Town
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.outreach.pages import actions
from beffroi.outreach.pages.access import WRITE
from beffroi.outreach.pages.forms import EditionForm, FileForm, NewFileForm
from beffroi.outreach.pages.models import PublishedFile


@team(WRITE)
def index(request: HttpRequest) -> HttpResponse:
    rows = page(PublishedFile.objects.select_related("current"), order=("-updated_at", "-pk"), after=request.GET.get("after", ""), size=40)
    return render(request, "pages/desk/files.html", {"page": rows})


@team(WRITE)
def new(request: HttpRequest) -> HttpResponse:
    form = NewFileForm(request.POST or None, request.FILES or None, initial={"producer": Town.current().name})
    if request.method == "POST" and form.is_valid():
        values, at = dict(form.cleaned_data), clock.now()
        try:
            document = media.take_document(upload=values.pop("file"), title=values["title"], at=at)
        except ValidationError as error:
            form.add_error("file", error)
        else:
            kept = actions.publish_file(document=document, person=request.user, at=at, values=values)
            messages.success(request, _("Published."))
            return redirect("pages_desk:file", kept.pk)
    return render(request, "pages/desk/file.html", {"form": form, "file": None, "edition": None, "versions": []})


@team(WRITE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    file = get_object_or_404(PublishedFile, pk=pk)
    stored = PublishedFile.objects.get(pk=pk)
    form = FileForm(request.POST or None, instance=file)
    if request.method == "POST" and form.is_valid():
        actions.describe_file(file=stored, person=request.user, at=clock.now(), values=form.cleaned_data)
        messages.success(request, _("Kept: it is public now."))
        return redirect("pages_desk:file", pk)
    return _page(request, stored, form, EditionForm())


@require_POST
@team(WRITE)
def add_edition(request: HttpRequest, pk: int) -> HttpResponse:
    file = get_object_or_404(PublishedFile, pk=pk)
    form = EditionForm(request.POST, request.FILES)
    if form.is_valid():
        at = clock.now()
        try:
            document = media.take_document(upload=form.cleaned_data["file"], title=file.title, at=at)
        except ValidationError as error:
            form.add_error("file", error)
        else:
            actions.add_edition(file=file, document=document, note=form.cleaned_data["note"], person=request.user, at=at)
            messages.success(request, _("The new edition is public; the older ones stay below it."))
            return redirect("pages_desk:file", pk)
    return _page(request, file, FileForm(instance=PublishedFile.objects.get(pk=pk)), form)


@require_POST
@team(WRITE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    actions.withdraw_file(file=get_object_or_404(PublishedFile, pk=pk), person=request.user, at=clock.now())
    messages.success(request, _("It is no longer listed; its page says that it is gone."))
    return redirect("pages_desk:file", pk)


@require_POST
@team(WRITE)
def republish(request: HttpRequest, pk: int) -> HttpResponse:
    actions.republish_file(file=get_object_or_404(PublishedFile, pk=pk), person=request.user, at=clock.now())
    messages.success(request, _("Published."))
    return redirect("pages_desk:file", pk)


def _page(request: HttpRequest, file: PublishedFile, form: FileForm, edition: EditionForm) -> HttpResponse:
    versions = list(file.versions.select_related("document", "by__voice"))
    return render(request, "pages/desk/file.html", {"form": form, "file": file, "edition": edition, "versions": versions})
