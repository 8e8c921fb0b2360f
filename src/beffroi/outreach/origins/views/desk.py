"""What came from elsewhere and stands here, and how it is taken in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.channels.base.types import channels
from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import cards_of
from beffroi.outreach.origins import actions, queries
from beffroi.outreach.origins.access import ARRANGE, READ
from beffroi.outreach.origins.forms import SettingForm
from beffroi.outreach.origins.models import Contact, Origin
from beffroi.outreach.origins.rules import may_arrange, may_put_back


@team(READ)
def index(request: HttpRequest) -> HttpResponse:
    objected = request.GET.get("seulement") == "refus"
    rows = Origin.objects.select_related("heard__account", "by__voice")
    if objected:
        rows = rows.filter(objected_at__isnull=False)
    shown = page(rows, order=("-pk",), after=request.GET.get("after", ""), size=30)
    cards, told = cards_of({row.subject for row in shown.rows}), queries.told_to([row.pk for row in shown.rows])
    lines = [
        {
            "origin": row,
            "heard": row.heard,
            "network": channels[row.heard.account.kind].label if row.heard and row.heard.account.kind in channels else "",
            "card": cards.get(row.subject),
            "deliveries": told.get(row.pk, []),
            "can_put_back": may_put_back(request.user, row) is None,
        }
        for row in shown.rows
    ]
    context = {"page": shown, "lines": lines, "objected": objected, "may_arrange": may_arrange(request.user) is None}
    context["has_refused"] = Contact.objects.filter(refused_at__isnull=False).exists()
    return render(request, "origins/index.html", context)


@team(READ)
@require_POST
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        actions.put_back(origin=get_object_or_404(Origin, pk=pk), person=request.user, at=clock.now())
        messages.success(request, _("It stands again."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("origins_desk:index")


@team(READ)
@require_POST
def let_stand(request: HttpRequest, pk: int) -> HttpResponse:
    actions.let_stand(origin=get_object_or_404(Origin, pk=pk), person=request.user, at=clock.now())
    return redirect("origins_desk:index")


@team(READ)
def refused(request: HttpRequest) -> HttpResponse:
    """Whom the team does not take in, or has blocked there; a mistake is put right here."""
    rows = Contact.objects.filter(refused_at__isnull=False).select_related("by__voice")
    shown = page(rows, order=("-refused_at", "-pk"), after=request.GET.get("after", ""), size=30)
    lines = [(row, channels[row.channel].label if row.channel in channels else row.channel) for row in shown.rows]
    return render(request, "origins/refused.html", {"page": shown, "lines": lines})


@team(READ)
@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    contact = get_object_or_404(Contact, pk=pk)
    actions.lift(contact=contact, person=request.user, at=clock.now())
    messages.success(request, _("What %(name)s writes from now on comes to your first contributions.") % {"name": contact.called})
    return redirect("origins_desk:refused")


@team(ARRANGE)
def settings(request: HttpRequest) -> HttpResponse:
    form = SettingForm(request.POST or None, instance=queries.setting())
    if request.method == "POST" and form.is_valid():
        actions.keep_setting(person=request.user, values=form.cleaned_data, at=clock.now())
        messages.success(request, _("Kept."))
        return redirect("origins_desk:index")
    return render(request, "origins/settings.html", {"form": form}, status=422 if form.errors else 200)
