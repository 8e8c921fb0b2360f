from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.commons.search import actions as search
from beffroi.ground.people.models import Voice
from beffroi.ground.people.rules import must_be_signed_in
from beffroi.kernel import html
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import excerpt, plain
from beffroi.participation.proposals.facts import ProposalEdited, ProposalHidden, ProposalPublished, ProposalWithdrawn
from beffroi.participation.proposals.models import Author, Proposal, Version
from beffroi.participation.proposals.rules import OFFICIAL, may_edit, may_propose, may_withdraw, must_be_author, setting
from beffroi.participation.spaces.actions import count_contributions
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import must_have_right_in

FIELDS = ("title", "text", "district", "place", "longitude", "latitude", "image", "topic")
MOST_DRAFTS = 20


class Changed(Exception):
    """Somebody else edited the text since the form was opened: both texts are shown."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__("changed meanwhile")
        self.proposal = proposal


def ids(proposal: Proposal) -> dict[str, int]:
    """What every fact about a proposal says."""
    return {"proposal_id": proposal.pk, "component_id": proposal.component_id, "process_id": proposal.component.process_id}


def write(proposal: Proposal, fields: Mapping[str, Any]) -> None:
    """Set the given fields, and what is made of the text at write time."""
    for name in FIELDS:
        if name in fields:
            setattr(proposal, name, fields[name])
    proposal.title = " ".join(proposal.title.split())[:250]
    proposal.html = html.from_markdown(proposal.text)
    proposal.excerpt = excerpt(proposal.text, 200)


def address(proposal: Proposal) -> str:
    """Its page, in the language of the moment; stored addresses are made by `stored_address`."""
    return reverse("proposals:detail", args=[proposal.component.process.slug, proposal.component_id, proposal.pk])


def stored_address(proposal: Proposal) -> str:
    """Its page in the town's first language."""
    with override(settings.LANGUAGE_CODE):
        return address(proposal)


def index(proposal: Proposal, at: datetime) -> None:
    """Put what is public in the search, take the rest out."""
    subject = Subject("proposal", proposal.pk)
    if not proposal.in_list:
        search.remove(subject=subject)
        return
    search.put(
        subject=subject,
        title=proposal.title,
        text=plain(proposal.html),
        url=stored_address(proposal),
        language=proposal.language,
        at=proposal.published_at or at,
        space=Subject("process", proposal.component.process_id),
    )


@transaction.atomic
def save_draft(*, component: Component, person: Any, fields: Mapping[str, Any], at: datetime, proposal: Proposal | None = None) -> Proposal:
    """Keep what is being written; only its author sees it. It may be half empty."""
    require(must_be_signed_in(person))
    if proposal is not None:
        require(must_be_author(person, proposal))
        if not proposal.is_draft:
            require(Refusal("published", _("This proposal is published: edit it from its page.")))
        write(proposal, fields)
        proposal.saved_at, proposal.edits, proposal.version = at, F("edits") + 1, F("version") + 1
        proposal.save()
        proposal.refresh_from_db(fields=["edits", "version"])
        return proposal
    require(may_propose(person, component, at))
    if Proposal.objects.filter(voice=person.voice, published_at=None).count() >= MOST_DRAFTS:
        require(Refusal("drafts", _("You have many drafts already. Publish or delete one first.")))
    proposal = Proposal(component=component, voice=person.voice, created_at=at, saved_at=at, origin_channel=person.came_by)
    write(proposal, fields)
    proposal.save()
    Author.objects.create(proposal=proposal, voice=person.voice, at=at)
    return proposal


@transaction.atomic
def discard(*, proposal: Proposal, person: Any) -> None:
    """Delete a draft."""
    require(must_be_author(person, proposal))
    if not proposal.is_draft:
        require(Refusal("published", _("This proposal is published: it can be withdrawn, not deleted.")))
    proposal.delete()


@transaction.atomic
def publish(*, proposal: Proposal, person: Any, at: datetime, official: bool = False) -> Proposal:
    """Show a draft to everybody."""
    component = proposal.component
    if official:
        require(must_have_right_in(person, component.process, OFFICIAL))
    else:
        require(must_be_author(person, proposal) or may_propose(person, component, at))
    require(must_be_complete(proposal))
    days = setting(component, "answer_days")
    due = at + timedelta(days=days) if days and not official else None
    changed = Proposal.objects.filter(pk=proposal.pk, published_at=None).update(
        published_at=at, in_list=True, is_official=official, answer_due_at=due, version=F("version") + 1
    )
    if not changed:
        return proposal
    if person.came_by and not proposal.origin_channel:
        Proposal.objects.filter(pk=proposal.pk).update(origin_channel=person.came_by)
    proposal.refresh_from_db()
    proposal.component = component
    Version.objects.create(proposal=proposal, number=1, title=proposal.title, text=proposal.text, voice=proposal.voice, at=at)
    count_contributions(process_id=component.process_id, by=1)
    index(proposal, at)
    record(ProposalPublished(**ids(proposal), voice_id=proposal.voice_id))
    return proposal


@transaction.atomic
def propose(*, component: Component, person: Any, fields: Mapping[str, Any], at: datetime) -> Proposal:
    """Write and publish in one go: all of it, or nothing."""
    return publish(proposal=save_draft(component=component, person=person, fields=fields, at=at), person=person, at=at)


def must_be_complete(proposal: Proposal) -> Refusal | None:
    """What a draft still lacks."""
    if len(proposal.title) < 5:
        return Refusal("title", _("Give your proposal a title: a few words that say it."))
    if len(proposal.text.strip()) < 15:
        return Refusal("text", _("Explain your proposal in a few sentences."))
    if len(proposal.text) > setting(proposal.component, "max_length"):
        return Refusal("long", _("The text is too long: %(n)d signs at most.") % {"n": setting(proposal.component, "max_length")})
    if setting(proposal.component, "place") == "must" and proposal.longitude is None and not proposal.place:
        return Refusal("place", _("Say where: the place is asked here."))
    return None


@transaction.atomic
def edit(*, proposal: Proposal, person: Any, seen: int, fields: Mapping[str, Any], at: datetime, why: str = "") -> Proposal:
    """Change a published text; the earlier one stays readable. Raises Changed if somebody edited meanwhile."""
    require(may_edit(person, proposal, at))
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("component__process").get(pk=proposal.pk)
    if proposal.edits > seen:
        raise Changed(proposal)
    return rewrite(proposal, fields=fields, voice=person.voice, at=at, why=why)


def rewrite(proposal: Proposal, *, fields: Mapping[str, Any], voice: Voice, at: datetime, why: str = "") -> Proposal:
    """Write a new version, in the caller's transaction."""
    before = (proposal.title, proposal.text)
    write(proposal, fields)
    require(must_be_complete(proposal))
    proposal.saved_at, proposal.edits, proposal.version = at, F("edits") + 1, F("version") + 1
    proposal.save()
    proposal.refresh_from_db(fields=["edits", "version"])
    last = proposal.versions.order_by("-number").values_list("number", flat=True).first() or 0
    if (proposal.title, proposal.text) != before:
        last += 1
        Version.objects.create(proposal=proposal, number=last, title=proposal.title, text=proposal.text, voice=voice, why=why[:250], at=at)
    index(proposal, at)
    record(ProposalEdited(**ids(proposal), number=last))
    return proposal


@transaction.atomic
def withdraw(*, proposal: Proposal, person: Any, why: str, at: datetime) -> Proposal:
    """Its author takes it back: it leaves the list, its page says so."""
    require(may_withdraw(person, proposal, at))
    if Proposal.objects.filter(pk=proposal.pk, withdrawn_at=None).update(
        withdrawn_at=at, withdrawn_why=why[:300], in_list=False, version=F("version") + 1
    ):
        count_contributions(process_id=proposal.component.process_id, by=-1)
        record(ProposalWithdrawn(**ids(proposal)))
    proposal.refresh_from_db(fields=["withdrawn_at", "withdrawn_why", "in_list", "version"])
    index(proposal, at)
    return proposal


@transaction.atomic
def set_hidden(*, proposal: Proposal, hidden: bool, at: datetime) -> None:
    """Moderation took it out of sight, or put it back."""
    was_listed = proposal.in_list
    proposal.hidden_at = at if hidden else None
    proposal.in_list = belongs_in_list(proposal)
    proposal.version = F("version") + 1
    proposal.save(update_fields=["hidden_at", "in_list", "version"])
    if was_listed != proposal.in_list:
        count_contributions(process_id=proposal.component.process_id, by=1 if proposal.in_list else -1)
    index(proposal, at)
    record(ProposalHidden(**ids(proposal), hidden=hidden))


def belongs_in_list(proposal: Proposal) -> bool:
    """Whether lists show it, from what happened to it."""
    gone = proposal.hidden_at or proposal.withdrawn_at or proposal.merged_into_id or proposal.split_at
    return proposal.published_at is not None and not gone
