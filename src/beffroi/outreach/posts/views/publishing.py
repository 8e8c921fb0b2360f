"""What was sent: taking it back, trying again, saying what became of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Delivery
from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.access import WRITE
from beffroi.outreach.posts.forms import SettleForm
from beffroi.outreach.posts.jobs import publish_post
from beffroi.outreach.posts.models import Post
from beffroi.outreach.posts.rules import may_withdraw


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
def at_once(request: HttpRequest, pk: int) -> HttpResponse:
    """Without an hour any more: an approved post goes out now, another one as soon as it is approved."""
    post, at = get_object_or_404(Post, pk=pk), clock.now()
    try:
        moved = actions.move(post=post, person=request.user, publish_at=None, at=at)
    except Refused as error:
        messages.error(request, str(error.refusal.message))
        return redirect("posts:show", pk)
    if moved.state == Post.APPROVED:
        publish_post.using(unique=f"publish-post-{pk}").enqueue(post_id=pk)
        messages.success(request, _("It is on its way."))
    else:
        messages.success(request, _("It goes out as soon as it is approved."))
    return redirect("posts:show", pk)


@require_POST
@team(WRITE)
def retry(request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
    found = get_object_or_404(Delivery.objects.of("post", pk).select_related("account"), pk=delivery)
    actions.retry(post=get_object_or_404(Post, pk=pk), delivery=found, person=request.user, at=clock.now())
    messages.success(request, _("Another try is on its way."))
    return redirect("posts:show", pk)


@require_POST
@team(WRITE)
def settle(request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
    """A person looked at the network and says what is there."""
    found = get_object_or_404(Delivery.objects.of("post", pk), pk=delivery)
    form = SettleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Paste the address of the publication: it begins with https://."))
        return redirect("posts:show", pk)
    try:
        base.settle_unknown(
            delivery=found, person=request.user, verdict=form.cleaned_data["verdict"], url=form.cleaned_data["url"], at=clock.now()
        )
    except Refused as error:
        messages.error(request, str(error.refusal.message))
    else:
        messages.success(request, _("Noted."))
    return redirect("posts:show", pk)
