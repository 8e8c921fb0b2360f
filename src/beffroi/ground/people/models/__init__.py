"""The tables of people, by noun."""

from beffroi.ground.people.models.accounts import TOWN_HALL, Account, Grant, Voice, portrait_url, public_id
from beffroi.ground.people.models.doors import EmailProof, Session, WaitingAct
from beffroi.ground.people.models.links import VoiceLink
from beffroi.ground.people.models.team import Reading, Representation, RepresentedAct

__all__ = [
    "TOWN_HALL",
    "Account",
    "EmailProof",
    "Grant",
    "Reading",
    "Representation",
    "RepresentedAct",
    "Session",
    "Voice",
    "VoiceLink",
    "WaitingAct",
    "portrait_url",
    "public_id",
]
