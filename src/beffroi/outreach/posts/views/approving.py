"""Sending to validators, and their word."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.outreach.approvals.forms import AskForm
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.access import WRITE
from beffroi.outreach.posts.models import Post


@require_POST
@team(WRITE)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post, pk=pk)
    form = AskForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        workflow = said.get("workflow")
        actions.submit(
            post=post, person=request.user, workflow=workflow, validators=None if workflow else list(said["validators"]), at=clock.now()
        )
        messages.success(request, _("Sent to the validators."))
    else:
        messages.error(request, _("Choose at least one validator."))
    return redirect("posts:show", pk)
