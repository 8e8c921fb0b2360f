"""What is said to the town on networks, for the team: read, moderate under our own rules."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from beffroi.channels.base import actions
from beffroi.channels.base.access import HEAR
from beffroi.channels.base.forms import HeardActForm
from beffroi.channels.base.jobs import moderate_heard
from beffroi.channels.base.models import Account, Heard
from beffroi.channels.base.types import BLOCK, REPORT, UNBLOCK, channels
from beffroi.commons.moderation import actions as moderation
from beffroi.ground.people.requests import PersonRequest
from beffroi.kernel import clock
from beffroi.kernel.access import team
from beffroi.kernel.paging import page
from beffroi.kernel.subjects import Subject

ACTS = {
    BLOCK: gettext_lazy("Block the author"),
    UNBLOCK: gettext_lazy("Unblock the author"),
    REPORT: gettext_lazy("Report to the network"),
}


@team(HEAR)
def index(request: HttpRequest) -> HttpResponse:
    """The newest first; private messages are for the inbox alone."""
    chosen = request.GET.get("compte", "")
    found = Heard.objects.filter(is_private=False, gone_at=None).select_related("account", "delivery")
    if chosen.isdecimal() and len(chosen) < 18:
        found = found.filter(account_id=int(chosen))
    rows = page(found, order=("-sent_at", "-pk"), after=request.GET.get("after", ""), size=30)
    for heard in rows:
        channel = channels.get(heard.account.kind)
        heard.network = channel.label if channel else heard.account.kind
        heard.acts = [(act, label) for act, label in ACTS.items() if channel and act in channel.acts]
        heard.can_be_hidden = bool(channel and "hide" in channel.acts)
        heard.is_cut_back = bool(channel and "hide" in channel.acts and "restore" not in channel.acts)
    accounts = Account.objects.filter(closed_at=None).exclude(kind__in=["site", "feed"]).order_by("kind", "name")
    tabs = [{"label": _("All"), "url": "?", "current": not chosen}]
    tabs += [{"label": account.name, "url": f"?compte={account.pk}", "current": chosen == str(account.pk)} for account in accounts]
    return render(request, "base/heard.html", {"page": rows, "tabs": tabs, "tabs_label": _("By account"), "form": HeardActForm()})


@require_POST
@team(HEAR)
def open_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Into moderation's queue: its rules, reasons and log are the same as here."""
    found = get_object_or_404(Heard, pk=pk)
    case = moderation.open_case(subject=Subject("heard", found.pk), at=clock.now())
    return redirect("moderation_desk:case", case.pk)


@require_POST
@team(HEAR)
def act(request: PersonRequest, pk: int) -> HttpResponse:
    """Block, unblock, report: done on the network, with a reason, logged."""
    found = get_object_or_404(Heard.objects.select_related("account"), pk=pk)
    form = HeardActForm(request.POST)
    channel = channels[found.account.kind]
    if not form.is_valid():
        messages.error(request, _("Say why: the reason stands in the log."))
    elif form.cleaned_data["act"] not in channel.acts & set(ACTS):
        messages.error(request, _("This network does not offer it."))
    else:
        said = form.cleaned_data
        actions.log_act(heard=found, act=said["act"], reason=said["reason"], person=request.user, at=clock.now())
        moderate_heard.using(unique=f"moderate-{pk}-{said['act']}").enqueue(heard_id=pk, act=said["act"], reason=said["reason"])
        messages.success(request, _("Asked of the network. The log keeps your reason."))
    return redirect("channels:heard")
