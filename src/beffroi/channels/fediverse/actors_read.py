"""An actor's document, read: what we keep of somebody elsewhere."""

from dataclasses import dataclass, field

from beffroi.channels.fediverse import reading
from beffroi.channels.fediverse.keys import ed25519_public, public_key
from beffroi.channels.fediverse.reading import Document, embedded, host, ident, idents, is_usable, kind, many, words

TYPES = {"Person", "Organization", "Group", "Service", "Application"}


class NoActor(ValueError):
    """The document describes nobody that we can speak with."""


@dataclass(frozen=True)
class ReadActor:
    uri: str
    type: str
    username: str
    name: str
    url: str
    inbox: str
    shared_inbox: str
    followers: str
    keys: dict[str, str] = field(default_factory=dict)
    multikeys: dict[str, str] = field(default_factory=dict)
    also_known_as: list[str] = field(default_factory=list)
    moved_to: str = ""


def read_actor(document: Document) -> ReadActor:
    """NoActor unless it is one, all of it on one server."""
    uri, type = ident(document), kind(document)
    inbox = ident(document.get("inbox"))
    if not is_usable(uri) or type not in TYPES or not is_usable(inbox) or host(inbox) != host(uri):
        raise NoActor("no actor")
    endpoints = embedded(document.get("endpoints")) or {}
    shared = ident(endpoints.get("sharedInbox"))
    followers = ident(document.get("followers"))
    return ReadActor(
        uri=uri,
        type=type,
        username=words(document, "preferredUsername", 200) or uri.rstrip("/").rpartition("/")[2][:200],
        name=words(document, "name", 200),
        url=reading.link(document),
        inbox=inbox,
        shared_inbox=shared if is_usable(shared) and host(shared) == host(uri) else "",
        followers=followers if is_usable(followers) and host(followers) == host(uri) else "",
        keys=_keys(document, uri),
        multikeys=_multikeys(document, uri),
        also_known_as=[each for each in idents(document.get("alsoKnownAs")) if is_usable(each)][:20],
        moved_to=each if is_usable(each := ident(document.get("movedTo"))) else "",
    )


def _keys(document: Document, uri: str) -> dict[str, str]:
    """Its RSA keys by their ids; a key of another server, or of another owner, is none of its own."""
    found = {}
    for each in many(document.get("publicKey"))[:5]:
        if not isinstance(each, dict) or not isinstance(each.get("publicKeyPem"), str):
            continue
        key_id = ident(each)
        if not is_usable(key_id) or host(key_id) != host(uri) or ident(each.get("owner")) not in ("", uri):
            continue
        try:
            public_key(each["publicKeyPem"])
        except ValueError:
            continue
        found[key_id] = each["publicKeyPem"]
    return found


def _multikeys(document: Document, uri: str) -> dict[str, str]:
    found = {}
    for each in many(document.get("assertionMethod"))[:5]:
        if isinstance(each, dict) and ident(each.get("controller")) == uri and host(ident(each)) == host(uri):
            words = each.get("publicKeyMultibase")
            try:
                ed25519_public(str(words))
            except ValueError:
                continue
            found[ident(each)] = str(words)
    return found
