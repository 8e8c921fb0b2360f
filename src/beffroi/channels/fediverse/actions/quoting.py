"""Quoting (FEP-044f): whoever wants to quote a publication asks; the stamp that we give proves that we said yes, until it is taken back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from beffroi.channels.fediverse import documents, rules
from beffroi.channels.fediverse.actions import outgoing
from beffroi.channels.fediverse.models import Publication, Quote, RemoteActor
from beffroi.channels.fediverse.reading import Document, host, ident, is_usable
from beffroi.ground.people.models import Account as Person
from beffroi.kernel.rules import require

TYPE = "QuoteRequest"


@transaction.atomic
def answer(*, activity: Document, publication: Publication, remote: RemoteActor, at: datetime) -> Quote | None:
    """Yes with a stamp, or no; asked again the answer is the same. A quote that was taken back stays so."""
    note_uri = ident(activity.get("instrument"))
    asked = {"id": ident(activity), "type": TYPE, "actor": remote.uri, "object": publication.uri, "instrument": note_uri}
    told: dict[str, Any] = {"actor": publication.actor, "object": asked, "at": at, "inboxes": [remote.inbox], "to": [remote.uri]}
    is_theirs = is_usable(note_uri) and host(note_uri) == remote.host
    if not is_theirs or not rules.may_quote(remote, publication):
        outgoing.tell(type="Reject", wait=outgoing.AFTER, **told)
        return None
    quote, _made = Quote.objects.get_or_create(publication=publication, note_uri=note_uri, defaults={"remote": remote, "at": at})
    if quote.remote_id != remote.pk or quote.revoked_at:
        outgoing.tell(type="Reject", wait=outgoing.AFTER, **told)
        return None
    outgoing.tell(type="Accept", wait=outgoing.AFTER, result=quote.uri, **told)
    return quote


@transaction.atomic
def revoke(*, person: Person, quote: Quote, at: datetime) -> None:
    """Take the permission back: other servers no longer show our words below theirs."""
    require(rules.may_manage(person))
    if Quote.objects.filter(pk=quote.pk, revoked_at=None).update(revoked_at=at):
        said = documents.everyone(quote.publication.actor)
        inboxes = outgoing.inboxes_of(actor=quote.publication.actor) | {quote.remote.shared_inbox or quote.remote.inbox}
        outgoing.tell(
            actor=quote.publication.actor, type="Delete", object=quote.uri, at=at, inboxes=inboxes, to=said["to"],
            cc=[*said["cc"], quote.remote.uri],
        )  # fmt: skip


@transaction.atomic
def lose(*, remote: RemoteActor, uri: str = "") -> None:
    """What quoted is gone (or its author is): nothing is kept of it."""
    Quote.objects.filter(Q(note_uri=uri) if uri else Q(), remote=remote).delete()
