"""Sending to validators. They decide on the pages of approvals."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.outreach.neutrality import queries as neutrality
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.access import WRITE
from beffroi.outreach.posts.forms.asking import PostAskForm
from beffroi.outreach.posts.models import Post


@require_POST
@team(WRITE)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    post, at = get_object_or_404(Post.objects.select_related("author"), pk=pk), clock.now()
    seen = neutrality.look_at(actions.subject_of(post), at)
    form = PostAskForm(request.POST, seen=seen, author=post.author)
    if form.is_valid():
        said = form.cleaned_data
        workflow = said.get("workflow")
        try:
            actions.submit(
                post=post,
                person=request.user,
                workflow=workflow,
                validators=None if workflow else list(said["validators"]),
                second=list(said.get("second", [])),
                reason=said.get("reason", ""),
                at=at,
            )
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Sent to the validators."))
            return redirect("posts:show", pk)
    return render(request, "posts/ask.html", {"post": post, "ask_form": form, "seen": seen})
