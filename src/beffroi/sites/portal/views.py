from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from beffroi.channels.site.models import Article
from beffroi.ground.town.models import Town
from beffroi.kernel import clock, ledger
from beffroi.kernel.access import public
from beffroi.kernel.fragments import cards_kept
from beffroi.kernel.models import Entry
from beffroi.kernel.paging import page
from beffroi.kernel.subjects import Subject
from beffroi.participation.spaces.views.public import cards
from beffroi.sites.portal.acts import name_of
from beffroi.sites.portal.reading import decisions_for_home, processes_for_home, topics_for_home


@public
def home(request: HttpRequest) -> HttpResponse:
    """What is asked now, what is new, what was decided: six queries at most."""
    at = clock.now()
    context = {
        "cards": cards(processes_for_home(at), at),
        "articles": list(Article.objects.public().select_related("image").defer("text", "html").order_by("-published_at", "-pk")[:5]),
        "decisions": decisions_for_home(at),
        "topics": topics_for_home(),
        "structured": structured(request),
    }
    return render(request, "portal/home.html", context)


def structured(request: HttpRequest) -> dict[str, Any]:
    """schema.org WebSite, with its search."""
    home = request.build_absolute_uri("/")
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": Town.current().name,
        "url": home,
        "potentialAction": {"@type": "SearchAction", "target": f"{home}recherche/?q={{words}}", "query-input": "required name=words"},
    }


@public
def how(request: HttpRequest) -> HttpResponse:
    """How it works, in five minutes."""
    return render(request, "portal/how.html")


@public
def ledger_page(request: HttpRequest) -> HttpResponse:
    """The public ledger, newest first; names of persons are not in it."""
    rows = page(Entry.objects.all(), order=("-sequence",), after=request.GET.get("after", ""), size=40)
    about = cards_kept({Subject(row.subject_kind, row.subject_id) for row in rows if row.subject_kind})
    entries = [{"row": row, "name": name_of(row.kind), "card": about.get(Subject(row.subject_kind, row.subject_id or 0))} for row in rows]
    return render(request, "portal/ledger.html", {"page": rows, "entries": entries, "head": ledger.head()})
