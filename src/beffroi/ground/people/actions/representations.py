from datetime import datetime, timedelta

from django.db import transaction

from beffroi.ground.people.actions.sessions import note_seen
from beffroi.ground.people.facts import RepresentationBegun, RepresentationEnded
from beffroi.ground.people.models import Account, Representation, RepresentedAct
from beffroi.ground.people.rules import may_represent
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require

LASTS = timedelta(minutes=30)


@transaction.atomic
def begin_representation(*, agent: Account, person: Account, reason: str, at: datetime) -> Representation:
    """An agent starts acting for a person, for half an hour at most."""
    Representation.objects.filter(agent=agent, ended_at=None, ends_at__lte=at).update(ended_at=at)
    require(may_represent(agent, person, at))
    made = Representation.objects.create(agent=agent, person=person, reason=reason.strip(), started_at=at, ends_at=at + LASTS)
    note_seen(account_id=person.pk, at=at)
    ledger.append(kind="representation-begun", subject=None, data={"id": made.pk, "agent": agent.pk, "person": person.pk}, at=at)
    record(RepresentationBegun(representation_id=made.pk, agent_id=agent.pk, person_id=person.pk))
    return made


@transaction.atomic
def end_representation(*, representation: Representation, at: datetime) -> None:
    """The agent is herself again."""
    if Representation.objects.filter(pk=representation.pk, ended_at=None).update(ended_at=min(at, representation.ends_at)):
        acts = representation.acts.count()
        ledger.append(kind="representation-ended", subject=None, data={"id": representation.pk, "acts": acts}, at=at)
        record(RepresentationEnded(representation_id=representation.pk))


def log_act(*, representation: Representation, view: str, path: str, led_to: str, at: datetime) -> RepresentedAct:
    """Keep what was done in the name of the person."""
    return RepresentedAct.objects.create(representation=representation, view=view[:120], path=path[:300], led_to=led_to[:300], at=at)
