"""A ready vote in one call, for tests, benchmarks and the demonstration: with a rehearsed key, whose secrets are given back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from beffroi.engines.ballots import casting, counting, credentials, shuffles, trustees
from beffroi.engines.ballots.ceremony import Ceremony, alone
from beffroi.engines.ballots.groups import GROUPS, dumps
from beffroi.participation.ballots import actions, checking
from beffroi.participation.ballots.actions.decrypting import stage, tally_of
from beffroi.participation.ballots.actions.keys import ROUNDS
from beffroi.participation.ballots.models import Election, Trustee
from beffroi.participation.spaces.models import Component

QUESTION = {
    "text": "Faut-il fermer la rue des Halles aux voitures le samedi ?",
    "answers": ["Oui", "Non"],
    "blank": True,
    "least": 1,
    "most": 1,
}
THREE = (
    ("Claire Fontaine", "secrétaire de mairie"),
    ("Jean Roy", "conseiller de l’opposition"),
    ("Aïcha Benali", "habitante tirée au sort"),
)


@dataclass
class Held:
    """A vote, and what only its voters and trustees know: credentials by line of the roll, secrets by trustee."""

    election: Election
    words: list[str]
    secrets: dict[int, Any]
    ceremonies: dict[int, Ceremony]

    def ballot(self, voter: int, choices: Sequence[Sequence[int]]) -> str:
        """The bytes of a ballot by the voter of this line (from 0)."""
        return casting.make(checking.protocol(self.election), self.words[voter], choices)

    def shuffle(self, trustee: Trustee) -> str:
        known, tally = checking.protocol(self.election), tally_of(self.election) or []
        rows = [shuffles.shuffle(known, tally[place]) for place, question in enumerate(known.questions) if question.is_listed]
        return shuffles.shuffle_json(rows)

    def part(self, trustee: Trustee) -> str:
        return counting.decrypt(checking.protocol(self.election), self.secrets[trustee.pk], tally_of(self.election) or [])


def secret_election(
    component: Component,
    *,
    at: datetime,
    people: Sequence[Mapping[str, Any]],
    title: str = "Vote",
    ref: str = "",
    questions: Sequence[Mapping[str, Any]] = (QUESTION,),
    trustees_named: Sequence[tuple[str, str]] = THREE,
    threshold: int = 2,
    with_server: bool = False,
    has_paper: bool = False,
    closes_at: datetime | None = None,
    opens: bool = True,
    rules: Mapping[str, Any] | None = None,
) -> Held:
    """A secret vote from its roll to its opening; the ceremony and the registrar's work are done in one place, as a rehearsal."""
    election = actions.prepare(
        component=component, title=title, ref=ref, mode=Election.SECRET, questions=questions, opens_at=at - timedelta(hours=1),
        closes_at=closes_at or at + timedelta(days=7), has_paper=has_paper, rules=rules, at=at,
    )  # fmt: skip
    actions.set_people(
        election=election, administrator="Mairie de Clairbourg", registrar="Étude Maître Duval", auditors="Ligue des électeurs",
        server_registrar=False, at=at,
    )  # fmt: skip
    actions.set_roll(election=election, people=people, at=at)
    held = Held(election, [], {}, {})
    make_keys(held, trustees_named, threshold, with_server=with_server, at=at)
    group, publics = GROUPS[election.group], []
    for one in people:
        word = credentials.new_credential()
        weight = int(one.get("weight") or 1)
        publics.append(f"{credentials.public_of(group, election.uuid, word)}" + (f",{weight}" if weight > 1 else ""))
        held.words.append(word)
    actions.set_credentials(election=election, raw=dumps(sorted(publics)), at=at)
    if opens:
        held.election = actions.open(election=election, at=at)
    return held


def make_keys(held: Held, people: Sequence[tuple[str, str]], threshold: int, *, with_server: bool, at: datetime) -> None:
    election = held.election
    rows = actions.set_trustees(election=election, people=people, threshold=threshold, with_server=with_server, at=at)
    group, several = GROUPS[election.group], [row for row in rows if row.kind == Trustee.THRESHOLD]
    for row in rows:
        row.election = election
        if row.kind == Trustee.SINGLE:
            held.secrets[row.pk] = alone(group, f"{election.uuid} alone")
            part = trustees.public_part(group, held.secrets[row.pk])
            actions.take_key(trustee=row, step=ROUNDS[0], payload=dumps(part), at=at)
    made = {row.pk: Ceremony(group, len(several), threshold, n, f"{election.uuid} {n}") for n, row in enumerate(several, 1)}
    certificates = [one.certificate() for one in made.values()]
    dealings = [one.dealing(certificates) for one in made.values()]
    for step, said in zip(ROUNDS, (certificates, dealings, [one.verification(dealings) for one in made.values()]), strict=True):
        for row, payload in zip(several, said, strict=True):
            actions.take_key(trustee=row, step=step, payload=dumps(payload), at=at)
    held.ceremonies = made
    held.secrets |= {pk: one.key(dealings) for pk, one in made.items()}


def finish(held: Held, *, at: datetime, present: Sequence[int] = (0, 2)) -> Election:
    """Close, count, and open with these of the trustees (places from 0)."""
    held.election = actions.close(election=held.election, at=at)
    actions.advance(election=held.election, at=at)
    rows = [row for row in Trustee.objects.filter(election=held.election) if row.kind != Trustee.SERVER]
    for expected, take, make in (("shuffle", actions.take_shuffle, held.shuffle), ("open", actions.take_part, held.part)):
        for place in present:
            if stage(held.election) == expected:
                rows[place].election = held.election
                take(trustee=rows[place], payload=make(rows[place]), at=at)
                actions.advance(election=held.election, at=at)
    held.election.refresh_from_db()
    return held.election
