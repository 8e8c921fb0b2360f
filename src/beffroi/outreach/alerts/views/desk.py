"""The desk of alerts: prepare, issue, update, end."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.fragments import until_changed
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.outreach.alerts import actions, queries, ways
from beffroi.outreach.alerts.access import ISSUE, READ, WRITE
from beffroi.outreach.alerts.content import content_of
from beffroi.outreach.alerts.forms import AlertForm, HazardForm, NoteForm, UpdateForm
from beffroi.outreach.alerts.hazards import HAZARDS
from beffroi.outreach.alerts.languages import NAMES
from beffroi.outreach.alerts.models import Alert, Pending, Release, Sending, Subscription, Wording
from beffroi.outreach.alerts.models.reach import EMAIL, PUSH, SMS
from beffroi.outreach.alerts.rules import may_ask, may_drop, may_edit, may_end, may_issue, may_update, must_be_agreed, preferences
from beffroi.outreach.alerts.speaking import MARK, words
from beffroi.outreach.alerts.views.public import page_of
from beffroi.outreach.posts.models import Post

LASTS = timedelta(hours=12)
ASKED = gettext_lazy("Those who may issue alerts are asked now: it goes out when one of them says yes.")


@team(READ)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is out, what is in preparation, what others warn of; then everything, newest first."""
    at = clock.now()
    rows = page(Alert.objects.select_related("author__voice"), order=("-updated_at", "-pk"), after=request.GET.get("after", ""), size=30)
    running = Alert.objects.running(at).order_by("expires", "pk")[:50]
    ready = until_changed("alerts:ways", ways.ready)
    missing = [label for way, label in Subscription.WAYS if way not in ready]
    context = {"page": rows, "running": running, "others": queries.told_by_others(at), "subscribers": queries.subscribers(), "at": at}
    return render(request, "alerts/desk/index.html", context | {"missing": missing})


@team(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """First: what is it about? The ready words follow from it."""
    form = HazardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        exercise = "?exercice=1" if form.cleaned_data["is_exercise"] else ""
        return redirect(f"{form.cleaned_data['hazard']}/{exercise}")
    return render(request, "alerts/desk/choose.html", {"form": form})


@team(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, hazard: str) -> HttpResponse:
    sort, at = HAZARDS.get(hazard), clock.now()
    if sort is None:
        return redirect("alerts_desk:choose")
    alert = Alert(hazard=hazard)
    form = AlertForm(request.POST or None, instance=alert, initial=ready_words(hazard, at) | {"is_exercise": "exercice" in request.GET})
    if request.method == "POST" and form.is_valid():
        made = actions.draft(
            hazard=hazard,
            values=form.values,
            author=request.user,
            at=at,
            districts=form.chosen_districts,
            accounts=form.cleaned_data["accounts"],
        )
        return redirect("alerts_desk:show", made.pk)
    return render(request, "alerts/desk/edit.html", {"form": form, "alert": None, "sort": sort, "wording": wording_of(hazard)})


def wording_of(hazard: str) -> Wording | None:
    return Wording.objects.filter(hazard=hazard).select_related("approved_by__voice").first()


def ready_words(hazard: str, at: datetime) -> dict[str, Any]:
    """The commune's own words, else ours; and what CAP says of this hazard."""
    sort, own = HAZARDS[hazard], wording_of(hazard)
    said: Any = own or sort
    texts = {name: str(getattr(said, name)) for name in ("headline", "happens", "steps")} | {"contact": own.contact if own else ""}
    begin = at.replace(second=0, microsecond=0)
    return texts | {
        "severity": sort.severity,
        "urgency": sort.urgency,
        "certainty": sort.certainty,
        "onset": begin,
        "expires": begin + LASTS,
    }


@team(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    alert = get_object_or_404(Alert, pk=pk)
    if may_edit(request.user, alert):
        return redirect("alerts_desk:show", pk)
    form = AlertForm(request.POST or None, instance=alert)
    stale = request.method == "POST" and request.POST.get("edits", str(alert.edits)) != str(alert.edits)
    if request.method == "POST" and form.is_valid() and not stale:
        actions.edit(
            alert=Alert.objects.get(pk=pk), person=request.user, values=form.values, districts=form.chosen_districts,
            accounts=form.cleaned_data["accounts"], at=clock.now(),
        )  # fmt: skip
        return redirect("alerts_desk:show", pk)
    fresh = Alert.objects.get(pk=pk)
    context = {"form": form, "alert": fresh, "sort": fresh.sort, "wording": wording_of(fresh.hazard), "theirs": fresh if stale else None}
    return render(request, "alerts/desk/edit.html", context)


@team(READ)
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    alert = get_object_or_404(Alert.objects.select_related("author__voice", "issued_by__voice", "asked_by__voice"), pk=pk)
    at, person = clock.now(), request.user
    releases = list(alert.releases.select_related("by__voice").order_by("-number"))
    found = queries.counts([release.pk for release in releases])
    sent = [(release, rows_of(found.get(release.pk, {})), _post(release)) for release in releases]
    context = page_of(alert) | {
        "sent": sent,
        "uncertain": {release.pk for release, rows, _post in sent if any(row["uncertain"] for row in rows)},
        "edit_refusal": may_edit(person, alert),
        "ask_refusal": may_ask(person, alert, at),
        "issue_refusal": may_issue(person, alert, at),
        "update_refusal": may_update(person, alert, at),
        "end_refusal": may_end(person, alert),
        "drop_refusal": may_drop(person, alert),
        "two_persons": preferences().two_persons and not alert.is_exercise,
        "pending": Pending.objects.select_related("asked_by__voice").filter(alert=alert).first(),
    }
    return render(request, "alerts/desk/show.html", context)


def rows_of(found: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    """A line for each way: how many are sent, wait, failed, are uncertain."""
    labels = dict(Subscription.WAYS)
    return [
        {
            "label": labels[way],
            "sent": states.get(Sending.SENT, 0),
            "waiting": states.get(Sending.WAITING, 0) + states.get(Sending.TAKEN, 0),
            "failed": states.get(Sending.FAILED, 0) + states.get(Sending.GONE, 0),
            "uncertain": states.get(Sending.UNKNOWN, 0),
        }
        for way, states in sorted(found.items())
    ]


def _post(release: Release) -> Post | None:
    return Post.objects.filter(origin=release.post_origin).first() if release.post_origin else None


@require_POST
@team(WRITE)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    actions.ask_second(alert=get_object_or_404(Alert, pk=pk), person=request.user, at=clock.now())
    messages.success(request, _("Those who may issue alerts are asked now."))
    return redirect("alerts_desk:show", pk)


@require_POST
@team(WRITE)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    actions.take_back(alert=get_object_or_404(Alert, pk=pk), person=request.user, at=clock.now())
    messages.success(request, _("It is a draft again."))
    return redirect("alerts_desk:show", pk)


@team(ISSUE)
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Once more, as people will receive it; then it goes out."""
    alert, at = get_object_or_404(Alert, pk=pk), clock.now()
    if request.method == "POST":
        if request.POST.get("edits") != str(alert.edits):
            messages.error(request, _("Somebody has changed this alert meanwhile: read it again."))
            return redirect(request.path)
        try:
            actions.issue(alert=alert, person=request.user, at=at)
        except Refused as error:
            messages.error(request, str(error.refusal))
            return redirect("alerts_desk:show", pk)
        messages.success(request, _("The alert is out."))
        return redirect("alerts_desk:show", pk)
    release = Release(alert=alert, pk=0, number=1, kind=Release.ALERT, content=content_of(alert), sent_at=at)
    context = preview(release) | {"alert": alert, "refusal": may_issue(request.user, alert, at)}
    return render(request, "alerts/desk/issue.html", context)


def preview(release: Release) -> dict[str, Any]:
    """What is received by each way, and by how many."""
    with override(release.content["language"]):
        mail, push, sms = (words(release, way).item for way in (EMAIL, PUSH, SMS))
    mail = replace(mail, text=mail.text.replace(MARK, "…"))
    found, labels, known = queries.audience(release), dict(Subscription.WAYS), ways.ready()
    told = [{"label": labels[way], "count": found.get(way, 0), "ready": way in known} for way, _label in Subscription.WAYS]
    spoken = [NAMES.get(code, code) for code in release.content.get("translations", {})]
    return {"release": release, "mail": mail, "push": push, "sms": sms, "told": told, "spoken": spoken}


@team(ISSUE)
@require_http_methods(["GET", "HEAD", "POST"])
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what has changed: it goes out at once."""
    alert, at = get_object_or_404(Alert, pk=pk), clock.now()
    if refusal := may_update(request.user, alert, at):
        messages.error(request, str(refusal))
        return redirect("alerts_desk:show", pk)
    form = UpdateForm(request.POST or None, instance=alert)
    if request.method == "POST" and form.is_valid():
        fresh, needs_second = Alert.objects.get(pk=pk), must_be_agreed(alert) is not None
        said: Any = {"changes": form.values, "note": form.cleaned_data["note"], "notes": form.notes, "districts": form.chosen_districts}
        try:
            if needs_second:
                actions.propose(alert=fresh, kind=Release.UPDATE, person=request.user, at=at, **said)
            else:
                actions.update(alert=fresh, person=request.user, at=at, **said)
        except Refused as error:
            form.add_error(None, str(error.refusal))
        else:
            messages.success(request, ASKED if needs_second else _("The update is out."))
            return redirect("alerts_desk:show", pk)
    return render(
        request, "alerts/desk/update.html", {"form": form, "alert": Alert.objects.get(pk=pk), "needs_second": must_be_agreed(alert)}
    )


@team(ISSUE)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int, how: str) -> HttpResponse:
    """All-clear, or cancelled."""
    alert, is_clear = get_object_or_404(Alert, pk=pk), how == "fin"
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note, at = form.cleaned_data["note"], clock.now()
        if must_be_agreed(alert):
            kind = Release.CLEAR if is_clear else Release.CANCEL
            actions.propose(alert=alert, kind=kind, person=request.user, note=note, at=at)
            messages.success(request, ASKED)
            return redirect("alerts_desk:show", pk)
        act = actions.clear if is_clear else actions.cancel
        act(alert=alert, person=request.user, note=note, at=at)
        messages.success(request, _("Everybody who was told hears it now."))
        return redirect("alerts_desk:show", pk)
    context = {"form": form, "alert": alert, "is_clear": is_clear, "refusal": may_end(request.user, alert)}
    context["needs_second"] = must_be_agreed(alert)
    return render(request, "alerts/desk/end.html", context)


@team(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    alert = get_object_or_404(Alert, pk=pk)
    if request.method == "POST":
        actions.drop(alert=alert, person=request.user)
        messages.success(request, _("The draft is gone."))
        return redirect("alerts_desk:index")
    return render(request, "alerts/desk/drop.html", {"alert": alert, "refusal": may_drop(request.user, alert)})


@require_POST
@team(ISSUE)
def resend(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    release = get_object_or_404(Release.objects.select_related("alert"), alert=pk, number=number)
    count = actions.resend(release=release, person=request.user)
    messages.success(request, _("Sent again: %(count)d.") % {"count": count})
    return redirect("alerts_desk:show", pk)
