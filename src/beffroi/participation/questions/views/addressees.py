"""Who can be asked: the team's pages."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from beffroi.ground.people.access import team
from beffroi.ground.people.models import Account
from beffroi.kernel import clock
from beffroi.participation.questions import actions, reading
from beffroi.participation.questions.forms import AddresseeForm
from beffroi.participation.questions.models import Addressee
from beffroi.participation.questions.rules import CHOOSE


@team(CHOOSE)
def index(request: HttpRequest) -> HttpResponse:
    rows = list(
        Addressee.objects.select_related("account__voice")
        .prefetch_related(Prefetch("team", Account.objects.select_related("voice")))
        .order_by("position", "name", "pk")[:300]
    )
    found = reading.records(rows, clock.now())
    return render(request, "questions/desk/addressees.html", {"lines": [{"to": row, "record": found[row.pk]} for row in rows]})


@team(CHOOSE)
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Addressee, pk=pk) if pk is not None else None
    form = AddresseeForm(request.POST or None, instance=get_object_or_404(Addressee, pk=pk) if pk is not None else None)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("kind", "name", "mandate", "account", "position")}
        actions.save_addressee(person=request.user, fields=fields, team=form.cleaned_data["team"], addressee=row)
        messages.success(request, _("Saved."))
        return redirect("questions_team:addressees")
    return render(request, "questions/desk/addressee.html", {"row": row, "form": form}, status=422 if form.errors else 200)


@team(CHOOSE)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """No new question, or again some."""
    row = get_object_or_404(Addressee, pk=pk)
    if row.is_open:
        actions.close_addressee(addressee=row, person=request.user, at=clock.now())
        messages.success(request, _("%(name)s is asked nothing new. What waits is still answered.") % {"name": row.name})
    else:
        actions.reopen_addressee(addressee=row, person=request.user)
        messages.success(request, _("%(name)s can be asked again.") % {"name": row.name})
    return redirect("questions_team:addressees")


@team(CHOOSE)
@require_POST
def take_over(request: HttpRequest) -> HttpResponse:
    """The representatives in office, as they are on the page of the council."""
    n = actions.take_over_the_council(person=request.user, at=clock.now())
    messages.success(request, ngettext("%(n)d new person can be asked.", "%(n)d new people can be asked.", n) % {"n": n})
    return redirect("questions_team:addressees")
