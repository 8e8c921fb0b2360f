"""Before the opening: what is asked, who may vote, who holds the key."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.engines.ballots.credentials import new_uuid
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.participation.ballots.facts import ElectionPrepared, RollSet
from beffroi.participation.ballots.models import Election, Urn, Voter
from beffroi.participation.ballots.rules import email_key, must_be_changeable
from beffroi.participation.spaces.models import Component

MOST_VOTERS = 200_000
COUNTED_GROUP, LISTED_GROUP = "BELENIOS-2048", "RFC-3526-2048"
MOST_ANSWERS = 250


def ids(election: Election) -> dict[str, int]:
    return {"election_id": election.pk, "component_id": election.component_id}


@transaction.atomic
def prepare(
    *,
    component: Component,
    title: str,
    mode: str,
    questions: Sequence[Mapping[str, Any]],
    opens_at: datetime,
    closes_at: datetime,
    at: datetime,
    ref: str = "",
    rules: Mapping[str, Any] | None = None,
    roll: str = Election.EVERYBODY,
    requirement: Mapping[str, Any] | None = None,
    has_paper: bool = False,
    person: Any = None,
) -> Election:
    """A vote of this component, made or changed. Refused once it is open, and where a key exists that could not serve it."""
    election = Election.objects.select_for_update().filter(component=component, ref=ref).first()
    if election is not None:
        require(must_be_changeable(election))
    if opens_at >= closes_at:
        raise Refused(Refusal("dates", _("The end must come after the beginning.")))
    if mode == Election.SECRET:
        roll = Election.LIST  # each credential belongs to somebody whom the registrar knows
    made = election or Election(component=component, ref=ref)
    group = _group(questions) if mode == Election.SECRET else ""
    if made.group and made.group != group and made.state == Election.KEYS:
        raise Refused(Refusal("keys", _("Keys were made for the questions as they were. Begin the keys anew, then change the questions.")))
    made.title, made.mode, made.roll, made.group = title[:200], mode, roll, group
    made.questions, made.rules, made.requirement = [dict(one) for one in questions], dict(rules or {}), dict(requirement or {})
    made.opens_at, made.closes_at, made.has_paper = opens_at, closes_at, has_paper
    if group and not made.uuid:
        made.uuid = new_uuid()
    made.save()
    Urn.objects.get_or_create(election=made)
    record(ElectionPrepared(**ids(made)))
    return made


def _group(questions: Sequence[Mapping[str, Any]]) -> str:
    """The group in which this is encrypted; Refused where a question cannot be."""
    if not questions:
        raise Refused(Refusal("questions", _("A vote asks at least one question.")))
    for question in questions:
        answers = question.get("answers") or []
        if not answers or len(answers) > MOST_ANSWERS:
            raise Refused(Refusal("questions", _("A question has between one and 250 answers.")))
        least, most = question.get("least", 0), question.get("most", 1)
        if not question.get("is_listed") and not 0 <= least <= most <= len(answers):
            raise Refused(Refusal("questions", _("A question asks for more choices than it has.")))
    return LISTED_GROUP if any(question.get("is_listed") for question in questions) else COUNTED_GROUP


@transaction.atomic
def set_people(*, election: Election, administrator: str, registrar: str, auditors: str, server_registrar: bool, at: datetime) -> Election:
    """Who answers for what, by name, as the public reads it."""
    require(must_be_changeable(election))
    if server_registrar != election.server_registrar and election.credentials.exists():
        raise Refused(Refusal("credentials", _("Credentials exist already. Take them away first.")))
    election.administrator, election.registrar, election.auditors = administrator[:120], registrar[:120], auditors[:1000]
    election.server_registrar = server_registrar
    election.save(update_fields=["administrator", "registrar", "auditors", "server_registrar"])
    record(ElectionPrepared(**ids(election)))
    return election


@transaction.atomic
def set_roll(*, election: Election, people: Iterable[Mapping[str, Any]], at: datetime) -> int:
    """The list of those who may vote (name, email, phone, address, weight), in place of the one before. Gives their number."""
    require(must_be_changeable(election))
    if election.credentials.exists():
        raise Refused(Refusal("credentials", _("Credentials were made for this list. Take them away first, then change the list.")))
    rows, seen = [], set()
    for one in people:
        key = email_key(str(one.get("email", "")))
        if key and key in seen:
            raise Refused(Refusal("double", _("Line %(n)d: this e-mail address is there twice.") % {"n": len(rows) + 1}))
        seen.add(key)
        contact = {name: str(one.get(name, "")).strip()[:300] for name in ("name", "email", "phone", "address")}
        weight = int(one.get("weight") or 1)
        if not 1 <= weight <= 1000:
            raise Refused(Refusal("weight", _("Line %(n)d: a weight is between 1 and 1,000.") % {"n": len(rows) + 1}))
        rows.append(Voter(election=election, number=len(rows) + 1, contact=contact, email_key=key, weight=weight))
        if len(rows) > MOST_VOTERS:
            raise Refused(Refusal("too_many", _("This list is too long.")))
    Voter.objects.filter(election=election).delete()
    Voter.objects.bulk_create(rows, batch_size=1000)
    election.voters_count = len(rows)
    election.save(update_fields=["voters_count"])
    record(RollSet(**ids(election), people=len(rows)))
    return len(rows)
