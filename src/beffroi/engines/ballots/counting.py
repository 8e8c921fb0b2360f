"""From ballots to a result: added up under encryption, shuffled where answers are listed, decrypted together."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from beffroi.engines.ballots import proofs
from beffroi.engines.ballots.casting import pair, parts_of
from beffroi.engines.ballots.election import Broken, Election, exact, whole
from beffroi.engines.ballots.groups import Number, dumps, number
from beffroi.engines.ballots.trustees import Trustees, weights

Row = list[tuple[Number, Number]]


def last_of_each(ballots: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The ballots that count: of one credential, the last."""
    return list({ballot["credential"]: ballot for ballot in ballots}.values())


def encrypted_tally(election: Election, ballots: Sequence[dict[str, Any]], voters: Mapping[str, int]) -> list[Row]:
    """For each question its ciphertexts: sums of all ballots (to the weight of each credential), or the list of them, sorted."""
    group, found = election.group, []
    for place, question in enumerate(election.questions):
        answers = [(parts_of(ballot["answers"][place]), voters.get(ballot["credential"], 1)) for ballot in ballots]
        if question.is_listed:
            # Sorted by number, so that the order in which people voted is not kept.
            found.append(sorted(one for ciphertexts, _weight in answers for one in ciphertexts))
            continue
        row = [(number(1), number(1))] * question.width
        for ciphertexts, weight in answers:
            if weight != 1:
                ciphertexts = [(group.power(a, weight), group.power(b, weight)) for a, b in ciphertexts]
            row = [(a * x % group.p, b * y % group.p) for (a, b), (x, y) in zip(row, ciphertexts, strict=True)]
        found.append(row)
    return found


def tally_json(tally: Sequence[Row]) -> str:
    return dumps([[{"alpha": str(alpha), "beta": str(beta)} for alpha, beta in row] for row in tally])


def read_row(election: Election, said: Any) -> Row:
    if not isinstance(said, list):
        raise Broken("ciphertexts are not listed")
    return [pair(election, one) for one in said]


def decrypt(election: Election, secret: Number, tally: Sequence[Row]) -> str:
    """The part of one trustee: a factor for each ciphertext, with its proof."""
    group = election.group
    prefix = f"decrypt|{election.fingerprint}|{group.of_g(secret)}|"
    factors = [[str(group.power(alpha, secret)) for alpha, _beta in row] for row in tally]
    proven = [[proofs.decrypts(group, secret, alpha, prefix) for alpha, _beta in row] for row in tally]
    return dumps({"decryption_factors": factors, "decryption_proofs": proven})


def read_part(election: Election, public: Number, tally: Sequence[Row], raw: str) -> list[list[Number]]:
    """The factors of one trustee, each proof checked."""
    said = exact(json.loads(raw), "decryption_factors", "decryption_proofs")
    rows, proven = said["decryption_factors"], said["decryption_proofs"]
    shape = [len(row) for row in tally]
    for one in (rows, proven):
        if not isinstance(one, list) or [len(row) if isinstance(row, list) else -1 for row in one] != shape:
            raise Broken("a trustee did not decrypt exactly what was to be decrypted")
    prefix = f"decrypt|{election.fingerprint}|{public}|"
    found = []
    for row, factors, line in zip(tally, rows, proven, strict=True):
        read = [whole(one) for one in factors]
        for (alpha, _beta), factor, proof in zip(row, read, line, strict=True):
            if not election.group.contains(factor):
                raise Broken("a factor is out of the group")
            if not proofs.is_decrypted(election.group, public, alpha, factor, proof, prefix):
                raise Broken("a trustee does not prove what she decrypted")
        found.append(read)
    return found


def result(
    election: Election, trustees: Trustees, tally: Sequence[Row], parts: Mapping[int, list[list[Number]]], total: int
) -> list[list[Any]]:
    """The result: for each question the counts, or the list of answers. `total`: the greatest count possible."""
    group = election.group
    powers = list(weights(trustees, sorted(parts), group))
    found: list[list[Any]] = []
    for place, (question, row) in enumerate(zip(election.questions, tally, strict=True)):
        opened = []
        for column, (_alpha, beta) in enumerate(row):
            factor = group.product(group.power(parts[number][place][column], weight) for number, weight in powers)
            opened.append(beta * group.inverse(factor) % group.p)
        if question.is_listed:
            found.append([group.extract(value, len(question.answers)) for value in opened])
        else:
            found.append(_logarithms(election, opened, total))
    return found


def _logarithms(election: Election, values: Sequence[Number], most: int) -> list[int]:
    """How often g was multiplied: counts are small, so they are tried one after the other, once for all."""
    group, wanted = election.group, {int(value) for value in values}
    known: dict[int, int] = {}
    step = number(1)
    for count in range(most + 1):
        if int(step) in wanted:
            known[int(step)] = count
            if len(known) == len(wanted):
                break
        step = step * group.g % group.p
    if len(known) < len(wanted):
        raise Broken("what was decrypted is no count")
    return [known[int(value)] for value in values]


def result_json(counts: Sequence[Sequence[Any]]) -> str:
    return dumps({"result": [list(row) for row in counts]})
