"""The opening: everything is there, and from here on nothing of it changes."""

import json
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.engines.ballots import archive, trustees
from beffroi.engines.ballots.election import Question, election_json
from beffroi.engines.ballots.groups import GROUPS, hex_hash
from beffroi.engines.ballots.verifying import credentials_json
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.participation.ballots.actions.keys import trustees_raw
from beffroi.participation.ballots.actions.preparing import ids
from beffroi.participation.ballots.facts import ElectionOpened
from beffroi.participation.ballots.models import Credential, Election, Setup, Trustee, Urn
from beffroi.participation.ballots.rules import must_be_changeable


def missing(election: Election) -> list[str]:
    """What must still be done before it can open, as sentences."""
    found = []
    if election.roll == Election.LIST and not election.voters_count:
        found.append(_("Give the list of those who may vote."))
    if not election.is_secret:
        return found
    holders = list(Trustee.objects.filter(election=election))
    if not any(one.kind != Trustee.SERVER for one in holders):
        found.append(_("Name those who will hold the key."))
    elif any(one.done_at is None for one in holders):
        found.append(_("Every trustee must have made her part of the key."))
    if not election.credentials.exists():
        found.append(_("The registrar must make the credentials."))
    elif election.credentials.count() != election.voters_count:
        found.append(_("There are not as many credentials as people on the list."))
    if not election.administrator or (not election.registrar and not election.server_registrar):
        found.append(_("Say to the public who answers for what."))
    return found


@transaction.atomic
def make_ready(*, election: Election, is_ready: bool, at: datetime) -> Election:
    """The team says: open it by itself at its hour."""
    require(must_be_changeable(election))
    if is_ready and (lacking := missing(election)):
        raise Refused(Refusal("missing", lacking[0]))
    Election.objects.filter(pk=election.pk).update(is_ready=is_ready)
    election.is_ready = is_ready
    return election


@transaction.atomic
def open(*, election: Election, at: datetime) -> Election:
    """Open: rules, roll, key and credentials are frozen, their hash goes into the ledger."""
    election = Election.objects.select_for_update(of=("self",)).select_related("component__process").get(pk=election.pk)
    require(must_be_changeable(election))
    if at < election.opens_at:
        raise Refused(Refusal("not_yet", _("It is not yet the hour of the opening.")))
    if at >= election.closes_at:
        raise Refused(Refusal("dates", _("The end has passed already: change the dates.")))
    if lacking := missing(election):
        raise Refused(Refusal("missing", lacking[0]))
    if election.is_secret:
        _set_up(election, at)
    election.state, election.opened_at = Election.OPEN, at
    election.frozen = hex_hash(frozen_text(election))
    election.save(update_fields=["state", "opened_at", "frozen"])
    ledger.append(kind="ballots.opened", data={"election": election.pk, "frozen": election.frozen}, at=at)
    record(ElectionOpened(**ids(election), frozen=election.frozen))
    return election


def frozen_text(election: Election) -> str:
    """What is frozen, as the bytes of which the published hash is taken: sorted, so that no database changes them."""
    return json.dumps(said_of(election), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def said_of(election: Election) -> dict[str, Any]:
    """All that is frozen."""
    said = {
        "id": election.public_id,
        "title": election.title,
        "mode": election.mode,
        "roll": election.roll,
        "voters": election.voters_count,
        "questions": election.questions,
        "rules": election.rules,
        "requirement": election.requirement,
        "paper": election.has_paper,
        "opens_at": election.opens_at.astimezone(UTC).isoformat(),
        "closes_at": election.closes_at.astimezone(UTC).isoformat(),
        "administrator": election.administrator,
        "registrar": election.registrar,
        "server_registrar": election.server_registrar,
    }
    if election.is_secret:
        setup = election.setup
        said["threshold"] = election.threshold
        said["trustees"] = [[one.position, one.name, one.quality, one.kind] for one in Trustee.objects.filter(election=election)]
        said["election"], said["credentials"] = hex_hash(setup.election_raw), hex_hash(setup.credentials_raw)
        said["keys"] = hex_hash(setup.trustees_raw)
    return said


def _set_up(election: Election, at: datetime) -> None:
    group = GROUPS[election.group]
    held_by = trustees_raw(election)
    raw = election_json(
        name=election.title,
        description=str(election.component.title),
        group=group,
        public_key=trustees.read(group, held_by).key,
        questions=[asked(one) for one in election.questions],
        uuid=election.uuid,
        administrator=election.administrator,
        registrar=election.registrar or election.administrator,
    )
    publics = dict(Credential.objects.filter(election=election).values_list("public", "weight"))
    credentials = credentials_json(publics)
    # One hour for all that the archive holds: that of the opening, so that it does not tell when somebody voted.
    Setup.objects.update_or_create(
        election=election,
        defaults={
            "election_raw": raw,
            "trustees_raw": held_by,
            "credentials_raw": credentials,
            "timestamp": int(election.opens_at.timestamp()),
        },
    )
    to = archive.Writer(int(election.opens_at.timestamp()))
    to.set_up(raw, held_by, credentials)
    Urn.objects.filter(election=election).update(head=to.parent, height=to.height, settled=to.height)


def asked(question: dict[str, Any]) -> Question:
    """A question as the protocol has it."""
    return Question(
        text=str(question["text"]),
        answers=tuple(map(str, question["answers"])),
        least=int(question.get("least", 0)),
        most=int(question.get("most", 1)),
        blank=bool(question.get("blank")),
        is_listed=bool(question.get("is_listed")),
    )
