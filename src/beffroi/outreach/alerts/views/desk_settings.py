"""Ready words, services that warn, and how alerts are handled."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beffroi.ground.people.access import team
from beffroi.ground.town.models import Town
from beffroi.kernel import clock
from beffroi.outreach.alerts import actions
from beffroi.outreach.alerts.access import READ, SETTINGS, WORDS, WRITE
from beffroi.outreach.alerts.actions import sources as warned
from beffroi.outreach.alerts.forms import PreferencesForm, SourceForm, WordingForm
from beffroi.outreach.alerts.hazards import HAZARDS
from beffroi.outreach.alerts.jobs import ask_source
from beffroi.outreach.alerts.models import Source, Wording
from beffroi.outreach.alerts.queries import YEAR
from beffroi.outreach.alerts.rules import may_approve_words, preferences
from beffroi.outreach.alerts.sources import ADAPTERS
from beffroi.outreach.alerts.views.desk import wording_of


@team(READ)
@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """Every hazard: whose words, approved or not, and since when."""
    own = {row.hazard: row for row in Wording.objects.select_related("approved_by__voice")}
    at = clock.now()
    for row in own.values():
        row.is_old = bool(row.approved_at and row.approved_at < at - YEAR)  # type: ignore[attr-defined]
    rows = [(hazard, own.get(hazard.kind)) for hazard in HAZARDS.values()]
    return render(request, "alerts/desk/words.html", {"rows": rows})


@team(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def words_of(request: HttpRequest, hazard: str) -> HttpResponse:
    if hazard not in HAZARDS:
        raise Http404
    sort, own = HAZARDS[hazard], wording_of(hazard)
    ours = {name: str(getattr(sort, name)) for name in ("headline", "happens", "steps")}
    form = WordingForm(request.POST or None, instance=own or Wording(hazard=hazard, **ours))
    if request.method == "POST" and form.is_valid():
        actions.save_words(hazard=hazard, values=form.cleaned_data, person=request.user, at=clock.now())
        messages.success(request, _("The words are kept. They wait for approval."))
        return redirect("alerts_desk:words_of", hazard)
    fresh = wording_of(hazard)
    context = {"form": form, "sort": sort, "wording": fresh, "approve_refusal": may_approve_words(request.user)}
    return render(request, "alerts/desk/words_of.html", context)


@require_POST
@team(WORDS)
def approve_words(request: HttpRequest, hazard: str) -> HttpResponse:
    actions.approve_words(wording=get_object_or_404(Wording, hazard=hazard), person=request.user, at=clock.now())
    messages.success(request, _("The words are approved."))
    return redirect("alerts_desk:words_of", hazard)


@team(SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    form = PreferencesForm(request.POST or None, instance=preferences())
    if request.method == "POST" and form.is_valid():
        actions.save_preferences(values=form.cleaned_data, person=request.user)
        messages.success(request, _("Your choices are saved."))
        return redirect(request.path)
    known = {row.kind: row for row in Source.objects.all()}
    at = clock.now()
    services = [
        {"kind": kind, "label": label, "row": known.get(kind), "is_known": bool(kind in known and known[kind].is_known(at))}
        for kind, label in Source.KINDS
    ]
    return render(request, "alerts/desk/settings.html", {"form": form, "services": services})


@team(SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def source(request: HttpRequest, kind: str) -> HttpResponse:
    """One service: for which place, from which severity on, with which key."""
    if kind not in ADAPTERS:
        raise Http404
    adapter = ADAPTERS[kind]
    row = Source.objects.filter(kind=kind).first()
    guess = {"area": adapter.default_area(Town.current().postal_code), "is_on": True} if row is None else {}
    form = SourceForm(request.POST or None, instance=row, adapter=adapter, initial=guess)
    if request.method == "POST" and form.is_valid():
        made = warned.connect(kind=kind, person=request.user, values=form.values)
        if made.is_on:
            ask_source.using(unique=f"alert-source-{made.pk}").enqueue(source_id=made.pk)
        messages.success(request, _("Kept. The service is asked now."))
        return redirect(request.path)
    at = clock.now()
    stored = Source.objects.filter(kind=kind).first()
    context = {"form": form, "row": stored, "label": dict(Source.KINDS)[kind], "licence": adapter.licence, "page_url": adapter.page}
    return render(
        request, "alerts/desk/source.html", context | {"is_known": bool(stored and stored.is_known(at)), "has_key": _has_key(stored)}
    )


def _has_key(row: Source | None) -> bool:
    return bool(row and row.secret)


@require_POST
@team(SETTINGS)
def check(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask it now."""
    row = get_object_or_404(Source, kind=kind)
    ask_source.using(unique=f"alert-source-{row.pk}").enqueue(source_id=row.pk)
    messages.success(request, _("The service is asked now. Look again in a moment."))
    return redirect("alerts_desk:source", kind)
