"""Writing and changing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from beffroi.ground.media import actions as media
from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.access import WRITE
from beffroi.outreach.posts.forms import PostForm
from beffroi.outreach.posts.models import Post
from beffroi.outreach.posts.rules import may_edit


@team(WRITE)
def new(request: HttpRequest) -> HttpResponse:
    form = PostForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        try:
            image = _picture(form, at)
        except ValidationError as error:
            form.add_error("picture", error)
        else:
            post = actions.draft(author=request.user, at=at, accounts=list(form.cleaned_data["accounts"]), image=image, **form.changes)
            messages.success(request, _("Draft kept."))
            return redirect("posts:show", post.pk)
    return render(request, "posts/edit.html", {"form": form, "post": None})


@team(WRITE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.select_related("image"), pk=pk)
    form = PostForm(request.POST or None, request.FILES or None, instance=post)
    context: dict[str, Any] = {"form": form, "post": post, "refusal": may_edit(request.user, post, clock.now())}
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        stored = Post.objects.select_related("image").get(pk=pk)
        try:
            changes = form.changes | _picture_change(form, at)
            base_version = form.cleaned_data.get("base_version") or 0
            actions.edit(
                post=stored,
                person=request.user,
                base_version=base_version,
                at=at,
                accounts=list(form.cleaned_data["accounts"]),
                changes=changes,
                alt=form.cleaned_data["alt"],
            )
        except ValidationError as error:
            form.add_error("picture", error)
        except Refused as error:
            if error.refusal.code != "stale":
                raise
            context |= {"stale": error.refusal, "theirs": stored, "fresh_version": stored.version}
        else:
            messages.success(request, _("Draft kept.") if not stored.is_public else _("Change kept. It goes out once it is approved."))
            return redirect("posts:show", pk)
    return render(request, "posts/edit.html", context)


def _picture(form: PostForm, at: Any) -> Any:
    upload = form.cleaned_data.get("picture")
    return media.take_image(upload=upload, alt=form.cleaned_data["alt"], at=at) if upload else None


def _picture_change(form: PostForm, at: Any) -> dict[str, Any]:
    image = _picture(form, at)
    return {"image": image} if image else {}
