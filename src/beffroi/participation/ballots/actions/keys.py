"""The ceremony of the key: each trustee publishes in rounds, this relays and checks. No secret of a trustee comes here."""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.engines.ballots import ceremony, trustees
from beffroi.engines.ballots.election import Broken
from beffroi.engines.ballots.groups import GROUPS, dumps, number
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.participation.ballots.actions.preparing import ids
from beffroi.participation.ballots.facts import ElectionPrepared, KeysMade
from beffroi.participation.ballots.models import Election, Trustee
from beffroi.participation.ballots.rules import must_be_changeable

CERTIFICATE, DEALING, VERIFICATION, WAITING, DONE = "certificate", "dealing", "verification", "waiting", "done"
KEY = "key"
ROUNDS = (CERTIFICATE, DEALING, VERIFICATION)


@transaction.atomic
def set_trustees(
    *, election: Election, people: Sequence[tuple[str, str]], threshold: int, with_server: bool, at: datetime
) -> list[Trustee]:
    """Who will hold the key (name, in what quality). One alone holds all of it; of several, `threshold` are needed.

    `with_server`: this site holds a key too, which is needed in any case. Keys that were made before are thrown away.
    """
    require(must_be_changeable(election))
    people = [(name.strip()[:120], quality.strip()[:120]) for name, quality in people if name.strip()]
    if not people or len(people) > 15:
        raise Refused(Refusal("trustees", _("Name between one and fifteen people who hold the key.")))
    if len(people) > 1 and not 1 <= threshold <= len(people):
        raise Refused(Refusal("threshold", _("Say how many of them are needed: at least one, at most all.")))
    Trustee.objects.filter(election=election).delete()
    rows = []
    if with_server:
        group = GROUPS[election.group]
        secret, part = trustees.new_key(group)
        rows.append(Trustee(kind=Trustee.SERVER, name=_("This site"), said={KEY: dumps(part)}, secret={"key": str(secret)}, done_at=at))
    kind = Trustee.SINGLE if len(people) == 1 else Trustee.THRESHOLD
    rows += [Trustee(kind=kind, name=name, quality=quality) for name, quality in people]
    for position, row in enumerate(rows, 1):
        row.election, row.position = election, position
    Trustee.objects.bulk_create(rows)
    election.threshold = threshold if len(people) > 1 else 1
    election.state = Election.DRAFT
    election.is_ready = False
    election.save(update_fields=["threshold", "state", "is_ready"])
    record(ElectionPrepared(**ids(election)))
    return list(Trustee.objects.filter(election=election))


def published(trustee: Trustee, step: str) -> dict[str, Any]:
    """What she published in a round. Kept as text: the order of its members is part of what she signed."""
    return json.loads(trustee.said[step])


def together(trustee: Trustee) -> list[Trustee]:
    """Those who make a key together with her, in order; her place among them is her index."""
    if trustee.kind != Trustee.THRESHOLD:
        return [trustee]
    return list(Trustee.objects.filter(election=trustee.election, kind=Trustee.THRESHOLD))


def index_of(trustee: Trustee, among: Sequence[Trustee]) -> int:
    return 1 + [one.pk for one in among].index(trustee.pk)


def step_of(trustee: Trustee, among: Sequence[Trustee]) -> str:
    """What she does next: a round, waiting for the others, or nothing more."""
    if trustee.done_at is not None:
        return DONE
    if trustee.kind != Trustee.THRESHOLD:
        return CERTIFICATE
    for before, now in zip((None, *ROUNDS), ROUNDS, strict=False):
        if before and any(before not in one.said for one in among):
            return WAITING
        if now not in trustee.said:
            return now
    return WAITING


@transaction.atomic
def take_key(*, trustee: Trustee, step: str, payload: str, at: datetime) -> Trustee:
    """What she publishes in one round, checked. The same again changes nothing."""
    election = Election.objects.select_for_update().get(pk=trustee.election_id)
    require(must_be_changeable(election))
    trustee = Trustee.objects.get(pk=trustee.pk)
    trustee.election = election
    among = together(trustee)
    if step_of(trustee, among) != step:
        raise Refused(Refusal("step", _("This step is done, or waits for the others. The page shows where you are.")))
    try:
        said = _checked(election, trustee, among, step, payload)
    except Broken as broken:
        raise Refused(Refusal("broken", _("This is not accepted: %(why)s.") % {"why": broken})) from None
    except (ValueError, TypeError, KeyError, AttributeError, IndexError):
        raise Refused(Refusal("broken", _("This is not what this step asks for. Choose the right file."))) from None
    trustee.said = {**trustee.said, step if trustee.kind == Trustee.THRESHOLD else KEY: dumps(said)}
    if trustee.kind == Trustee.SINGLE or step == VERIFICATION:
        trustee.done_at = at
    trustee.save(update_fields=["said", "done_at"])
    if election.state == Election.DRAFT:
        Election.objects.filter(pk=election.pk).update(state=Election.KEYS)
    if not Trustee.objects.filter(election=election, done_at=None).exists():
        _must_be_whole(election)
        record(KeysMade(**ids(election)))
    return trustee


def _checked(election: Election, trustee: Trustee, among: Sequence[Trustee], step: str, payload: str) -> dict[str, Any]:
    group, index = GROUPS[election.group], index_of(trustee, among)
    if trustee.kind == Trustee.SINGLE:
        return ceremony.single(group, payload)
    if step == CERTIFICATE:
        return ceremony.certificate(group, payload, size=len(among), threshold=election.threshold, index=index)
    certificates = [published(one, CERTIFICATE) for one in among]
    if step == DEALING:
        return ceremony.dealing(group, payload, certificates=certificates, threshold=election.threshold, index=index)
    dealings = [published(one, DEALING) for one in among]
    return ceremony.verification(group, payload, certificates=certificates, dealings=dealings, threshold=election.threshold, index=index)


def _must_be_whole(election: Election) -> None:
    try:
        trustees.read(GROUPS[election.group], trustees_raw(election))
    except Broken as broken:
        raise Refused(Refusal("broken", _("The key does not hold: %(why)s.") % {"why": broken})) from None


def trustees_raw(election: Election) -> str:
    """The published bytes of all who hold the key."""
    rows = list(Trustee.objects.filter(election=election))
    items: list[tuple[str, dict[str, Any]]] = [("Single", published(one, KEY)) for one in rows if one.kind != Trustee.THRESHOLD]
    several = [one for one in rows if one.kind == Trustee.THRESHOLD]
    if several:
        parts = [[published(one, step) for one in several] for step in ROUNDS]
        items.append(("Pedersen", ceremony.assemble(election.threshold, *parts)))
    return trustees.trustees_json(items)


def server_secret(trustee: Trustee) -> Any:
    return number(trustee.secret["key"])


def seed() -> str:
    """Words for a rehearsal."""
    return secrets.token_hex(32)
