"""An actor's page for people, and its document and collections for servers, at the same addresses."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from beffroi.channels.fediverse import documents, reading, rules
from beffroi.channels.fediverse.actions import actors, publishing
from beffroi.channels.fediverse.models import INSTANCE, TOWN, Activity, FediverseActor, Publication, Quote, RemoteNote
from beffroi.channels.fediverse.views.answering import document, reader, vary, wants_document
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.paging import page

SIZE = 20


def _actor(username: str) -> FediverseActor:
    return get_object_or_404(FediverseActor.objects.exclude(kind=INSTANCE), username=username, closed_at=None)


@public
@require_safe
def instance(request: HttpRequest) -> HttpResponse:
    """The server itself; always open, as others need its key to answer us."""
    return document(documents.actor_document(actors.ensure_instance(at=clock.now())))


@public
@require_safe
def actor(request: HttpRequest, username: str) -> HttpResponse:
    found = _actor(username)
    if wants_document(request):
        return document(documents.actor_document(found))
    if found.url:
        return vary(HttpResponsePermanentRedirect(found.url))
    rows = page(_public(found), order=("-published_at", "-pk"), after=request.GET.get("after", ""), size=SIZE)
    context = {
        "actor": found,
        "handle": documents.handle(found),
        "page": rows,
        "pinned": _pinned(found) if "after" not in request.GET else [],
    }
    return vary(render(request, "fediverse/actor.html", context))


def _public(found: FediverseActor) -> QuerySet[Publication]:
    return Publication.objects.filter(actor=found, is_public=True, is_hidden=False, withdrawn_at=None)


@public
@require_safe
def outbox(request: HttpRequest, username: str) -> HttpResponse:
    found = _actor(username)
    uri = f"{found.uri}/outbox"
    if refused := _refused(request):
        return refused
    if "page" not in request.GET:
        return document(documents.collection(uri, _public(found).count()))
    rows = page(_public(found), order=("-published_at", "-pk"), after=request.GET.get("after", ""), size=SIZE)
    items = [_create(found, row) for row in rows.rows]
    return document(documents.collection_page(uri, settings.BASE_URL + request.get_full_path(), items, after=rows.next))


def _create(found: FediverseActor, row: Publication) -> dict[str, Any]:
    row.actor = found
    said = publishing.shown(publication=row, context=False)
    return {
        "id": f"{row.uri}#create",
        "type": "Create",
        "actor": found.uri,
        "published": documents.stamp(row.published_at),
        **documents.everyone(found),
        "object": said,
    }


@public
@require_safe
def followers(request: HttpRequest, username: str) -> HttpResponse:
    """How many, never who: that is nobody's business."""
    found = _actor(username)
    return document(documents.collection(f"{found.uri}/followers", found.followers_count, first=False))


@public
@require_safe
def following(request: HttpRequest, username: str) -> HttpResponse:
    """Nobody."""
    return _listed(f"{_actor(username).uri}/following", [])


@public
@require_safe
def featured(request: HttpRequest, username: str) -> HttpResponse:
    """What is pinned, whole: there is little of it."""
    found = _actor(username)
    if refused := _refused(request):
        return refused
    return _listed(f"{found.uri}/featured", [publishing.shown(publication=row, context=False) for row in _pinned(found)])


@public
@require_safe
def moderators(request: HttpRequest, username: str) -> HttpResponse:
    """Who moderates a group: the town."""
    found = _actor(username)
    town = FediverseActor.objects.filter(kind=TOWN, closed_at=None).first()
    if found.type != "Group":
        raise Http404
    return _listed(f"{found.uri}/moderators", [town.uri] if town else [])


def _listed(uri: str, items: list[Any]) -> HttpResponse:
    return document(documents.collection(uri, len(items), first=False) | {"@context": documents.CONTEXT, "orderedItems": items})


def _pinned(found: FediverseActor) -> list[Publication]:
    return list(_public(found).exclude(pinned_at=None).select_related("actor").order_by("-pinned_at", "-pk"))


@public
@never_cache
@require_safe
def publication(request: HttpRequest, token: UUID) -> HttpResponse:
    """What was said: its document for servers; for people the page that it speaks of, or itself."""
    row = get_object_or_404(Publication.objects.select_related("actor"), token=token, is_hidden=False)
    if not row.is_public:
        who = reader(request, clock.now())
        if who is None or who.uri not in [*row.document.get("to", []), *row.document.get("cc", [])]:
            raise Http404
        return document(publishing.shown(publication=row), keep=False)
    if wants_document(request):
        if row.withdrawn_at:
            return document(publishing.shown(publication=row), status=410, keep=False)
        return _refused(request) or document(publishing.shown(publication=row))
    if row.withdrawn_at:
        return vary(render(request, "fediverse/gone.html", {"actor": row.actor}, status=410))
    return vary(render(request, "fediverse/publication.html", {"publication": row, "handle": documents.handle(row.actor)}))


@public
@require_safe
def rich(request: HttpRequest, token: UUID) -> HttpResponse:
    row = get_object_or_404(Publication.objects.select_related("actor"), token=token, is_public=True, is_hidden=False, withdrawn_at=None)
    if not row.rich:
        raise Http404
    return _refused(request) or document({"@context": documents.CONTEXT} | row.rich)


@public
@require_safe
def activity(request: HttpRequest, token: UUID) -> HttpResponse:
    """What was told to everybody."""
    row = get_object_or_404(Activity, token=token)
    if not reading.is_public(row.document):
        raise Http404
    return _refused(request) or document(row.document)


@public
@require_safe
def counted(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """How many likes and shares, never whose; answers by their addresses, those that may be shown."""
    row = get_object_or_404(Publication, token=token, is_public=True, is_hidden=False, withdrawn_at=None)
    uri, total = f"{row.uri}/{name}", getattr(row, f"{name}_count")
    if name != "replies":
        return document(documents.collection(uri, total, first=False, type="Collection"))
    if refused := _refused(request):
        return refused
    if "page" not in request.GET:
        return document(documents.collection(uri, total, type="Collection"))
    answers = RemoteNote.objects.filter(publication=row, in_reply_to=row.uri, is_private=False, gone_at=None, remote__blocked_at=None)
    if rules.policy().holds_first_contacts:
        answers = answers.exclude(remote__admitted_at=None)
    rows = page(answers, order=("said_at", "pk"), after=request.GET.get("after", ""), size=SIZE)
    items = [one.uri for one in rows.rows]
    here = settings.BASE_URL + request.get_full_path()
    return document(documents.collection_page(uri, here, items, after=rows.next, type="Collection"))


@public
@never_cache
@require_safe
def stamp(request: HttpRequest, token: UUID) -> HttpResponse:
    """That we let somebody quote something; gone once it was taken back."""
    quote = get_object_or_404(Quote.objects.select_related("publication__actor"), token=token)
    if quote.revoked_at or quote.publication.withdrawn_at or quote.publication.is_hidden:
        return document({"error": "taken back"}, status=410, keep=False)
    return document(documents.stamp_document(quote), keep=False)


def _refused(request: HttpRequest) -> HttpResponse | None:
    """Where the policy asks servers to say who they are, those who do not read nothing."""
    if rules.policy().signed_reading and reader(request, clock.now()) is None:
        return document({"error": "sign the request"}, status=401, keep=False)
    return None
