"""The team's pages: keys of applications, what waits to be read, services elsewhere that we listen to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.participation.open311 import actions
from beffroi.participation.open311.access import CHECK, KEYS
from beffroi.participation.open311.forms import KeyForm
from beffroi.participation.open311.models import ApiKey, Held, Poll
from beffroi.participation.reports.models import Category, Service

FIELDS = ("name", "contact", "per_hour", "is_checked_first", "may_answer")


@team(KEYS)
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    polls = {row.service_id: row for row in Poll.objects.all()}
    services = [{"service": row, "poll": polls.get(row.pk)} for row in Service.objects.filter(door="open311", closed_at=None)]
    context = {"keys": ApiKey.objects.order_by("revoked_at", "name"), "services": services}
    return render(request, "open311/desk/keys.html", context)


@team(KEYS)
def new(request: HttpRequest) -> HttpResponse:
    """The key is shown on the answer to this form, and never again."""
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row, key = actions.give_key(person=request.user, at=clock.now(), **{name: form.cleaned_data[name] for name in FIELDS})
        return render(request, "open311/desk/given.html", {"row": row, "key": key})
    context = {"form": form, "row": None}
    return render(request, "open311/desk/key.html", context, status=422 if form.errors else 200)


@team(KEYS)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ApiKey, pk=pk)
    form = KeyForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        actions.change_key(row=row, person=request.user, **{name: form.cleaned_data[name] for name in FIELDS})
        messages.success(request, _("Saved."))
        return redirect("open311_desk:keys")
    return render(request, "open311/desk/key.html", {"form": form, "row": row}, status=422 if form.errors else 200)


@team(KEYS)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    actions.revoke_key(row=get_object_or_404(ApiKey, pk=pk), person=request.user, at=clock.now())
    messages.success(request, _("The key opens nothing any more."))
    return redirect("open311_desk:keys")


@team(CHECK)
@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """What applications sent, the oldest first."""
    found = page(Held.objects.filter(decided_at=None).select_related("key"), order=("created_at", "pk"), after=request.GET.get("apres", ""))
    names = dict(Category.objects.values_list("code", "name"))
    lines = [{"row": row, "category": names.get(row.data["category"], row.data["category"]), "data": row.data} for row in found.rows]
    return render(request, "open311/desk/held.html", {"lines": lines, "page": found})


@team(CHECK)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    take = "take" in request.POST
    try:
        actions.decide(held=get_object_or_404(Held, pk=pk), person=request.user, take=take, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    else:
        messages.success(request, _("It is on the map.") if take else _("It is refused and forgotten."))
    return redirect("open311_desk:held")
