"""The town's accounts, for the team: the list, one account, its test, its pause."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beffroi.channels.base import actions
from beffroi.channels.base.access import MANAGE
from beffroi.channels.base.forms import DescribeForm
from beffroi.channels.base.models import Account, Delivery, Measure
from beffroi.channels.base.types import INCOMING, INSIGHTS, MODERATE, REPLY, UPDATE, WITHDRAW, ChannelError, channels
from beffroi.kernel import clock
from beffroi.kernel.access import public, team

CAN = {
    UPDATE: gettext_lazy("Correct what was published"),
    WITHDRAW: gettext_lazy("Take back what was published"),
    INCOMING: gettext_lazy("Read what people answer"),
    REPLY: gettext_lazy("Answer there"),
    MODERATE: gettext_lazy("Moderate there"),
    INSIGHTS: gettext_lazy("Figures"),
}


def _shown(account: Account) -> dict[str, Any]:
    channel = channels.get(account.kind)
    return {"account": account, "channel": channel, "label": channel.label if channel else account.kind}


@team(MANAGE)
def index(request: HttpRequest) -> HttpResponse:
    """Every account, those that need somebody first."""
    found = Account.objects.filter(closed_at=None).order_by("-needs_consent", "kind", "name")
    offered = [channel for channel in channels if channel.is_offered]
    return render(request, "base/index.html", {"rows": [_shown(account) for account in found], "offered": offered})


@team(MANAGE)
def account(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Account, pk=pk, closed_at=None)
    form = DescribeForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.describe(
            account=Account.objects.get(pk=pk), person=request.user, name=said["name"], speaks=said["speaks"], audience=said["audience"],
            is_default=said.get("is_default", False), is_listed=said["is_listed"],
        )  # fmt: skip
        messages.success(request, _("Kept."))
        return redirect("channels:account", pk)
    shown = _shown(found)
    capabilities = shown["channel"].capabilities if shown["channel"] else frozenset()
    newest: dict[str, Measure] = {}
    for measure in Measure.objects.filter(account=found, delivery=None).exclude(name__startswith="age").order_by("at", "pk")[:200]:
        newest[measure.name] = measure
    context = shown | {
        "form": form,
        "can": [label for name, label in CAN.items() if name in capabilities],
        "deliveries": Delivery.objects.filter(account=found).order_by("-pk")[:10],
        "measures": list(newest.values()),
    }
    if shown["channel"] and shown["channel"].hears_events:
        context["events_url"] = request.build_absolute_uri(reverse("channel_media:events", args=[pk]))
        context["events_word"] = shown["channel"].events_word(found)
    return render(request, "base/account.html", context)


@require_POST
@team(MANAGE)
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """The test button: asks the network now, publishes nothing."""
    found, at = get_object_or_404(Account, pk=pk, closed_at=None), clock.now()
    try:
        health = channels[found.kind].probe(found)
    except ChannelError as error:
        actions.set_trouble(account=found, sentence=str(error), needs_consent=error.reauthorise, at=at)
        messages.error(request, str(error))
    else:
        actions.set_trouble(account=found, sentence="" if health.ok else str(health.sentence), needs_consent=health.needs_person, at=at)
        if health.ok:
            messages.success(request, str(health.sentence) or _("The account answers: everything is in order."))
        else:
            messages.error(request, str(health.sentence))
    return redirect("channels:account", pk)


@require_POST
@team(MANAGE)
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    found, at = get_object_or_404(Account, pk=pk, closed_at=None), clock.now()
    if found.paused_at:
        actions.resume(account=found, person=request.user, at=at)
        messages.success(request, _("Publications go out there again."))
    else:
        actions.pause(account=found, person=request.user, at=at)
        messages.success(request, _("Paused: nothing goes out there until you resume."))
    return redirect("channels:account", pk)


@team(MANAGE)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first: the keys are erased; what was published there stays."""
    found = get_object_or_404(Account, pk=pk, closed_at=None)
    if request.method == "POST":
        actions.close(account=found, person=request.user, at=clock.now())
        messages.success(request, _("Disconnected. Its keys are erased."))
        return redirect("channels:index")
    return render(request, "base/close.html", _shown(found))


@public
def register(request: HttpRequest) -> HttpResponse:
    """The official accounts and who speaks through them, for everybody: what is not here is not the town."""
    rows = [_shown(account) for account in Account.objects.public().exclude(kind__in=["site", "feed"]).order_by("kind", "name")]
    return render(request, "base/register.html", {"rows": rows})


@never_cache
@team(MANAGE)
def choose(request: HttpRequest) -> HttpResponse:
    """Which network?"""
    return render(request, "base/choose.html", {"offered": [channel for channel in channels if channel.is_offered]})
