"""The website that the town keeps: what comes from there, what is shown there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from beffroi.ground.people.access import team
from beffroi.ground.people.doors import site_of
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.outreach.pages import actions, feedreading
from beffroi.outreach.pages.access import SOURCES
from beffroi.outreach.pages.forms import SitesForm, SourceForm
from beffroi.outreach.pages.models import FeedEntry, FeedSource, WidgetSettings
from beffroi.outreach.pages.types import widget_sources


@team(SOURCES)
def index(request: HttpRequest) -> HttpResponse:
    """Each feed with its state, and what came last."""
    entries = FeedEntry.objects.filter(is_offered=True).select_related("source")[:20]
    rows = page(FeedSource.objects.all(), order=("name", "pk"), after=request.GET.get("after", ""), size=40)
    return render(request, "pages/desk/sources.html", {"page": rows, "entries": list(entries)})


@team(SOURCES)
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A feed is asked before it is kept: a wrong address is said at once."""
    source = get_object_or_404(FeedSource, pk=pk) if pk else None
    form = SourceForm(request.POST or None, instance=source)
    if request.method == "POST" and form.is_valid():
        stored, values, at = FeedSource.objects.get(pk=pk) if pk else None, form.cleaned_data, clock.now()
        try:
            answer = feedreading.ask(values["url"]) if stored is None or stored.url != values["url"] else None
        except feedreading.FeedFailed as error:
            form.add_error("url", str(error))
        else:
            kept = actions.keep_source(source=stored, person=request.user, values=values, at=at)
            new = actions.take_entries(source=kept, answer=answer, at=at) if answer else 0
            messages.success(request, _("Kept. %(said)s") % {"said": _said(new)})
            return redirect("pages_desk:sources")
    return render(request, "pages/desk/source.html", {"form": form, "source": source})


@require_POST
@team(SOURCES)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Look now instead of within the hour."""
    source, at = get_object_or_404(FeedSource, pk=pk), clock.now()
    try:
        answer = feedreading.ask(source.url, etag=source.etag, modified=source.modified)
    except feedreading.FeedFailed as error:
        actions.miss_source(source=source, why=str(error), at=at)
        messages.error(request, str(error))
    else:
        messages.success(request, _said(actions.take_entries(source=source, answer=answer, at=at)))
    return redirect("pages_desk:sources")


@require_POST
@team(SOURCES)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    actions.drop_source(source=get_object_or_404(FeedSource, pk=pk), person=request.user)
    messages.success(request, _("Followed no more. The drafts made of it stay."))
    return redirect("pages_desk:sources")


@team(SOURCES)
def widgets(request: HttpRequest) -> HttpResponse:
    """The code to paste on another website, and which websites may."""
    sites = WidgetSettings.current().sites
    form = SitesForm(request.POST or None, initial={"sites": "\n".join(sites)})
    if request.method == "POST" and form.is_valid():
        actions.allow_sites(sites=form.cleaned_data["sites"], person=request.user)
        messages.success(request, _("Kept. Only these websites may show the widgets."))
        return redirect("pages_desk:widgets")
    shown = [
        {"label": source.label, "url": (url := reverse("widgets:show", args=[source.kind])), "code": _code(site_of(request) + url, source)}
        for source in widget_sources
    ]
    return render(request, "pages/desk/widgets.html", {"form": form, "widgets": shown, "sites": sites})


def _code(url: str, source: object) -> str:
    title = str(getattr(source, "label", "")).replace("&", "&amp;").replace('"', "&quot;")
    return f'<iframe src="{url}" title="{title}" width="100%" height="420" loading="lazy" style="border:0"></iframe>'


def _said(new: int) -> str:
    return ngettext("%(n)d new entry becomes a draft to adapt.", "%(n)d new entries become drafts to adapt.", new) % {"n": new}
