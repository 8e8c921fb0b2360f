"""A group speaks for its process: a contribution that is hidden here it no longer passes on, and again once it is shown."""

from beffroi.channels.fediverse import rules
from beffroi.channels.fediverse.actions import passing
from beffroi.channels.fediverse.models import RemoteNote
from beffroi.commons.moderation.facts import DecisionMade, DecisionUndone
from beffroi.commons.moderation.models import Decision
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.outreach.origins import queries as origins

HEARD = "heard"  # hidden as a message of a network: its channel is told, and sees to it


@on(DecisionMade)
def no_longer_stand_for(fact: DecisionMade) -> None:
    if fact.act in (Decision.HIDE, Decision.RESTORE):
        _stand_for(fact.subject_kind, fact.subject_id, fact.act == Decision.RESTORE)


@on(DecisionUndone)
def stand_for_again(fact: DecisionUndone) -> None:
    _stand_for(fact.subject_kind, fact.subject_id, True)


def _stand_for(kind: str, id: int, stands: bool) -> None:
    if kind == HEARD:
        return
    uris = [origin.heard.remote_id for origin in origins.origins_of(Subject(kind, id)) if origin.heard and origin.heard.gone_at is None]
    notes = RemoteNote.objects.select_related("remote", "actor", "publication__actor").filter(uri__in=uris, gone_at=None)
    for note in notes:
        if not stands:
            passing.take_back(note=note, at=clock.now())
        elif rules.may_be_shown(note.remote):
            passing.release(note=note, at=clock.now())
