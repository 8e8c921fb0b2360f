from datetime import datetime

from django.db import transaction
from django.db.models import F

from beffroi.ground.people.models import Voice
from beffroi.kernel.facts import record
from beffroi.participation.proposals.actions.texts import ids, index, write
from beffroi.participation.proposals.facts import ProposalPublished
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
