"""What was sent: taking it back, trying again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Delivery
from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.access import WRITE
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
def retry(request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
    found = get_object_or_404(Delivery.objects.of("post", pk), pk=delivery)
    base.retry(delivery=found, at=clock.now())
    messages.success(request, _("Another try is on its way."))
    return redirect("posts:show", pk)
