from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from beffroi.ground.media import actions
from beffroi.ground.media.files import answer
from beffroi.ground.media.forms import ImageForm
from beffroi.ground.media.models import Document, Image, Video
from beffroi.ground.media.rules import EDIT
from beffroi.kernel.access import public, team
from beffroi.kernel.paging import page


@public
@require_safe
def picture(request: HttpRequest, first: str, rest: str, name: str, kind: str) -> HttpResponseBase:
    """A picture's file. Its address changes when its content does, so that it may be kept for ever."""
    path = f"images/{first}/{rest}/{name}.{kind}"
    response = answer(request, path, content_type=f"image/{kind}")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@public
@require_safe
def video(request: HttpRequest, first: str, rest: str, name: str, kind: str) -> HttpResponseBase:
    """A video or its still picture, in parts as the player asks for them."""
    path = f"videos/{first}/{rest}/{name}.{kind}"
    response = answer(request, path, content_type="video/mp4" if kind == "mp4" else "image/webp")
    # Kept by the reader; too large for the town's page cache.
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


@public
@require_safe
def captions(request: HttpRequest, pk: str) -> HttpResponse:
    """The captions of a video that is ready."""
    found = get_object_or_404(Video, pk=int(pk), state=Video.READY)
    if not found.captions:
        raise Http404
    return HttpResponse(found.captions, content_type="text/vtt; charset=utf-8")


@public
@require_safe
def document(request: HttpRequest, first: str, rest: str, kind: str) -> HttpResponseBase:
    """A document under its title: a PDF opens in the browser, the others are downloaded."""
    found = get_object_or_404(Document, file=f"documents/{first}/{rest}.{kind}")
    charset = "; charset=utf-8" if found.content_type.startswith("text/") else ""
    inline = kind == "pdf" and not found.has_active_content
    name = f"{slugify(found.title)[:80] or 'document'}.{kind}"
    response = answer(request, found.file.name, content_type=found.content_type + charset, name=name, inline=inline)
    response["Cache-Control"] = "private, max-age=3600"  # kept by the reader, not by the town's page cache
    return response


@team(EDIT)
@require_safe
def images(request: HttpRequest) -> HttpResponse:
    """All pictures, the newest first."""
    return render(request, "media/desk/images.html", {"page": page(Image.objects.all(), after=request.GET.get("after", ""), size=24)})


@team(EDIT)
def image(request: HttpRequest, pk: int) -> HttpResponse:
    """Say better what a picture shows, who made it, and what of it must stay visible."""
    found = get_object_or_404(Image, pk=pk)
    form = ImageForm.of(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.describe_image(image=found, alt=said["alt"], credit=said["credit"], focus=form.point, person=request.user)
        messages.success(request, gettext("Saved."))
        return redirect("media_desk:images")
    return render(request, "media/desk/image.html", {"form": form, "image": found})
