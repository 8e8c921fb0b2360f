"""Whether a ballot of a secret vote holds, before anything is locked or written."""

from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from beffroi.engines.ballots import casting
from beffroi.engines.ballots.election import Broken
from beffroi.engines.ballots.election import Election as Protocol
from beffroi.kernel.rules import Refusal, Refused
from beffroi.participation.ballots.models import Election, Setup

MOST_BYTES = 2_000_000


@lru_cache(maxsize=8)
def _read(raw: str) -> Protocol:
    return Protocol.read(raw)


@lru_cache(maxsize=8)
def _of(pk: int, uuid: str, frozen: str) -> Protocol:
    return _read(Setup.objects.values_list("election_raw", flat=True).get(election=pk))


def protocol(election: Election) -> Protocol:
    """The vote as the protocol reads it. It is frozen: what was read, tables of powers included, serves the next ballot."""
    return _of(election.pk, election.uuid, election.frozen)


def must_hold(election: Election, raw: str) -> dict[str, Any]:
    """The ballot, every proof checked. Refused says what to do."""
    if len(raw.encode()) > MOST_BYTES:
        raise Refused(Refusal("broken", _("This is too long to be a ballot.")))
    try:
        return casting.check(protocol(election), raw)
    except Broken as broken:
        said = _("This ballot is not accepted: %(why)s. Nothing was put in the urn. Make it again.") % {"why": broken}
        raise Refused(Refusal("broken", said)) from None
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        raise Refused(Refusal("broken", _("This is not a ballot. Nothing was put in the urn. Make it again."))) from None
