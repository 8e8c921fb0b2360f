"""The public pages of one component of decisions."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from beffroi.commons.conversations.rules import Known
from beffroi.ground.media.templatetags.media import picture_url
from beffroi.ground.places.types import MapPoint
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.participation.accountability import reading, structured
from beffroi.participation.accountability.access import FOLLOW_UP
from beffroi.participation.accountability.actions.finding import subject_of
from beffroi.participation.accountability.actions.promises import say_whether_kept
from beffroi.participation.accountability.forms import SatisfactionForm
from beffroi.participation.accountability.models import Decision, Satisfaction
from beffroi.participation.accountability.rules import may_comment, may_say_whether_kept, may_see, may_speak
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import has_right_in

MOST = 300  # decisions of one component on its page
UPDATES = 50
SHOWN = ("parent", "image", "document")


@component_view("decision")
@require_safe
def show(request: HttpRequest, component: Component) -> HttpResponse:
    """The tree of results, each with how far it is."""
    today = localdate(clock.now())
    query = request.GET.get("etat", "")
    query = query if query in reading.FILTERS else ""
    found = Decision.objects.filter(component=component, published_at__isnull=False, hidden_at=None)
    if query:
        found = found.filter(state=reading.WORDS[query])
    rows = list(found.defer("text", "html", "reasons", "reasons_html").order_by("position", "-decided_on", "pk")[:MOST])
    for row in rows:
        row.component = component
    whole = [row for row in rows if row.parent_id is None and reading.has_progress(row)]
    context = {
        "component": component,
        "process": component.process,
        "lines": reading.tree(rows, today),
        "filters": reading.filters(query, request.path),
        "is_filtered": bool(query),
        "share_done": round(sum(row.progress for row in whole) / len(whole)) if whole and not query else -1,
        "said": ngettext("%(n)d decision", "%(n)d decisions", len(rows)) % {"n": len(rows)},
        "may_follow_up": request.person.is_authenticated and has_right_in(request.person, component.process, FOLLOW_UP),  # type: ignore[attr-defined]
    }
    return render(request, "accountability/show.html", context)


def decision_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one decision: `(request, decision)`, not found for whoever may not see it."""

    @wraps(view)
    def checked(request: HttpRequest, component: Any, decision: int, *args: Any, **kwargs: Any) -> HttpResponse:
        found = get_object_or_404(Decision.objects.select_related(*SHOWN), pk=decision, component_id=component.pk)
        found.component = component
        if may_see(request.person, found, clock.now()):  # type: ignore[attr-defined]
            raise Http404
        return view(request, found, *args, **kwargs)

    return component_view("decision")(checked)


@decision_view
@require_safe
def item(request: HttpRequest, decision: Decision) -> HttpResponse:
    """What, why, from what, for how much, how far, what next."""
    at, person, component = clock.now(), request.person, decision.component  # type: ignore[attr-defined]
    today = localdate(at)
    parts = (
        list(Decision.objects.filter(parent=decision, published_at__isnull=False, hidden_at=None).order_by("position", "pk"))
        if decision.parts_count
        else []
    )
    for part in parts:
        part.component = component
    if decision.parent:
        decision.parent.component = component
    updates = decision.updates.select_related("image").order_by("-happened_on", "-pk")[:UPDATES]
    answers = decision.yes_count + decision.partly_count + decision.no_count
    has_place = decision.longitude is not None and decision.latitude is not None
    context = {
        "component": component,
        "process": component.process,
        "decision": decision,
        "line": reading.line(decision, today),
        "subject": subject_of(decision),
        "text": SafeString(decision.html),  # cleaned when it was written, as the next one
        "reasons": SafeString(decision.reasons_html),
        "parent_url": reading.address(decision.parent) if decision.parent and decision.parent.is_public else "",
        "parts": [reading.line(part, today) for part in parts],
        "origins": reading.origins(decision),
        "money": reading.money_said(decision),
        "timeline": reading.timeline(decision, updates),
        "votes": [reading.held(vote) for vote in decision.votes.order_by("-held_on", "-pk")],
        "commitments": list(decision.commitments.select_related("representative").order_by("made_on")),
        "points": [MapPoint(decision.longitude, decision.latitude, decision.address or decision.title)] if has_place else [],
        "picture": picture_url(decision.image, 1280),
        "kept": kept(decision) if answers else [],
        "kept_said": kept_said(decision),
        "known": Known(comment := may_comment(person, decision, at), comment, not may_speak(person, decision, at)),
        "may_say": person.is_authenticated and not may_say_whether_kept(person, decision, at),
        "may_follow_up": person.is_authenticated and has_right_in(person, component.process, FOLLOW_UP),
        "structured": structured.decision(request, decision),
    }
    return render(request, "accountability/item.html", context)


def kept(decision: Decision) -> list[dict[str, Any]]:
    return [
        {"label": _("Yes"), "value": decision.yes_count, "tone": "good"},
        {"label": _("In part"), "value": decision.partly_count, "tone": "bell"},
        {"label": _("No"), "value": decision.no_count, "tone": "brick"},
    ]


def kept_said(decision: Decision) -> str:
    """The figures in one sentence."""
    total = decision.yes_count + decision.partly_count + decision.no_count
    said = ngettext(
        "Of %(total)d person who proposed it and answered: %(yes)d yes, %(partly)d in part, %(no)d no.",
        "Of %(total)d people who proposed it and answered: %(yes)d yes, %(partly)d in part, %(no)d no.",
        total,
    )
    return said % {"total": total, "yes": decision.yes_count, "partly": decision.partly_count, "no": decision.no_count}


@decision_view
@require_safe
def history(request: HttpRequest, decision: Decision) -> HttpResponse:
    """What the decision said before each edit."""
    lines = [
        {"at": row.at, "changes": [reading_change(name, pair) for name, pair in row.changes.items()]}
        for row in decision.revisions.filter(number__gt=0).order_by("-number")[:UPDATES]
    ]
    context = {
        "component": decision.component, "process": decision.component.process, "decision": decision, "lines": lines,
        "url": reading.address(decision),
    }  # fmt: skip
    return render(request, "accountability/history.html", context)


def reading_change(name: str, pair: list[Any]) -> dict[str, Any]:
    field = Decision._meta.get_field(name)
    label = str(getattr(field, "verbose_name", name))
    choices = dict(field.flatchoices or []) if hasattr(field, "flatchoices") else {}
    before, after = (str(choices.get(one, one)) if one not in (None, "") else "–" for one in pair)
    return {"label": label[:1].upper() + label[1:], "before": before, "after": after}


@decision_view
@never_cache
def promise(request: HttpRequest, decision: Decision) -> HttpResponse:
    """Is it what was promised? Asked of those from whom it came."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    refusal = may_say_whether_kept(person, decision, at)
    own = Satisfaction.objects.filter(decision=decision, voice=person.voice).first() if person.is_authenticated else None
    form = SatisfactionForm(request.POST or None, initial={"answer": own.answer, "word": own.word} if own else None)
    if request.method == "POST" and refusal is None and form.is_valid():
        try:
            say_whether_kept(decision=decision, person=person, at=at, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("Thank you. Your answer counts on the page of the decision."))
            return redirect(reverse("accountability:item", args=[decision.component.process.slug, decision.component_id, decision.pk]))
    context = {
        "component": decision.component, "process": decision.component.process, "decision": decision, "form": form, "refusal": refusal,
        "url": reading.address(decision), "ask_to_sign_in": not person.is_authenticated,
    }  # fmt: skip
    return render(request, "accountability/promise.html", context, status=422 if form.errors else 200)
