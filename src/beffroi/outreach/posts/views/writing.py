"""The composer: writing, changing, looking at it before it goes out."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.access import READ, WRITE
from beffroi.outreach.posts.checking import check, look, named
from beffroi.outreach.posts.forms import Composer
from beffroi.outreach.posts.lint import readability
from beffroi.outreach.posts.models import Handle, Post, PostDraft
from beffroi.outreach.posts.rules import may_edit

PRESENT = timedelta(seconds=65)  # an open editor says every twenty seconds that it is there
MOST_KEPT = 300_000  # characters of an unsent form
PREFILLED = {"title": 200, "text": 4000, "kind": 15, "link": 1000, "follows": 10}


@team(WRITE)
def new(request: HttpRequest) -> HttpResponse:
    return _compose(request, None)


@team(READ)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _compose(request, get_object_or_404(Post, pk=pk))


def _compose(request: HttpRequest, post: Post | None) -> HttpResponse:
    at, kept = clock.now(), None
    refusal = may_edit(request.user, post, at) if post else None
    if request.method == "POST":
        composer = Composer(request.POST, request.FILES, post=post, at=at)
        is_valid = composer.is_valid()
        if request.POST.get("act") != "preview" and is_valid and refusal is None:
            answer = _keep(request, composer, post)
            if isinstance(answer, HttpResponse):
                return answer
            return _page(request, composer, post, refusal=refusal, **answer)
        return _page(request, composer, post, refusal=refusal, has_failed=request.POST.get("act") != "preview", is_shown=True)
    initial = {name: request.GET[name][:most] for name, most in PREFILLED.items() if name in request.GET} if post is None else None
    if not initial:
        kept = PostDraft.objects.filter(person=request.user, post=post).first()
    if kept:
        composer = Composer(_querydict(kept.data), post=post, at=at)
        composer.forget_errors()
    else:
        composer = Composer(post=post, at=at, initial=initial)
    return _page(request, composer, post, refusal=refusal, kept=kept, is_shown=post is not None)


def _keep(request: HttpRequest, composer: Composer, post: Post | None) -> HttpResponse | dict[str, Any]:
    """Where to go next; or what to say of an edit that came second."""
    at, parts = clock.now(), composer.parts()
    if post is None:
        post = actions.draft(author=request.user, at=at, accounts=composer.accounts, parts=parts, **composer.changes)
        messages.success(request, _("Draft kept."))
        return redirect("posts:show", post.pk)
    stored = Post.objects.get(pk=post.pk)
    base_version = composer.main.cleaned_data.get("base_version") or 0
    try:
        actions.edit(
            post=stored,
            person=request.user,
            base_version=base_version,
            at=at,
            accounts=composer.accounts,
            changes=composer.changes,
            parts=parts,
        )
    except Refused as error:
        if error.refusal.code != "stale":
            raise
        return {"stale": error.refusal, "theirs": stored, "fresh_version": stored.version, "has_failed": True}
    messages.success(request, _("Draft kept.") if not stored.is_public else _("Change kept. It goes out once it is approved."))
    return redirect("posts:show", post.pk)


def _page(request: HttpRequest, composer: Composer, post: Post | None, *, is_shown: bool = False, **more: Any) -> HttpResponse:
    context: dict[str, Any] = {"stale": None, "theirs": None, "fresh_version": None, "kept": None, "has_failed": False}
    context |= {
        "composer": composer,
        "form": composer.main,
        "post": post,
        "others": _others(request, post),
        "handles": Handle.objects.all()[:50],
    }
    context |= _kept_by_the_browser(post, more.get("kept"))
    context |= _seen(composer, post) if is_shown else {"looks": [], "findings": [], "score": None}
    return render(request, "posts/edit.html", context | more)


def _kept_by_the_browser(post: Post | None, kept: PostDraft | None) -> dict[str, Any]:
    """Under which name the browser keeps what is typed without network, and since when the site has it."""
    moments = [moment for moment in (kept and kept.saved_at, post and post.updated_at) if moment]
    since = int(max(moments).timestamp() * 1000) if moments else 0
    return {"keep_name": f"post-{post.pk}-{post.version}" if post else "post-new", "keep_since": str(since) if since else ""}


def _seen(composer: Composer, post: Post | None) -> dict[str, Any]:
    """Previews and remarks of what is in the form."""
    at, content = clock.now(), composer.content()
    hour = composer.value("publish_at")
    hour = hour if isinstance(hour, datetime) else None
    looks = look(content, at=at, publish_at=hour, own=post.pk if post else None)
    remarks = check(content, looks, at=at, own=post.pk if post else None, hour=hour)
    return {"looks": looks, "findings": named(remarks, looks), "score": readability(content["text"])}


@require_POST
@team(WRITE)
def preview(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The previews alone, asked for while one writes; nothing is kept, no file is taken."""
    post = get_object_or_404(Post, pk=pk) if pk else None
    composer = Composer(request.POST, post=post, at=clock.now())
    for form in composer.forms:
        form.is_valid()
    return render(request, "posts/_previews.html", _seen(composer, post))


@require_POST
@team(WRITE)
def autosave(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Keep what is typed; say who else has the page open."""
    post, at = get_object_or_404(Post, pk=pk) if pk else None, clock.now()
    data = {name: request.POST.getlist(name) for name in request.POST if name not in ("csrfmiddlewaretoken", "act")}
    saved = None
    if sum(len(value) for values in data.values() for value in values) <= MOST_KEPT:
        version = request.POST.get("base_version", "")
        base_version = int(version) if version.isdecimal() else 0
        saved = actions.autosave(person=request.user, post=post, data=data, base_version=base_version, at=at)
    return render(request, "posts/_saved.html", {"saved": saved, "others": _others(request, post)})


@require_POST
@team(WRITE)
def discard(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Throw away what was typed and not kept."""
    post = get_object_or_404(Post, pk=pk) if pk else None
    actions.forget_draft(person=request.user, post=post)
    messages.success(request, _("What was typed and not kept is gone."))
    return redirect("posts:edit", pk) if pk else redirect("posts:new")


def _others(request: HttpRequest, post: Post | None) -> list[str]:
    """Colleagues who have this post open in an editor now."""
    if post is None:
        return []
    present = post.drafts.filter(saved_at__gt=clock.now() - PRESENT).exclude(person=request.user)
    return list(present.values_list("person__voice__name", flat=True))


def _querydict(data: dict[str, list[str]]) -> QueryDict:
    typed = QueryDict(mutable=True)
    for name, values in data.items():
        typed.setlist(name, values)
    return typed
