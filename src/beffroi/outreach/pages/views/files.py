"""Documents and data files of the town."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from beffroi.ground.town.models import Town
from beffroi.kernel.access import public
from beffroi.kernel.paging import page
from beffroi.outreach.pages.folding import fold
from beffroi.outreach.pages.models import PublishedFile


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The newest first; words are looked for in title, description, keywords and producer, whatever their accents."""
    asked, kind = request.GET.get("q", "").strip()[:100], request.GET.get("kind", "")
    found = PublishedFile.objects.public().select_related("current")
    if kind in (PublishedFile.DOCUMENT, PublishedFile.DATA):
        found = found.filter(kind=kind)
    for word in fold(asked).split()[:6]:
        found = found.filter(folded__contains=word)
    rows = page(found, order=("-updated_at", "-pk"), after=request.GET.get("after", ""), size=20)
    return render(request, "pages/files.html", {"page": rows, "asked": asked, "kind": kind})


@public
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One file with all its editions; a withdrawn one says that it is gone."""
    found = get_object_or_404(PublishedFile.objects.select_related("current"), slug=slug)
    if found.withdrawn_at:
        return render(request, "pages/file_gone.html", {"file": found}, status=410)
    versions = list(found.versions.select_related("document"))
    context = {"file": found, "versions": versions, "structured": structured(request, found)}
    return render(request, "pages/file.html", context)


def structured(request: HttpRequest, file: PublishedFile) -> dict:
    """schema.org Dataset, or DigitalDocument."""
    url, town = request.build_absolute_uri(file.get_absolute_url()), Town.current()
    data: dict = {
        "@context": "https://schema.org",
        "@type": "Dataset" if file.kind == PublishedFile.DATA else "DigitalDocument",
        "name": file.title,
        "description": file.description,
        "url": url,
        "dateModified": file.updated_at.isoformat(),
        "datePublished": file.created_at.isoformat(),
        "creator": {"@type": "GovernmentOrganization", "name": file.producer or town.name},
    }
    if file.licence_url:
        data["license"] = file.licence_url
    if file.words:
        data["keywords"] = file.words
    if file.current and file.kind == PublishedFile.DATA:
        data["distribution"] = [
            {
                "@type": "DataDownload",
                "contentUrl": request.build_absolute_uri(file.current.file.url),
                "encodingFormat": file.current.content_type,
            }
        ]
    return data
