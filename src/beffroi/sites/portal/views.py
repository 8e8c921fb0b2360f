from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from beffroi.channels.site.models import Article
from beffroi.commons.conversations.models import Thread
from beffroi.kernel import clock, ledger
from beffroi.kernel.access import public
from beffroi.kernel.models import Entry
from beffroi.kernel.paging import page
from beffroi.kernel.subjects import Subject, cards_of
from beffroi.participation.accountability.models import Decision
from beffroi.sites.portal.acts import name_of
from beffroi.sites.portal.reading import processes_for_home


@public
def home(request: HttpRequest) -> HttpResponse:
    """What is asked now, what is new, what was decided: six queries at most."""
    at = clock.now()
    context = {
        "at": at,
        "processes": processes_for_home(at),
        "articles": list(Article.objects.public().defer("text", "html").order_by("-published_at", "-pk")[:5]),
        "decisions": list(
            Decision.objects.filter(published_at__lte=at, hidden_at=None, parent=None)
            .select_related("component__process")
            .defer("text", "html", "reasons", "reasons_html")
            .order_by("-decided_on", "-pk")[:3]
        ),
        "topics": list(Thread.objects.filter(subject_kind="", hidden_at=None).order_by("-last_message_at", "-pk")[:4]),
    }
    return render(request, "portal/home.html", context)


@public
def how(request: HttpRequest) -> HttpResponse:
    """How it works, in five minutes."""
    return render(request, "portal/how.html")


@public
def ledger_page(request: HttpRequest) -> HttpResponse:
    """The public ledger, newest first; names of persons are not in it."""
    rows = page(Entry.objects.all(), order=("-sequence",), after=request.GET.get("after", ""), size=40)
    about = cards_of({Subject(row.subject_kind, row.subject_id) for row in rows if row.subject_kind})
    entries = [
        {"row": row, "name": name_of(row.kind), "card": about.get(Subject(row.subject_kind, row.subject_id or 0))} for row in rows
    ]
    return render(request, "portal/ledger.html", {"page": rows, "entries": entries, "head": ledger.head()})
