from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.kernel import edition
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.text import slug
from beffroi.participation.proposals.models import Answer, Proposal, State
from beffroi.participation.proposals.rules import EDIT
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import must_have_right_in


@dataclass(frozen=True)
class Wanted:
    """A state as the team wrote it; `id` None for a new one."""

    id: int | None
    title: str
    announcement: str
    colour: str
    counts_as: str


def default_states() -> list[Wanted]:
    """What a new component starts with."""
    return [
        Wanted(None, _("Being studied"), _("The services are looking into it."), "info", State.OPEN),
        Wanted(None, _("Accepted"), _("The town will do it."), "ok", State.POSITIVE),
        Wanted(None, _("Accepted in part"), _("The town will do a part of it."), "warn", State.POSITIVE),
        Wanted(None, _("Not accepted"), _("The town will not do it, and says why."), "bad", State.NEGATIVE),
    ]


@transaction.atomic
def save_states(*, component: Component, person: Any, wanted: Sequence[Wanted]) -> list[State]:
    """Replace the list of states, in this order. A state in use is kept."""
    if person is not None:
        require(must_have_right_in(person, component.process, EDIT))
    kept = {state.pk: state for state in component.proposal_states.all()}
    going = set(kept) - {one.id for one in wanted if one.id}
    used = Proposal.objects.filter(state_id__in=going).exists() or Answer.objects.filter(state_id__in=going).exists()
    if used:
        require(Refusal("used", _("A state that proposals are in cannot be removed.")))
    State.objects.filter(pk__in=going).delete()
    tokens = {state.token for pk, state in kept.items() if pk not in going}
    for position, one in enumerate(wanted):
        state = kept.get(one.id or 0) or State(component=component, token=_free(one.title, tokens))
        tokens.add(state.token)
        state.title, state.announcement, state.colour = one.title[:60], one.announcement[:250], one.colour
        state.counts_as, state.position = one.counts_as, position
        state.save()
    # Cards show the name and the colour of the state.
    component.proposals.exclude(state=None).update(version=F("version") + 1)
    Component.objects.filter(pk=component.pk).update(version=F("version") + 1)
    edition.bump()
    return list(component.proposal_states.order_by("position"))


def _free(title: str, taken: Collection[str]) -> str:
    wanted = slug(title)[:30] or "state"
    number, found = 1, wanted
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found


@transaction.atomic
def put_in_state(*, component: Component, person: Any, proposal_ids: Collection[int], state: State | None, at: datetime) -> int:
    """Many at once, without an answer: only states that are still open (a yes or a no comes with reasons)."""
    require(must_have_right_in(person, component.process, EDIT))
    if state is not None and (state.component_id != component.pk or state.counts_as != State.OPEN):
        require(Refusal("state", _("A yes or a no needs an answer with its reasons: write it proposal by proposal.")))
    rows = Proposal.objects.filter(component=component, pk__in=proposal_ids, answered_at=None).exclude(published_at=None)
    count = rows.update(state=state, version=F("version") + 1)
    edition.bump()
    return count
