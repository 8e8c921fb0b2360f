"""Sending to validators, and their word."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.outreach.approvals.access import DECIDE
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.access import WRITE
from beffroi.outreach.posts.forms import DecisionForm, ValidatorsForm
from beffroi.outreach.posts.models import Post


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
