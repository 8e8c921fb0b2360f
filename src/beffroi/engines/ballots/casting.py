"""A ballot: made with a credential, checked by anybody."""

import json
from collections.abc import Sequence
from typing import Any

from beffroi.engines.ballots import proofs
from beffroi.engines.ballots.credentials import secret_of
from beffroi.engines.ballots.election import Broken, Election, Question, exact, whole
from beffroi.engines.ballots.groups import Number, dumps, number, short_hash
from beffroi.engines.ballots.proofs import Ciphertext


def make(election: Election, credential: str, choices: Sequence[Sequence[int]]) -> str:
    """The ballot (its exact bytes) of a voter. `choices`: for each question 0 or 1 per answer (the blank vote first), or,
    where answers are listed, a number per answer. ValueError if they are not what the question asks."""
    group = election.group
    if len(choices) != len(election.questions):
        raise ValueError("each question needs its choices")
    secret = secret_of(group, election.uuid, credential)
    public = group.of_g(secret)
    bound = f"{election.fingerprint}|{public}"
    answers = [
        _listed(election, question, choice, bound) if question.is_listed else _counted(election, question, choice, bound)
        for question, choice in zip(election.questions, choices, strict=True)
    ]
    ballot: dict[str, Any] = {
        "election_uuid": election.uuid,
        "election_hash": election.fingerprint,
        "credential": str(public),
        "answers": answers,
    }
    digest = short_hash(dumps(ballot))
    ballot["signature"] = {"hash": digest, "proof": proofs.knows(group, secret, f"sig|{digest}|")}
    return dumps(ballot)


def tracker(ballot: str) -> str:
    """What a voter looks for in the public urn."""
    return short_hash(ballot)


def _text(ciphertexts: Sequence[Ciphertext]) -> str:
    return ",".join(f"{alpha},{beta}" for alpha, beta in ciphertexts)


def _counted(election: Election, question: Question, choice: Sequence[int], bound: str) -> dict[str, Any]:
    group, of_key = election.group, election.of_key
    if len(choice) != question.width or any(m not in (0, 1) for m in choice):
        raise ValueError(f"“{question.text}” asks for {question.width} choices, each 0 or 1")
    votes = list(choice[1:]) if question.blank else list(choice)
    is_blank = bool(question.blank and choice[0])
    if (is_blank and any(votes)) or (not is_blank and not question.least <= sum(votes) <= question.most):
        raise ValueError(f"“{question.text}” asks for {question.least} to {question.most} choices")
    randoms = [group.random() for _m in choice]
    ciphertexts = [(group.of_g(r), of_key(r) * (group.g if m else 1) % group.p) for r, m in zip(randoms, choice, strict=True)]
    answer: dict[str, Any] = {
        "choices": [{"alpha": str(alpha), "beta": str(beta)} for alpha, beta in ciphertexts],
        "individual_proofs": [
            proofs.one_of(group, of_key, f"prove|{bound}|{_text([pair])}|", [(r, m), (r, m - 1)], m)
            for pair, r, m in zip(ciphertexts, randoms, choice, strict=True)
        ],
    }
    prefix = f"{bound}|{_text(ciphertexts)}"
    allowed = range(question.least, question.most + 1)
    if question.blank:
        r_rest, total = sum(randoms[1:]) % group.q, sum(votes)
        overall = [(randoms[0], choice[0] - 1), *((r_rest, total - m) for m in allowed)]
        answer["overall_proof"] = proofs.one_of(group, of_key, f"bproof1|{prefix}|", overall, 0 if is_blank else total - question.least + 1)
        either = [(randoms[0], choice[0]), (r_rest, total)]
        answer["blank_proof"] = proofs.one_of(group, of_key, f"bproof0|{prefix}|", either, 1 if is_blank else 0)
    else:
        total_pair = _product(election, ciphertexts)
        r_all = sum(randoms) % group.q
        answer["overall_proof"] = proofs.one_of(
            group, of_key, f"prove|{prefix}|{_text([total_pair])}|", [(r_all, sum(votes) - m) for m in allowed], sum(votes) - question.least
        )
    return answer


def _listed(election: Election, question: Question, choice: Sequence[int], bound: str) -> dict[str, Any]:
    group = election.group
    if len(choice) != len(question.answers):
        raise ValueError(f"“{question.text}” asks for {len(question.answers)} numbers")
    r = group.random()
    alpha, beta = group.of_g(r), election.of_key(r) * group.embed(choice) % group.p
    proof = proofs.knows(group, r, f"raweg|{bound}|{election.public_key},{alpha},{beta}|")
    return {"choices": {"alpha": str(alpha), "beta": str(beta)}, "proof": proof}


def _product(election: Election, ciphertexts: Sequence[Ciphertext]) -> Ciphertext:
    group = election.group
    return group.product(alpha for alpha, _beta in ciphertexts), group.product(beta for _alpha, beta in ciphertexts)


def check(election: Election, raw: str) -> dict[str, Any]:
    """The ballot, if all of it holds: its form to the byte, its signature, every proof. Broken says what does not."""
    try:
        ballot = json.loads(raw)
    except (json.JSONDecodeError, RecursionError):
        raise Broken("a ballot is no JSON") from None
    exact(ballot, "election_uuid", "election_hash", "credential", "answers", "signature")
    if dumps(ballot) != raw:
        raise Broken("a ballot is not written as ballots are")
    if ballot["election_uuid"] != election.uuid or ballot["election_hash"] != election.fingerprint:
        raise Broken("a ballot belongs to another election")
    group, public = election.group, whole(ballot["credential"])
    if not group.contains(public):
        raise Broken("a credential is out of the group")
    signature = exact(ballot["signature"], "hash", "proof")
    unsigned = {name: value for name, value in ballot.items() if name != "signature"}
    if signature["hash"] != short_hash(dumps(unsigned)):
        raise Broken("a ballot has not the hash that it says")
    if not proofs.is_known(group, public, signature["proof"], f"sig|{signature['hash']}|"):
        raise Broken("a signature does not hold")
    answers = ballot["answers"]
    if not isinstance(answers, list) or len(answers) != len(election.questions):
        raise Broken("a ballot does not answer every question")
    bound = f"{election.fingerprint}|{public}"
    for question, answer in zip(election.questions, answers, strict=True):
        (_check_listed if question.is_listed else _check_counted)(election, question, answer, bound)
    return ballot


def pair(election: Election, said: Any) -> Ciphertext:
    """A ciphertext, both parts in the group."""
    exact(said, "alpha", "beta")
    alpha, beta = whole(said["alpha"]), whole(said["beta"])
    if not (election.group.contains(alpha) and election.group.contains(beta)):
        raise Broken("a ciphertext is out of the group")
    return alpha, beta


def _check_counted(election: Election, question: Question, answer: Any, bound: str) -> None:
    group, of_key = election.group, election.of_key
    exact(answer, "choices", "individual_proofs", "overall_proof", *(["blank_proof"] if question.blank else []))
    if not isinstance(answer["choices"], list) or len(answer["choices"]) != question.width:
        raise Broken("an answer has not as many choices as its question")
    ciphertexts = [pair(election, one) for one in answer["choices"]]
    each = answer["individual_proofs"]
    if not isinstance(each, list) or len(each) != len(ciphertexts):
        raise Broken("a choice lacks its proof")
    for one, proof in zip(ciphertexts, each, strict=True):
        if not proofs.is_one_of(group, of_key, f"prove|{bound}|{_text([one])}|", [(one, 0), (one, 1)], proof):
            raise Broken("a choice is not proven to be 0 or 1")
    prefix, allowed = f"{bound}|{_text(ciphertexts)}", range(question.least, question.most + 1)
    if question.blank:
        first, rest = ciphertexts[0], _product(election, ciphertexts[1:])
        overall = [(first, 1), *((rest, m) for m in allowed)]
        holds = proofs.is_one_of(group, of_key, f"bproof0|{prefix}|", [(first, 0), (rest, 0)], answer["blank_proof"])
        holds = holds and proofs.is_one_of(group, of_key, f"bproof1|{prefix}|", overall, answer["overall_proof"])
    else:
        total = _product(election, ciphertexts)
        branches = [(total, m) for m in allowed]
        holds = proofs.is_one_of(group, of_key, f"prove|{prefix}|{_text([total])}|", branches, answer["overall_proof"])
    if not holds:
        raise Broken("an answer is not proven to have as many choices as it may")


def _check_listed(election: Election, question: Question, answer: Any, bound: str) -> None:
    exact(answer, "choices", "proof")
    alpha, beta = pair(election, answer["choices"])
    prefix = f"raweg|{bound}|{election.public_key},{alpha},{beta}|"
    if not proofs.is_known(election.group, alpha, answer["proof"], prefix):
        raise Broken("an answer is not proven to be its voter's own")


def parts_of(answer: dict[str, Any]) -> list[tuple[Number, Number]]:
    """The ciphertexts of an answer that was checked."""
    choices = answer["choices"] if isinstance(answer["choices"], list) else [answer["choices"]]
    return [(number(one["alpha"]), number(one["beta"])) for one in choices]
