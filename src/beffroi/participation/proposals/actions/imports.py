from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F

from beffroi.ground.people.models import Voice
from beffroi.kernel import edition
from beffroi.kernel.facts import record
from beffroi.participation.proposals.actions.texts import belongs_in_list, ids, index, write
from beffroi.participation.proposals.facts import ProposalPublished, ProposalWithdrawn
from beffroi.participation.proposals.models import Author, Proposal, State, Version
from beffroi.participation.spaces.actions import count_contributions
from beffroi.participation.spaces.models import Component


@transaction.atomic
def import_proposal(
    *, component: Component, title: str, text: str, voice: Voice, origin: str, at: datetime, supports: int = 0, topic: str = "",
    language: str = "fr", place: str = "", longitude: float | None = None, latitude: float | None = None, state: State | None = None,
    channel: str = "import", address: str = "", told: bool = False, is_official: bool = False,
) -> tuple[Proposal, bool]:  # fmt: skip
    """Bring in a proposal that was made elsewhere; the same `origin` again changes its words and figures, never doubles it.

    Returns the row and whether it is new. `supports` were given elsewhere: they are added to those given here. `told`
    tells ProposalPublished, for what is new and comes from a network; an old consultation is brought in silently.
    """
    proposal = Proposal.objects.select_for_update(of=("self",)).filter(origin=origin).first()
    made = proposal is None
    fields = {"title": title, "text": text, "topic": topic, "place": place, "longitude": longitude, "latitude": latitude}
    if proposal is None:
        proposal = Proposal(
            component=component, voice=voice, origin=origin, origin_channel=channel, origin_address=address, language=language, state=state,
            is_official=is_official, published_at=at, created_at=at, in_list=True, supports_count=supports, imported_supports=supports,
        )  # fmt: skip
    else:
        same = all(getattr(proposal, name) == value for name, value in fields.items())
        if same and proposal.imported_supports == supports:
            return proposal, False
        proposal.supports_count = F("supports_count") + supports - proposal.imported_supports
        proposal.imported_supports, proposal.version, proposal.edits = supports, F("version") + 1, F("edits") + 1
    write(proposal, fields)
    proposal.save()
    proposal.refresh_from_db()
    proposal.component = component
    last = proposal.versions.order_by("-number").first()
    if last is None or (last.title, last.text) != (proposal.title, proposal.text):
        number = last.number + 1 if last else 1
        Version.objects.create(proposal=proposal, number=number, title=proposal.title, text=proposal.text, voice=voice, at=at)
    if made:
        Author.objects.create(proposal=proposal, voice=voice, at=at)
        count_contributions(process_id=component.process_id, by=1)
        if told:
            record(ProposalPublished(**ids(proposal), voice_id=voice.pk))
    index(proposal, at)
    return proposal, made


@transaction.atomic
def withdraw_import(*, proposal: Proposal, why: str, at: datetime) -> Proposal:
    """Its author took it away where it was written, or does not want it here: it leaves the list, its page says so."""
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("component__process").get(pk=proposal.pk)
    if proposal.withdrawn_at:
        return proposal
    was_listed = proposal.in_list
    proposal.withdrawn_at, proposal.withdrawn_why, proposal.in_list, proposal.version = at, why[:300], False, F("version") + 1
    proposal.save(update_fields=["withdrawn_at", "withdrawn_why", "in_list", "version"])
    if was_listed:
        count_contributions(process_id=proposal.component.process_id, by=-1)
    index(proposal, at)
    record(ProposalWithdrawn(**ids(proposal)))
    return proposal


@transaction.atomic
def put_back_import(*, proposal: Proposal, at: datetime) -> Proposal:
    """It was withdrawn by mistake, or by a stranger."""
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("component__process").get(pk=proposal.pk)
    if proposal.withdrawn_at is None:
        return proposal
    proposal.withdrawn_at, proposal.withdrawn_why = None, ""
    proposal.in_list, proposal.version = belongs_in_list(proposal), F("version") + 1
    proposal.save(update_fields=["withdrawn_at", "withdrawn_why", "in_list", "version"])
    if proposal.in_list:
        count_contributions(process_id=proposal.component.process_id, by=1)
    index(proposal, at)
    edition.bump()
    return proposal


@dataclass(frozen=True)
class Elsewhere:
    """A proposal as it stood elsewhere; `origin` is its own for ever. `votes`: {"agree": 3, "mixed": 1, "disagree": 2}."""

    origin: str
    title: str
    text: str
    topic: str = ""
    votes: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def import_proposals(*, component: Component, rows: Sequence[Elsewhere], voice: Voice, channel: str, at: datetime) -> tuple[int, int]:
    """An old consultation, many proposals at once, told to nobody. Those who agreed there count as supports.

    Returns how many were added and how many changed; the same `origin` again never doubles one.
    """
    known = {row.origin: row for row in Proposal.objects.filter(origin__in=[row.origin for row in rows])}
    new = [_new(row, component, voice, channel, at) for row in rows if row.origin not in known]
    Proposal.objects.bulk_create(new, batch_size=100)
    Version.objects.bulk_create(
        [Version(proposal=row, number=1, title=row.title, text=row.text, voice=voice, at=at) for row in new], batch_size=200
    )
    Author.objects.bulk_create([Author(proposal=row, voice=voice, at=at) for row in new], batch_size=200)
    for row in new:
        index(row, at)
    if new:
        count_contributions(process_id=component.process_id, by=len(new))
    changed = sum(_change(known[row.origin], row, component, voice, at) for row in rows if row.origin in known)
    edition.bump()
    return len(new), changed


def _new(row: Elsewhere, component: Component, voice: Voice, channel: str, at: datetime) -> Proposal:
    agreed = row.votes.get("agree", 0)
    proposal = Proposal(
        component=component, voice=voice, origin=row.origin, origin_channel=channel, published_at=at, created_at=at, in_list=True,
        supports_count=agreed, imported_supports=agreed, imported_votes=row.votes,
    )  # fmt: skip
    write(proposal, {"title": row.title, "text": row.text, "topic": row.topic})
    return proposal


def _change(known: Proposal, row: Elsewhere, component: Component, voice: Voice, at: datetime) -> bool:
    """What the source says now. `import_proposal` keeps the history of the text."""
    agreed = row.votes.get("agree", 0)
    said = (" ".join(row.title.split())[:250], row.text, row.topic, row.votes)
    if (known.title, known.text, known.topic, known.imported_votes) == said:
        return False
    import_proposal(
        component=component, title=row.title, text=row.text, topic=row.topic, voice=voice, origin=row.origin, at=at, supports=agreed
    )
    Proposal.objects.filter(pk=known.pk).update(imported_votes=row.votes, version=F("version") + 1)
    return True
