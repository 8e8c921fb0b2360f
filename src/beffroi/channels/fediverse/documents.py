"""Our documents as others read them: actors, activities, collections. Plain JSON under one fixed context."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from beffroi.channels.fediverse import keys, proofs
from beffroi.channels.fediverse.models import INSTANCE, FediverseActor, Publication, Quote
from beffroi.channels.fediverse.reading import PUBLIC
from beffroi.ground.town.models import Town
from beffroi.kernel.html import from_markdown

Document = dict[str, Any]

TYPE = "application/activity+json"
CONTEXT: list[Any] = [
    "https://www.w3.org/ns/activitystreams",
    "https://w3id.org/security/v1",
    "https://w3id.org/security/data-integrity/v1",
    "https://w3id.org/security/multikey/v1",
    {
        "toot": "http://joinmastodon.org/ns#",
        "gts": "https://gotosocial.org/ns#",
        "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
        "sensitive": "as:sensitive",
        "Hashtag": "as:Hashtag",
        "movedTo": {"@id": "as:movedTo", "@type": "@id"},
        "alsoKnownAs": {"@id": "as:alsoKnownAs", "@type": "@id"},
        "featured": {"@id": "toot:featured", "@type": "@id"},
        "discoverable": "toot:discoverable",
        "indexable": "toot:indexable",
        "votersCount": "toot:votersCount",
        "focalPoint": {"@container": "@list", "@id": "toot:focalPoint"},
        "attributionDomains": {"@id": "toot:attributionDomains", "@type": "@id"},
        "interactionPolicy": {"@id": "gts:interactionPolicy", "@type": "@id"},
        "canQuote": {"@id": "gts:canQuote", "@type": "@id"},
        "automaticApproval": {"@id": "gts:automaticApproval", "@type": "@id"},
        "interactingObject": {"@id": "gts:interactingObject", "@type": "@id"},
        "interactionTarget": {"@id": "gts:interactionTarget", "@type": "@id"},
        "QuoteRequest": "https://w3id.org/fep/044f#QuoteRequest",
        "QuoteAuthorization": "https://w3id.org/fep/044f#QuoteAuthorization",
        "lemmy": "https://join-lemmy.org/ns#",
        "postingRestrictedToMods": "lemmy:postingRestrictedToMods",
    },
]


def site_host() -> str:
    return settings.BASE_URL.partition("://")[2]


def handle(actor: FediverseActor) -> str:
    return f"@{actor.username}@{site_host()}"


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def shared_inbox() -> str:
    return f"{settings.BASE_URL}/federation/inbox"


def actor_document(actor: FediverseActor) -> Document:
    uri = actor.uri
    url = settings.BASE_URL + actor.url if actor.url else uri
    found: Document = {
        "@context": CONTEXT,
        "id": uri,
        "type": actor.type,
        "preferredUsername": actor.username,
        "name": actor.name,
        "summary": str(from_markdown(actor.summary)),
        "url": url,
        "inbox": f"{uri}/inbox",
        "outbox": f"{uri}/outbox",
        "followers": f"{uri}/followers",
        "following": f"{uri}/following",
        "featured": f"{uri}/featured",
        "endpoints": {"sharedInbox": shared_inbox()},
        "manuallyApprovesFollowers": actor.kind == INSTANCE,
        "discoverable": actor.kind != INSTANCE,
        "indexable": actor.kind != INSTANCE,
        "published": stamp(actor.made_at),
        "attributionDomains": [site_host()],
        "publicKey": {"id": actor.key_id, "owner": uri, "publicKeyPem": actor.public_pem},
        "assertionMethod": [{"id": f"{uri}#ed25519-key", "type": "Multikey", "controller": uri, "publicKeyMultibase": actor.multikey}],
        "attachment": [{"type": "PropertyValue", "name": "Site", "value": f'<a href="{url}" rel="me">{site_host()}</a>'}],
    }
    if icon := Town.current().logo_url:
        found["icon"] = {"type": "Image", "url": settings.BASE_URL + icon if icon.startswith("/") else icon}
    if actor.type == "Group":
        found |= {"attributedTo": f"{uri}/moderators", "postingRestrictedToMods": False}
    if actor.also_known_as:
        found["alsoKnownAs"] = actor.also_known_as
    if actor.moved_to:
        found["movedTo"] = actor.moved_to
    return found


def webfinger(actor: FediverseActor) -> Document:
    page = settings.BASE_URL + (actor.url or actor.path)
    return {
        "subject": f"acct:{actor.username}@{site_host()}",
        "aliases": sorted({actor.uri, page}),
        "links": [
            {"rel": "self", "type": TYPE, "href": actor.uri},
            {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": page},
        ],
    }


def collection(uri: str, total: int, *, first: bool = True, type: str = "OrderedCollection") -> Document:
    return {"@context": CONTEXT[0], "id": uri, "type": type, "totalItems": total} | ({"first": f"{uri}?page=1"} if first else {})


def collection_page(uri: str, here: str, items: Iterable[Any], *, after: str = "", type: str = "OrderedCollection") -> Document:
    name = "orderedItems" if type == "OrderedCollection" else "items"
    found = {"@context": CONTEXT, "id": here, "type": f"{type}Page", "partOf": uri, name: list(items)}
    return found | ({"next": f"{uri}?page=1&after={after}"} if after else {})


def object_document(publication: Publication, *, context: bool = True, tally: dict[str, int] | None = None, voters: int = 0) -> Document:
    """What a publication says now, with its counts; a tombstone once it was withdrawn."""
    head: Document = {"@context": CONTEXT} if context else {}
    if publication.withdrawn_at:
        return head | {"id": publication.uri, "type": "Tombstone", "deleted": stamp(publication.withdrawn_at)}
    found: Document = head | publication.document
    if publication.is_public:
        for name, count in (
            ("replies", publication.replies_count),
            ("likes", publication.likes_count),
            ("shares", publication.shares_count),
        ):
            found[name] = {"id": f"{publication.uri}/{name}", "type": "Collection", "totalItems": count}
    for name in ("oneOf", "anyOf"):
        if name in found:
            counts = tally or {}
            found[name] = [
                {"type": "Note", "name": each, "replies": {"type": "Collection", "totalItems": counts.get(each, 0)}} for each in found[name]
            ]
            found["votersCount"] = voters
    return found


def stamp_document(quote: Quote) -> Document:
    """We said yes to this quote (FEP-044f)."""
    return {
        "@context": CONTEXT,
        "id": quote.uri,
        "type": "QuoteAuthorization",
        "attributedTo": quote.publication.actor.uri,
        "interactingObject": quote.note_uri,
        "interactionTarget": quote.publication.uri,
    }


def activity(
    actor: FediverseActor,
    type: str,
    *,
    uri: str,
    object: Any,
    at: datetime,
    to: Iterable[str] = (),
    cc: Iterable[str] = (),
    **more: Any,
) -> Document:
    """An activity with its proof."""
    bare: Document = {"@context": CONTEXT, "id": uri, "type": type, "actor": actor.uri, "published": stamp(at), "object": object, **more}
    if to := list(to):
        bare["to"] = to
    if cc := list(cc):
        bare["cc"] = cc
    return proofs.prove(bare, method=f"{actor.uri}#ed25519-key", key=keys.ed25519_key(actor.private["ed25519"]), at=at)


def everyone(actor: FediverseActor) -> dict[str, list[str]]:
    return {"to": [PUBLIC], "cc": [f"{actor.uri}/followers"]}
