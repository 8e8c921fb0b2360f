"""The list and the page of one publication."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from beffroi.channels.base.models import Delivery
from beffroi.channels.base.queries import figures
from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.html import from_markdown
from beffroi.kernel.paging import page
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.approvals.queries import stages_of
from beffroi.outreach.approvals.rules import may_decide
from beffroi.outreach.approvals.types import reviewables, workflow_for
from beffroi.outreach.links import queries as links
from beffroi.outreach.neutrality import queries as neutrality
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.access import READ, WRITE
from beffroi.outreach.posts.checking import check, euros, look, named
from beffroi.outreach.posts.content import MENTION
from beffroi.outreach.posts.fitting import answer_of, hashtags
from beffroi.outreach.posts.forms import NoteForm
from beffroi.outreach.posts.forms.asking import PostAskForm
from beffroi.outreach.posts.measures import words_for
from beffroi.outreach.posts.models import Post
from beffroi.outreach.posts.prompts import kept_prompts
from beffroi.outreach.posts.rules import may_edit, may_move, may_submit, may_withdraw
from beffroi.outreach.posts.views.kits import kit_address


@team(READ)
def index(request: HttpRequest) -> HttpResponse:
    """Every post, newest change first, by state."""
    state = request.GET.get("state", "")
    found = Post.objects.select_related("author__voice")
    if state in dict(Post.STATES):
        found = found.filter(state=state)
    rows, at = page(found, order=("-updated_at", "-pk"), after=request.GET.get("after", ""), size=30), clock.now()
    partial = _partial([post.pk for post in rows if post.state == Post.PUBLISHED])
    for post in rows:
        post.was_missed = post.is_missed(at)
        post.is_partial = post.pk in partial
    choices = [("", pgettext("posts", "All")), *Post.STATES]
    tabs = [{"label": label, "url": f"?state={word}" if word else "?", "current": word == state} for word, label in choices]
    ideas = kept_prompts(at) if not state and "after" not in request.GET and request.user.has_right(WRITE) else []
    return render(request, "posts/index.html", {"page": rows, "tabs": tabs, "tabs_label": _("By state"), "ideas": ideas})


def _partial(ids: list[int]) -> set[int]:
    """Published, and not everywhere: one network failed or is uncertain."""
    states = [Delivery.FAILED, Delivery.UNKNOWN, Delivery.STOPPED, Delivery.MISSED]
    return set(Delivery.objects.filter(subject_kind="post", subject_id__in=ids, state__in=states).values_list("subject_id", flat=True))


@team(READ)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.select_related("author__voice", "template", "video", "campaign", "follows"), pk=pk)
    at, subject = clock.now(), actions.subject_of(post)
    approval = approvals.latest(subject)
    seen = neutrality.look_at(subject, at)
    context: dict[str, Any] = {
        "post": post,
        "html": from_markdown(MENTION.sub(r"\1", post.text)),
        "tags": hashtags(post.hashtags),
        "thread": list(post.followed_by.exclude(state=Post.WITHDRAWN).order_by("pk")[:20]),
        "quiz_answer": answer_of(actions.content_of(post)),
        "pictures": [row.image for row in post.pictures.select_related("image")],
        "wordings": [(row, from_markdown(row.text)) for row in post.wordings.all()],
        "claims": post.claims.all(),
        "approval": approval,
        "seen": seen,
        "decide_refusal": may_decide(request.user, approval, at) if approval else None,
        "stages": stages_of(approval) if approval else [],
        "submit_refusal": may_submit(request.user, post, at),
        "edit_refusal": may_edit(request.user, post, at),
        "withdraw_refusal": may_withdraw(request.user, post, at),
        "was_missed": post.is_missed(at),
        "move_refusal": may_move(request.user, post, None, at),
        "needs_approval_again": post.is_public and not actions.is_approved(post),
        "ask_form": PostAskForm(usual=workflow_for(reviewables["post"].scopes(pk)), seen=seen, author=post.author),
        "note_form": NoteForm(),
        "versions": post.versions.select_related("by__voice").order_by("-number")[:20],
        "notes": post.notes.select_related("by__voice").order_by("at"),
        "outlets": post.outlets.select_related("account").order_by("pk"),
        "kit_url": kit_address(request, post),
        "series": post.repeated_by.filter(stopped_at=None).first(),
    }
    return render(request, "posts/show.html", context | _outcome(post) | _before(post, at))


def _before(post: Post, at: Any) -> dict[str, Any]:
    """How each network will show it, as long as it is not out."""
    if post.is_public or not post.is_editable:
        return {"looks": [], "findings": []}
    content = actions.content_of(post)
    looks = look(content, at=at, publish_at=post.publish_at, own=post.pk)
    remarks = check(content, looks, at=at, own=post.pk, hour=post.publish_at)
    return {"looks": looks, "findings": named(remarks, looks), "score": None}


def _outcome(post: Post) -> dict[str, Any]:
    """Where it stands, network by network, with what came of it."""
    rows = list(Delivery.objects.of("post", post.pk).select_related("account").prefetch_related("events").order_by("pk"))
    measured = figures([row.pk for row in rows])
    visits = links.visits([actions.subject_of(post)]).get(actions.subject_of(post), {})
    for row in rows:
        row.figures = words_for(measured.get(row.pk, {}))  # type: ignore[attr-defined]
        row.remarks = [event.detail for event in row.events.all() if event.detail and "could not" in event.word or "failed" in event.word]  # type: ignore[attr-defined]
        row.visits = visits.get(row.account.kind)  # type: ignore[attr-defined]
        row.price = euros(row.cost) if row.cost else ""  # type: ignore[attr-defined]
    cost = sum(row.cost for row in rows)
    return {"deliveries": rows, "visits": sum(visits.values()) if visits else None, "cost": euros(cost) if cost else ""}


@require_POST
@team(READ)
def note(request: HttpRequest, pk: int) -> HttpResponse:
    form = NoteForm(request.POST)
    if form.is_valid():
        actions.comment(post=get_object_or_404(Post, pk=pk), person=request.user, text=form.cleaned_data["text"], at=clock.now())
    return redirect("posts:show", pk)
