"""The list and the page of one publication."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from beffroi.channels.base.models import Delivery
from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.html import from_markdown
from beffroi.kernel.paging import page
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.approvals.forms import AskForm
from beffroi.outreach.approvals.queries import stages_of
from beffroi.outreach.approvals.rules import may_decide
from beffroi.outreach.approvals.types import reviewables, workflow_for
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.access import READ
from beffroi.outreach.posts.forms import NoteForm
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


@team(READ)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.select_related("image", "author__voice"), pk=pk)
    at, subject = clock.now(), actions.subject_of(post)
    approval = approvals.latest(subject)
    context = {
        "post": post,
        "html": from_markdown(post.text),
        "approval": approval,
        "decide_refusal": may_decide(request.user, approval, at) if approval else None,
        "stages": stages_of(approval) if approval else [],
        "submit_refusal": may_submit(request.user, post, at),
        "edit_refusal": may_edit(request.user, post, at),
        "withdraw_refusal": may_withdraw(request.user, post, at),
        "needs_approval_again": post.is_public and not actions.is_approved(post),
        "ask_form": AskForm(usual=workflow_for(reviewables["post"].scopes(pk))),
        "note_form": NoteForm(),
        "deliveries": Delivery.objects.of("post", pk).select_related("account").order_by("pk"),
        "versions": post.versions.select_related("by__voice").order_by("-number")[:20],
        "notes": post.notes.select_related("by__voice").order_by("at"),
        "outlets": post.outlets.select_related("account").order_by("pk"),
    }
    return render(request, "posts/show.html", context)


@require_POST
@team(READ)
def note(request: HttpRequest, pk: int) -> HttpResponse:
    form = NoteForm(request.POST)
    if form.is_valid():
        actions.comment(post=get_object_or_404(Post, pk=pk), person=request.user, text=form.cleaned_data["text"], at=clock.now())
    return redirect("posts:show", pk)
