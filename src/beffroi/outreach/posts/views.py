from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Delivery
from beffroi.ground.media import actions as media
from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.html import from_markdown
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.approvals.access import DECIDE
from beffroi.outreach.approvals.rules import may_decide
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.access import READ, WRITE
from beffroi.outreach.posts.forms import DecisionForm, NoteForm, PostForm, ValidatorsForm
from beffroi.outreach.posts.models import Post
from beffroi.outreach.posts.rules import may_edit, may_submit, may_withdraw


@team(READ)
def index(request: HttpRequest) -> HttpResponse:
    """Every post, newest change first, by state."""
    state = request.GET.get("state", "")
    found = Post.objects.select_related("author__voice")
    if state in dict(Post.STATES):
        found = found.filter(state=state)
    rows, at = page(found, order=("-updated_at", "-pk"), after=request.GET.get("after", ""), size=30), clock.now()
    for post in rows:
        post.is_missed = bool(not post.published_at and post.publish_at and post.publish_at <= at and post.state != Post.APPROVED)
    choices = [("", pgettext("posts", "All")), *Post.STATES]
    tabs = [{"label": label, "url": f"?state={word}" if word else "?", "current": word == state} for word, label in choices]
    return render(request, "posts/index.html", {"page": rows, "tabs": tabs, "tabs_label": _("By state")})


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


@team(READ)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.select_related("image", "author__voice"), pk=pk)
    at, subject = clock.now(), actions.subject_of(post)
    approval = approvals.latest(subject)
    context = {
        "post": post,
        "html": from_markdown(post.text),
        "approval": approval,
        "decide_refusal": may_decide(request.user, approval) if approval else None,
        "submit_refusal": may_submit(request.user, post, at),
        "edit_refusal": may_edit(request.user, post, at),
        "withdraw_refusal": may_withdraw(request.user, post, at),
        "needs_approval_again": post.is_public and not actions.is_approved(post),
        "validators_form": ValidatorsForm(),
        "decision_form": DecisionForm(),
        "note_form": NoteForm(),
        "deliveries": Delivery.objects.of("post", pk).select_related("account").order_by("pk"),
        "versions": post.versions.select_related("by__voice").order_by("-number")[:20],
        "notes": post.notes.select_related("by__voice").order_by("at"),
        "outlets": post.outlets.select_related("account").order_by("pk"),
    }
    return render(request, "posts/show.html", context)


@require_POST
@team(WRITE)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post, pk=pk)
    form = ValidatorsForm(request.POST)
    if form.is_valid():
        actions.submit(post=post, person=request.user, validators=list(form.cleaned_data["validators"]), at=clock.now())
        messages.success(request, _("Sent to the validators."))
    else:
        messages.error(request, _("Choose at least one validator."))
    return redirect("posts:show", pk)


@require_POST
@team(DECIDE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post, pk=pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        is_approved = form.cleaned_data["verdict"] == "approve"
        actions.decide(post=post, person=request.user, is_approved=is_approved, comment=form.cleaned_data["comment"], at=clock.now())
        messages.success(request, _("Approved.") if is_approved else _("The author will read your word."))
    else:
        messages.error(request, next(iter(form.errors.values()))[0])
    return redirect("posts:show", pk)


@require_POST
@team(READ)
def note(request: HttpRequest, pk: int) -> HttpResponse:
    form = NoteForm(request.POST)
    if form.is_valid():
        actions.comment(post=get_object_or_404(Post, pk=pk), person=request.user, text=form.cleaned_data["text"], at=clock.now())
    return redirect("posts:show", pk)


@team(WRITE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first: a withdrawn post leaves every channel."""
    post = get_object_or_404(Post, pk=pk)
    refusal = may_withdraw(request.user, post, clock.now())
    if request.method == "POST":
        actions.withdraw(post=post, person=request.user, at=clock.now())
        messages.success(request, _("Withdrawn."))
        return redirect("posts:show", pk)
    return render(request, "posts/withdraw.html", {"post": post, "refusal": refusal})


@require_POST
@team(WRITE)
def retry(request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
    found = get_object_or_404(Delivery.objects.of("post", pk), pk=delivery)
    base.retry(delivery=found, at=clock.now())
    messages.success(request, _("Another try is on its way."))
    return redirect("posts:show", pk)


def _picture(form: PostForm, at: Any) -> Any:
    upload = form.cleaned_data.get("picture")
    return media.take_image(upload=upload, alt=form.cleaned_data["alt"], at=at) if upload else None


def _picture_change(form: PostForm, at: Any) -> dict[str, Any]:
    image = _picture(form, at)
    return {"image": image} if image else {}
