"""Public credentials, from the registrar; and the simplified way, where this site makes them itself and says so to the public."""

import json
import secrets
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.engines.ballots.credentials import new_credential, public_of
from beffroi.engines.ballots.election import Broken, whole
from beffroi.engines.ballots.groups import GROUPS
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.participation.ballots import urns
from beffroi.participation.ballots.actions.casting import on_disk
from beffroi.participation.ballots.actions.preparing import ids
from beffroi.participation.ballots.facts import CredentialsRevoked, CredentialsSet
from beffroi.participation.ballots.models import Ballot, Credential, Election, Urn, Voter
from beffroi.participation.ballots.rules import must_be_able_to_vote, must_be_changeable, must_have_shown_who, voter_of


@transaction.atomic
def set_credentials(*, election: Election, raw: str, at: datetime) -> int:
    """What the registrar publishes: a list of public credentials, as many as people on the roll, with their weights."""
    require(must_be_changeable(election))
    if not election.is_secret or election.server_registrar:
        raise Refused(Refusal("registrar", _("This vote takes no credentials from a registrar.")))
    publics = _read(election, raw)
    weights = Counter(Voter.objects.filter(election=election).values_list("weight", flat=True))
    if Counter(publics.values()) != weights:
        raise Refused(Refusal("count", _("These credentials are not as many, or not of the weights, as the people on the roll.")))
    _put(election, publics, by_server=False)
    return len(publics)


def _read(election: Election, raw: str) -> dict[str, int]:
    try:
        said, found = json.loads(raw), {}
        for line in said if isinstance(said, list) else []:
            text, _comma, weight = str(line).partition(",")
            value = whole(text)
            if value == 1 or not GROUPS[election.group].contains(value):
                raise Broken("a credential is out of the group")
            if text in found:
                raise Broken("a credential is there twice")
            found[text] = int(whole(weight)) if weight else 1
    except (ValueError, RecursionError) as error:
        raise Refused(Refusal("broken", _("This is no list of public credentials: %(why)s.") % {"why": error})) from None
    if not found:
        raise Refused(Refusal("broken", _("This list is empty.")))
    return found


def _put(election: Election, publics: dict[str, int], *, by_server: bool) -> None:
    Credential.objects.filter(election=election).delete()
    # Sorted by what they are: the order tells nothing of the roll.
    rows = [Credential(election=election, public=public, weight=weight) for public, weight in sorted(publics.items())]
    Credential.objects.bulk_create(rows, batch_size=500)
    record(CredentialsSet(**ids(election), count=len(rows), by_server=by_server))


@transaction.atomic
def drop_credentials(*, election: Election, at: datetime) -> None:
    """Begin anew: those that were sent to people are worth nothing then."""
    require(must_be_changeable(election))
    Credential.objects.filter(election=election).delete()
    Urn.objects.filter(election=election).update(handed={})
    election.is_ready = False
    election.save(update_fields=["is_ready"])
    record(CredentialsSet(**ids(election), count=0, by_server=election.server_registrar))


@transaction.atomic
def revoke(*, election: Election, publics: Iterable[str], at: datetime) -> dict[str, int]:
    """Credentials of people who vote on paper, or who lost theirs. One that has voted stays: its ballot is in the urn."""
    if election.is_over or not election.is_secret:
        raise Refused(Refusal("closed", _("This vote is over.")))
    urns.locked(election)
    asked = set(publics)
    written = {one for one in asked if one.isascii() and one.isdecimal() and len(one) <= 640}
    known = set(Credential.objects.filter(election=election, public__in=written).values_list("public", flat=True))
    used = set(Ballot.objects.filter(election=election, credential__in=known).values_list("credential", flat=True))
    revoked = Credential.objects.filter(election=election, public__in=known - used).update(is_revoked=True)
    record(CredentialsRevoked(**ids(election), count=revoked))
    return {"revoked": revoked, "used": len(used), "unknown": len(asked - known)}


# The simplified way


@transaction.atomic
def make_by_server(*, election: Election, at: datetime) -> int:
    """This site makes the credentials. They lie sealed in one heap, from which each person draws one."""
    require(must_be_changeable(election))
    if not election.server_registrar:
        raise Refused(Refusal("registrar", _("A registrar makes the credentials of this vote.")))
    if not election.voters_count:
        raise Refused(Refusal("roll", _("Give the list of those who may vote.")))
    group, left, publics = GROUPS[election.group], [], {}
    for weight in Voter.objects.filter(election=election).values_list("weight", flat=True):
        word = new_credential()
        left.append([word, weight])
        publics[str(public_of(group, election.uuid, word))] = weight
    _put(election, publics, by_server=True)
    urn = urns.locked(election)
    urn.handed = {"left": sorted(left), "taken": []}
    urn.save(update_fields=["handed"])
    return len(left)


def hand_out(*, election: Election, person: Any, at: datetime) -> str:
    """A credential, drawn by lot and shown once. Who has one is kept in a sealed set; which one is not kept."""
    require(must_be_able_to_vote(person, election, at), must_have_shown_who(person, election, at))
    if not election.server_registrar:
        raise Refused(Refusal("registrar", _("The registrar sends the credentials of this vote.")))
    with on_disk():
        urn = urns.locked(election)
        voter = voter_of(person, election)
        left, taken = list(urn.handed.get("left", ())), set(urn.handed.get("taken", ()))
        if voter is None or voter[0] in taken:
            raise Refused(
                Refusal(
                    "taken",
                    _(
                        "You have drawn your credential already. It was shown once, and nobody can find it again. You may still vote on paper."
                    ),
                )
            )
        mine = [one for one in left if one[1] == voter[1]]
        drawn = secrets.choice(mine)
        left.remove(drawn)
        urn.handed = {"left": left, "taken": sorted(taken | {voter[0]})}
        urn.save(update_fields=["handed"])
    return str(drawn[0])
