"""A kit for those who pass a publication on: agents, associations, elected people. No account is needed."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beffroi.ground.people.access import team
from beffroi.kernel import clock, tokens
from beffroi.kernel.access import by_link
from beffroi.kernel.rules import Refused
from beffroi.outreach.links.models import Link
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.access import WRITE
from beffroi.outreach.posts.actions.publishing import KIT
from beffroi.outreach.posts.fitting import relayed
from beffroi.outreach.posts.models import Post

PURPOSE = "posts-kit"
OPEN = timedelta(days=365)


@require_POST
@team(WRITE)
def make_kit(request: HttpRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post, pk=pk)
    try:
        actions.make_kit(post=post, person=request.user, at=clock.now())
    except Refused as error:
        messages.error(request, str(error.refusal.message))
    else:
        messages.success(request, _("The kit is ready: send its address to whoever passes it on."))
    return redirect("posts:show", pk)


def link_of(post: Post) -> Link | None:
    return Link.objects.filter(subject_kind="post", subject_id=post.pk, channel=KIT).order_by("-pk").first()


def kit_address(request: HttpRequest, post: Post) -> str:
    """Where the kit of a post is; "" if none was made."""
    link = link_of(post) if post.is_public else None
    if link is None:
        return ""
    return request.build_absolute_uri(reverse("posts_kit:kit", args=[tokens.sign(PURPOSE, post.pk, at=link.created_at)]))


@require_safe
@by_link
def kit(request: HttpRequest, token: str) -> HttpResponse:
    """Words, pictures and a link to pass on; gone when the publication is withdrawn."""
    number = tokens.read(PURPOSE, token, at=clock.now(), max_age=OPEN)
    post = Post.objects.filter(pk=number, state=Post.PUBLISHED).first() if isinstance(number, int) else None
    link = link_of(post) if post else None
    if post is None or link is None:
        raise Http404
    texts = relayed(actions.content_of(post), request.build_absolute_uri(link.get_absolute_url()))
    pictures = [row.image for row in post.pictures.select_related("image")]
    response = render(request, "posts/kit.html", {"post": post, "texts": texts, "pictures": pictures})
    response["X-Robots-Tag"] = "noindex"
    return response
