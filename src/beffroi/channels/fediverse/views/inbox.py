"""What comes in. Nothing is believed before it is proven: signature, its key's owner, that owner is the actor, not a replay."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from beffroi.channels.fediverse import fetching, jobs, proofs, reading, rules, signatures
from beffroi.channels.fediverse.actions import receiving, remotes
from beffroi.channels.fediverse.models import FediverseActor, RemoteActor, RemoteKey
from beffroi.channels.fediverse.signatures import BadSignature
from beffroi.channels.fediverse.views.answering import signed
from beffroi.kernel import clock
from beffroi.kernel.access import by_link
from beffroi.kernel.limits import must_be_within

MOST = 1024 * 1024
TYPES = {"application/activity+json", "application/ld+json"}
PER_HOST, PER_HOST_NEW = 600, 60  # activities, and unknown keys to look for, in ten minutes
WHILE = timedelta(minutes=10)


class Refused(Exception):
    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@csrf_exempt
@never_cache
@by_link
@require_POST
def inbox(request: HttpRequest, username: str = "") -> HttpResponse:
    """The shared inbox and those of the actors are one door."""
    if username:
        get_object_or_404(FediverseActor, username=username, closed_at=None)
    try:
        _receive(request, clock.now())
    except Refused as refused:
        return HttpResponse(str(refused), status=refused.status, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=202)


def _receive(request: HttpRequest, at: datetime) -> None:
    if (request.content_type or "") not in TYPES:
        raise Refused(415, "send application/activity+json")
    if int(request.headers.get("Content-Length") or 0) > MOST or len(request.body) > MOST:
        raise Refused(413, "too large")
    try:
        claim = signatures.read(signed(request), at=at)
    except BadSignature as error:
        raise Refused(401, str(error)) from None
    activity = _activity(request.body)
    actor_uri = reading.ident(activity.get("actor"))
    host = reading.host(claim.key_id)
    if not (rules.may_speak(host) and rules.may_speak(reading.host(actor_uri))):
        raise Refused(403, "we do not speak with that server")
    if must_be_within("fediverse:inbox", host, most=PER_HOST, per=WHILE, at=at):
        raise Refused(429, "too many at once")
    if _is_stranger_leaving(activity, actor_uri, claim.key_id):
        return
    signer = _proven(claim, host, at)
    remotes.note_alive(name=host)
    if claim.way == signatures.RFC9421:
        remotes.note_way(name=host, way=claim.way)  # who signs so can read it
    if signer.uri != actor_uri:
        _passed_on(activity, actor_uri, at)
        return
    _keep(activity, signer, hashlib.sha256(claim.signature).hexdigest(), at)


def _activity(body: bytes) -> dict[str, Any]:
    if b"\0" in body or b"\\u0000" in body:
        raise Refused(400, "null characters are in no text")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "not JSON") from None
    if not isinstance(found, dict) or not reading.kind(found):
        raise Refused(400, "not an activity")
    if b"\\ud" in body.lower() and not _is_text(found):
        raise Refused(400, "half characters are in no text")
    uri, actor = reading.ident(found), reading.ident(found.get("actor"))
    if not reading.is_usable(uri) or not reading.is_usable(actor):
        raise Refused(400, "an activity has an id and an actor")
    if reading.host(uri) != reading.host(actor):
        raise Refused(401, "the activity is not of its actor's server")
    return found


def _is_text(found: dict[str, Any]) -> bool:
    """JSON may escape half of a pair (\\ud83d alone), which no database takes."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_stranger_leaving(activity: dict[str, Any], actor_uri: str, key_id: str) -> bool:
    """Servers tell everybody of accounts that went: of one that we never met, nothing is to be read."""
    is_own = reading.kind(activity) == "Delete" and reading.ident(activity.get("object")) == actor_uri
    return is_own and not RemoteActor.objects.filter(uri=actor_uri).exists() and reading.host(key_id) == reading.host(actor_uri)


def _proven(claim: signatures.Claim, host: str, at: datetime) -> RemoteActor:
    """Whose key signed. A key that no longer fits is read again once: it may have been changed."""
    known = RemoteKey.objects.filter(key_id=claim.key_id).exists()
    for anew in (False, True):
        if (anew or not known) and must_be_within("fediverse:keys", host, most=PER_HOST_NEW, per=WHILE, at=at):
            raise Refused(429, "too many unknown keys")
        try:
            key = fetching.key(claim.key_id, at=at, anew=anew)
            signatures.check(claim, key.pem)
        except fetching.CannotFetch as error:
            raise Refused(401, f"the key cannot be read: {error}") from None
        except BadSignature as error:
            if anew or not known:
                raise Refused(401, str(error)) from None
            continue
        if key.owner.blocked_at:
            raise Refused(403, "blocked")
        return key.owner
    raise Refused(401, "forged")


def _passed_on(activity: dict[str, Any], actor_uri: str, at: datetime) -> None:
    """Signed by somebody else than its actor: believed by its own proof, or asked of its origin; refused without either."""
    proof = proofs.proof_of(activity)
    if proof and reading.host(str(proof.get("verificationMethod"))) == reading.host(actor_uri):
        try:
            actor = fetching.actor(actor_uri, at=at)
        except fetching.CannotFetch as error:
            raise Refused(401, f"its actor cannot be read: {error}") from None
        key = actor.multikeys.get(str(proof["verificationMethod"]))
        if key and proofs.holds(activity, key) and not actor.blocked_at:
            _keep(activity, actor, hashlib.sha256(str(proof.get("proofValue")).encode()).hexdigest(), at)
            return
        raise Refused(401, "its proof does not hold")
    uri = reading.ident(activity.get("object"))
    is_forwarded = isinstance(activity.get("signature"), dict) and reading.kind(activity) in ("Create", "Update", "Delete")
    if not is_forwarded or not reading.is_usable(uri) or reading.host(uri) != reading.host(actor_uri):
        raise Refused(401, "the signature is not its actor's")
    jobs.read_again.using(unique=f"fediverse-read-{hashlib.sha256(uri.encode()).hexdigest()}").enqueue(uri=uri)


@transaction.atomic
def _keep(activity: dict[str, Any], signer: RemoteActor, signature_hash: str, at: datetime) -> None:
    found, pk = receiving.remember(activity=activity, actor_uri=signer.uri, signature_hash=signature_hash, at=at)
    if found == receiving.REPLAYED:
        raise Refused(401, "this very message came already")
    if found == receiving.NEW:
        jobs.take_in.enqueue(received_id=pk)
