from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from beffroi.channels.base.models import Heard
from beffroi.channels.fediverse import documents, rules
from beffroi.channels.fediverse.access import MANAGE
from beffroi.channels.fediverse.actions import actors, outgoing, remotes
from beffroi.channels.fediverse.forms import ImportForm, PolicyForm, ProfileForm, RuleForm
from beffroi.channels.fediverse.models import Activity, FediverseActor, Follower, Host, Parcel, RemoteActor, RemoteNote
from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.paging import page

SIZE = 50


def tabs_of(current: str, request: HttpRequest) -> list[dict[str, Any]]:
    labels = {
        "index": pgettext("fediverse", "The account"),
        "contacts": _("First messages"),
        "publications": pgettext("fediverse", "What was said"),
        "quotes": _("Quotes"),
        "followers": _("Who follows"),
        "servers": _("Servers"),
        "parcels": _("On their way"),
        "move": _("Moving"),
    }
    if rules.may_move(request.user):
        del labels["move"]
    return [{"label": label, "url": reverse(f"fediverse_desk:{name}"), "current": name == current} for name, label in labels.items()]


def waiting_contacts() -> QuerySet[RemoteActor]:
    """People whose first public words wait for a look."""
    said = RemoteNote.objects.filter(remote=OuterRef("pk"), gone_at=None, is_private=False)
    return RemoteActor.objects.filter(Exists(said), admitted_at=None, blocked_at=None, gone_at=None)


@team(MANAGE)
def index(request: HttpRequest) -> HttpResponse:
    """The town's actor, how it is shown, and with whom it speaks."""
    town = FediverseActor.objects.filter(kind="town", closed_at=None).first()
    which = request.POST.get("form", "")
    profile = ProfileForm(request.POST if which == "profile" else None, instance=town, prefix="profile")
    policy = PolicyForm(request.POST if which == "policy" else None, instance=rules.policy(), prefix="policy")
    at = clock.now()
    if which == "profile" and town and profile.is_valid():
        said = profile.cleaned_data
        outgoing.tell_changed(actor=actors.describe(actor=town, name=said["name"], summary=said["summary"], at=at), at=at)
        messages.success(request, _("Kept. The servers of those who follow are told."))
        return redirect("fediverse_desk:index")
    if which == "policy" and policy.is_valid():
        remotes.set_policy(person=request.user, **policy.cleaned_data)
        messages.success(request, pgettext("fediverse", "Kept."))
        return redirect("fediverse_desk:index")
    states = dict(Parcel.objects.exclude(state=Parcel.SENT).values_list("state").annotate(n=Count("pk")))
    context = {
        "tabs": tabs_of("index", request),
        "town": town,
        "handle": documents.handle(town) if town else "",
        "others": FediverseActor.objects.exclude(kind__in=["town", "instance"])
        .filter(closed_at=None)
        .order_by("-followers_count", "pk")[:50],
        "profile": profile,
        "policy": policy,
        "waiting": states.get(Parcel.WAITING, 0),
        "contacts": waiting_contacts().count(),
    }
    return render(request, "fediverse/desk_index.html", context)


@team(MANAGE)
def contacts(request: HttpRequest) -> HttpResponse:
    """People who speak to us for the first time: their words may be shown, or not."""
    rows = page(waiting_contacts(), order=("-fetched_at", "-pk"), after=request.GET.get("after", ""), size=20)
    notes: dict[int, list[RemoteNote]] = {}
    found = RemoteNote.objects.filter(remote__in=[row.pk for row in rows.rows], gone_at=None, is_private=False)
    for note in found.order_by("-said_at")[:200]:
        notes.setdefault(note.remote_id, []).append(note)
    uris = [note.uri for several in notes.values() for note in several[:3]]
    heard = dict(Heard.objects.filter(account__kind="fediverse", remote_id__in=uris).values_list("remote_id", "text"))
    shown = [(row, [(note, heard.get(note.uri, "")) for note in notes.get(row.pk, [])[:3]]) for row in rows.rows]
    return render(request, "fediverse/desk_contacts.html", {"tabs": tabs_of("contacts", request), "page": rows, "shown": shown})


@require_POST
@team(MANAGE)
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody be shown, or block them."""
    remote = get_object_or_404(RemoteActor, pk=pk)
    if request.POST.get("answer") == "admit":
        remotes.admit(person=request.user, remote=remote, at=clock.now())
        messages.success(request, _("What %(who)s says may be shown.") % {"who": remote.address})
    else:
        remotes.refuse(person=request.user, remote=remote, at=clock.now())
        messages.success(request, _("%(who)s is blocked: nothing more comes from there.") % {"who": remote.address})
    return redirect("fediverse_desk:contacts")


@team(MANAGE)
def followers(request: HttpRequest) -> HttpResponse:
    found = Follower.objects.select_related("remote", "actor")
    if search := request.GET.get("q", "").strip().lstrip("@"):
        name, _at, host = search.partition("@")
        found = (
            found.filter(Q(remote__username__icontains=name), Q(remote__host__icontains=host))
            if host
            else found.filter(Q(remote__username__icontains=name) | Q(remote__host__icontains=name))
        )
    rows = page(found, order=("-since", "-pk"), after=request.GET.get("after", ""), size=SIZE)
    return render(request, "fediverse/desk_followers.html", {"tabs": tabs_of("followers", request), "page": rows, "search": search})


@team(MANAGE)
def servers(request: HttpRequest) -> HttpResponse:
    """Rules on servers: block, limit, allow; a list from elsewhere can be taken over."""
    which = request.POST.get("form", "")
    rule = RuleForm(request.POST if which == "rule" else None)
    listed = ImportForm(request.POST, request.FILES) if which == "import" else ImportForm()
    at = clock.now()
    if which == "rule" and rule.is_valid():
        said = rule.cleaned_data
        remotes.set_rule(person=request.user, name=said["name"], rule=said["rule"], reason=said["reason"], at=at)
        messages.success(request, _("The rule holds for %(name)s and all that is below it.") % {"name": said["name"]})
        return redirect("fediverse_desk:servers")
    if which == "import" and listed.is_valid():
        n = remotes.import_rules(person=request.user, rows=listed.cleaned_data["file"], at=at)
        messages.success(request, ngettext("%(n)d new rule.", "%(n)d new rules.", n) % {"n": n})
        return redirect("fediverse_desk:servers")
    rows = page(Host.objects.exclude(rule=""), order=("name", "pk"), after=request.GET.get("after", ""), size=SIZE)
    context = {"tabs": tabs_of("servers", request), "page": rows, "rule": rule, "listed": listed, "policy": rules.policy()}
    return render(request, "fediverse/desk_servers.html", context)


@require_POST
@team(MANAGE)
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a rule back."""
    host = get_object_or_404(Host, pk=pk)
    remotes.set_rule(person=request.user, name=host.name, rule="", at=clock.now())
    messages.success(request, _("No rule on %(name)s any more.") % {"name": host.name})
    return redirect("fediverse_desk:servers")


@team(MANAGE)
def parcels(request: HttpRequest) -> HttpResponse:
    """What was told, and how far it got; servers that do not answer."""
    counts = {
        state: Count("parcels", filter=Q(parcels__state=state)) for state in (Parcel.WAITING, Parcel.SENT, Parcel.FAILED, Parcel.DROPPED)
    }
    rows = page(Activity.objects.select_related("actor"), order=("-made_at", "-pk"), after=request.GET.get("after", ""), size=20)
    numbers = {row["pk"]: row for row in Activity.objects.filter(pk__in=[row.pk for row in rows.rows]).values("pk").annotate(**counts)}
    silent = Host.objects.filter(Q(dead_at__isnull=False) | Q(failing_days__gt=0)).order_by(
        F("dead_at").desc(nulls_last=True), "-failing_days"
    )
    troubles = Parcel.objects.filter(state=Parcel.FAILED).select_related("activity").order_by("-pk")[:20]
    context = {
        "tabs": tabs_of("parcels", request),
        "page": rows,
        "shown": [(row, numbers[row.pk]) for row in rows.rows],
        "silent": silent[:50],
        "troubles": troubles,
    }
    return render(request, "fediverse/desk_parcels.html", context)
