"""Words that come from elsewhere: kept as they are there, told to the team as base.Heard, taken away when they are there."""

from datetime import datetime
from typing import Any

from django.db import transaction

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import ANSWER, COMMENT, MENTION, PRIVATE, Incoming
from beffroi.channels.fediverse import ours, reading, rules
from beffroi.channels.fediverse.actions import actors, passing, publishing, quoting
from beffroi.channels.fediverse.models import FediverseActor, Publication, RemoteActor, RemoteNote
from beffroi.channels.fediverse.reading import Document, ident
from beffroi.kernel.text import plain

MOST = 20_000  # characters of a text
KINDS = {"Note", "Article", "Page", "Question", "Event", "Video", "Audio", "Image"}


@transaction.atomic
def hear(*, said: Document, activity: Document, remote: RemoteActor, at: datetime) -> RemoteNote | None:
    """Keep what is said to us: an answer to one of ours or below it, or words that name one of our actors.

    Said again it is a new wording. What nobody of ours is concerned by is not kept.
    """
    uri = ident(said)
    if reading.kind(said) not in KINDS or not reading.is_usable(uri):
        return None
    known = RemoteNote.objects.select_related("actor", "publication__actor").filter(uri=uri).first()
    if known and (known.remote_id != remote.pk or known.gone_at):
        return None
    is_private = not reading.is_public(said)
    above = ident(said.get("inReplyTo"))[:500]
    publication = known.publication if known else _root(above)
    actor = _hearer(said, is_private, publication) if known is None else known.actor or (publication.actor if publication else None)
    account = actors.account_of(actor=actor) if actor else None
    if account is None or actor is None:
        return None
    html = reading.html(said)[:MOST]
    is_private = is_private or bool(known and known.is_private)  # never the other way round
    values: dict[str, Any] = {"html": html, "is_private": is_private}
    if known:
        is_same = known.html == html
        if is_private and not known.is_private:  # what was said to all is now for few: nobody else sees it any more
            passing.take_back(note=known, at=at)
            values["activity"] = {}
            if publication:
                publishing.count(publication_id=publication.pk, counter="replies", by=-1)
        elif not is_private and passing.is_whole(activity, uri):
            values["activity"] = activity
        RemoteNote.objects.filter(pk=known.pk).update(**values)
        note = known
        note.html, note.is_private = html, is_private
    else:
        said_at = reading.moment(said, "published", at)
        shared = activity if not is_private and passing.is_whole(activity, uri) else {}
        note = RemoteNote.objects.create(
            uri=uri, remote=remote, actor=actor, publication=publication, in_reply_to=above, activity=shared, said_at=said_at, **values
        )
        if publication and not is_private:
            publishing.count(publication_id=publication.pk, counter="replies", by=1)
    _tell_team(account, note, said, remote, at)
    if rules.may_be_shown(remote) and not known:
        passing.release(note=note, at=at)
    elif known and not is_same:
        passing.pass_change(note=note, activity=activity, at=at)
    return note


def _hearer(said: Document, is_private: bool, publication: Publication | None) -> FediverseActor | None:
    """Whom of ours it concerns: who is named, a group that it is sent to, who wrote what it answers or quotes."""
    if found := next(iter(ours.actors(_named(said, is_private))), None):
        return found
    if found := next((one for one in ours.actors(reading.audience(said)) if one.type == "Group"), None):
        return found
    quoted = publication or (None if is_private else ours.publication(reading.quoted(said)))
    return quoted.actor if quoted else None


def _tell_team(account: Account, note: RemoteNote, said: Document, remote: RemoteActor, at: datetime) -> None:
    root = note.publication
    title = reading.words(said, "name", 200) or reading.words(said, "summary", 200)
    text = plain(note.html)
    ours = root and note.in_reply_to == root.uri
    incoming = Incoming(
        remote_id=note.uri,
        author_address=remote.address,
        author_name=remote.name or remote.username,
        text=f"{title}\n\n{text}" if title else text,
        sent_at=note.said_at,
        in_reply_to=note.in_reply_to,
        is_private=note.is_private,
        kind=PRIVATE if note.is_private else COMMENT if ours else ANSWER if root else MENTION,
        url=reading.link(said),
        root=root.uri if root else "",
        language=reading.language(said),
    )
    base.keep_heard(account=account, incoming=[incoming], at=at, is_whole=False)


def _root(above: str) -> Publication | None:
    """Our publication that a note stands under, however deep."""
    if not above:
        return None
    if found := ours.publication(above):
        return found
    note = RemoteNote.objects.select_related("publication__actor").filter(uri=above).first()
    return note.publication if note else None


def _named(said: Document, is_private: bool) -> set[str]:
    return reading.mentions(said) | (reading.audience(said) if is_private else set())


@transaction.atomic
def unhear(*, rows: Any, at: datetime, activity: Document | None = None) -> None:
    """Their author took them away: so do we, down to the counts and to what was passed on."""
    for note in list(rows.filter(gone_at=None).select_related("remote", "actor", "publication__actor")):
        passing.take_back(note=note, at=at, activity=activity)
        RemoteNote.objects.filter(pk=note.pk).update(gone_at=at, html="", activity={})
        quoting.lose(remote=note.remote, uri=note.uri)
        if note.publication_id and not note.is_private:
            publishing.count(publication_id=note.publication_id, counter="replies", by=-1)
        gone = Incoming(
            remote_id=note.uri, author_address="", author_name="", text="", sent_at=note.said_at, is_gone=True, is_private=note.is_private
        )
        for account in Account.objects.filter(kind=actors.KIND, heard__remote_id=note.uri).distinct():
            base.keep_heard(account=account, incoming=[gone], at=at, is_whole=False)
