from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from beffroi.commons.search import forms
from beffroi.commons.search.queries import Results, find
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.client import Counter
from beffroi.kernel.fragments import cards_kept
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.subjects import Card, Subject, subject_kinds

SIZE = 20
PAGES = 50
SUGGESTED = 6

searches = Counter(per=timedelta(minutes=1), most=60)
suggestions_asked = Counter(per=timedelta(minutes=1), most=240)


@public
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    data, at = request.GET, clock.now()
    if data:
        require(_often(searches, request))
    words, kind, space, number = forms.words(data), forms.kind(data), forms.space(data), forms.number(data, PAGES)
    found = find(
        words,
        kinds=[kind] if kind else [],
        space=space,
        topic=data.get("theme", "")[:80],
        since=forms.since(data, at),
        limit=SIZE,
        offset=(number - 1) * SIZE,
    )
    known = found.places or (cards_kept([space]) if space else {})
    places = [(card, _address(data, lieu=str(one), page=None)) for one in found.spaces if (card := known.get(one))]
    context = {
        "form": forms.SearchForm(initial={"q": words, "theme": data.get("theme", ""), "depuis": data.get("depuis", "")}),
        "words": words,
        "kind": kind,
        "space": str(space or ""),
        "found": found,
        "rows": _labelled(found),
        "strip": _tabs(found, kind, data),
        "first": 1 + (number - 1) * SIZE,
        "places": places if len(places) > 1 or space else [],
        "place": _public_card(known, space),
        "everywhere": _address(data, lieu=None, page=None),
        "meant_url": _address(data, q=found.did_you_mean, page=None),
        "older": _address(data, page=number + 1) if number * SIZE < found.total and number < PAGES else "",
        "newer": _address(data, page=number - 1 if number > 2 else None) if number > 1 else "",
        "number": number,
    }
    return render(request, "search/results.html", context)


@public
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """The first titles for what is being typed; a piece of page for the header."""
    words = forms.words(request.GET)
    found = Results()
    if len(words) >= 2 and suggestions_asked.is_within(request.META.get("REMOTE_ADDR", "")):
        found = find(words, limit=SUGGESTED, typing=True)
    response = render(request, "search/_suggestions.html", {"words": words, "rows": _labelled(found)})
    response["Cache-Control"] = "public, max-age=60"
    return response


def _often(counter: Counter, request: HttpRequest) -> Refusal | None:
    if counter.is_within(request.META.get("REMOTE_ADDR", "")):
        return None
    return Refusal("too_often", _("That was many searches in a short time. Wait a minute, then search again."))


def _labelled(found: Results) -> list[tuple[Any, Any]]:
    return [(subject_kinds[hit.subject.kind].label, hit) for hit in found.rows]


def _tabs(found: Results, kind: str, data: Any) -> list[dict[str, Any]]:
    counts = {one: count for one, count in found.by_kind.items() if one in subject_kinds}
    if kind:
        counts.setdefault(kind, 0)
    if len(counts) < 2 and not kind:
        return []
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    tabs = [
        {
            "label": pgettext("results of a search", "All"),
            "count": sum(counts.values()),
            "url": _address(data, genre=None, page=None),
            "current": not kind,
        }
    ]
    for one, count in ordered:
        url = _address(data, genre=one, page=None)
        tabs.append({"label": capfirst(str(subject_kinds[one].label_plural)), "count": count, "url": url, "current": one == kind})
    return tabs


def _address(data: Any, **changed: Any) -> str:
    kept = {name: data.get(name, "")[:200] for name in ("q", "genre", "lieu", "theme", "depuis", "page")}
    kept |= {name: "" if value is None else str(value) for name, value in changed.items()}
    return "?" + urlencode({name: value for name, value in kept.items() if value})


def _public_card(cards: dict[Subject, Card], subject: Subject | None) -> Card | None:
    card = cards.get(subject) if subject else None
    return card if card and card.is_public else None
